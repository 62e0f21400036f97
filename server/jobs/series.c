/* series.c - closures that recur go on for as long as nobody ends them. */
#include "server/jobs/series.h"

#include "server/log.h"

/* As far as they are entered (server/staff/closing.c); beyond the longest horizon. */
#define DAYS_AHEAD "400"

static void on_extended(struct chore *c, const PGresult *rows)
{
	(void)c;
	if (PQntuples(rows) > 0)
		log_info("closures_extended occurrences=%d", PQntuples(rows));
}

void series_run(struct chore *c)
{
	struct db_query extend = DB_QUERY(SQL_CLOSURES_EXTEND, DAYS_AHEAD);

	chore_ask(c, &extend, on_extended);
}
