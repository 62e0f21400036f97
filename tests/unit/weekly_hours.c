/* weekly_hours.c - a rule occurs on the days people would count by hand. */
#include "lib/weekly_hours.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static struct date day(const char *text)
{
	struct date d;

	assert_true(date_parse(&d, text));
	return d;
}

static struct weekly_hours rule(const char *rrule, const char *valid_from)
{
	struct weekly_hours hours = {
		.valid_from = day(valid_from),
		.from_minute = 8 * 60,
		.to_minute = 12 * 60,
	};

	snprintf(hours.rrule, sizeof hours.rrule, "%s", rrule);
	return hours;
}

/* The rule occurs on exactly these days, written with spaces between. */
static void occurs(const struct weekly_hours *hours, const char *from, const char *to,
		   const char *expected)
{
	struct date dates[64];
	struct problem why;
	char got[64 * DATE_TEXT_SIZE + 1] = "";
	size_t count;

	assert_true(weekly_hours_check(hours, &why));
	count = weekly_hours_expand(hours, day(from), day(to), dates, 64);
	for (size_t i = 0; i < count; i++) {
		char text[DATE_TEXT_SIZE];

		date_format(text, dates[i]);
		strcat(got, i ? " " : "");
		strcat(got, text);
	}
	assert_string_equal(got, expected);
}

static void a_weekly_rule_occurs_on_its_weekdays(void **state)
{
	struct weekly_hours hours = rule("FREQ=WEEKLY;BYDAY=MO,TH", "2026-11-02");

	(void)state;
	occurs(&hours, "2026-11-01", "2026-11-16",
	       "2026-11-02 2026-11-05 2026-11-09 2026-11-12 2026-11-16");
	occurs(&hours, "2027-12-30", "2028-01-03", "2027-12-30 2028-01-03");
	occurs(&hours, "2026-10-01", "2026-11-01", "");
	occurs(&hours, "2026-11-12", "2026-11-09", "");
}

static void the_first_day_counts_only_when_it_is_such_a_weekday(void **state)
{
	struct weekly_hours wednesday = rule("FREQ=WEEKLY;BYDAY=MO,TH", "2026-11-04");
	struct weekly_hours monthly = rule("FREQ=MONTHLY;BYDAY=1WE", "2026-11-05");

	(void)state;
	occurs(&wednesday, "2026-11-01", "2026-11-10", "2026-11-05 2026-11-09");
	occurs(&monthly, "2026-11-01", "2027-01-31", "2026-12-02 2027-01-06");
}

static void intervals_count_from_the_week_of_the_first_day(void **state)
{
	/* Valid from a Friday: the Tuesday of that week is over, the next week is
	 * left out. */
	struct weekly_hours hours = rule("FREQ=WEEKLY;INTERVAL=2;BYDAY=TU,FR", "2026-11-06");

	(void)state;
	occurs(&hours, "2026-11-01", "2026-12-05",
	       "2026-11-06 2026-11-17 2026-11-20 2026-12-01 2026-12-04");
	occurs(&hours, "2026-11-18", "2026-12-01", "2026-11-20 2026-12-01");
	occurs(&hours, "2026-11-21", "2026-11-30", "");
}

static void a_monthly_rule_counts_weekdays_of_the_month(void **state)
{
	struct weekly_hours second_last = rule("FREQ=MONTHLY;BYDAY=2FR,-1FR", "2026-11-01");
	struct weekly_hours fifth = rule("BYDAY=5SU;FREQ=MONTHLY", "2026-11-01");

	(void)state;
	occurs(&second_last, "2026-11-01", "2026-12-31",
	       "2026-11-13 2026-11-27 2026-12-11 2026-12-25");
	occurs(&fifth, "2026-11-01", "2027-05-31", "2026-11-29 2027-01-31 2027-05-30");
}

