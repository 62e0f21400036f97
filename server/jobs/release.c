/*
 * release.c - weekly hours become slots.
 *
 * A rule is due when it changed (released_through is NULL) or when a day has
 * begun that shows one more day; so the nightly run is nothing of its own.  Which
 * dates a rule occurs on is computed by release_dates, which instants these are in the
 * database, within the statement that compares them with the slots there are.
 */
#include "server/jobs/release.h"

#include <stdio.h>

#include "server/catalogue.h"
#include "server/db/rows.h"
#include "server/log.h"
#include "server/release_dates.h"

enum { RULES_PER_RUN = 100, NUMBER_SIZE = 16 };

static void on_released(struct chore *c, const PGresult *rows)
{
	int64_t written = row_integer(rows, 0, "written");
	int64_t withdrawn = row_integer(rows, 0, "withdrawn");

	(void)c;
	if (written + withdrawn > 0)
		log_info("slots_released written=%d withdrawn=%d", (int)written, (int)withdrawn);
}

static void rule_release(struct chore *c, const PGresult *rows, int row)
{
	buffer_auto_t dates = {0};

	release_dates_due(&dates, rows, row);
	struct db_query release = DB_QUERY(
		SQL_SLOTS_RELEASE, row_text(rows, row, "authority_id"),
		row_text(rows, row, "weekly_hours_id"), dates.data, row_text(rows, row, "through"),
		row_text(rows, row, "rule"), row_text(rows, row, "valid_from"),
		row_text(rows, row, "valid_until"), row_text(rows, row, "ended"));
	chore_ask(c, &release, on_released);
}

static void on_due(struct chore *c, const PGresult *rows)
{
	int n = PQntuples(rows);

	for (int row = 0; row < n; row++)
		rule_release(c, rows, row);
	c->more = n == RULES_PER_RUN;
}

void release_run(struct chore *c)
{
	char horizon[NUMBER_SIZE], limit[NUMBER_SIZE];

	snprintf(horizon, sizeof horizon, "%d", RULES_DEFAULT.horizon.days);
	snprintf(limit, sizeof limit, "%d", RULES_PER_RUN);
	struct db_query due = DB_QUERY(SQL_WEEKLY_HOURS_DUE, horizon, limit, NULL);
	chore_ask(c, &due, on_due);
}
