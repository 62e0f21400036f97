/* connection.c - PostgreSQL for commands that may wait. */
#include "server/db/connection.h"

#include <stdlib.h>
#include <string.h>

#include "lib/xalloc.h"
#include "server/db/session.h"
#include "server/log.h"

/* A command is waited for, by someone who can interrupt it. */
#define COMMAND_LIMITS \
	"-c statement_timeout=0 -c lock_timeout=0 -c idle_in_transaction_session_timeout=0"

struct connection {
	PGconn *pg;
};

/* libpq's messages are lines with hints; a problem is one sentence. */
static bool problem_down(struct problem *why, PGconn *pg)
{
	const char *text = PQerrorMessage(pg);

	return problem(why, 503, "db_down", "%.*s", (int)strcspn(text, "\n"), text);
}

static bool problem_refused(struct problem *why, PGconn *pg, const PGresult *pr)
{
	const char *message = PQresultErrorField(pr, PG_DIAG_MESSAGE_PRIMARY);

	if (PQstatus(pg) == CONNECTION_BAD)
		return problem_down(why, pg);
	return problem(why, 500, "db_refused", "%s", message ? message : "unexpected answer");
}

static void on_notice(void *arg, const PGresult *notice)
{
	const char *message = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);

	(void)arg;
	log_debug("database says: %s", message ? message : "");
}

struct connection *connection_open(const char *conninfo, struct problem *why)
{
	struct connection *c = xcalloc(1, sizeof *c);
	struct session how;

	session_init(&how, conninfo, COMMAND_LIMITS);
	c->pg = PQconnectdbParams(how.keywords, how.values, 1);
	session_done(&how);
	if (PQstatus(c->pg) != CONNECTION_OK) {
		problem_down(why, c->pg);
		connection_close(c);
		return NULL;
	}
	PQsetNoticeReceiver(c->pg, on_notice, NULL);
	return c;
}

void connection_close(struct connection *c)
{
	if (!c)
		return;
	PQfinish(c->pg);
	free(c);
}

static bool is_good(const PGresult *pr)
{
	switch (PQresultStatus(pr)) {
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
	case PGRES_EMPTY_QUERY:
		return true;
	default:
		return false;
	}
}

PGresult *connection_query(struct connection *c, const struct db_query *query, struct problem *why)
{
	PGresult *pr = PQexecParams(c->pg, STATEMENTS[query->statement].text, query->nparams, NULL,
				    query->params, NULL, NULL, 0);

	if (is_good(pr))
		return pr;
	problem_refused(why, c->pg, pr);
	PQclear(pr);
	return NULL;
}

bool connection_script(struct connection *c, const char *sql, struct problem *why)
{
	PGresult *pr = PQexec(c->pg, sql);
	bool good = is_good(pr);

	if (!good)
		problem_refused(why, c->pg, pr);
	PQclear(pr);
	return good;
}

bool connection_begin(struct connection *c, struct problem *why)
{
	return connection_script(c, "BEGIN", why);
}

/* A COMMIT of a failed transaction is answered ROLLBACK, and not as an error. */
bool connection_commit(struct connection *c, struct problem *why)
{
	if (PQtransactionStatus(c->pg) == PQTRANS_INERROR) {
		connection_rollback(c);
		return problem(why, 500, "db_refused", "the transaction had failed before");
	}
	return connection_script(c, "COMMIT", why);
}

void connection_rollback(struct connection *c)
{
	struct problem ignored;

	if (!connection_script(c, "ROLLBACK", &ignored))
		log_debug("rollback failed: %s", ignored.detail);
}

bool connection_in_transaction(const struct connection *c)
{
	return PQtransactionStatus(c->pg) == PQTRANS_INTRANS;
}

bool connection_run(struct connection *c, const struct db_query *queries, size_t n,
		    struct problem *why)
{
	if (!connection_begin(c, why))
		return false;
	for (size_t i = 0; i < n; i++) {
		PGresult *rows = connection_query(c, &queries[i], why);

		if (!rows) {
			connection_rollback(c);
			return false;
		}
		PQclear(rows);
	}
	return connection_commit(c, why);
}
