/* bits.c - sets of small numbers, held against arrays of bool. */
#include "lib/bits.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { BITS_MAX = 400, WORDS_MAX = (BITS_MAX + WORD_BITS - 1) / WORD_BITS, ROUNDS = 20000 };

static size_t below(size_t n)
{
	return (size_t)random() % n;
}

static void random_set(uint64_t *words, bool *plain, size_t nbits)
{
	size_t dense = 1 + below(20);

	memset(words, 0, bits_words(nbits) * sizeof *words);
	for (size_t i = 0; i < nbits; i++) {
		plain[i] = below(20) < dense;
		if (plain[i])
			bits_set(words, i);
	}
}

static void assert_same(const uint64_t *words, const bool *plain, size_t nbits)
{
	for (size_t i = 0; i < bits_words(nbits) * WORD_BITS; i++)
		assert_int_equal(bits_test(words, i), i < nbits && plain[i]);
}

static void ranges_are_set_cleared_and_tested_within_the_set(void **state)
{
	uint64_t words[WORDS_MAX];
	bool plain[BITS_MAX];

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		size_t n = 1 + below(BITS_MAX), from = below(n + 70), to = below(n + 70);
		bool value = below(2), all = true;

		random_set(words, plain, n);
		(value ? bits_set_range : bits_clear_range)(words, n, from, to);
		for (size_t i = from; i < to && i < n; i++)
			plain[i] = value;
		assert_same(words, plain, n);

		from = below(n + 70), to = below(n + 70);
		for (size_t i = from; i < to; i++)
			all = all && i < n && plain[i];
		assert_int_equal(bits_test_range(words, n, from, to), all);
	}
}

static void a_bit_survives_erosion_where_a_long_enough_run_begins(void **state)
{
	uint64_t words[WORDS_MAX];
	bool plain[BITS_MAX], eroded[BITS_MAX];

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		size_t n = 1 + below(BITS_MAX), run = 1 + below(below(4) ? 8 : 200);

		random_set(words, plain, n);
		if (run > 20)
			bits_set_range(words, n, below(n), n);
		for (size_t i = 0; i < n; i++)
			plain[i] = bits_test(words, i);
		for (size_t i = 0; i < n; i++) {
			size_t j = i;

			while (j < n && j < i + run && plain[j])
				j++;
			eroded[i] = j == i + run;
		}
		bits_erode(words, bits_words(n), run);
		assert_same(words, eroded, n);
	}
}

static void a_set_is_seen_through_a_window_at_any_offset(void **state)
{
	uint64_t words[WORDS_MAX], into[WORDS_MAX];
	bool plain[BITS_MAX], got[BITS_MAX];

	(void)state;
	for (int round = 0; round < ROUNDS; round++) {
		size_t n = 1 + below(BITS_MAX), m = 1 + below(BITS_MAX);
		int64_t offset = (int64_t)below(3 * BITS_MAX) - 3 * BITS_MAX / 2;
		bool clear = below(2);

		if (below(4) == 0)
			offset = offset / WORD_BITS * WORD_BITS;
		random_set(words, plain, n);
		random_set(into, got, m);
		(clear ? bits_and_not_window : bits_or_window)(into, m, words, n, offset);
		for (size_t i = 0; i < m; i++) {
			int64_t j = offset + (int64_t)i;

			if (j >= 0 && j < (int64_t)n && plain[j])
				got[i] = !clear;
		}
		assert_same(into, got, m);
	}
}

static void sets_are_joined_counted_and_walked(void **state)
{
	uint64_t a[WORDS_MAX], b[WORDS_MAX], c[WORDS_MAX];
	bool pa[BITS_MAX], pb[BITS_MAX], pc[BITS_MAX];

	(void)state;
	for (int round = 0; round < ROUNDS / 10; round++) {
		size_t n = 1 + below(BITS_MAX), count = 0;
		int what = (int)below(3);

		random_set(a, pa, n);
		random_set(b, pb, n);
		memcpy(c, a, sizeof c);
		(what == 0 ? bits_and : what == 1 ? bits_or : bits_and_not)(c, b, bits_words(n));
		for (size_t i = 0; i < n; i++) {
			pc[i] = what == 0   ? pa[i] && pb[i]
				: what == 1 ? pa[i] || pb[i]
					    : pa[i] && !pb[i];
			count += pc[i];
		}
		assert_same(c, pc, n);
		assert_int_equal(bits_count(c, bits_words(n)), count);
		assert_int_equal(bits_any(c, bits_words(n)), count > 0);
		for (size_t i = bits_next(c, n, 0); i < n; i = bits_next(c, n, i + 1)) {
			assert_true(pc[i]);
			count--;
		}
		assert_int_equal(count, 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(ranges_are_set_cleared_and_tested_within_the_set),
		cmocka_unit_test(a_bit_survives_erosion_where_a_long_enough_run_begins),
		cmocka_unit_test(a_set_is_seen_through_a_window_at_any_offset),
		cmocka_unit_test(sets_are_joined_counted_and_walked),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
