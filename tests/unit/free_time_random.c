/*
 * free_time_random.c - every start of thousands of random calendars, against the model.
 *
 * FREE_TIME_SEED=n and FREE_TIME_CALENDARS=n repeat a failure or search longer.
 */
#include "lib/free_time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bits.h"
#include "tests/unit/free_time_model.h"

enum {
	SEED = 20261124,
	CALENDARS = 5000,
	ROUNDS = 3,  /* of changes, each followed by a look at every start */
	BEYOND = 20, /* ticks looked at on either side of the window */
	WINDOW_MAX = 8000,
	SERVICES = 4, /* of few services and ids, so that they meet */
	SLOT_IDS = 24,
	CLOSURE_IDS = 6,
	CHANGES = 12,
};

/* Midnights UTC before the time changes of Europe/Berlin, 2026 to 2030. */
static const time_t TIME_CHANGES[] = {
	1774742400, 1792886400, 1806192000, 1824940800, 1837641600,
	1856390400, 1869091200, 1887840000, 1901145600, 1919289600,
};

/* A pair that is changed alike. */
struct pair {
	struct calendar *c;
	struct model m;
	struct appointment asked; /* last */
};

/* Our own numbers, so that a seed means the same everywhere. (Marsaglia: Xorshift RNGs, 2003) */
static uint64_t random_state;

static int32_t below(int32_t n)
{
	random_state ^= random_state << 13;
	random_state ^= random_state >> 7;
	random_state ^= random_state << 17;
	return (int32_t)((random_state >> 11) % (uint64_t)n);
}

static int32_t between(int32_t low, int32_t high)
{
	return low + below(high - low + 1);
}

static int32_t somewhere(const struct model *m)
{
	return between(m->from - BEYOND, m->to + BEYOND);
}

static void change_slot(struct pair *p)
{
	struct slot s = {.id = below(SLOT_IDS), .from = somewhere(&p->m)};

	/* Often right behind, or into, another slot. */
	if (p->m.nslots && below(2))
		s.from = p->m.slots[below((int32_t)p->m.nslots)].to - (below(3) ? 0 : below(5));
	s.to = s.from + between(below(20) ? 1 : -2, below(10) ? 50 : 400);
	s.step = below(4) ? between(1, 7) : between(1, SLOT_STEP_MAX);
	s.channels = (unsigned)(below(3) ? between(1, 7) : 7);
	if (below(3) == 0)
		s.nservices = (unsigned)between(1, 3);
	for (unsigned i = 0; i < s.nservices; i++)
		s.services[i] = below(SERVICES);
	if (below(4) == 0)
		s.opens = somewhere(&p->m);
	calendar_put_slot(p->c, &s);
	model_put_slot(&p->m, &s);
}

static void change_claim(struct pair *p)
{
	struct model_claim claim = {.lane = (unsigned)below((int32_t)p->m.lanes + 1),
				    .from = somewhere(&p->m),
				    .busy = below(4) > 0};

	claim.to = claim.from + (below(10) ? between(0, 12) : between(0, 300));
	(claim.busy ? calendar_claim : calendar_release)(p->c, claim.lane, claim.from, claim.to);
	model_claim(&p->m, claim);
}

static void change_quota(struct pair *p)
{
	p->m.quota.percent = below(3) ? (unsigned)between(0, 100) : 0;
	p->m.quota.ticks = below(3) ? between(HOUR_TICKS, 10 * HOUR_TICKS) : 0;
	calendar_keep(p->c, p->m.quota);
}

static void change(struct pair *p)
{
	struct model_closure closure;
	int64_t id;

	switch (below(11)) {
	case 0:
		id = below(SLOT_IDS);
		calendar_drop_slot(p->c, id);
		model_drop_slot(&p->m, id);
		break;
	case 1:
		closure.id = below(CLOSURE_IDS);
		closure.from = somewhere(&p->m);
		closure.to = closure.from + between(-1, 40);
		calendar_put_closure(p->c, closure.id, closure.from, closure.to);
		model_put_closure(&p->m, closure);
		break;
	case 2:
		id = below(CLOSURE_IDS);
		calendar_drop_closure(p->c, id);
		model_drop_closure(&p->m, id);
		break;
	case 3:
		change_quota(p);
		break;
	case 4:
	case 5:
	case 6:
		change_claim(p);
		break;
	default:
		change_slot(p);
	}
}

