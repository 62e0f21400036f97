/* free_time.c - at which starts an appointment of a service fits. */
#include "lib/free_time.h"

#include <assert.h>
#include <string.h>

#include "lib/bits.h"

/*
 * Long stretches are computed in blocks of two weeks, so that everything stays on
 * the stack and in the first cache.  A block also sees as many ticks past its
 * end as the longest appointment needs.
 */
enum {
	BLOCK_WORDS = 64,
	BLOCK_TICKS = BLOCK_WORDS * WORD_BITS,
	/* The next free time is mostly near: look at two days at a time. */
	NEAR_WORDS = 9,
	NEAR_TICKS = NEAR_WORDS * WORD_BITS,
	VIEW_WORDS = BLOCK_WORDS + (APPOINTMENT_TICKS_MAX + WORD_BITS - 1) / WORD_BITS,
};

/* The part of a calendar that decides about the starts [from, from + nstarts). */
struct block {
	struct calendar *calendar;
	int32_t from;
	size_t nstarts;
	size_t need;  /* ticks an appointment takes with its buffer */
	size_t nbits; /* ticks looked at: nstarts + need - 1, so a later start never fits */
	uint64_t released[VIEW_WORDS], starts[VIEW_WORDS];
};

static size_t need_of(const struct appointment *a)
{
	assert(a->length >= 1 && a->buffer >= 0 && a->length <= APPOINTMENT_TICKS_MAX &&
	       a->buffer <= APPOINTMENT_TICKS_MAX - a->length);
	return (size_t)a->length + (size_t)a->buffer;
}

/* Whether any start in the block is allowed at all. */
static bool block_load(struct block *b, struct calendar *c, const struct appointment *a,
		       int32_t from, size_t nstarts)
{
	b->calendar = c;
	b->from = from;
	b->nstarts = nstarts;
	b->need = need_of(a);
	b->nbits = nstarts + b->need - 1;
	memset(b->released, 0, bits_words(b->nbits) * sizeof *b->released);
	memset(b->starts, 0, bits_words(b->nbits) * sizeof *b->starts);
	calendar_load_offer(c, a->service_id, a->channel, a->who, from, b->nbits, b->released,
			    b->starts);
	return bits_any(b->starts, bits_words(nstarts));
}

/* The one place where free time is computed: add this lane's free starts to `out`. */
static void block_add_lane(const struct block *b, unsigned lane, uint64_t *out)
{
	uint64_t free_ticks[VIEW_WORDS];
	size_t nwords = bits_words(b->nbits), nout = bits_words(b->nstarts);

	memcpy(free_ticks, b->released, nwords * sizeof *free_ticks);
	calendar_remove_busy(b->calendar, lane, b->from, b->nbits, free_ticks);
	bits_erode(free_ticks, nwords, b->need);
	bits_and(free_ticks, b->starts, nout);
	bits_or(out, free_ticks, nout);
}

static void block_add(const struct block *b, uint64_t *out)
{
	for (unsigned lane = 0; lane < calendar_lanes(b->calendar); lane++)
		block_add_lane(b, lane, out);
}

/* How many starts a block at `from` has when `to` ends the question. */
static size_t block_starts(int64_t from, int64_t to, int64_t most)
{
	return (size_t)(to - from < most ? to - from : most);
}

void calendar_add_free(struct calendar *c, const struct appointment *a, int32_t from, int32_t to,
		       uint64_t *starts)
{
	for (int64_t at = from; at < to; at += BLOCK_TICKS) {
		struct block b;

		if (block_load(&b, c, a, (int32_t)at, block_starts(at, to, BLOCK_TICKS)))
			block_add(&b, starts + (at - from) / WORD_BITS);
	}
}

/* The first free start from there on, INT32_MAX for none. */
static int32_t next_search(struct calendar *c, const struct appointment *a, int32_t from)
{
	int32_t end = calendar_end(c);

	for (int64_t at = from; at < end; at += NEAR_TICKS) {
		uint64_t found[NEAR_WORDS] = {0};
		struct block b;
		size_t first;

		if (!block_load(&b, c, a, (int32_t)at, block_starts(at, end, NEAR_TICKS)))
			continue;
		block_add(&b, found);
		first = bits_next(found, b.nstarts, 0);
		if (first < b.nstarts)
			return (int32_t)at + (int32_t)first;
	}
	return INT32_MAX;
}

