/* calendar.c - what one contact person released, closed and gave away. */
#include "lib/calendar.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/bits.h"
#include "lib/id_table.h"
#include "lib/slot_class.h"
#include "lib/xalloc.h"

/* A slot as kept: what it is offered for is said by its class. */
struct slot_record {
	int64_t id;
	int32_t from, to, opens;
	uint16_t step;
	uint16_t class;
};

struct closure_record {
	int64_t id;
	int32_t from, to;
};

struct calendar {
	int32_t base;
	size_t nticks, nwords;
	unsigned lanes;
	struct quota quota;
	int32_t now;    /* of citizens who asked last */
	int32_t turns;  /* when the next slot opens that is kept back; INT32_MAX: none */
	bool stale;     /* the classes do not show the records any more */
	uint64_t *busy; /* lanes x nwords */
	struct slot_classes classes;
	struct id_table slots, closures;
	struct next_memo memo;
};

/* Slots or closures are not what they were. */
static void records_changed(struct calendar *c)
{
	c->stale = true;
	next_memo_clear(&c->memo);
}

struct calendar *calendar_new(int32_t base, int32_t nticks, unsigned lanes)
{
	struct calendar *c = xcalloc(1, sizeof *c);

	assert(nticks > 0 && nticks <= CALENDAR_TICKS_MAX && base <= INT32_MAX - nticks);
	assert(lanes >= 1 && lanes <= LANES_MAX);
	c->base = base;
	c->nticks = (size_t)nticks;
	c->nwords = bits_words(c->nticks);
	c->lanes = lanes;
	c->now = INT32_MIN;
	c->turns = INT32_MAX;
	c->busy = xcalloc(lanes * c->nwords, sizeof *c->busy);
	c->slots.record_bytes = sizeof(struct slot_record);
	c->closures.record_bytes = sizeof(struct closure_record);
	return c;
}

void calendar_free(struct calendar *c)
{
	if (!c)
		return;
	slot_classes_done(&c->classes);
	id_table_done(&c->slots);
	id_table_done(&c->closures);
	free(c->busy);
	free(c);
}

/* The classes */

/* What is kept back of a slot now; remembers when it opens. */
static enum slot_kept slot_turn(struct calendar *c, int32_t from, int32_t opens)
{
	int64_t at = opens ? opens : (int64_t)from - c->quota.ticks;

	if ((!opens && c->quota.percent == 0) || at <= c->now)
		return KEPT_NOTHING;
	if (at < c->turns)
		c->turns = (int32_t)at;
	return opens ? KEPT_ALL : KEPT_SOME;
}

static void slots_turn(struct calendar *c)
{
	struct slot_record *slots = c->slots.records;

	c->turns = INT32_MAX;
	for (size_t i = 0; i < c->slots.n; i++) {
		enum slot_kept kept = slot_turn(c, slots[i].from, slots[i].opens);

		slots[i].class =
			(uint16_t)slot_classes_turn(&c->classes, slots[i].class, kept, c->nwords);
	}
	records_changed(c);
}

void calendar_keep(struct calendar *c, struct quota quota)
{
	if (quota.percent == c->quota.percent && quota.ticks == c->quota.ticks)
		return;
	c->quota = quota;
	slots_turn(c);
}

void calendar_put_slot(struct calendar *c, const struct slot *slot)
{
	const struct slot_record *old = id_table_find(&c->slots, slot->id);
	struct slot_record record = {
		.id = slot->id, .from = slot->from, .to = slot->to, .opens = slot->opens};
	enum slot_kept kept = slot_turn(c, slot->from, slot->opens);
	size_t class;

	assert(slot->step >= 1 && slot->step <= SLOT_STEP_MAX);
	/* Join before leaving: a replaced slot mostly stays in its class. */
	class = slot_classes_join(&c->classes, slot, kept, c->nwords);
	assert(class <= UINT16_MAX);
	if (old)
		slot_classes_leave(&c->classes, old->class);
	record.step = (uint16_t)slot->step;
	record.class = (uint16_t) class;
	id_table_put(&c->slots, &record);
	records_changed(c);
}

