/* free_time.c - free times by example; free_time_random.c holds them against a model. */
#include "lib/free_time.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/bits.h"

enum {
	MONDAY = 1795392000 / TICK_SECONDS, /* 2026-11-23, 00:00 UTC */
	WINDOW = 180 * DAY_TICKS,
	WOHNGELD = 7,
	LASTENZUSCHUSS = 8,
	ALL_CHANNELS = CHANNEL_IN_PERSON | CHANNEL_PHONE | CHANNEL_VIDEO,
};

/* Half an hour in person, no buffer. */
static const struct appointment HALF_HOUR = {WOHNGELD, CHANNEL_IN_PERSON, 6, 0};

static int32_t at(int day, int hour, int minute)
{
	return MONDAY + day * DAY_TICKS + hour * HOUR_TICKS + minute / TICK_MINUTES;
}

static struct calendar *new_calendar(unsigned lanes)
{
	return calendar_new(MONDAY, WINDOW, lanes);
}

static struct slot slot_of(int64_t id, int32_t from, int32_t to, int step_minutes)
{
	return (struct slot){.id = id,
			     .from = from,
			     .to = to,
			     .step = step_minutes / TICK_MINUTES,
			     .channels = ALL_CHANNELS};
}

static void put_slot(struct calendar *c, int64_t id, int32_t from, int32_t to, int step_minutes)
{
	struct slot slot = slot_of(id, from, to, step_minutes);

	calendar_put_slot(c, &slot);
}

/* The free starts are exactly these n, and every function says so. */
static void assert_starts(struct calendar *c, const struct appointment *a, size_t n,
			  const int32_t *expected)
{
	size_t words = bits_words(WINDOW);
	uint64_t *starts = calloc(words, sizeof *starts);
	int32_t from = MONDAY, found = 0;

	assert_non_null(starts);
	calendar_add_free(c, a, MONDAY, MONDAY + WINDOW, starts);
	assert_int_equal(bits_count(starts, words), n);
	for (size_t i = 0; i < n; i++) {
		assert_true(bits_test(starts, (size_t)(expected[i] - MONDAY)));
		assert_true(calendar_next_free(c, a, from, MONDAY + WINDOW, &found));
		assert_int_equal(found, expected[i]);
		assert_true(calendar_free_lanes(c, a, found));
		assert_int_equal(calendar_why(c, a, found).reasons, 0);
		from = found + 1;
	}
	assert_false(calendar_next_free(c, a, from, MONDAY + WINDOW, &found));
	free(starts);
}

#define ASSERT_STARTS(c, a, ...)                                                \
	assert_starts(c, a, sizeof((int32_t[]){__VA_ARGS__}) / sizeof(int32_t), \
		      (int32_t[]){__VA_ARGS__})

static void a_time_needs_room_for_length_and_buffer(void **state)
{
	struct calendar *c = new_calendar(1);
	struct appointment with_buffer = HALF_HOUR;

	(void)state;
	put_slot(c, 1, at(0, 8, 0), at(0, 10, 0), 30);
	ASSERT_STARTS(c, &HALF_HOUR, at(0, 8, 0), at(0, 8, 30), at(0, 9, 0), at(0, 9, 30));
	with_buffer.buffer = 2;
	ASSERT_STARTS(c, &with_buffer, at(0, 8, 0), at(0, 8, 30), at(0, 9, 0));
	calendar_free(c);
}

static void a_grid_may_be_one_that_does_not_divide_the_hour(void **state)
{
	struct calendar *c = new_calendar(1);

	(void)state;
	put_slot(c, 1, at(0, 8, 0), at(0, 10, 0), 25);
	ASSERT_STARTS(c, &HALF_HOUR, at(0, 8, 0), at(0, 8, 25), at(0, 8, 50), at(0, 9, 15));
	calendar_free(c);
}

static void a_reservation_takes_one_lane_until_it_ends(void **state)
{
	struct calendar *c = new_calendar(2);

	(void)state;
	put_slot(c, 1, at(0, 8, 0), at(0, 9, 0), 30);
	calendar_claim(c, 0, at(0, 8, 15), at(0, 8, 45));
	assert_int_equal(calendar_free_lanes(c, &HALF_HOUR, at(0, 8, 0)), 1u << 1);
	calendar_claim(c, 1, at(0, 8, 0), at(0, 8, 30));
	ASSERT_STARTS(c, &HALF_HOUR, at(0, 8, 30));
	calendar_release(c, 0, at(0, 8, 15), at(0, 8, 45));
	ASSERT_STARTS(c, &HALF_HOUR, at(0, 8, 0), at(0, 8, 30));
	assert_int_equal(calendar_free_lanes(c, &HALF_HOUR, at(0, 8, 0)), 1u << 0);
	assert_int_equal(calendar_free_lanes(c, &HALF_HOUR, at(0, 8, 30)), 3);
	calendar_free(c);
}

