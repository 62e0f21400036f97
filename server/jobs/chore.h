/*
 * chore.h - something that is done again and again, never twice at once.
 *
 * A run asks the database any number of things; when the last answer is there
 * the run is over, and the next one begins after the interval, or at once when
 * this one left work behind.  Every chore can be cut off anywhere and begun anew.
 */
#pragma once

#include <event2/event.h>
#include <libpq-fe.h>
#include <stdbool.h>
#include <stddef.h>

#include "server/db/pool.h"

struct chore;

typedef void chore_run_fn(struct chore *c);

/* Rows that were asked for, lent for the call; may ask for more. */
typedef void chore_rows_fn(struct chore *c, const PGresult *rows);

/* name, interval_ms, run and ctx are the owner's to fill in; the rest is the chore's. */
struct chore {
	const char *name; /* in the log */
	unsigned interval_ms;
	chore_run_fn *run;
	void (*caught_up)(
		void *arg); /* once, after the first run that leaves nothing behind; or NULL */
	void *arg;
	void *ctx;

	struct db *db;
	struct event *timer;
	size_t asked;    /* answers that are missing */
	bool more;       /* set by run() and its rows: begin again at once */
	bool failed;     /* something was refused in this run */
	bool was_failed; /* and in the last one */
	bool stopping;
};

/* The first run begins from the event loop. */
void chore_start(struct chore *c, struct event_base *base, struct db *db);

/* Only from run() or from rows.  What is refused is logged, and ends nothing else. */
void chore_ask(struct chore *c, const struct db_query *query, chore_rows_fn *rows);

/* No further run; one that is under way may end. */
void chore_stop(struct chore *c);

/* After the db has been freed. */
void chore_done(struct chore *c);
