/* likeness.c - how well a word that was typed fits a word of a text. */
#include "lib/likeness.h"

#include <stdbool.h>
#include <string.h>
#include <unicode/ustring.h>

/* Letters needed before a rule applies; shorter words would fit too much by chance. */
enum {
	BEGINNING_LETTERS = 2,
	END_LETTERS = 3,
	INSIDE_LETTERS = 4,
	TYPO_LETTERS = 4,
	TYPOS_LETTERS = 8,
	PART_TYPO_LETTERS = 6,
	HEAD_LETTERS = 6,
};

uint32_t word_letters(const struct word *w)
{
	uint32_t letters = 0;

	for (int32_t i = 0; i < w->len; i++)
		letters |= UINT32_C(1) << w->text[i] % 32;
	return letters;
}

static int min3(int a, int b, int c)
{
	int ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Edits from typed to a whole word, and to whichever of its beginnings is nearest. */
struct distance {
	int whole, beginning;
};

/*
 * Damerau-Levenshtein distance, optimal string alignment (swapped neighbours
 * count once), given up past `most`: then both are most + 1.
 */
static struct distance distance_of(const struct word *typed, const struct word *word, int most)
{
	int rows[3][WORD_UNITS_MAX + 1];
	int *before = rows[0], *last = rows[1], *row = rows[2];
	int n = word->len < typed->len + most ? word->len : typed->len + most;
	struct distance d = {most + 1, most + 1};

	for (int j = 0; j <= n; j++)
		last[j] = j;
	for (int i = 1; i <= typed->len; i++) {
		int best = row[0] = i;
		int *spare = before;

		for (int j = 1; j <= n; j++) {
			bool same = typed->text[i - 1] == word->text[j - 1];

			row[j] = min3(last[j] + 1, row[j - 1] + 1, last[j - 1] + !same);
			if (i > 1 && j > 1 && typed->text[i - 1] == word->text[j - 2] &&
			    typed->text[i - 2] == word->text[j - 1] && before[j - 2] + 1 < row[j])
				row[j] = before[j - 2] + 1;
			if (row[j] < best)
				best = row[j];
		}
		/* No later row is better: even a swap costs as much as the row between. */
		if (best > most)
			return d;
		before = last, last = row, row = spare;
	}
	for (int j = 0; j <= n; j++)
		if (last[j] < d.beginning)
			d.beginning = last[j];
	if (n == word->len && last[n] < d.whole)
		d.whole = last[n];
	return d;
}

static int typos_allowed(const struct word *typed)
{
	return typed->len >= TYPOS_LETTERS ? 2 : typed->len >= TYPO_LETTERS ? 1 : 0;
}

/* Whether a compound ends in what was typed but for one edit. */
static bool ends_mistyped(const struct word *typed, const struct word *word)
{
	for (int32_t len = typed->len - 1; len <= typed->len + 1 && len < word->len; len++) {
		struct word tail = {.text = word->text + word->len - len, .len = len};

		if (distance_of(typed, &tail, 1).whole <= 1)
			return true;
	}
	return false;
}

static enum likeness likeness_mistyped(const struct word *typed, uint32_t typed_letters,
				       const struct word *word, uint32_t letters)
{
	int most = typos_allowed(typed);
	struct distance d;

	/* An edit brings in one letter at most. */
	if (most == 0 || word->len < typed->len - most ||
	    __builtin_popcount(typed_letters & ~letters) > most)
		return LIKE_NOTHING;
	d = distance_of(typed, word, most);
	if (d.whole <= 1 && d.whole <= most)
		return LIKE_TYPO;
	if (d.whole <= most)
		return LIKE_TYPOS;
	if (typed->len >= PART_TYPO_LETTERS && (d.beginning <= 1 || ends_mistyped(typed, word)))
		return LIKE_PART_TYPO;
	return LIKE_NOTHING;
}

enum likeness word_likeness(const struct word *typed, uint32_t typed_letters,
			    const struct word *word, uint32_t letters)
{
	size_t bytes = (size_t)(typed->len < word->len ? typed->len : word->len) * sizeof(UChar);
	bool same_start = memcmp(typed->text, word->text, bytes) == 0;
	enum likeness likeness;

	if (same_start) {
		if (typed->len == word->len)
			return LIKE_SAME;
		if (typed->len < word->len && typed->len >= BEGINNING_LETTERS)
			return LIKE_BEGINNING;
	}
	if (typed->len < word->len && typed->len >= END_LETTERS && !(typed_letters & ~letters)) {
		const UChar *at = u_strFindLast(word->text, word->len, typed->text, typed->len);

		if (at && at == word->text + word->len - typed->len)
			return LIKE_END;
		if (at && typed->len >= INSIDE_LETTERS)
			return LIKE_INSIDE;
	}
	likeness = likeness_mistyped(typed, typed_letters, word, letters);
	if (likeness == LIKE_NOTHING && same_start && word->len >= HEAD_LETTERS &&
	    word->len < typed->len)
		return LIKE_HEAD;
	return likeness;
}
