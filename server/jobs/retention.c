/*
 * retention.c - what nobody needs to know any more is forgotten.
 *
 * Reservations, slots and closures stay: they hold no personal data, and the
 * statistics are made of them.
 */
#include "server/jobs/retention.h"

#include <stdio.h>

#include "server/catalogue.h"
#include "server/db/rows.h"
#include "server/log.h"

enum {
	ROWS_PER_RUN = 500,
	MESSAGE_DAYS = 42, /* for questions such as "did my mail leave?" */
	NUMBER_SIZE = 16,
};

static void on_expired(struct chore *c, const PGresult *rows)
{
	(void)c;
	if (PQntuples(rows) > 0)
		log_debug("holds_expired count=%d", PQntuples(rows));
}

void holds_run(struct chore *c)
{
	const struct db_query expire = {.statement = SQL_HOLDS_EXPIRE};

	chore_ask(c, &expire, on_expired);
}

static void on_forgotten(struct chore *c, const PGresult *rows, const char *what)
{
	int64_t n = row_integer(rows, 0, "rows");

	if (n > 0)
		log_info("%s count=%d", what, (int)n);
	c->more = c->more || n == ROWS_PER_RUN;
}

static void on_bookings(struct chore *c, const PGresult *rows)
{
	on_forgotten(c, rows, "bookings_erased");
}

static void on_messages(struct chore *c, const PGresult *rows)
{
	on_forgotten(c, rows, "messages_deleted");
}

void retention_run(struct chore *c)
{
	char days[NUMBER_SIZE], message_days[NUMBER_SIZE], limit[NUMBER_SIZE];

	snprintf(days, sizeof days, "%d", RULES_DEFAULT.retention_days);
	snprintf(message_days, sizeof message_days, "%d", MESSAGE_DAYS);
	snprintf(limit, sizeof limit, "%d", ROWS_PER_RUN);
	struct db_query bookings = DB_QUERY(SQL_BOOKINGS_FORGET, days, limit);
	struct db_query messages = DB_QUERY(SQL_MESSAGES_FORGET, message_days, limit);
	struct db_query account_messages =
		DB_QUERY(SQL_ACCOUNT_MESSAGES_FORGET, message_days, limit);
	chore_ask(c, &bookings, on_bookings);
	chore_ask(c, &messages, on_messages);
	chore_ask(c, &account_messages, on_messages);
}