/* Both lanes are free for a quarter of an hour, but no lane for half an hour. */
static void an_appointment_never_changes_lanes(void **state)
{
	struct calendar *c = new_calendar(2);

	(void)state;
	put_slot(c, 1, at(0, 8, 0), at(0, 8, 30), 30);
	calendar_claim(c, 0, at(0, 8, 15), at(0, 8, 30));
	calendar_claim(c, 1, at(0, 8, 0), at(0, 8, 15));
	assert_starts(c, &HALF_HOUR, 0, NULL);
	calendar_free(c);
}

static void a_reservation_on_a_lane_that_is_gone_is_ignored(void **state)
{
	struct calendar *c = new_calendar(1);

	(void)state;
	put_slot(c, 1, at(0, 8, 0), at(0, 8, 30), 30);
	calendar_claim(c, 1, at(0, 8, 0), at(0, 9, 0));
	calendar_claim(c, LANES_MAX + 5, at(0, 8, 0), at(0, 9, 0));
	ASSERT_STARTS(c, &HALF_HOUR, at(0, 8, 0));
	calendar_free(c);
}

static void an_appointment_may_span_slots_that_both_take_it(void **state)
{
	struct calendar *c = new_calendar(1);
	struct slot next = slot_of(2, at(0, 8, 20), at(0, 9, 0), 20);

	(void)state;
	put_slot(c, 1, at(0, 8, 0), at(0, 8, 20), 20);
	next.nservices = 2;
	next.services[0] = WOHNGELD;
	next.services[1] = LASTENZUSCHUSS;
	calendar_put_slot(c, &next);
	ASSERT_STARTS(c, &HALF_HOUR, at(0, 8, 0), at(0, 8, 20));

	next.services[0] = LASTENZUSCHUSS;
	calendar_put_slot(c, &next);
	assert_starts(c, &HALF_HOUR, 0, NULL);
	calendar_free(c);
}

static void a_slot_is_for_its_channels_and_services_only(void **state)
{
	struct calendar *c = new_calendar(1);
	struct appointment by_phone = HALF_HOUR, other = HALF_HOUR;
	struct slot slot = slot_of(1, at(0, 8, 0), at(0, 8, 30), 30);

	(void)state;
	by_phone.channel = CHANNEL_PHONE;
	other.service_id = LASTENZUSCHUSS;
	slot.channels = CHANNEL_PHONE | CHANNEL_VIDEO;
	calendar_put_slot(c, &slot);
	assert_starts(c, &HALF_HOUR, 0, NULL);
	ASSERT_STARTS(c, &by_phone, at(0, 8, 0));

	slot.channels = ALL_CHANNELS;
	slot.nservices = 1;
	slot.services[0] = LASTENZUSCHUSS;
	calendar_put_slot(c, &slot);
	assert_starts(c, &HALF_HOUR, 0, NULL);
	ASSERT_STARTS(c, &other, at(0, 8, 0));
	calendar_free(c);
}

static void a_closure_takes_time_and_gives_it_back(void **state)
{
	struct calendar *c = new_calendar(1);

	(void)state;
	put_slot(c, 1, at(0, 8, 0), at(0, 9, 30), 30);
	calendar_put_closure(c, 5, at(0, 8, 45), at(0, 8, 50));
	ASSERT_STARTS(c, &HALF_HOUR, at(0, 8, 0), at(0, 9, 0));
	calendar_put_closure(c, 5, at(0, 9, 0), at(0, 12, 0));
	ASSERT_STARTS(c, &HALF_HOUR, at(0, 8, 0), at(0, 8, 30));
	assert_true(calendar_drop_closure(c, 5));
	assert_false(calendar_drop_closure(c, 5));
	ASSERT_STARTS(c, &HALF_HOUR, at(0, 8, 0), at(0, 8, 30), at(0, 9, 0));
	calendar_free(c);
}

