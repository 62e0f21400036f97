/*
 * session.h - how every connection to PostgreSQL is opened.
 *
 * The user's connection string goes before ours wherever it says something;
 * its `options` (or PGOPTIONS) come after ours, so that a later -c wins.
 */
#pragma once

enum { SESSION_KEYWORDS = 10, SESSION_NAME_SIZE = 64 };

/* Arguments of PQconnectdbParams() and PQconnectStartParams(), expand_dbname 1. */
struct session {
	char name[SESSION_NAME_SIZE]; /* which process: pg_stat_activity shows "amtstermin web 0" */
	const char *keywords[SESSION_KEYWORDS];
	const char *values[SESSION_KEYWORDS];
	char *conninfo, *options;
};

/*
 * conninfo is copied.  limits are further settings ("-c statement_timeout=10s")
 * of this kind of connection, or "".
 */
void session_init(struct session *s, const char *conninfo, const char *limits);
void session_done(struct session *s);