bool calendar_next_free(struct calendar *c, const struct appointment *a, int32_t from, int32_t to,
			int32_t *start)
{
	int32_t next;

	calendar_turn(c, a->who);
	if (!next_memo_find(calendar_memo(c), a, from, &next)) {
		next = next_search(c, a, from);
		next_memo_put(calendar_memo(c), a, from, next);
	}
	if (next >= to)
		return false;
	*start = next;
	return true;
}

uint32_t calendar_free_lanes(struct calendar *c, const struct appointment *a, int32_t start)
{
	struct block b;
	uint32_t lanes = 0;

	if (!block_load(&b, c, a, start, 1))
		return 0;
	for (unsigned lane = 0; lane < calendar_lanes(c); lane++) {
		uint64_t is_free = 0;

		block_add_lane(&b, lane, &is_free);
		lanes |= (uint32_t)is_free << lane;
	}
	return lanes;
}

/* The ticks an appointment at one start needs, as slots of some kind see them. */
struct cover {
	bool begins, whole, start_allowed;
};

static struct cover cover_of(const struct calendar *c, struct slot_filter which, int32_t start,
			     size_t need)
{
	uint64_t released[VIEW_WORDS] = {0}, starts[VIEW_WORDS] = {0};

	calendar_load_slots(c, which, start, need, released, starts);
	return (struct cover){.begins = bits_test(released, 0),
			      .whole = bits_test_range(released, need, 0, need),
			      .start_allowed = bits_test(starts, 0)};
}

/* What the slots say, closures and reservations aside. */
static unsigned why_slots(const struct calendar *c, const struct appointment *a, int32_t start)
{
	size_t need = need_of(a);
	const struct slot_filter any = {0}, channel = {.channel = a->channel},
				 service = {.service_id = &a->service_id},
				 both = {a->channel, &a->service_id},
				 open = {a->channel, &a->service_id, !a->who.desk};
	struct cover all = cover_of(c, any, start, need), ours = cover_of(c, both, start, need),
		     now = cover_of(c, open, start, need);
	unsigned reasons = 0;

	if (!all.begins)
		return WHY_NO_SLOT;
	if (!all.whole)
		return WHY_TOO_SHORT;
	if (ours.whole && !ours.start_allowed)
		return WHY_OFF_GRID;
	if (ours.whole)
		return now.whole && now.start_allowed ? 0 : WHY_KEPT;
	if (!cover_of(c, channel, start, need).whole)
		reasons |= WHY_CHANNEL;
	if (!cover_of(c, service, start, need).whole)
		reasons |= WHY_SERVICE;
	/* Each is taken by some slots, but not both by the same ones. */
	return reasons ? reasons : WHY_CHANNEL | WHY_SERVICE;
}

static uint32_t busy_lanes(const struct calendar *c, int32_t start, size_t need)
{
	uint32_t lanes = 0;

	for (unsigned lane = 0; lane < calendar_lanes(c); lane++) {
		uint64_t ticks[VIEW_WORDS] = {0};

		bits_set_range(ticks, need, 0, need);
		calendar_remove_busy(c, lane, start, need, ticks);
		if (!bits_test_range(ticks, need, 0, need))
			lanes |= UINT32_C(1) << lane;
	}
	return lanes;
}

struct why calendar_why(struct calendar *c, const struct appointment *a, int32_t start)
{
	struct why why = {0};
	size_t need = need_of(a);
	int64_t end = start + (int64_t)need;

	if (end > INT32_MAX || !calendar_covers(c, start, (int32_t)end)) {
		why.reasons = WHY_OUTSIDE_WINDOW;
		return why;
	}
	why.busy_lanes = busy_lanes(c, start, need);
	why.free_lanes = calendar_free_lanes(c, a, start);
	if (why.free_lanes)
		return why;
	why.reasons = why_slots(c, a, start);
	if (calendar_find_closure(c, start, (int32_t)end, &why.closure_id))
		why.reasons |= WHY_CLOSED;
	if ((uint32_t)__builtin_popcount(why.busy_lanes) == calendar_lanes(c))
		why.reasons |= WHY_BUSY;
	assert(why.reasons);
	return why;
}
