/* reference.c - a reference survives being read out, heard and typed. */
#include "lib/reference.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char ALPHABET[] = "23456789CDFGHJKMNPRTWXY";

enum { DRAWS = 300, CHARACTERS = REFERENCE_SIZE - 1 };

static void a_reference_is_two_groups_of_four(void **state)
{
	char drawn[REFERENCE_SIZE], read[REFERENCE_SIZE];

	(void)state;
	for (int i = 0; i < DRAWS; i++) {
		reference_draw(drawn);
		assert_int_equal(strspn(drawn, ALPHABET), 4);
		assert_int_equal(drawn[4], '-');
		assert_int_equal(strspn(drawn + 5, ALPHABET), 4);
		assert_true(reference_parse(read, drawn));
		assert_string_equal(read, drawn);
	}
}

static void every_single_wrong_character_is_noticed(void **state)
{
	char drawn[REFERENCE_SIZE], read[REFERENCE_SIZE];

	(void)state;
	for (int i = 0; i < DRAWS; i++) {
		reference_draw(drawn);
		for (size_t at = 0; at < CHARACTERS; at++) {
			char right = drawn[at];

			for (const char *c = ALPHABET; *c && right != '-'; c++) {
				drawn[at] = *c;
				assert_int_equal(reference_parse(read, drawn), *c == right);
			}
			drawn[at] = right;
		}
	}
}

static void every_swap_of_two_characters_is_noticed(void **state)
{
	char drawn[REFERENCE_SIZE], read[REFERENCE_SIZE];

	(void)state;
	for (int i = 0; i < DRAWS; i++) {
		reference_draw(drawn);
		for (size_t a = 0; a < CHARACTERS; a++) {
			for (size_t b = a + 1; b < CHARACTERS; b++) {
				char swapped[REFERENCE_SIZE];

				strcpy(swapped, drawn);
				swapped[a] = drawn[b];
				swapped[b] = drawn[a];
				if (drawn[a] != drawn[b] && drawn[a] != '-' && drawn[b] != '-')
					assert_false(reference_parse(read, swapped));
			}
		}
	}
}

/* Let `typed` stand for the reference, spelled otherwise. */
static void spelling_read(const char *reference, const char *typed)
{
	char read[REFERENCE_SIZE];

	assert_true(reference_parse(read, typed));
	assert_string_equal(read, reference);
}

static void spelling_does_not_matter(void **state)
{
	char drawn[REFERENCE_SIZE], typed[64];

	(void)state;
	for (int i = 0; i < DRAWS; i++) {
		reference_draw(drawn);
		snprintf(typed, sizeof typed, "  %.4s%s\t", drawn, drawn + 5);
		spelling_read(drawn, typed);
		snprintf(typed, sizeof typed, "%.2s %.2s / %.2s.%s", drawn, drawn + 2, drawn + 5,
			 drawn + 7);
		spelling_read(drawn, typed);
		for (char *c = typed; *c; c++) {
			if (*c >= 'A' && *c <= 'Z')
				*c = (char)(*c - 'A' + 'a');
			*c = *c == '2' ? 'z' : *c == '5' ? 'S' : *c == '8' ? 'b' : *c;
		}
		spelling_read(drawn, typed);
	}
}

static void what_is_no_reference_is_refused(void **state)
{
	static const char *const BAD[] = {
		"",
		"-",
		"2222-222",
		"2222-22222",
		"2222-222O",
		"2222-2221",
		"2222-222I",
		"2222-222\xc3",
		"2222_2222",
		"                                                                2222-2222",
	};
	char read[REFERENCE_SIZE] = "";

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
		assert_false(reference_parse(read, BAD[i]));
	assert_true(reference_parse(read, "2222-2222")); /* zeroes add up to zero */
}

static void many_references_are_different_ones(void **state)
{
	char drawn[DRAWS][REFERENCE_SIZE];

	(void)state;
	/* A chance of 1 in 75,000 that two of 300 meet among 3.4 thousand million,
	 * so one pair is let pass. */
	int same = 0;
	for (size_t i = 0; i < DRAWS; i++) {
		reference_draw(drawn[i]);
		for (size_t j = 0; j < i; j++)
			same += strcmp(drawn[i], drawn[j]) == 0;
	}
	assert_in_range(same, 0, 1);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_reference_is_two_groups_of_four),
		cmocka_unit_test(every_single_wrong_character_is_noticed),
		cmocka_unit_test(every_swap_of_two_characters_is_noticed),
		cmocka_unit_test(spelling_does_not_matter),
		cmocka_unit_test(what_is_no_reference_is_refused),
		cmocka_unit_test(many_references_are_different_ones),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
