/*
 * busy.h - the external calendars of contact persons are read, and what is busy there becomes
 * closures.
 *
 * Each is due every ten minutes, and when staff ask for it.  One that cannot be read says why on
 * its page and keeps the times of its last reading.
 */
#pragma once

#include <event2/event.h>

#include "server/config.h"
#include "server/jobs/chore.h"

struct busy;

/* config is borrowed. */
struct busy *busy_new(struct event_base *base, const struct config *config);

/* After the db has been freed.  What is under way is cut off. */
void busy_free(struct busy *b);

/* A chore_run_fn; ctx is the struct busy. */
void busy_run(struct chore *c);
