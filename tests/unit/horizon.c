/* horizon.c - how far ahead times are offered, at any hour of the year. */
#include "lib/horizon.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

#include "lib/rfc3339.h"

enum { HOUR = 3600, DAY = 24 * HOUR };

static struct zone *berlin(void)
{
	struct problem why = {0};
	struct zone *zone = zone_new("Europe/Berlin", &why);

	if (!zone)
		fail_msg("%s", why.detail);
	return zone;
}

static time_t moment(const char *text)
{
	time_t t = 0;

	if (!rfc3339_parse(&t, text))
		fail_msg("%s", text);
	return t;
}

static void assert_last(int days, int minute, const char *now, const char *day)
{
	const struct horizon h = {days, minute};
	struct zone *zone = berlin();
	char text[DATE_TEXT_SIZE];

	date_format(text, horizon_last_day(&h, zone, moment(now)));
	assert_string_equal(text, day);
	zone_free(zone);
}

static void assert_opens(int minute, const char *now, const char *opening)
{
	const struct horizon h = {60, minute};
	struct zone *zone = berlin();

	assert_int_equal(horizon_next_opening(&h, zone, moment(now)), moment(opening));
	zone_free(zone);
}

static void test_without_an_hour_the_last_day_opens_with_the_day(void **state)
{
	(void)state;
	assert_last(10, 0, "2026-11-23T23:59:59+01:00", "2026-12-03");
	assert_last(10, 0, "2026-11-24T00:00:00+01:00", "2026-12-04");
	assert_opens(0, "2026-11-24T00:00:00+01:00", "2026-11-25T00:00:00+01:00");
}

static void test_the_last_day_opens_at_its_hour(void **state)
{
	(void)state;
	assert_last(10, 8 * 60, "2026-11-24T00:00:00+01:00", "2026-12-03");
	assert_last(10, 8 * 60, "2026-11-24T07:59:59+01:00", "2026-12-03");
	assert_last(10, 8 * 60, "2026-11-24T08:00:00+01:00", "2026-12-04");
	assert_last(1, 8 * 60, "2026-11-24T07:59:59+01:00", "2026-11-24");
	assert_opens(8 * 60, "2026-11-24T07:59:59+01:00", "2026-11-24T08:00:00+01:00");
	assert_opens(8 * 60, "2026-11-24T08:00:00+01:00", "2026-11-25T08:00:00+01:00");
}

static void test_the_hour_is_local_on_the_days_the_clocks_change(void **state)
{
	(void)state;
	assert_last(5, 8 * 60, "2026-03-29T07:59:59+02:00", "2026-04-02");
	assert_last(5, 8 * 60, "2026-03-29T08:00:00+02:00", "2026-04-03");
	assert_last(5, 8 * 60, "2026-10-25T07:59:59+01:00", "2026-10-29");
	assert_last(5, 8 * 60, "2026-10-25T08:00:00+01:00", "2026-10-30");
	assert_opens(8 * 60, "2026-10-24T08:00:00+02:00", "2026-10-25T08:00:00+01:00");
	/* skipped: an hour later; twice: the first */
	assert_opens(150, "2026-03-29T00:00:00+01:00", "2026-03-29T03:30:00+02:00");
	assert_opens(150, "2026-10-25T00:00:00+02:00", "2026-10-25T02:30:00+02:00");
	assert_last(5, 150, "2026-10-25T02:10:00+01:00", "2026-10-30");
}

static void test_in_a_whole_year_the_last_day_grows_by_one_at_each_opening(void **state)
{
	struct zone *zone = berlin();

	(void)state;
	for (int minute = 0; minute < 1440; minute += 145) {
		const struct horizon h = {30, minute};
		time_t now = moment("2026-01-01T00:00:00+01:00"), end = now + 366 * DAY;

		while (now < end) {
			time_t next = horizon_next_opening(&h, zone, now);
			long before = date_days(horizon_last_day(&h, zone, next - 1));

			assert_true(next > now && next - now <= DAY + HOUR);
			assert_int_equal(date_days(horizon_last_day(&h, zone, now)), before);
			assert_int_equal(date_days(horizon_last_day(&h, zone, next)), before + 1);
			now = next;
		}
	}
	zone_free(zone);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_without_an_hour_the_last_day_opens_with_the_day),
		cmocka_unit_test(test_the_last_day_opens_at_its_hour),
		cmocka_unit_test(test_the_hour_is_local_on_the_days_the_clocks_change),
		cmocka_unit_test(test_in_a_whole_year_the_last_day_grows_by_one_at_each_opening),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
