/* responsibility.c - citizens reach the person who is in charge of them. */
#include "lib/responsibility.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#define PLACES(...)                                           \
	.municipalities = (const char *const[]){__VA_ARGS__}, \
	.municipality_count = sizeof((const char *const[]){__VA_ARGS__}) / sizeof(char *)

static struct surname_range range(const char *from, const char *to)
{
	struct surname_range out;
	struct problem why;

	assert_true(surname_range_parse(&out, from, to, &why));
	return out;
}

/* The answer in words: the persons ("0 2"), or what else it is. */
static const char *answer(const struct responsibility *list, size_t count, const char *typed,
			  const char *municipality)
{
	static char text[256];
	size_t persons[64], found;
	struct surname surname;

	if (typed)
		assert_true(surname_fold(&surname, typed));
	switch (responsibility_find(list, count, typed ? &surname : NULL, municipality, persons,
				    &found)) {
	case RESPONSIBLE:
		*text = '\0';
		for (size_t i = 0; i < found; i++)
			sprintf(text + strlen(text), "%s%zu", i ? " " : "", persons[i]);
		return text;
	case RESPONSIBLE_NOBODY:
		return "nobody";
	case RESPONSIBLE_NEED_SURNAME:
		return "surname?";
	case RESPONSIBLE_NEED_MUNICIPALITY:
		return "municipality?";
	case RESPONSIBLE_NEED_MORE_LETTERS:
		return "letters?";
	}
	return "";
}

static void without_limits_everybody_receives_everybody(void **state)
{
	const struct responsibility list[] = {{.contact_person = 3}, {.contact_person = 1}};

	(void)state;
	assert_string_equal(answer(list, 2, NULL, NULL), "1 3");
	assert_string_equal(answer(list, 2, "Meier", "08327018"), "1 3");
	assert_string_equal(answer(list, 0, NULL, NULL), "nobody");
	assert_false(responsibility_asks(list, 2).surname);
	assert_false(responsibility_asks(list, 2).municipality);
}

static void surname_ranges_decide_and_are_asked_for(void **state)
{
	const struct responsibility list[] = {
		{.contact_person = 0, .by_surname = true, .surnames = range("A", "Kl")},
		{.contact_person = 1, .by_surname = true, .surnames = range("Km", "R")},
		{.contact_person = 2, .by_surname = true, .surnames = range("Q", "Y")},
	};

	(void)state;
	assert_true(responsibility_asks(list, 3).surname);
	assert_false(responsibility_asks(list, 3).municipality);
	assert_string_equal(answer(list, 3, NULL, NULL), "surname?");
	assert_string_equal(answer(list, 3, "K", NULL), "letters?");
	assert_string_equal(answer(list, 3, "Kl", NULL), "0");
	assert_string_equal(answer(list, 3, "Ko", NULL), "1");
	assert_string_equal(answer(list, 3, "R", NULL), "1 2");
	assert_string_equal(answer(list, 3, "von Roth", NULL), "1 2");
	assert_string_equal(answer(list, 3, "Z", NULL), "nobody");
}

static void municipalities_decide_and_are_asked_for(void **state)
{
	const struct responsibility list[] = {
		{.contact_person = 0, PLACES("a", "b")},
		{.contact_person = 1, PLACES("c")},
	};

	(void)state;
	assert_true(responsibility_asks(list, 2).municipality);
	assert_false(responsibility_asks(list, 2).surname);
	assert_string_equal(answer(list, 2, NULL, NULL), "municipality?");
	assert_string_equal(answer(list, 2, "K", NULL), "municipality?");
	assert_string_equal(answer(list, 2, NULL, "b"), "0");
	assert_string_equal(answer(list, 2, NULL, "c"), "1");
	assert_string_equal(answer(list, 2, NULL, "d"), "nobody");
}

static void only_what_makes_a_difference_is_asked_for(void **state)
{
	const struct responsibility list[] = {
		{.contact_person = 0,
		 .by_surname = true,
		 .surnames = range("A", "Kl"),
		 PLACES("a")},
		{.contact_person = 1,
		 .by_surname = true,
		 .surnames = range("Km", "Z"),
		 PLACES("a")},
		{.contact_person = 2, PLACES("b")},
	};

	(void)state;
	assert_string_equal(answer(list, 3, NULL, "b"), "2");
	assert_string_equal(answer(list, 3, NULL, "x"), "nobody");
	assert_string_equal(answer(list, 3, NULL, "a"), "surname?");
	assert_string_equal(answer(list, 3, NULL, NULL), "surname?");
	assert_string_equal(answer(list, 3, "M", NULL), "municipality?");
	assert_string_equal(answer(list, 3, "K", NULL), "municipality?");
	assert_string_equal(answer(list, 3, "K", "a"), "letters?");
	assert_string_equal(answer(list, 3, "K", "b"), "2");
}

static void two_ranges_of_one_person_need_no_more_letters(void **state)
{
	const struct responsibility list[] = {
		{.contact_person = 7, .by_surname = true, .surnames = range("A", "Kl")},
		{.contact_person = 7, .by_surname = true, .surnames = range("Km", "P")},
		{.contact_person = 8, .by_surname = true, .surnames = range("Q", "Z")},
	};

	(void)state;
	assert_string_equal(answer(list, 3, "K", NULL), "7");
	assert_string_equal(answer(list, 3, NULL, NULL), "surname?");
	assert_string_equal(answer(list, 2, "M", NULL), "7");
}

