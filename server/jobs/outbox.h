/*
 * outbox.h - mails leave: taken from the database, written, delivered, marked.
 *
 * At least once.  A message is taken with a lease; whoever dies with it leaves it
 * to the next attempt, which sends the same mail with the same Message-ID.  Two
 * processes at the same outbox never take the same message.
 */
#pragma once

#include <event2/event.h>

#include "server/config.h"
#include "server/db/pool.h"
#include "server/net/site.h"

struct outbox;

/* All is borrowed.  NULL and a logged reason when the settings cannot be used. */
struct outbox *outbox_new(struct event_base *base, struct db *db, const struct config *config,
			  const struct site *site);

/* Take no more; drained() is called once all that was taken is done with. */
void outbox_drain(struct outbox *o, void (*drained)(void *arg), void *arg);

/* After the db has been freed. */
void outbox_free(struct outbox *o);
