/*
 * holidays.c - offices are closed on the days their state's law says.
 *
 * holidays_oracle.py compares whole decades; here are the days that people know.
 */
#include "lib/holidays.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static const char *const STATES[] = {"BW", "BY", "BE", "BB", "HB", "HH", "HE", "MV",
				     "NI", "NW", "RP", "SL", "SN", "ST", "SH", "TH"};

static bool is_holiday(const char *state, const char *id, const char *day)
{
	struct holiday list[HOLIDAYS_MAX];
	struct date date;
	size_t count;

	assert_true(date_parse(&date, day));
	count = holidays_list(list, state, date.year);
	for (size_t i = 0; i < count; i++) {
		if (strcmp(list[i].id, id) == 0 && date_compare(list[i].date, date) == 0)
			return true;
	}
	return false;
}

static void easter_moves_its_holidays_with_it(void **state)
{
	(void)state;
	assert_true(is_holiday("BW", "good_friday", "2027-03-26"));
	assert_true(is_holiday("BW", "easter_monday", "2027-03-29"));
	assert_true(is_holiday("BW", "ascension", "2027-05-06"));
	assert_true(is_holiday("BW", "whit_monday", "2027-05-17"));
	assert_true(is_holiday("BW", "corpus_christi", "2027-05-27"));
	assert_true(is_holiday("HH", "easter_monday", "2008-03-24"));
	assert_true(is_holiday("HH", "easter_monday", "2038-04-26"));
}

static void days_of_single_states_are_kept_there_only(void **state)
{
	static const struct {
		const char *id, *day, *states;
	} CASES[] = {
		{"epiphany", "2026-01-06", "BW BY ST"},
		{"womens_day", "2026-03-08", "BE MV"},
		{"easter_sunday", "2026-04-05", "BB"},
		{"whit_sunday", "2026-05-24", "BB"},
		{"corpus_christi", "2026-06-04", "BW BY HE NW RP SL"},
		{"assumption", "2026-08-15", "SL"},
		{"childrens_day", "2026-09-20", "TH"},
		{"reformation", "2026-10-31", "BB HB HH MV NI SN ST SH TH"},
		{"all_saints", "2026-11-01", "BW BY NW RP SL"},
		{"repentance", "2026-11-18", "SN"},
	};

	(void)state;
	for (size_t c = 0; c < sizeof CASES / sizeof *CASES; c++) {
		for (size_t i = 0; i < sizeof STATES / sizeof *STATES; i++)
			assert_int_equal(is_holiday(STATES[i], CASES[c].id, CASES[c].day),
					 strstr(CASES[c].states, STATES[i]) != NULL);
	}
}

static void laws_count_from_their_first_year(void **state)
{
	(void)state;
	assert_false(is_holiday("BE", "womens_day", "2018-03-08"));
	assert_true(is_holiday("BE", "womens_day", "2019-03-08"));
	assert_false(is_holiday("MV", "womens_day", "2022-03-08"));
	assert_true(is_holiday("MV", "womens_day", "2023-03-08"));
	assert_false(is_holiday("TH", "childrens_day", "2018-09-20"));
	assert_true(is_holiday("TH", "childrens_day", "2019-09-20"));
	assert_false(is_holiday("NI", "reformation", "2016-10-31"));
	assert_true(is_holiday("NI", "reformation", "2018-10-31"));
	assert_true(is_holiday("SN", "reformation", "2000-10-31"));
}

static void reformation_day_was_kept_everywhere_in_2017_only(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof STATES / sizeof *STATES; i++)
		assert_true(is_holiday(STATES[i], "reformation", "2017-10-31"));
	assert_false(is_holiday("BW", "reformation", "2016-10-31"));
	assert_false(is_holiday("BW", "reformation", "2018-10-31"));
}

static void berlin_keeps_three_days_once(void **state)
{
	(void)state;
	assert_true(is_holiday("BE", "liberation_day", "2020-05-08"));
	assert_true(is_holiday("BE", "liberation_day", "2025-05-08"));
	assert_true(is_holiday("BE", "uprising_day", "2028-06-17"));
	assert_false(is_holiday("BE", "liberation_day", "2021-05-08"));
	assert_false(is_holiday("BE", "liberation_day", "2026-05-08"));
	assert_false(is_holiday("BE", "uprising_day", "2027-06-17"));
	assert_false(is_holiday("BB", "liberation_day", "2025-05-08"));
}

static void repentance_day_is_the_wednesday_before_23_november(void **state)
{
	(void)state;
	assert_true(is_holiday("SN", "repentance", "2022-11-16"));
	assert_true(is_holiday("SN", "repentance", "2023-11-22"));
	assert_true(is_holiday("SN", "repentance", "2024-11-20"));
}

static void two_holidays_on_one_day_are_both_listed(void **state)
{
	(void)state;
	assert_true(is_holiday("BW", "ascension", "2008-05-01"));
	assert_true(is_holiday("BW", "labour_day", "2008-05-01"));
}

static void lists_are_in_order_and_fit(void **state)
{
	struct holiday list[HOLIDAYS_MAX];

	(void)state;
	for (size_t i = 0; i < sizeof STATES / sizeof *STATES; i++) {
		assert_true(holidays_state_known(STATES[i]));
		for (int year = HOLIDAYS_FIRST_YEAR; year <= HOLIDAYS_LAST_YEAR; year++) {
			size_t count = holidays_list(list, STATES[i], year);

			assert_in_range(count, 9, 14);
			for (size_t h = 1; h < count; h++)
				assert_true(date_compare(list[h - 1].date, list[h].date) <= 0);
		}
	}
}

static void unknown_states_and_years_have_no_holidays(void **state)
{
	struct holiday list[HOLIDAYS_MAX];

	(void)state;
	assert_int_equal(holidays_list(list, "XX", 2026), 0);
	assert_int_equal(holidays_list(list, "", 2026), 0);
	assert_int_equal(holidays_list(list, "bw", 2026), 0);
	assert_int_equal(holidays_list(list, "BW", 1999), 0);
	assert_int_equal(holidays_list(list, "BW", 2100), 0);
	assert_false(holidays_state_known("XX"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(easter_moves_its_holidays_with_it),
		cmocka_unit_test(days_of_single_states_are_kept_there_only),
		cmocka_unit_test(laws_count_from_their_first_year),
		cmocka_unit_test(reformation_day_was_kept_everywhere_in_2017_only),
		cmocka_unit_test(berlin_keeps_three_days_once),
		cmocka_unit_test(repentance_day_is_the_wednesday_before_23_november),
		cmocka_unit_test(two_holidays_on_one_day_are_both_listed),
		cmocka_unit_test(lists_are_in_order_and_fit),
		cmocka_unit_test(unknown_states_and_years_have_no_holidays),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