static void a_dropped_or_replaced_slot_leaves_no_time_behind(void **state)
{
	struct calendar *c = new_calendar(1);

	(void)state;
	put_slot(c, 2, at(0, 8, 0), at(0, 9, 0), 30);
	put_slot(c, 1, at(1, 8, 0), at(1, 8, 30), 30);
	put_slot(c, 2, at(0, 14, 0), at(0, 14, 30), 30);
	ASSERT_STARTS(c, &HALF_HOUR, at(0, 14, 0), at(1, 8, 0));
	assert_true(calendar_drop_slot(c, 1));
	assert_false(calendar_drop_slot(c, 1));
	ASSERT_STARTS(c, &HALF_HOUR, at(0, 14, 0));
	assert_true(calendar_drop_slot(c, 2));
	assert_starts(c, &HALF_HOUR, 0, NULL);
	calendar_free(c);
}

static void the_window_clips_slots_but_keeps_their_grid(void **state)
{
	struct calendar *c = new_calendar(1);
	const int32_t end = MONDAY + WINDOW;

	(void)state;
	put_slot(c, 1, MONDAY - 4, MONDAY + 15, 35);
	put_slot(c, 2, end - 8, end + 100, 10);
	put_slot(c, 3, INT32_MIN, MONDAY - 1, 5);
	put_slot(c, 4, end, INT32_MAX, 5);
	calendar_put_closure(c, 1, INT32_MIN, MONDAY);
	ASSERT_STARTS(c, &HALF_HOUR, MONDAY + 3, end - 8, end - 6);
	assert_int_equal(calendar_why(c, &HALF_HOUR, end - 4).reasons, WHY_OUTSIDE_WINDOW);
	assert_int_equal(calendar_why(c, &HALF_HOUR, INT32_MAX).reasons, WHY_OUTSIDE_WINDOW);
	assert_int_equal(calendar_why(c, &HALF_HOUR, INT32_MIN).reasons, WHY_OUTSIDE_WINDOW);
	assert_int_equal(calendar_free_lanes(c, &HALF_HOUR, MONDAY - 4), 0);
	calendar_free(c);
}

/* On 25 October 2026 the hour from 2 to 3 comes twice: midnight to 4:00 local time are 5 hours. */
static void the_repeated_hour_has_times_of_its_own(void **state)
{
	const int32_t midnight = tick_floor(1792879200); /* 2026-10-24T22:00Z */
	struct calendar *c = calendar_new(midnight, 25 * HOUR_TICKS, 1);
	uint64_t starts[5] = {0};

	(void)state;
	put_slot(c, 1, midnight, midnight + 5 * HOUR_TICKS, 30);
	calendar_claim(c, 0, midnight + 2 * HOUR_TICKS, midnight + 3 * HOUR_TICKS);
	calendar_add_free(c, &HALF_HOUR, midnight, midnight + 25 * HOUR_TICKS, starts);
	assert_int_equal(bits_count(starts, 5), 8);
	assert_false(bits_test(starts, 2 * HOUR_TICKS));
	assert_true(bits_test(starts, 3 * HOUR_TICKS));
	calendar_free(c);
}

static void several_contact_persons_add_to_one_set(void **state)
{
	struct calendar *one = new_calendar(1);
	struct calendar *two = calendar_new(MONDAY - 100, WINDOW, 1); /* a window of its own */
	uint64_t starts[5] = {0};

	(void)state;
	put_slot(one, 1, at(0, 8, 0), at(0, 8, 30), 30);
	put_slot(two, 1, at(0, 9, 0), at(0, 9, 30), 30);
	calendar_add_free(one, &HALF_HOUR, at(0, 7, 0), at(0, 10, 0), starts);
	calendar_add_free(two, &HALF_HOUR, at(0, 7, 0), at(0, 10, 0), starts);
	assert_int_equal(bits_count(starts, 5), 2);
	assert_true(bits_test(starts, HOUR_TICKS));
	assert_true(bits_test(starts, 2 * HOUR_TICKS));
	calendar_free(one);
	calendar_free(two);
}

static void lead_time_and_horizon_cut_starts_not_appointments(void **state)
{
	struct calendar *c = new_calendar(1);
	uint64_t starts = 0;
	int32_t start;

	(void)state;
	put_slot(c, 1, at(0, 8, 0), at(0, 10, 0), 30);
	calendar_add_free(c, &HALF_HOUR, at(0, 8, 5), at(0, 9, 5), &starts);
	assert_int_equal(bits_count(&starts, 1), 2);
	assert_false(calendar_next_free(c, &HALF_HOUR, at(0, 8, 5), at(0, 8, 30), &start));
	assert_false(calendar_next_free(c, &HALF_HOUR, at(0, 9, 0), at(0, 8, 0), &start));
	calendar_free(c);
}