static void nothing_occurs_after_the_last_day(void **state)
{
	struct weekly_hours hours = rule("FREQ=WEEKLY;BYDAY=MO", "2026-11-02");

	(void)state;
	hours.valid_until = day("2026-11-16");
	occurs(&hours, "2026-11-01", "2026-12-31", "2026-11-02 2026-11-09 2026-11-16");
	hours.valid_until = day("2026-11-15");
	occurs(&hours, "2026-11-01", "2026-12-31", "2026-11-02 2026-11-09");
}

static void no_more_is_written_than_there_is_room_for(void **state)
{
	struct weekly_hours hours = rule("FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU", "2026-11-02");
	struct date dates[3] = {0};

	(void)state;
	assert_int_equal(
		weekly_hours_expand(&hours, day("2026-11-02"), day("2027-11-02"), dates, 2), 2);
	assert_int_equal(dates[2].year, 0);
}

static const char *const CODES[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

struct model {
	bool monthly;
	int interval;
	bool weekly_days[7];
	int nth, nth_day;
};

static long monday_of(struct date d)
{
	return date_days(d) - date_weekday(d) + MONDAY;
}

/* By hand: does this rule occur on this day? */
static bool model_occurs(const struct model *m, struct date valid_from, struct date d)
{
	int last = date_days_in_month(d.year, d.month);

	if (date_compare(d, valid_from) < 0)
		return false;
	if (!m->monthly)
		return m->weekly_days[date_weekday(d) - MONDAY] &&
		       (monday_of(d) - monday_of(valid_from)) / 7 % m->interval == 0;
	if ((int)date_weekday(d) - MONDAY != m->nth_day)
		return false;
	return m->nth == -1 ? d.day + 7 > last : (d.day - 1) / 7 + 1 == m->nth;
}

static void model_draw(struct model *m, char *rrule)
{
	bool any = false;

	*m = (struct model){.monthly = rand() % 3 == 0};
	if (m->monthly) {
		m->nth = rand() % 6 ? rand() % 5 + 1 : -1;
		m->nth_day = rand() % 7;
		sprintf(rrule, "FREQ=MONTHLY;BYDAY=%d%s", m->nth, CODES[m->nth_day]);
		return;
	}
	m->interval = rand() % 5 + 1;
	if (rand() % 20 == 0)
		m->interval = WEEKLY_HOURS_INTERVAL_MAX;
	rrule += sprintf(rrule, "FREQ=WEEKLY;INTERVAL=%d;BYDAY=", m->interval);
	for (int i = 0; i < 7; i++) {
		m->weekly_days[i] = rand() % 3 == 0 || (i == 6 && !any);
		if (m->weekly_days[i])
			rrule += sprintf(rrule, "%s%s", any ? "," : "", CODES[i]);
		any |= m->weekly_days[i];
	}
}

static void random_rules_agree_with_counting_by_hand(void **state)
{
	enum { RULES = 1500, ANY_DAYS = 8000 };
	static struct date got[WEEKLY_HOURS_DAYS_MAX + 1];

	(void)state;
	srand(20261124);
	for (int i = 0; i < RULES; i++) {
		struct model model;
		struct weekly_hours hours = rule("", "2026-01-01");
		struct date valid_from = date_add_days(day("2015-01-01"), rand() % ANY_DAYS);
		struct date from = date_add_days(valid_from, rand() % 4000 - 400);
		struct date to = date_add_days(from, rand() % WEEKLY_HOURS_DAYS_MAX);
		size_t count, at = 0;
		struct problem why;

		model_draw(&model, hours.rrule);
		hours.valid_from = valid_from;
		assert_true(weekly_hours_check(&hours, &why));
		count = weekly_hours_expand(&hours, from, to, got, WEEKLY_HOURS_DAYS_MAX + 1);
		for (struct date d = from; date_compare(d, to) <= 0; d = date_add_days(d, 1)) {
			if (!model_occurs(&model, valid_from, d))
				continue;
			if (at >= count || date_compare(got[at], d) != 0) {
				print_error("%s from %d-%02d-%02d misses %d-%02d-%02d\n",
					    hours.rrule, valid_from.year, valid_from.month,
					    valid_from.day, d.year, d.month, d.day);
				fail();
			}
			at++;
		}
		assert_int_equal(at, count);
	}
}

static void only_the_subset_is_allowed_and_mistakes_are_named(void **state)
{
	static const struct {
		const char *rrule, *code;
	} BAD[] = {
		{"", "rrule_syntax"},
		{"FREQ=WEEKLY", "rrule_byday"},
		{"BYDAY=MO", "rrule_freq"},
		{"FREQ=DAILY;BYDAY=MO", "rrule_freq"},
		{"FREQ=YEARLY", "rrule_freq"},
		{"freq=WEEKLY;BYDAY=MO", "rrule_part_not_allowed"},
		{"RRULE:FREQ=WEEKLY;BYDAY=MO", "rrule_part_not_allowed"},
		{"FREQ=WEEKLY;BYDAY=MO;COUNT=3", "rrule_part_not_allowed"},
		{"FREQ=WEEKLY;BYDAY=MO;UNTIL=20270101", "rrule_part_not_allowed"},
		{"FREQ=WEEKLY;BYDAY=MO;BYMONTH=3", "rrule_part_not_allowed"},
		{"FREQ=WEEKLY;BYDAY=MO;WKST=SU", "rrule_part_not_allowed"},
		{"FREQ=MONTHLY;BYMONTHDAY=3", "rrule_part_not_allowed"},
		{"FREQ=WEEKLY;BYDAY=MO;", "rrule_syntax"},
		{";FREQ=WEEKLY;BYDAY=MO", "rrule_syntax"},
		{"FREQ=WEEKLY;FREQ=WEEKLY;BYDAY=MO", "rrule_part_twice"},
		{"FREQ=WEEKLY;BYDAY=MO;BYDAY=TU", "rrule_part_twice"},
		{"FREQ=WEEKLY;INTERVAL=2;INTERVAL=2;BYDAY=MO", "rrule_part_twice"},
		{"FREQ=WEEKLY;INTERVAL=0;BYDAY=MO", "rrule_interval"},
		{"FREQ=WEEKLY;INTERVAL=53;BYDAY=MO", "rrule_interval"},
		{"FREQ=WEEKLY;INTERVAL=-1;BYDAY=MO", "rrule_interval"},
		{"FREQ=WEEKLY;INTERVAL=;BYDAY=MO", "rrule_interval"},
		{"FREQ=WEEKLY;INTERVAL=2x;BYDAY=MO", "rrule_interval"},
		{"FREQ=WEEKLY;INTERVAL=02;BYDAY=MO", "rrule_interval"},
		{"FREQ=MONTHLY;INTERVAL=2;BYDAY=1MO", "rrule_interval"},
		{"FREQ=WEEKLY;BYDAY=1MO", "rrule_byday"},
		{"FREQ=MONTHLY;BYDAY=MO", "rrule_byday"},
		{"FREQ=MONTHLY;BYDAY=6MO", "rrule_byday"},
		{"FREQ=MONTHLY;BYDAY=0MO", "rrule_byday"},
		{"FREQ=MONTHLY;BYDAY=-2MO", "rrule_byday"},
		{"FREQ=MONTHLY;BYDAY=+1MO", "rrule_byday"},
		{"FREQ=MONTHLY;BYDAY=-1", "rrule_byday"},
		{"FREQ=WEEKLY;BYDAY=", "rrule_byday"},
		{"FREQ=WEEKLY;BYDAY=MO,", "rrule_byday"},
		{"FREQ=WEEKLY;BYDAY=MO,MO", "rrule_byday"},
		{"FREQ=MONTHLY;BYDAY=1MO,1MO", "rrule_byday"},
		{"FREQ=WEEKLY;BYDAY=MO, TU", "rrule_byday"},
		{"FREQ=WEEKLY;BYDAY=MOTU", "rrule_byday"},
		{"FREQ=WEEKLY;BYDAY=mo", "rrule_byday"},
		{"FREQ=WEEKLY;BYDAY=MO,TU,WE,TH,FR,SA,SU,MO,TU,WE,TH,FR,SA,SU,MO,TU,WE,TH,FR,SA,SU,"
		 "MO,TU,WE,TH,FR,SA",
		 "rrule_too_long"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		struct problem why;

		assert_false(weekly_hours_rrule_check(BAD[i].rrule, &why));
		assert_string_equal(why.code, BAD[i].code);
		assert_int_equal(why.status, 422);
	}
}

static void the_longest_rules_there_are_fit(void **state)
{
	struct problem why;

	(void)state;
	assert_true(weekly_hours_rrule_check("FREQ=WEEKLY;INTERVAL=52;BYDAY=MO,TU,WE,TH,FR,SA,SU",
					     &why));
	assert_true(weekly_hours_rrule_check(
		"FREQ=MONTHLY;BYDAY=1MO,1TU,1WE,1TH,1FR,3MO,3TU,3WE,3TH,3FR,-1MO,-1TU,-1WE", &why));
}

static void times_are_checked(void **state)
{
	static const struct {
		int from, to;
		const char *code; /* NULL: fine */
	} CASES[] = {
		{480, 720, NULL},          {0, 115, NULL},           {180, 1440, NULL},
		{480, 480, "time_order"},  {720, 480, "time_order"}, {-5, 480, "time_order"},
		{480, 1445, "time_order"}, {481, 720, "time_step"},  {480, 721, "time_step"},
		{60, 120, "time_change"},  {0, 1440, "time_change"}, {150, 155, "time_change"},
		{175, 480, "time_change"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct weekly_hours hours = rule("FREQ=WEEKLY;BYDAY=MO", "2026-11-02");
		struct problem why = {0};

		hours.from_minute = CASES[i].from;
		hours.to_minute = CASES[i].to;
		assert_int_equal(weekly_hours_check(&hours, &why), CASES[i].code == NULL);
		if (CASES[i].code)
			assert_string_equal(why.code, CASES[i].code);
	}
}

static void dates_are_checked(void **state)
{
	struct weekly_hours hours = rule("FREQ=WEEKLY;BYDAY=MO", "2026-11-02");
	struct problem why;

	(void)state;
	hours.valid_until = day("2026-11-01");
	assert_false(weekly_hours_check(&hours, &why));
	assert_string_equal(why.code, "valid_until");
	hours.valid_until = (struct date){2026, 13, 1};
	assert_false(weekly_hours_check(&hours, &why));
	hours.valid_until = (struct date){0};
	hours.valid_from = (struct date){2026, 2, 29};
	assert_false(weekly_hours_check(&hours, &why));
	assert_string_equal(why.code, "valid_from");
}

static void times_of_day_are_read_strictly(void **state)
{
	static const char *const BAD[] = {"",     "8:00", "08:60",  "24:01", "25:00",  "08.00",
					  "08:0", "0800", "08:000", "-8:00", "08:00 ", "8 :00"};
	int minute = -1;

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
		assert_false(weekly_hours_time_parse(&minute, BAD[i]));
	assert_int_equal(minute, -1);
	assert_true(weekly_hours_time_parse(&minute, "08:35"));
	assert_int_equal(minute, 515);
	assert_true(weekly_hours_time_parse(&minute, "24:00"));
	assert_int_equal(minute, 1440);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_weekly_rule_occurs_on_its_weekdays),
		cmocka_unit_test(the_first_day_counts_only_when_it_is_such_a_weekday),
		cmocka_unit_test(intervals_count_from_the_week_of_the_first_day),
		cmocka_unit_test(a_monthly_rule_counts_weekdays_of_the_month),
		cmocka_unit_test(nothing_occurs_after_the_last_day),
		cmocka_unit_test(no_more_is_written_than_there_is_room_for),
		cmocka_unit_test(random_rules_agree_with_counting_by_hand),
		cmocka_unit_test(only_the_subset_is_allowed_and_mistakes_are_named),
		cmocka_unit_test(the_longest_rules_there_are_fit),
		cmocka_unit_test(times_are_checked),
		cmocka_unit_test(dates_are_checked),
		cmocka_unit_test(times_of_day_are_read_strictly),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
