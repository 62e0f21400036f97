/* key_index.c - what was added is found, and nothing else. */
#include "lib/key_index.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdio.h>

#include <cmocka.h>

static void places_are_found_by_number_whatever_the_order_they_came_in(void **state)
{
	struct key_index index = {0};
	size_t n;

	(void)state;
	for (size_t i = 0; i < 1000; i++)
		key_index_add(&index, (uint64_t)(i * 7919 % 1000), i);
	key_index_sort(&index);
	for (size_t i = 0; i < 1000; i++) {
		const struct key_place *found =
			key_index_find(&index, (uint64_t)(i * 7919 % 1000), &n);

		assert_non_null(found);
		assert_int_equal(n, 1);
		assert_int_equal(found->place, i);
	}
	assert_null(key_index_find(&index, 1000, &n));
	assert_int_equal(n, 0);
	key_index_done(&index);
}

static void places_that_share_a_key_come_together_in_order(void **state)
{
	struct key_index index = {0};
	const struct key_place *found;
	size_t n;

	(void)state;
	key_index_add(&index, 5, 30);
	key_index_add(&index, 4, 1);
	key_index_add(&index, 5, 10);
	key_index_add(&index, 5, 20);
	key_index_sort(&index);
	found = key_index_find(&index, 5, &n);
	assert_int_equal(n, 3);
	assert_int_equal(found[0].place, 10);
	assert_int_equal(found[2].place, 30);
	key_index_done(&index);
}

static void nothing_is_found_in_an_empty_index(void **state)
{
	struct key_index index = {0};
	size_t n = 1;

	(void)state;
	key_index_sort(&index);
	assert_null(key_index_find(&index, 0, &n));
	assert_int_equal(n, 0);
	key_index_done(&index);
}

static void the_same_text_has_another_key_in_another_scope(void **state)
{
	(void)state;
	assert_int_equal(key_of_text(1, "antrag"), key_of_text(1, "antrag"));
	assert_int_not_equal(key_of_text(1, "antrag"), key_of_text(2, "antrag"));
	assert_int_not_equal(key_of_text(1, "antrag"), key_of_text(1, "antrah"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_are_found_by_number_whatever_the_order_they_came_in),
		cmocka_unit_test(places_that_share_a_key_come_together_in_order),
		cmocka_unit_test(nothing_is_found_in_an_empty_index),
		cmocka_unit_test(the_same_text_has_another_key_in_another_scope),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