/* 8:00 to 12:00, of which the last two hours open to citizens at 6:00. */
static void a_slot_that_is_kept_back_opens_at_its_hour(void **state)
{
	struct calendar *c = calendar_new(MONDAY, WINDOW, 1);
	struct slot slot = {
		.id = 1, .from = at(0, 8, 0), .to = at(0, 10, 0), .step = 6, .channels = 7};
	struct appointment early = HALF_HOUR, late = HALF_HOUR, desk = HALF_HOUR;
	int32_t start;

	(void)state;
	early.who.now = at(0, 6, 0) - 1;
	late.who.now = at(0, 6, 0);
	desk.who.desk = true;
	calendar_put_slot(c, &slot);
	slot = (struct slot){.id = 2,
			     .from = at(0, 10, 0),
			     .to = at(0, 12, 0),
			     .step = 6,
			     .channels = 7,
			     .opens = at(0, 6, 0)};
	calendar_put_slot(c, &slot);
	assert_false(calendar_next_free(c, &early, at(0, 10, 0), MONDAY + WINDOW, &start));
	assert_int_equal(calendar_free_lanes(c, &early, at(0, 9, 30)), 1);
	assert_int_equal(calendar_why(c, &early, at(0, 10, 0)).reasons, WHY_KEPT);
	assert_int_equal(calendar_free_lanes(c, &desk, at(0, 10, 0)), 1);
	assert_true(calendar_next_free(c, &desk, at(0, 10, 0), MONDAY + WINDOW, &start));
	assert_int_equal(start, at(0, 10, 0));
	assert_true(calendar_next_free(c, &late, at(0, 10, 0), MONDAY + WINDOW, &start));
	assert_int_equal(start, at(0, 10, 0));
	assert_int_equal(calendar_why(c, &late, at(0, 10, 0)).reasons, 0);
	calendar_free(c);
}

/* An appointment of 45 minutes from 9:30 on would take 15 minutes that are kept back. */
static void an_appointment_takes_nothing_that_is_kept_back(void **state)
{
	struct calendar *c = calendar_new(MONDAY, WINDOW, 1);
	struct slot slot = {
		.id = 1, .from = at(0, 8, 0), .to = at(0, 10, 0), .step = 6, .channels = 7};
	struct appointment longer = HALF_HOUR;

	(void)state;
	longer.length = 9;
	longer.who.now = at(0, 5, 0);
	calendar_put_slot(c, &slot);
	slot = (struct slot){.id = 2,
			     .from = at(0, 10, 0),
			     .to = at(0, 12, 0),
			     .step = 6,
			     .channels = 7,
			     .opens = at(0, 6, 0)};
	calendar_put_slot(c, &slot);
	assert_int_equal(calendar_free_lanes(c, &longer, at(0, 9, 0)), 1);
	assert_int_equal(calendar_free_lanes(c, &longer, at(0, 9, 30)), 0);
	longer.who.now = at(0, 6, 0);
	assert_int_equal(calendar_free_lanes(c, &longer, at(0, 9, 30)), 1);
	calendar_free(c);
}

/* 8:00 to 12:00 are eight pieces of half an hour: a fifth of them is two. */
static void a_share_of_each_slot_is_kept_back_in_pieces_spread_over_it(void **state)
{
	struct calendar *c = new_calendar(1);
	struct appointment citizen = HALF_HOUR, late = HALF_HOUR, desk = HALF_HOUR, longer;

	(void)state;
	citizen.who.now = at(-1, 8, 0) - 1;
	late.who.now = at(-1, 8, 0);
	desk.who.desk = true;
	longer = citizen;
	longer.length = 12;
	put_slot(c, 1, at(0, 8, 0), at(0, 12, 0), 30);
	calendar_keep(c, (struct quota){20, DAY_TICKS});
	ASSERT_STARTS(c, &citizen, at(0, 8, 0), at(0, 8, 30), at(0, 9, 30), at(0, 10, 0),
		      at(0, 10, 30), at(0, 11, 0));
	assert_int_equal(calendar_why(c, &citizen, at(0, 9, 0)).reasons, WHY_KEPT);
	assert_int_equal(calendar_why(c, &longer, at(0, 8, 30)).reasons, WHY_KEPT);
	ASSERT_STARTS(c, &longer, at(0, 8, 0), at(0, 9, 30), at(0, 10, 0), at(0, 10, 30));
	assert_int_equal(calendar_free_lanes(c, &desk, at(0, 9, 0)), 1);
	assert_int_equal(calendar_free_lanes(c, &late, at(0, 9, 0)), 1);
	assert_int_equal(calendar_free_lanes(c, &citizen, at(0, 9, 0)), 0);
	calendar_keep(c, (struct quota){0});
	assert_int_equal(calendar_free_lanes(c, &citizen, at(0, 9, 0)), 1);
	calendar_free(c);
}