static struct appointment some_appointment(const struct model *m)
{
	return (struct appointment){.service_id = below(SERVICES + 1),
				    .channel = (enum channel)(1 << below(3)),
				    .length = below(12) ? between(1, 9) : between(1, 140),
				    .buffer = below(2) ? 0 : between(0, 4),
				    .who = {.desk = below(4) == 0, .now = somewhere(m)}};
}

static void check_start(struct pair *p, const struct appointment *a, int32_t start, bool offered)
{
	struct why got = calendar_why(p->c, a, start), expected = model_why(&p->m, a, start);

	if (got.reasons == expected.reasons && got.free_lanes == expected.free_lanes &&
	    got.busy_lanes == expected.busy_lanes && got.closure_id == expected.closure_id &&
	    offered == (expected.free_lanes != 0) &&
	    calendar_free_lanes(p->c, a, start) == expected.free_lanes)
		return;
	fail_msg("start %d of [%d, %d), service %d, channel %d, length %d + %d: offered %d, "
		 "reasons %#x (model %#x), lanes %#x (%#x), busy %#x (%#x)",
		 start, p->m.from, p->m.to, (int)a->service_id, (int)a->channel, a->length,
		 a->buffer, offered, got.reasons, expected.reasons, got.free_lanes,
		 expected.free_lanes, got.busy_lanes, expected.busy_lanes);
}

/* Every start of the window and some beyond, asked for in all four ways. */
static void check(struct pair *p)
{
	/* Mostly what was asked before the last changes: nothing of the answers may outlive them.
	 */
	struct appointment a = p->asked.length && below(3) ? p->asked : some_appointment(&p->m);

	uint64_t starts[(WINDOW_MAX + 2 * BEYOND) / WORD_BITS + 1] = {0};
	int32_t from = p->m.from - below(BEYOND), to = p->m.to + below(BEYOND), next = from;

	if (below(3) == 0)
		a.who.now = somewhere(&p->m); /* clocks may be set back, too */
	p->asked = a;
	calendar_add_free(p->c, &a, from, to, starts);
	for (int32_t start = from; start < to; start++) {
		bool offered = bits_test(starts, (size_t)(start - from));

		check_start(p, &a, start, offered);
		if (!offered)
			continue;
		assert_true(calendar_next_free(p->c, &a, next, to, &next));
		assert_int_equal(next++, start);
	}
	assert_false(calendar_next_free(p->c, &a, next, to, &next));
	calendar_next_free(p->c, &a, p->m.from - BEYOND, to,
			   &next); /* the answer to outlive none */
	for (size_t i = (size_t)(to - from); i < bits_words((size_t)(to - from)) * WORD_BITS; i++)
		assert_false(bits_test(starts, i));
}

static void run_one(void)
{
	size_t ntimes = sizeof TIME_CHANGES / sizeof *TIME_CHANGES;
	int32_t nticks = below(100) ? between(1, 200) : between(1, WINDOW_MAX);
	struct pair *p = calloc(1, sizeof *p);

	assert_non_null(p);
	p->m.from = tick_floor(TIME_CHANGES[below((int32_t)ntimes)]) + between(0, DAY_TICKS);
	p->m.to = p->m.from + nticks;
	p->m.lanes = (unsigned)(below(50) ? between(1, 4) : LANES_MAX);
	p->c = calendar_new(p->m.from, nticks, p->m.lanes);
	for (int round = 0; round < ROUNDS; round++) {
		/* Often one alone: what it leaves as it was must not hide the rest. */
		for (int i = !round     ? CHANGES + below(CHANGES)
			     : below(2) ? 1
					: below(CHANGES);
		     i > 0; i--)
			change(p);
		check(p);
	}
	calendar_free(p->c);
	free(p);
}

static long setting(const char *name, long otherwise)
{
	const char *text = getenv(name);

	return text ? strtol(text, NULL, 10) : otherwise;
}

static void every_start_of_random_calendars_agrees_with_the_model(void **state)
{
	long seed = setting("FREE_TIME_SEED", SEED), n = setting("FREE_TIME_CALENDARS", CALENDARS);

	(void)state;
	print_message("FREE_TIME_SEED=%ld FREE_TIME_CALENDARS=%ld\n", seed, n);
	random_state = (uint64_t)seed * 2 + 1; /* never 0, where this generator stays */
	for (long i = 0; i < n; i++)
		run_one();
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_start_of_random_calendars_agrees_with_the_model),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
