/*
 * probe.h - small programs that use server/db as the server does.
 *
 * One program, `probe NAME CONNINFO [ARGUMENT]`; test_database.py runs it
 * against a PostgreSQL that it starts, stops and kills meanwhile.  A probe that
 * sees something wrong ends with a message and status 1.
 */
#pragma once

#include <event2/event.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>

#include "server/db/pool.h"

struct probe {
	const char *conninfo, *argument;
	struct event_base *base;
};

typedef void probe_fn(struct probe *p);

/* pool_probes.c */
extern probe_fn answers_everyone, undoes_refused_batch, forgets_failed_preparation,
	renews_stale_statements, survives_killed_backends, survives_restart, gives_up,
	answers_on_free, sets_up_session, reads_every_type, prepares_all;

/* feed_probes.c */
extern probe_fn follows_writers, follows_across_crash;

#define EXPECT(condition)                                                                       \
	do {                                                                                    \
		if (!(condition)) {                                                             \
			fprintf(stderr, "%s:%d: not so: %s\n", __FILE__, __LINE__, #condition); \
			exit(EXIT_FAILURE);                                                     \
		}                                                                               \
	} while (0)

/* Tell the test to do something, and wait until it has. */
void ask(const char *what);

/* Run SQL over a connection of its own. */
void script(struct probe *p, const char *sql);

/* The table the statements of sql/ are about. */
void make_table(struct probe *p);

/* Run one batch and wait; the answer is only good until the next call. */
const struct db_result *run(struct probe *p, struct db *db, const struct db_query *queries,
			    size_t n);