/* Every fifth step of five minutes would leave no room for anybody. */
static void on_a_fine_grid_there_is_room_between_what_is_kept_back(void **state)
{
	struct calendar *c = new_calendar(1);
	struct appointment citizen = HALF_HOUR;
	uint64_t starts[DAY_TICKS / WORD_BITS + 1] = {0};

	(void)state;
	put_slot(c, 1, at(0, 8, 0), at(0, 12, 0), 5);
	calendar_keep(c, (struct quota){20, DAY_TICKS});
	citizen.who.now = at(-2, 0, 0);
	calendar_add_free(c, &citizen, at(0, 0, 0), at(1, 0, 0), starts);
	assert_int_equal(bits_count(starts, DAY_TICKS / WORD_BITS + 1), 7 + 19);
	calendar_free(c);
}

static void of_any_number_of_pieces_the_share_is_kept_back(void **state)
{
	(void)state;
	for (unsigned percent = 0; percent <= 100; percent++) {
		int kept = 0;

		for (int32_t n = 0; n < 300; n++) {
			kept += quota_keeps(percent, n);
			assert_in_range(200 * kept + 100, 2 * (n + 1) * (int)percent,
					2 * (n + 1) * (int)percent + 200);
		}
		assert_int_equal(kept, 3 * percent);
	}
	assert_int_equal(quota_piece(1), 6);
	assert_int_equal(quota_piece(4), 8);
	assert_int_equal(quota_piece(7), 7);
}

static unsigned reasons(struct calendar *c, struct appointment a, int32_t start)
{
	return calendar_why(c, &a, start).reasons;
}

static void every_reason_against_a_time_is_named(void **state)
{
	struct calendar *c = new_calendar(2);
	struct slot slot = slot_of(1, at(0, 8, 0), at(0, 10, 0), 30);
	struct appointment by_video = HALF_HOUR, other = HALF_HOUR, other_by_video;

	(void)state;
	by_video.channel = CHANNEL_VIDEO;
	other.service_id = other_by_video.service_id = LASTENZUSCHUSS;
	other_by_video = by_video;
	other_by_video.service_id = LASTENZUSCHUSS;
	slot.channels = CHANNEL_IN_PERSON;
	slot.nservices = 1;
	slot.services[0] = WOHNGELD;
	calendar_put_slot(c, &slot);

	assert_int_equal(reasons(c, HALF_HOUR, at(0, 8, 0)), 0);
	assert_int_equal(reasons(c, HALF_HOUR, at(0, 7, 0)), WHY_NO_SLOT);
	assert_int_equal(reasons(c, HALF_HOUR, at(0, 9, 45)), WHY_TOO_SHORT);
	assert_int_equal(reasons(c, HALF_HOUR, at(0, 8, 5)), WHY_OFF_GRID);
	assert_int_equal(reasons(c, by_video, at(0, 8, 0)), WHY_CHANNEL);
	assert_int_equal(reasons(c, other, at(0, 8, 0)), WHY_SERVICE);
	assert_int_equal(reasons(c, other_by_video, at(0, 8, 0)), WHY_CHANNEL | WHY_SERVICE);

	calendar_put_closure(c, 31, at(0, 9, 0), at(0, 9, 5));
	assert_int_equal(reasons(c, HALF_HOUR, at(0, 9, 0)), WHY_CLOSED);
	assert_int_equal(calendar_why(c, &HALF_HOUR, at(0, 9, 0)).closure_id, 31);
	assert_int_equal(reasons(c, other, at(0, 9, 0)), WHY_CLOSED | WHY_SERVICE);

	calendar_claim(c, 0, at(0, 8, 0), at(0, 8, 5));
	assert_int_equal(calendar_why(c, &HALF_HOUR, at(0, 8, 0)).busy_lanes, 1);
	assert_int_equal(reasons(c, HALF_HOUR, at(0, 8, 0)), 0);
	calendar_claim(c, 1, at(0, 8, 25), at(0, 8, 40));
	assert_int_equal(reasons(c, HALF_HOUR, at(0, 8, 0)), WHY_BUSY);
	calendar_free(c);
}

