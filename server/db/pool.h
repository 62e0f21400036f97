/*
 * pool.h - PostgreSQL on one event loop.
 *
 * A db is a pool of connections in pipeline mode.  db_run() queues a batch of
 * statements; the batch travels in one round trip and runs as one transaction:
 * when a statement is refused, or the commit is, nothing of the batch happened.
 * done() is then called exactly once, from the event loop, never from inside
 * db_run().
 *
 * Statements are those of server/sql, named by the generated enum statement
 * (hold_create.sql is SQL_HOLD_CREATE); each is prepared once per connection,
 * at its first use there.
 */
#pragma once

#include <event2/event.h>
#include <libpq-fe.h>
#include <stddef.h>
#include <stdint.h>

#include "server/sql/statements.h"

enum {
	DB_MAX_BATCH = 8,
	DB_MAX_PARAMS = 24,
	DB_MAX_WAITING = 4000, /* jobs in line; beyond, the oldest is told DB_DOWN */
	DB_WAIT_SECONDS = 8,   /* for a connection; long enough for a restart of PostgreSQL */
	DB_JOB_SECONDS = 30,   /* for an answer, before the connection is given up */
};

struct db;

/* Parameters are text; NULL is SQL NULL.  db_run() copies what it needs. */
struct db_query {
	enum statement statement;
	int nparams;
	const char *params[DB_MAX_PARAMS];
};

#define DB_QUERY(name, ...)                                                              \
	{                                                                                \
		.statement = (name),                                                     \
		.nparams = sizeof((const char *[]){__VA_ARGS__}) / sizeof(const char *), \
		.params = {__VA_ARGS__},                                                 \
	}

enum db_status {
	DB_OK,
	DB_REFUSED, /* the SQL said no, nothing happened: see sqlstate and constraint */
	DB_DOWN,    /* no connection in time, or it broke: outcome unknown */
};

/* Lent to done() for the length of the call. */
struct db_result {
	enum db_status status;
	char sqlstate[6];
	char constraint[64];          /* or the column of a not-null violation */
	char *detail;                 /* of a refusal of our own (SQLSTATE AM...), never logged */
	size_t nrows;                 /* how many of the statements answered */
	PGresult *rows[DB_MAX_BATCH]; /* their answers, in order */

	/*
	 * Connections are numbered 1, 2, 3 ... as they become ready.  This is the
	 * number of the one that answered, and that of the newest at the time the
	 * batch was sent.  feed.c draws conclusions from them.
	 */
	uint64_t session, newest_session;
};

typedef void db_done_fn(void *ctx, const struct db_result *res);

/* Connections are opened at once and again whenever they are lost.  conninfo
 * is a libpq connection string, copied. */
struct db *db_new(struct event_base *base, const char *conninfo, size_t nconns);

/* Jobs that are left are told DB_DOWN; what they queue meanwhile, too.  Not to
 * be called from a done(). */
void db_free(struct db *db);

void db_run(struct db *db, const struct db_query *queries, size_t n, db_done_fn *done, void *ctx);

/* How many connections are ready, for /healthz. */
size_t db_ready(const struct db *db);
