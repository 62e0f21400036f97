/* holidays.c - every authority is closed on the public holidays of its Land. */
#include "server/jobs/holidays.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/cleanup.h"
#include "lib/holidays.h"
#include "server/db/rows.h"
#include "server/log.h"

enum {
	DAYS_AHEAD = 368, /* the longest horizon, and what the release of slots adds */
	MS_PER_DAY = 24 * 60 * 60 * 1000,
	NUMBER_SIZE = 16,
};

static void year_add(json_t *list, const char *state, int year)
{
	struct holiday holidays[HOLIDAYS_MAX];
	size_t n = holidays_list(holidays, state, year);
	char on[DATE_TEXT_SIZE];

	for (size_t i = 0; i < n; i++) {
		date_format(on, holidays[i].date);
		json_array_append_new(list,
				      json_pack("{s:s, s:{s:{s:s}, s:{s:s}}}", "holiday_on", on,
						"reason", "de", "name", holidays[i].name_de, "en",
						"name", holidays[i].name_en));
	}
}

static void on_closed(struct chore *c, const PGresult *rows)
{
	(void)c;
	if (PQntuples(rows) > 0)
		log_info("holidays_closed days=%d", PQntuples(rows));
}

static void authority_close(struct chore *c, const PGresult *rows, int row)
{
	json_auto_t *list = json_array();
	str_auto_t *text = NULL;
	struct date today;

	if (!date_parse(&today, row_text(rows, row, "today")))
		return;
	for (int year = today.year; year <= row_integer(rows, row, "through_year"); year++)
		year_add(list, row_text(rows, row, "federal_state"), year);
	text = json_dumps(list, JSON_COMPACT);
	struct db_query close =
		DB_QUERY(SQL_HOLIDAYS_CLOSE, row_text(rows, row, "authority_id"), text);
	chore_ask(c, &close, on_closed);
}

static void on_due(struct chore *c, const PGresult *rows)
{
	for (int row = 0; row < PQntuples(rows); row++)
		authority_close(c, rows, row);
}

void holidays_run(struct chore *c)
{
	unsigned *runs = c->ctx;
	const char *all = *runs % (MS_PER_DAY / c->interval_ms) == 0 ? "true" : "false";
	char ahead[NUMBER_SIZE], last[NUMBER_SIZE];

	++*runs;
	snprintf(ahead, sizeof ahead, "%d", DAYS_AHEAD);
	snprintf(last, sizeof last, "%d", HOLIDAYS_LAST_YEAR);
	struct db_query due = DB_QUERY(SQL_HOLIDAYS_DUE, all, ahead, last);
	chore_ask(c, &due, on_due);
}
