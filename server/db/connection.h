/*
 * connection.h - PostgreSQL for commands that may wait: migrate, office import.
 *
 * Never in a process that serves requests: every function here blocks.  What
 * fails fills in a problem with one sentence and status 503 (db_down, the
 * database cannot be reached) or 500 (db_refused, it said no).
 */
#pragma once

#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/problem.h"
#include "server/db/pool.h"

struct connection;

/* NULL and a problem when there is nothing to talk to. */
struct connection *connection_open(const char *conninfo, struct problem *why);

/* Rolls back what was not committed.  NULL is fine. */
void connection_close(struct connection *c);

/* The caller clears the rows (PQclear); NULL and a problem on refusal. */
PGresult *connection_query(struct connection *c, const struct db_query *query, struct problem *why);

/* All of the queries in one transaction, or none; rows are dropped. */
bool connection_run(struct connection *c, const struct db_query *queries, size_t n,
		    struct problem *why);

/* For what is one transaction but needs answers in between.  After a refusal
 * only connection_rollback() or closing goes on. */
bool connection_begin(struct connection *c, struct problem *why);
bool connection_commit(struct connection *c, struct problem *why);
void connection_rollback(struct connection *c);

/* A text of any number of statements, as one would give to psql. */
bool connection_script(struct connection *c, const char *sql, struct problem *why);

/* Whether a transaction is open and sound. */
bool connection_in_transaction(const struct connection *c);
