/*
 * world.h - what a web worker knows without asking: the catalogue and everybody's
 * calendar, read at start and kept up to date by the change feed.
 *
 * A world is ready once everything has been read.  Until then, and when the feed
 * has failed for some seconds, world_reason() says why it cannot be trusted.
 */
#pragma once

#include <event2/event.h>
#include <stdbool.h>
#include <time.h>

#include "server/calendars.h"
#include "server/catalogue.h"
#include "server/db/pool.h"

struct world;

/* Begins to read at once.  authorities: comma-separated slugs, "" for all.  ready()
 * is called once, when the first reading is complete. */
struct world *world_new(struct event_base *base, struct db *db, const char *authorities,
			void (*ready)(void *arg), void *arg);
void world_free(struct world *w);

/* NULL until the first reading is complete. */
const struct catalogue *world_catalogue(const struct world *w);
struct calendars *world_calendars(const struct world *w);

/* Rises with every change of catalogue or calendars. */
uint64_t world_version(const struct world *w);

/* An instant of the database, as in RFC 3339: all that had been committed by then is known.  NULL
 * until the first reading is complete. */
const char *world_as_of(const struct world *w);

/* Why it cannot book now, as one sentence, or NULL when it can. */
const char *world_reason(const struct world *w);
