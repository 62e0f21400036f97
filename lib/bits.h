/*
 * bits.h - sets of small numbers as bits of 64-bit words.
 *
 * Bit i is bit i % 64 of word i / 64.  The caller owns the words and says how
 * many bits or words there are; nothing is allocated here.  Ranges are half-open
 * and clipped to the set.  Bits of the last word past the end are clear before
 * and after every function.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum { WORD_BITS = 64 };

static inline size_t bits_words(size_t nbits)
{
	return (nbits + WORD_BITS - 1) / WORD_BITS;
}

static inline bool bits_test(const uint64_t *words, size_t bit)
{
	return words[bit / WORD_BITS] >> bit % WORD_BITS & 1;
}

static inline void bits_set(uint64_t *words, size_t bit)
{
	words[bit / WORD_BITS] |= UINT64_C(1) << bit % WORD_BITS;
}

void bits_set_range(uint64_t *words, size_t nbits, size_t from, size_t to);
void bits_clear_range(uint64_t *words, size_t nbits, size_t from, size_t to);

/* Whether every bit of [from, to) is set; one past the end is not. */
bool bits_test_range(const uint64_t *words, size_t nbits, size_t from, size_t to);

void bits_and(uint64_t *into, const uint64_t *words, size_t nwords);
void bits_or(uint64_t *into, const uint64_t *words, size_t nwords);
void bits_and_not(uint64_t *into, const uint64_t *words, size_t nwords);

/*
 * The same with another set seen through a window: bit i of `into` meets bit
 * `offset + i` of `words`, where whatever lies outside `words` counts as clear.
 */
void bits_or_window(uint64_t *into, size_t into_bits, const uint64_t *words, size_t nbits,
		    int64_t offset);
void bits_and_not_window(uint64_t *into, size_t into_bits, const uint64_t *words, size_t nbits,
			 int64_t offset);

/*
 * Keep bit i only when the `run` bits i .. i + run - 1 are all set: where a
 * stretch of that length begins.  run >= 1; costs log2(run) passes.
 */
void bits_erode(uint64_t *words, size_t nwords, size_t run);

/* The first set bit at or after `from`, or nbits when there is none. */
size_t bits_next(const uint64_t *words, size_t nbits, size_t from);

bool bits_any(const uint64_t *words, size_t nwords);
size_t bits_count(const uint64_t *words, size_t nwords);
