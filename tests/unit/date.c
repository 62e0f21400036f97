/* date.c - days are counted, named and written as everyone else does. */
#include "lib/date.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>
#include <time.h>

#include <cmocka.h>

static void every_day_of_four_centuries_agrees_with_the_c_library(void **state)
{
	(void)state;
	for (long n = -135140; n < 146097; n++) { /* from 1600 */
		time_t seconds = (time_t)n * 86400;
		struct tm tm;
		struct date d = date_from_days(n);

		gmtime_r(&seconds, &tm);
		assert_int_equal(d.year, tm.tm_year + 1900);
		assert_int_equal(d.month, tm.tm_mon + 1);
		assert_int_equal(d.day, tm.tm_mday);
		assert_int_equal(date_weekday(d) % 7, tm.tm_wday);
		assert_int_equal(date_days(d), n);
	}
}

static void only_days_that_exist_are_read(void **state)
{
	static const char *const BAD[] = {
		"",           "2026",       "2026-",       "2026-1-01",   "2026-01-1",
		"2026-02-29", "2026-13-01", "2026-00-01",  "2026-01-00",  "2026-04-31",
		"0000-01-01", "1900-02-29", "2026-01-01 ", " 2026-01-01", "2026-01-01T00:00",
		"20260101",   "+026-01-01", "2026/01/01",  "2026-01-+1",  "2026-W01-1",
	};
	struct date d = {7, 7, 7};

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
		assert_false(date_parse(&d, BAD[i]));
	assert_int_equal(d.year, 7);
	assert_true(date_parse(&d, "2024-02-29"));
	assert_int_equal(d.year * 10000 + d.month * 100 + d.day, 20240229);
	assert_true(date_parse(&d, "2000-02-29"));
	assert_true(date_parse(&d, "9999-12-31"));
}

static void what_is_written_can_be_read_again(void **state)
{
	char text[DATE_TEXT_SIZE];
	struct date d, again;

	(void)state;
	for (long n = -719162; n < 2932896; n += 97) { /* 0001-01-01 to 9999-12-31 */
		d = date_from_days(n);
		date_format(text, d);
		assert_true(date_parse(&again, text));
		assert_int_equal(date_compare(d, again), 0);
	}
}

static void adding_days_crosses_months_years_and_leap_days(void **state)
{
	char text[DATE_TEXT_SIZE];

	(void)state;
	date_format(text, date_add_days((struct date){2026, 12, 31}, 1));
	assert_string_equal(text, "2027-01-01");
	date_format(text, date_add_days((struct date){2028, 3, 1}, -1));
	assert_string_equal(text, "2028-02-29");
	assert_int_equal(date_add_days((struct date){9999, 12, 31}, 1).year, 0);
	assert_int_equal(date_add_days((struct date){1, 1, 1}, -1).year, 0);
}

static void dates_are_ordered_by_time(void **state)
{
	struct date d = {2026, 11, 24};

	(void)state;
	assert_int_equal(date_compare(d, d), 0);
	assert_true(date_compare(d, (struct date){2027, 1, 1}) < 0);
	assert_true(date_compare(d, (struct date){2026, 10, 31}) > 0);
	assert_true(date_compare(d, (struct date){2026, 11, 25}) < 0);
}

static void weeks_are_counted_as_in_iso_8601(void **state)
{
	static const struct {
		struct date date;
		int week;
	} CASES[] = {
		{{2026, 11, 30}, 49}, {{2026, 12, 28}, 53}, {{2027, 1, 3}, 53},   {{2027, 1, 4}, 1},
		{{2024, 12, 30}, 1},  {{2023, 1, 1}, 52},   {{2020, 12, 31}, 53},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		assert_int_equal(date_week(CASES[i].date), CASES[i].week);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_day_of_four_centuries_agrees_with_the_c_library),
		cmocka_unit_test(only_days_that_exist_are_read),
		cmocka_unit_test(what_is_written_can_be_read_again),
		cmocka_unit_test(adding_days_crosses_months_years_and_leap_days),
		cmocka_unit_test(dates_are_ordered_by_time),
		cmocka_unit_test(weeks_are_counted_as_in_iso_8601),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