bool calendar_drop_slot(struct calendar *c, int64_t id)
{
	const struct slot_record *old = id_table_find(&c->slots, id);

	if (!old)
		return false;
	slot_classes_leave(&c->classes, old->class);
	records_changed(c);
	return id_table_drop(&c->slots, id);
}

void calendar_put_closure(struct calendar *c, int64_t id, int32_t from, int32_t to)
{
	struct closure_record record = {.id = id, .from = from, .to = to};

	id_table_put(&c->closures, &record);
	records_changed(c);
}

bool calendar_drop_closure(struct calendar *c, int64_t id)
{
	bool dropped = id_table_drop(&c->closures, id);

	if (dropped)
		records_changed(c);
	return dropped;
}

void calendar_turn(struct calendar *c, struct asker who)
{
	/* Clocks may be set back. */
	if (who.desk || (who.now < c->turns && who.now >= c->now))
		return;
	c->now = who.now;
	slots_turn(c);
}

/* Clip ticks [from, to) to a view of nbits ticks from `base`; false when nothing is left. */
static bool clip(int32_t base, size_t nbits, int32_t from, int32_t to, size_t *first, size_t *last)
{
	int64_t low = (int64_t)from - base, high = (int64_t)to - base;

	if (low < 0)
		low = 0;
	if (high > (int64_t)nbits)
		high = (int64_t)nbits;
	if (low >= high)
		return false;
	*first = (size_t)low;
	*last = (size_t)high;
	return true;
}

/* Sets of nbits ticks from `base` that slots are drawn into. */
struct view {
	int32_t base;
	size_t nbits;
	uint64_t *released, *starts;
};

/* A slot, or whole steps of one. */
static void span_draw(const struct view *v, int32_t from, int32_t to, size_t step)
{
	size_t first, last, past;

	if (!clip(v->base, v->nbits, from, to, &first, &last))
		return;
	bits_set_range(v->released, v->nbits, first, last);
	/* The grid begins where the slot does, be that before the view. */
	past = (size_t)(v->base + (int64_t)first - from) % step;
	for (size_t i = past ? first + step - past : first; i < last; i += step)
		bits_set(v->starts, i);
}

static void slot_draw(const struct slot_record *slot, const struct view *v)
{
	span_draw(v, slot->from, slot->to, slot->step);
}

/* The pieces of a slot that are not kept back. */
static void slot_draw_open(const struct calendar *c, const struct slot_record *slot,
			   const struct view *v)
{
	int64_t length = quota_piece(slot->step);
	int32_t n = 0;

	for (int64_t from = slot->from; from < slot->to; from += length, n++) {
		int64_t to = from + length < slot->to ? from + length : slot->to;

		if (!quota_keeps(c->quota.percent, n))
			span_draw(v, (int32_t)from, (int32_t)to, slot->step);
	}
}

static void class_close(struct calendar *c, const struct slot_class *k, size_t first, size_t last)
{
	bits_clear_range(k->released, c->nticks, first, last);
	if (k->kept == KEPT_SOME)
		bits_clear_range(k->open_released, c->nticks, first, last);
}

static void classes_draw(struct calendar *c)
{
	const struct slot_record *slots = c->slots.records;
	const struct closure_record *closures = c->closures.records;
	size_t first, last;

	for (size_t k = 0; k < c->classes.n; k++)
		if (c->classes.all[k].nslots)
			slot_class_clear(&c->classes.all[k], c->nwords);
	for (size_t i = 0; i < c->slots.n; i++) {
		const struct slot_class *k = &c->classes.all[slots[i].class];
		struct view all = {c->base, c->nticks, k->released, k->starts},
			    open = {c->base, c->nticks, k->open_released, k->open_starts};

		slot_draw(&slots[i], &all);
		if (k->kept == KEPT_SOME)
			slot_draw_open(c, &slots[i], &open);
	}
	/* Starts stay: without released ticks there is no time at them. */
	for (size_t i = 0; i < c->closures.n; i++)
		if (clip(c->base, c->nticks, closures[i].from, closures[i].to, &first, &last))
			for (size_t k = 0; k < c->classes.n; k++)
				if (c->classes.all[k].nslots)
					class_close(c, &c->classes.all[k], first, last);
	c->stale = false;
}

