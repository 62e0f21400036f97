/*
 * work.h - what takes too long for the event loop, such as hashing a password.
 *
 * A few threads per process.  run(arg) is called in one of them, then done(arg)
 * from the event loop; between the two arg belongs to the work alone.
 */
#pragma once

#include <event2/event.h>
#include <stdbool.h>

struct work;

typedef void work_fn(void *arg);

/* After fork(): threads do not survive one. */
struct work *work_new(struct event_base *base);

/* Ends the threads once they have finished what they are at, calls done() for all that
 * is left, whether it ran or not, and then knows nothing more. */
void work_free(struct work *w);

/* False, and nothing happens, when too much is in line already. */
bool work_run(struct work *w, work_fn *run, work_fn *done, void *arg);
