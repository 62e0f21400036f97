/*
 * tally.h - counters that all processes of one server share: searches that found nothing, by
 * service.
 *
 * Counting is one atomic addition, without a lock and without the database; the jobs process takes
 * what was counted and adds it to the figures.  What is not taken when the server ends is lost.
 */
#pragma once

#include <stdint.h>

enum { TALLIES_MAX = 4096 }; /* services; what does not fit is not counted */

struct tallies;

/* In memory that stays shared after a fork; NULL: there is none. */
struct tallies *tallies_new(void);
void tallies_free(struct tallies *t);

void tally_add(struct tallies *t, int64_t id, unsigned count);

/* Take all that was counted; each() hears of every one above 0. */
void tallies_take(struct tallies *t, void (*each)(void *ctx, int64_t id, unsigned count),
		  void *ctx);
