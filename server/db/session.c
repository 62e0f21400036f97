/* session.c - how every connection to PostgreSQL is opened. */
#include "server/db/session.h"

#include <assert.h>
#include <libpq-fe.h>
#include <stddef.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/xalloc.h"
#include "server/log.h"

/*
 * What the statements and rows.c rely on, whatever the server's defaults are.
 * A booking that was answered must be on disk: synchronous_commit.  Parallel
 * workers would mix the rows of a UNION ALL, whose first the feed relies on.
 */
#define SESSION_SETTINGS                                                                       \
	"-c timezone=UTC -c datestyle=ISO -c jit=off -c max_parallel_workers_per_gather=0 -c " \
	"synchronous_commit=on "                                                               \
	"-c default_transaction_isolation=read\\ committed "                                   \
	"-c standard_conforming_strings=on"

/* The `options` the user gave; freed by the caller. */
static char *options_given(const char *conninfo)
{
	PQconninfoOption *given = PQconninfoParse(conninfo, NULL);
	const char *options = getenv("PGOPTIONS");
	char *copy;

	for (PQconninfoOption *o = given; o && o->keyword; o++)
		if (strcmp(o->keyword, "options") == 0 && o->val)
			options = o->val;
	copy = xstrdup(options ? options : "");
	PQconninfoFree(given);
	return copy;
}

static char *options_joined(const char *conninfo, const char *limits)
{
	struct buffer all = {0};
	char *given = options_given(conninfo);

	buffer_printf(&all, "%s %s %s", SESSION_SETTINGS, limits, given);
	free(given);
	return buffer_steal(&all);
}

/*
 * libpq takes the last value of a keyword, and a connection string in place of
 * a dbname counts from there: what stands above it are defaults.  The timeouts
 * notice a machine that vanished; tcp_user_timeout covers the first packet too
 * (tcp(7)), which lets libpq go on to the next of several hosts.
 */
void session_init(struct session *s, const char *conninfo, const char *limits)
{
	s->conninfo = xstrdup(conninfo);
	s->options = options_joined(conninfo, limits);
	snprintf(s->name, sizeof s->name, "amtstermin %s", log_name());

	const char *const pairs[][2] = {
		{"fallback_application_name", s->name},
		{"connect_timeout", "5"},
		{"tcp_user_timeout", "10000"},
		{"keepalives_idle", "10"},
		{"keepalives_interval", "5"},
		{"keepalives_count", "3"},
		{"dbname", s->conninfo},
		{"client_encoding", "UTF8"},
		{"options", s->options},
		{NULL, NULL},
	};

	static_assert(sizeof pairs / sizeof pairs[0] == SESSION_KEYWORDS, "one row per keyword");
	for (size_t i = 0; i < SESSION_KEYWORDS; i++) {
		s->keywords[i] = pairs[i][0];
		s->values[i] = pairs[i][1];
	}
}

void session_done(struct session *s)
{
	free(s->conninfo);
	free(s->options);
}
