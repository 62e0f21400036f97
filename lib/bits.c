/* bits.c - sets of small numbers as bits of 64-bit words. */
#include "lib/bits.h"

#include <assert.h>

/* A range of bits as words: first and last word, and which of their bits are meant. */
struct range {
	size_t first, last;
	uint64_t first_mask, last_mask;
};

static bool range_of(struct range *r, size_t nbits, size_t from, size_t to)
{
	if (to > nbits)
		to = nbits;
	if (from >= to)
		return false;
	r->first = from / WORD_BITS;
	r->last = (to - 1) / WORD_BITS;
	r->first_mask = ~UINT64_C(0) << from % WORD_BITS;
	r->last_mask = ~UINT64_C(0) >> (WORD_BITS - 1 - (to - 1) % WORD_BITS);
	if (r->first == r->last)
		r->first_mask = r->last_mask = r->first_mask & r->last_mask;
	return true;
}

void bits_set_range(uint64_t *words, size_t nbits, size_t from, size_t to)
{
	struct range r;

	if (!range_of(&r, nbits, from, to))
		return;
	words[r.first] |= r.first_mask;
	for (size_t i = r.first + 1; i < r.last; i++)
		words[i] = ~UINT64_C(0);
	words[r.last] |= r.last_mask;
}

void bits_clear_range(uint64_t *words, size_t nbits, size_t from, size_t to)
{
	struct range r;

	if (!range_of(&r, nbits, from, to))
		return;
	words[r.first] &= ~r.first_mask;
	for (size_t i = r.first + 1; i < r.last; i++)
		words[i] = 0;
	words[r.last] &= ~r.last_mask;
}

bool bits_test_range(const uint64_t *words, size_t nbits, size_t from, size_t to)
{
	struct range r;

	if (to > nbits)
		return from >= to;
	if (!range_of(&r, nbits, from, to))
		return true;
	if (~words[r.first] & r.first_mask || ~words[r.last] & r.last_mask)
		return false;
	for (size_t i = r.first + 1; i < r.last; i++)
		if (~words[i])
			return false;
	return true;
}

void bits_and(uint64_t *into, const uint64_t *words, size_t nwords)
{
	for (size_t i = 0; i < nwords; i++)
		into[i] &= words[i];
}

void bits_or(uint64_t *into, const uint64_t *words, size_t nwords)
{
	for (size_t i = 0; i < nwords; i++)
		into[i] |= words[i];
}

void bits_and_not(uint64_t *into, const uint64_t *words, size_t nwords)
{
	for (size_t i = 0; i < nwords; i++)
		into[i] &= ~words[i];
}

/* The 64 bits that begin at bit `shift` of word i, where a word outside is 0. */
static uint64_t word_near_edge(const uint64_t *words, int64_t nwords, int64_t i, unsigned shift)
{
	uint64_t low = i >= 0 && i < nwords ? words[i] : 0;
	uint64_t high = i >= -1 && i < nwords - 1 ? words[i + 1] : 0;

	return shift ? low >> shift | high << (WORD_BITS - shift) : low;
}

/*
 * What both window functions share: a pair of operands per word.  Always
 * inlined, so that `keep` is a constant and the inner loop has no branch.
 */
__attribute__((always_inline)) static inline void window_apply(uint64_t *into, size_t into_bits,
							       const uint64_t *words, size_t nbits,
							       int64_t offset, bool keep)
{
	int64_t shift = offset & (WORD_BITS - 1), skip = (offset - shift) / WORD_BITS;
	int64_t n = (int64_t)bits_words(into_bits), nwords = (int64_t)bits_words(nbits);
	/* Between `inner` and `outer` both words read exist. */
	int64_t inner = skip < 0 ? -skip : 0, outer = nwords - 1 - skip;
	int64_t i = 0;

#define APPLY(word) (keep ? (into[i] | (word)) : (into[i] & ~(word)))
	if (shift == 0)
		inner = n;
	for (; i < n && i < inner; i++)
		into[i] = APPLY(word_near_edge(words, nwords, i + skip, (unsigned)shift));
	for (; i < n && i < outer; i++)
		into[i] = APPLY(words[i + skip] >> shift | words[i + skip + 1]
								   << (WORD_BITS - shift));
	for (; i < n; i++)
		into[i] = APPLY(word_near_edge(words, nwords, i + skip, (unsigned)shift));
#undef APPLY
	if (into_bits % WORD_BITS)
		into[n - 1] &= ~UINT64_C(0) >> (WORD_BITS - into_bits % WORD_BITS);
}

void bits_or_window(uint64_t *into, size_t into_bits, const uint64_t *words, size_t nbits,
		    int64_t offset)
{
	window_apply(into, into_bits, words, nbits, offset, true);
}

void bits_and_not_window(uint64_t *into, size_t into_bits, const uint64_t *words, size_t nbits,
			 int64_t offset)
{
	window_apply(into, into_bits, words, nbits, offset, false);
}

/* words &= words >> shift.  In place, since only words further on are read. */
static void and_shifted(uint64_t *words, size_t nwords, size_t shift)
{
	size_t skip = shift / WORD_BITS, i = 0;
	unsigned rest = shift % WORD_BITS;

	if (rest)
		for (; i + skip + 1 < nwords; i++)
			words[i] &= words[i + skip] >> rest | words[i + skip + 1]
								      << (WORD_BITS - rest);
	for (; i + skip < nwords; i++)
		words[i] &= words[i + skip] >> rest;
	for (; i < nwords; i++)
		words[i] = 0;
}

void bits_erode(uint64_t *words, size_t nwords, size_t run)
{
	assert(run >= 1);
	/* After each pass bit i stands for a stretch of `known` bits. */
	for (size_t known = 1; known < run;) {
		size_t step = known < run - known ? known : run - known;

		and_shifted(words, nwords, step);
		known += step;
	}
}

size_t bits_next(const uint64_t *words, size_t nbits, size_t from)
{
	if (from >= nbits)
		return nbits;

	size_t i = from / WORD_BITS;
	uint64_t word = words[i] & ~UINT64_C(0) << from % WORD_BITS;

	while (!word) {
		if (++i == bits_words(nbits))
			return nbits;
		word = words[i];
	}
	return i * WORD_BITS + (size_t)__builtin_ctzll(word);
}

bool bits_any(const uint64_t *words, size_t nwords)
{
	for (size_t i = 0; i < nwords; i++)
		if (words[i])
			return true;
	return false;
}

size_t bits_count(const uint64_t *words, size_t nwords)
{
	size_t count = 0;

	for (size_t i = 0; i < nwords; i++)
		count += (size_t)__builtin_popcountll(words[i]);
	return count;
}