static void a_person_responsible_twice_is_named_once(void **state)
{
	const struct responsibility list[] = {
		{.contact_person = 7, .by_surname = true, .surnames = range("A", "M")},
		{.contact_person = 7, .by_surname = true, .surnames = range("K", "Z")},
	};

	(void)state;
	assert_string_equal(answer(list, 2, "K", NULL), "7");
	assert_string_equal(answer(list, 2, NULL, NULL), "7");
}

static void a_short_name_that_ends_is_decided(void **state)
{
	const struct responsibility list[] = {
		{.contact_person = 0, .by_surname = true, .surnames = range("A", "Lia")},
		{.contact_person = 1, .by_surname = true, .surnames = range("Lib", "Z")},
	};
	struct surname li = {.letters = "LI"};
	size_t persons[2], found;

	(void)state;
	assert_int_equal(responsibility_find(list, 2, &li, NULL, persons, &found),
			 RESPONSIBLE_NEED_MORE_LETTERS);
	assert_int_equal(found, 0);
	li.whole = true;
	assert_int_equal(responsibility_find(list, 2, &li, NULL, persons, &found), RESPONSIBLE);
	assert_int_equal(found, 1);
	assert_int_equal(persons[0], 0);
}

/* Whatever is left out, a definite answer is the one that everything given gives. */
static void random_answers_hold_whatever_else_is_said(void **state)
{
	static const char *const LETTERS[] = {"A", "Ab", "B", "Bm", "C", "Cz"};
	static const char *const SAID[] = {NULL, "A",   "Aa", "Ab", "Az", "B",
					   "Ba", "Bmm", "Bz", "C",  "D"};
	static const char *const TOWNS[] = {NULL, "x", "y", "z"};

	(void)state;
	srand(7);
	for (int round = 0; round < 2000; round++) {
		struct responsibility list[4] = {0};
		size_t count = (size_t)rand() % 4 + 1;

		for (size_t i = 0; i < count; i++) {
			int from = rand() % 6, to = from + rand() % (6 - from);

			list[i].contact_person = (size_t)rand() % 3;
			list[i].by_surname = rand() % 3 > 0;
			list[i].surnames = range(LETTERS[from], LETTERS[to]);
			list[i].municipalities = TOWNS + 1 + rand() % 2;
			list[i].municipality_count = (size_t)rand() % 3;
		}
		for (size_t s = 0; s < 11; s++) {
			for (size_t t = 0; t < 4; t++) {
				char got[256];

				strcpy(got, answer(list, count, SAID[s], TOWNS[t]));
				if (strchr(got, '?'))
					continue;
				/* More letters, or any, and any municipality. */
				for (size_t more = 1; more < 11; more++) {
					if (SAID[s] &&
					    strncmp(SAID[more], SAID[s], strlen(SAID[s])) != 0)
						continue;
					for (size_t town = 1; town < 4; town++) {
						const char *full;

						if (TOWNS[t] && t != town)
							continue;
						full = answer(list, count, SAID[more], TOWNS[town]);
						if (!strchr(full, '?'))
							assert_string_equal(full, got);
					}
				}
			}
		}
	}
}

static void whoever_has_fewest_appointments_comes_first(void **state)
{
	struct candidate list[] = {
		{.contact_person = 0, .id = 10, .appointments = 3},
		{.contact_person = 1, .id = 11, .appointments = 1},
		{.contact_person = 2, .id = 12, .appointments = 2},
	};

	(void)state;
	candidates_share(list, 3, 1795507200);
	assert_int_equal(list[0].contact_person, 1);
	assert_int_equal(list[1].contact_person, 2);
	assert_int_equal(list[2].contact_person, 0);
}

static void equals_take_turns_and_everybody_agrees_whose_it_is(void **state)
{
	enum { PERSONS = 4, STARTS = 4000, START_SECONDS = 300 };
	int first[PERSONS] = {0};

	(void)state;
	for (int i = 0; i < STARTS; i++) {
		struct candidate here[PERSONS], there[PERSONS];
		int64_t start = 1795507200 + (int64_t)i * START_SECONDS;

		for (size_t p = 0; p < PERSONS; p++) {
			here[p] = (struct candidate){.contact_person = p, .id = (int64_t)p + 1};
			there[PERSONS - 1 - p] = here[p]; /* listed the other way round */
		}
		candidates_share(here, PERSONS, start);
		candidates_share(there, PERSONS, start);
		for (size_t p = 0; p < PERSONS; p++)
			assert_int_equal(here[p].id, there[p].id);
		first[here[0].contact_person]++;
	}
	/* A quarter each; 27 is the standard deviation. */
	for (size_t p = 0; p < PERSONS; p++)
		assert_in_range(first[p], 880, 1120);
}

static void nobody_to_share_among_is_no_mistake(void **state)
{
	(void)state;
	candidates_share(NULL, 0, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(without_limits_everybody_receives_everybody),
		cmocka_unit_test(surname_ranges_decide_and_are_asked_for),
		cmocka_unit_test(municipalities_decide_and_are_asked_for),
		cmocka_unit_test(only_what_makes_a_difference_is_asked_for),
		cmocka_unit_test(two_ranges_of_one_person_need_no_more_letters),
		cmocka_unit_test(a_person_responsible_twice_is_named_once),
		cmocka_unit_test(a_short_name_that_ends_is_decided),
		cmocka_unit_test(random_answers_hold_whatever_else_is_said),
		cmocka_unit_test(whoever_has_fewest_appointments_comes_first),
		cmocka_unit_test(equals_take_turns_and_everybody_agrees_whose_it_is),
		cmocka_unit_test(nobody_to_share_among_is_no_mistake),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