/* Lanes */

static uint64_t *lane_busy(const struct calendar *c, unsigned lane)
{
	return c->busy + lane * c->nwords;
}

void calendar_claim(struct calendar *c, unsigned lane, int32_t from, int32_t to)
{
	size_t first, last;

	if (lane >= c->lanes || !clip(c->base, c->nticks, from, to, &first, &last))
		return;
	bits_set_range(lane_busy(c, lane), c->nticks, first, last);
	next_memo_clear(&c->memo);
}

void calendar_release(struct calendar *c, unsigned lane, int32_t from, int32_t to)
{
	size_t first, last;

	if (lane >= c->lanes || !clip(c->base, c->nticks, from, to, &first, &last))
		return;
	bits_clear_range(lane_busy(c, lane), c->nticks, first, last);
	next_memo_clear(&c->memo);
}

/* What others compute with */

unsigned calendar_lanes(const struct calendar *c)
{
	return c->lanes;
}

bool calendar_covers(const struct calendar *c, int32_t from, int32_t to)
{
	return from >= c->base && to <= c->base + (int64_t)c->nticks;
}

int32_t calendar_end(const struct calendar *c)
{
	return c->base + (int32_t)c->nticks;
}

struct next_memo *calendar_memo(struct calendar *c)
{
	return &c->memo;
}

size_t calendar_bytes(const struct calendar *c)
{
	return sizeof *c + c->lanes * c->nwords * sizeof *c->busy +
	       slot_classes_bytes(&c->classes, c->nwords) + id_table_bytes(&c->slots) +
	       id_table_bytes(&c->closures);
}

void calendar_load_offer(struct calendar *c, int64_t service_id, enum channel channel,
			 struct asker who, int32_t from, size_t nbits, uint64_t *released,
			 uint64_t *starts)
{
	int64_t offset = (int64_t)from - c->base;

	calendar_turn(c, who);
	if (c->stale)
		classes_draw(c);
	for (size_t i = 0; i < c->classes.n; i++) {
		const struct slot_class *k = &c->classes.all[i];

		bool open = k->kept == KEPT_SOME && !who.desk;

		if ((k->kept == KEPT_ALL && !who.desk) ||
		    !slot_class_takes(k, channel, &service_id))
			continue;
		bits_or_window(released, nbits, open ? k->open_released : k->released, c->nticks,
			       offset);
		bits_or_window(starts, nbits, open ? k->open_starts : k->starts, c->nticks, offset);
	}
}

void calendar_remove_busy(const struct calendar *c, unsigned lane, int32_t from, size_t nbits,
			  uint64_t *ticks)
{
	bits_and_not_window(ticks, nbits, lane_busy(c, lane), c->nticks, (int64_t)from - c->base);
}

void calendar_load_slots(const struct calendar *c, struct slot_filter which, int32_t from,
			 size_t nbits, uint64_t *released, uint64_t *starts)
{
	const struct slot_record *slots = c->slots.records;
	const struct view view = {from, nbits, released, starts};

	for (size_t i = 0; i < c->slots.n; i++) {
		const struct slot_class *k = &c->classes.all[slots[i].class];

		if (!slot_class_takes(k, which.channel, which.service_id))
			continue;
		if (!which.open || k->kept == KEPT_NOTHING)
			slot_draw(&slots[i], &view);
		else if (k->kept == KEPT_SOME)
			slot_draw_open(c, &slots[i], &view);
	}
}

bool calendar_find_closure(const struct calendar *c, int32_t from, int32_t to, int64_t *id)
{
	const struct closure_record *closures = c->closures.records;

	for (size_t i = 0; i < c->closures.n; i++)
		if (closures[i].from < to && from < closures[i].to &&
		    closures[i].from < closures[i].to) {
			*id = closures[i].id;
			return true;
		}
	return false;
}
