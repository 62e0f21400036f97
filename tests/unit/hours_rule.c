/* hours_rule.c - a rule's parts are read as people chose them, and written as RRULE. */
#include "lib/hours_rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void what_is_written_is_a_rule_and_reads_the_same(void **state)
{
	static const char *const RULES[] = {
		"FREQ=WEEKLY;BYDAY=MO,TH",
		"FREQ=WEEKLY;INTERVAL=2;BYDAY=TU",
		"FREQ=MONTHLY;BYDAY=1WE",
		"FREQ=MONTHLY;BYDAY=-1MO,-1TU,-1WE,-1TH,-1FR,-1SA,-1SU",
	};

	(void)state;
	for (size_t i = 0; i < sizeof RULES / sizeof *RULES; i++) {
		char text[WEEKLY_HOURS_RRULE_SIZE];
		struct hours_rule rule;
		struct problem why;

		assert_true(weekly_hours_rrule_check(RULES[i], &why));
		hours_rule_read(&rule, RULES[i]);
		hours_rule_write(text, &rule);
		assert_string_equal(text, RULES[i]);
	}
}

static void parts_may_come_in_any_order(void **state)
{
	struct hours_rule rule;

	(void)state;
	hours_rule_read(&rule, "BYDAY=SA,MO;INTERVAL=3;FREQ=WEEKLY");
	assert_false(rule.monthly);
	assert_int_equal(rule.interval, 3);
	assert_int_equal(rule.weekdays, 1u << MONDAY | 1u << SATURDAY);
}

static void different_weeks_of_the_month_are_no_single_one(void **state)
{
	struct hours_rule rule;

	(void)state;
	hours_rule_read(&rule, "FREQ=MONTHLY;BYDAY=2FR,-1FR");
	assert_true(rule.monthly);
	assert_int_equal(rule.nth, 0);
	hours_rule_read(&rule, "FREQ=MONTHLY;BYDAY=2FR,2MO");
	assert_int_equal(rule.nth, 2);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_is_written_is_a_rule_and_reads_the_same),
		cmocka_unit_test(parts_may_come_in_any_order),
		cmocka_unit_test(different_weeks_of_the_month_are_no_single_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
