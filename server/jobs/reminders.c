/* reminders.c - citizens are reminded of their appointments by mail. */
#include "server/jobs/reminders.h"

#include <stdio.h>
#include <stdlib.h>

#include "lib/token.h"
#include "server/catalogue.h"
#include "server/config.h"
#include "server/db/rows.h"
#include "server/log.h"

#define ROWS_PER_RUN "100"

enum { NUMBER_SIZE = 16 };

static void on_added(struct chore *c, const PGresult *rows)
{
	(void)c;
	if (PQntuples(rows) > 0)
		log_debug("reminder_written message=%s", row_text(rows, 0, "message_id"));
}

/* The link of the confirmation is known as a hash alone, so the mail brings one of its own. */
static void on_due(struct chore *c, const PGresult *rows)
{
	for (int row = 0; row < PQntuples(rows); row++) {
		char text[TOKEN_TEXT_SIZE], hash[TOKEN_HASH_SIZE];
		struct token token;

		token_draw(&token);
		token_format(text, &token);
		token_hash(hash, &token);
		chore_ask(c,
			  &(struct db_query)DB_QUERY(SQL_REMINDER_ADD,
						     row_text(rows, row, "authority_id"),
						     row_text(rows, row, "booking_id"), hash, text),
			  on_added);
	}
	c->more = PQntuples(rows) == atoi(ROWS_PER_RUN);
}

void reminders_run(struct chore *c)
{
	const struct config *const *config = c->ctx;
	char hours[NUMBER_SIZE];

	snprintf(hours, sizeof hours, "%d", RULES_DEFAULT.reminder_hours);
	chore_ask(c,
		  &(struct db_query)DB_QUERY(SQL_REMINDERS_DUE, hours, ROWS_PER_RUN,
					     (*config)->authorities),
		  on_due);
}
