/*
 * free_time.h - at which starts an appointment of a service fits.
 *
 *   free = OR over lanes of (starts AND erode(released AND NOT busy, length + buffer))
 *
 * where released and starts come from all slots that take the service and the
 * channel.  So an appointment may reach from one slot into the next one when

 * both take it; its start must be allowed by one of them.  A slot that is kept back is not there
 * for citizens until it opens.  The buffer is free,
 * released time too, and like the appointment lies within the window.
 *
 * Every list of times, the search for the next one, the check at booking and the
 * staff's "why is this time not offered" ask here, and all of it rests on one
 * function.  Lead time and horizon are the caller's: they are its [from, to).
 *
 * Cost: nothing is allocated; one to two microseconds per lane for 60 days of a
 * contact person, a tenth for one start; the next free time is looked for once and then known
 * until the calendar changes (lib/next_memo.h).  The
 * first question after a slot or closure changed also draws the calendar's
 * classes: some microseconds.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

#include "lib/calendar.h"

/* What is to fit.  length >= 1, buffer >= 0, together at most APPOINTMENT_TICKS_MAX. */
struct appointment {
	int64_t service_id;
	enum channel channel; /* one */
	int32_t length, buffer;
	struct asker who;
};

/*
 * Add the free starts within [from, to) to a set: bit i is tick from + i.
 * `starts` has bits_words(to - from) words and is cleared by the caller, who may
 * add several contact persons to it.
 */
void calendar_add_free(struct calendar *c, const struct appointment *a, int32_t from, int32_t to,
		       uint64_t *starts);

/* The first free start within [from, to). */
bool calendar_next_free(struct calendar *c, const struct appointment *a, int32_t from, int32_t to,
			int32_t *start);

/* The lanes on which this start is free, as a mask; 0 when it is not offered. */
uint32_t calendar_free_lanes(struct calendar *c, const struct appointment *a, int32_t start);

/* What speaks against a start; several may at once. */
enum why_reason {
	WHY_OUTSIDE_WINDOW = 1 << 0, /* alone: nothing is known there */
	WHY_NO_SLOT = 1 << 1,        /* the start lies in no slot at all */
	WHY_TOO_SHORT = 1 << 2,      /* released time ends before appointment and buffer do */
	WHY_CHANNEL = 1 << 3,        /* released, but not for this channel */
	WHY_SERVICE = 1 << 4,        /* released, but not for this service */
	WHY_OFF_GRID = 1 << 5,       /* released for it, but no start is allowed here */
	WHY_CLOSED = 1 << 6,
	WHY_BUSY = 1 << 7, /* on every lane */
	WHY_KEPT = 1 << 8, /* released for it, but kept back from citizens until later */
};

struct why {
	unsigned reasons;    /* 0: this start is free */
	int64_t closure_id;  /* with WHY_CLOSED: that of the lowest id */
	uint32_t free_lanes; /* as calendar_free_lanes() says; not 0 exactly when reasons is 0 */
	uint32_t busy_lanes; /* lanes with a reservation in between; also with other reasons */
};

struct why calendar_why(struct calendar *c, const struct appointment *a, int32_t start);
