/*
 * calendar.h - what one contact person released, closed and gave away.
 *
 * A calendar covers a window of ticks given at its creation; whatever lies
 * outside is clipped away.  It holds
 *   - one set of busy ticks per lane,
 *   - slots and closures as records by id, which can be replaced and dropped,
 *   - per class of slots (same channels, same services) the ticks released and
 *     the starts allowed.  Classes are drawn anew at the first question after a
 *     slot or a closure changed, so a burst of changes is paid for once; and
 *     after the hour came at which a slot that was kept back opens.
 *
 * Closures of a whole office or authority are put into the calendar of each
 * contact person by the caller.
 *
 * Cost: 180 days are 6.5 kB per lane and 13 kB per class, a slot 24 bytes, a
 * closure 16.  Putting a record is a binary search and, unless ids ascend, a
 * memmove; claiming and releasing touch a word or two.
 *
 * A calendar copies what it is given.  It is not shared between threads: even a
 * question may draw its classes.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/channel.h"
#include "lib/next_memo.h"
#include "lib/quota.h"
#include "lib/tick.h"

enum {
	LANES_MAX = 32, /* a set of lanes is a uint32_t */
	SLOT_SERVICES_MAX = 16,
	SLOT_STEP_MAX = DAY_TICKS,
	CALENDAR_TICKS_MAX = 3 * 366 * DAY_TICKS,
	APPOINTMENT_TICKS_MAX = DAY_TICKS, /* length and buffer together */
};

/* A stretch of time released for booking.  All times in ticks, [from, to). */
struct slot {
	int64_t id;
	int32_t from, to;
	int32_t opens;      /* kept back from citizens as a whole until then; 0: never was */
	int32_t step;       /* starts are allowed at from + k * step; 1 .. SLOT_STEP_MAX */
	unsigned channels;  /* mask of enum channel */
	unsigned nservices; /* 0: every service; up to SLOT_SERVICES_MAX */
	int64_t services[SLOT_SERVICES_MAX];
};

struct calendar;

/* A window [base, base + nticks) and 1 .. LANES_MAX lanes; nothing released yet. */
struct calendar *calendar_new(int32_t base, int32_t nticks, unsigned lanes);
void calendar_free(struct calendar *c);

/* From now on this share of every slot is kept back that is not kept back as a whole. */
void calendar_keep(struct calendar *c, struct quota quota);

/* Add the slot, or replace the one of this id. */
void calendar_put_slot(struct calendar *c, const struct slot *slot);

/* Whether there was one. */
bool calendar_drop_slot(struct calendar *c, int64_t id);

/* Time taken away again, from slots of every class. */
void calendar_put_closure(struct calendar *c, int64_t id, int32_t from, int32_t to);
bool calendar_drop_closure(struct calendar *c, int64_t id);

/*
 * A reservation begins and ends to occupy a lane, 0 .. lanes - 1; one on a lane
 * that is no more is ignored.  Ticks do not remember whose they are: a release
 * that is applied a second time, after another reservation took the same ticks,
 * would free that one's.  The caller applies each release once, and releases
 * before claims.
 */
void calendar_claim(struct calendar *c, unsigned lane, int32_t from, int32_t to);
void calendar_release(struct calendar *c, unsigned lane, int32_t from, int32_t to);

unsigned calendar_lanes(const struct calendar *c);

/* Whether [from, to) lies within the window. */
bool calendar_covers(const struct calendar *c, int32_t from, int32_t to);

/* Where the window ends. */
int32_t calendar_end(const struct calendar *c);

/*
 * For whom a question is asked.  What is kept back later than `now` is for citizens as if it were
 * not there; at the desk all of it is.
 */
struct asker {
	bool desk;
	int32_t now; /* tick; without meaning at the desk */
};

/* Bring the calendar to what this asker may see; free of cost unless a slot opened meanwhile. */
void calendar_turn(struct calendar *c, struct asker who);

/* What was found since it last changed. */
struct next_memo *calendar_memo(struct calendar *c);

/* Memory held, in bytes. */
size_t calendar_bytes(const struct calendar *c);

/*
 * What lib/free_time computes with.  Each adds to (loads) or takes from (removes)
 * sets of nbits bits whose bit i is tick from + i; sets are the caller's.
 */

/* Released ticks, less closures, and allowed starts of all slots that take both and are there for
 * who asks. */
void calendar_load_offer(struct calendar *c, int64_t service_id, enum channel channel,
			 struct asker who, int32_t from, size_t nbits, uint64_t *released,
			 uint64_t *starts);

/* Remove the ticks that are busy on this lane. */
void calendar_remove_busy(const struct calendar *c, unsigned lane, int32_t from, size_t nbits,
			  uint64_t *ticks);

/* Which slots: a channel of 0 is any, a NULL service is any; open: none that is kept back, as of
 * the last calendar_turn(). */
struct slot_filter {
	unsigned channel;
	const int64_t *service_id;
	bool open;
};

/* The same as calendar_load_offer(), but drawn from the records and before closures. */
void calendar_load_slots(const struct calendar *c, struct slot_filter which, int32_t from,
			 size_t nbits, uint64_t *released, uint64_t *starts);

/* The closure of lowest id that touches [from, to); false when there is none. */
bool calendar_find_closure(const struct calendar *c, int32_t from, int32_t to, int64_t *id);