static void half_a_year_of_a_person_is_a_few_dozen_kilobytes(void **state)
{
	struct calendar *c = new_calendar(1);

	(void)state;
	for (int day = 0; day < 180; day++) {
		put_slot(c, 2 * day, at(day, 8, 0), at(day, 12, 0), 30);
		put_slot(c, 2 * day + 1, at(day, 13, 0), at(day, 16, 0), 30);
	}
	assert_in_range(calendar_bytes(c), 3 * WINDOW / 8, 32 * 1024);
	calendar_free(c);
}

static void a_slot_changed_over_and_over_leaves_no_memory_behind(void **state)
{
	struct calendar *c = new_calendar(1);
	struct slot slot = slot_of(1, at(0, 8, 0), at(0, 9, 0), 30);
	size_t bytes;

	(void)state;
	slot.nservices = 1;
	calendar_put_slot(c, &slot);
	slot.services[0] = 1;
	calendar_put_slot(c, &slot);
	bytes = calendar_bytes(c);
	for (int i = 0; i < 1000; i++) {
		slot.services[0] = i;
		calendar_put_slot(c, &slot);
	}
	assert_int_equal(calendar_bytes(c), bytes);
	calendar_free(c);
}

static void a_tick_is_five_minutes_and_rounds_towards_the_past(void **state)
{
	(void)state;
	assert_int_equal(tick_floor(299), 0);
	assert_int_equal(tick_floor(300), 1);
	assert_int_equal(tick_floor(-1), -1);
	assert_int_equal(tick_floor(-300), -1);
	assert_int_equal(tick_ceil(0), 0);
	assert_int_equal(tick_ceil(1), 1);
	assert_int_equal(tick_ceil(-1), 0);
	assert_int_equal(tick_floor(INT64_MAX), INT32_MAX);
	assert_int_equal(tick_floor(INT64_MIN), INT32_MIN);
	assert_int_equal(tick_time(MONDAY), 1795392000);
	assert_int_equal(ticks_of_minutes(12), 3);
	assert_int_equal(ticks_of_minutes(15), 3);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_slot_that_is_kept_back_opens_at_its_hour),
		cmocka_unit_test(an_appointment_takes_nothing_that_is_kept_back),
		cmocka_unit_test(a_share_of_each_slot_is_kept_back_in_pieces_spread_over_it),
		cmocka_unit_test(on_a_fine_grid_there_is_room_between_what_is_kept_back),
		cmocka_unit_test(of_any_number_of_pieces_the_share_is_kept_back),
		cmocka_unit_test(a_time_needs_room_for_length_and_buffer),
		cmocka_unit_test(a_grid_may_be_one_that_does_not_divide_the_hour),
		cmocka_unit_test(a_reservation_takes_one_lane_until_it_ends),
		cmocka_unit_test(an_appointment_never_changes_lanes),
		cmocka_unit_test(a_reservation_on_a_lane_that_is_gone_is_ignored),
		cmocka_unit_test(an_appointment_may_span_slots_that_both_take_it),
		cmocka_unit_test(a_slot_is_for_its_channels_and_services_only),
		cmocka_unit_test(a_closure_takes_time_and_gives_it_back),
		cmocka_unit_test(a_dropped_or_replaced_slot_leaves_no_time_behind),
		cmocka_unit_test(the_window_clips_slots_but_keeps_their_grid),
		cmocka_unit_test(the_repeated_hour_has_times_of_its_own),
		cmocka_unit_test(several_contact_persons_add_to_one_set),
		cmocka_unit_test(lead_time_and_horizon_cut_starts_not_appointments),
		cmocka_unit_test(every_reason_against_a_time_is_named),
		cmocka_unit_test(half_a_year_of_a_person_is_a_few_dozen_kilobytes),
		cmocka_unit_test(a_slot_changed_over_and_over_leaves_no_memory_behind),
		cmocka_unit_test(a_tick_is_five_minutes_and_rounds_towards_the_past),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
