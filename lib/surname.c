/*
 * surname.c - first letters of a surname against ranges.
 *
 * A range is kept as two cuts of the alphabet, [from, end), each the smallest
 * name behind the cut: "A" to "Kl" is ["", "KM").  So that equal cuts have equal
 * texts, A is dropped at the end of `from` ("KA" begins where "K" begins, but for
 * the name K itself) and Z at the end of the upper limit before it is raised to
 * the next prefix ("KZ" ends where "K" ends: at "L").
 */
#include "lib/surname.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/utf8.h>

#include "lib/xalloc.h"

#define END "[" /* behind every name: the character after Z */

enum { UNPROCESSABLE = 422 };

struct cut {
	char at[SURNAME_SIZE];
};

const struct surname_range SURNAME_RANGE_ALL = {"", END};

/* strcmp() within bounds that gcc can see. */
static int cut_compare(const char *a, const char *b)
{
	return strncmp(a, b, SURNAME_SIZE);
}

/* The cut before all names that begin with `prefix`. */
static void cut_before(char out[SURNAME_SIZE], const char *prefix)
{
	size_t length = strlen(prefix);

	while (length > 0 && prefix[length - 1] == 'A')
		length--;
	memmove(out, prefix, length);
	out[length] = '\0';
}

/* The cut behind all names that begin with `prefix`. */
static void cut_behind(char out[SURNAME_SIZE], const char *prefix)
{
	size_t length = strlen(prefix);

	while (length > 0 && prefix[length - 1] == 'Z')
		length--;
	memmove(out, prefix, length);
	out[length] = '\0';
	if (length == 0)
		strcpy(out, END);
	else
		out[length - 1]++;
}

/* Letters with or without marks, of any alphabet; how many characters, or -1. */
static int32_t letters_count(const char *text)
{
	int32_t at = 0, count = 0, length = (int32_t)strnlen(text, SURNAME_TYPED_MAX_BYTES);

	for (; at < length; count++) {
		UChar32 c;

		U8_NEXT(text, at, length, c);
		if (c < 0 || !(u_isalpha(c) || u_charType(c) == U_NON_SPACING_MARK))
			return -1;
	}
	return count;
}

static bool limit_parse(struct surname *out, const char *text, struct problem *why)
{
	int32_t count = letters_count(text);

	if (count < 0)
		return problem(why, UNPROCESSABLE, "surname_limit",
			       "\"%.40s\" holds something that is no letter", text);
	if (count == 0)
		return problem(why, UNPROCESSABLE, "surname_limit", "a limit is empty");
	/* Folding would have cut what fills all letters ("ß" makes two). */
	if (count > SURNAME_LIMIT_CHARACTERS_MAX || !surname_fold(out, text) ||
	    strlen(out->letters) == SURNAME_LETTERS_MAX)
		return problem(why, UNPROCESSABLE, "surname_limit",
			       "\"%.40s\" is not 1 to %d letters from A to Z", text,
			       SURNAME_LIMIT_CHARACTERS_MAX);
	return true;
}

bool surname_range_parse(struct surname_range *out, const char *from, const char *to,
			 struct problem *why)
{
	struct surname low, high;
	struct surname_range range;

	if (!limit_parse(&low, from, why) || !limit_parse(&high, to, why))
		return false;
	cut_before(range.from, low.letters);
	cut_behind(range.end, high.letters);
	if (cut_compare(range.from, range.end) >= 0)
		return problem(why, UNPROCESSABLE, "surname_order",
			       "\"%.40s\" comes after \"%.40s\" in the alphabet", from, to);
	*out = range;
	return true;
}

/* All names that begin with these letters. */
static struct surname_range names_with(const char *letters)
{
	struct surname_range names = {0};

	cut_before(names.from, letters);
	cut_behind(names.end, letters);
	return names;
}

enum surname_place surname_compare(const struct surname *name, const struct surname_range *range)
{
	struct surname_range names = names_with(name->letters);

	if (name->whole)
		return cut_compare(name->letters, range->from) >= 0 &&
				       cut_compare(name->letters, range->end) < 0
			       ? SURNAME_INSIDE
			       : SURNAME_OUTSIDE;
	if (cut_compare(names.from, range->from) >= 0 && cut_compare(names.end, range->end) <= 0)
		return SURNAME_INSIDE;
	if (cut_compare(names.end, range->from) <= 0 || cut_compare(names.from, range->end) >= 0)
		return SURNAME_OUTSIDE;
	return SURNAME_UNDECIDED;
}

/* A cut as the first prefix behind it. */
static void cut_write_from(char *out, const char *cut)
{
	strcpy(out, *cut ? cut : "A");
	for (char *c = out + 1; *out && *c; c++)
		*c = (char)(*c - 'A' + 'a');
}

/*
 * A cut as the last prefix before it.  Where that would be the beginning of `from`
 * (from "Sci" to "S"), z is added so that nobody has to think about it.
 */
static void cut_write_to(char *out, const char *cut, const char *from)
{
	size_t length = strlen(cut);
	char text[SURNAME_SIZE];

	strcpy(text, cut);
	text[length - 1]--; /* never an A: cuts do not end in A; "[" becomes Z */
	cut_write_from(out, text);
	if (strlen(from) > length && strncmp(out, from, length) == 0)
		strcat(out, "z");
}

static void span_write(struct surname_span *out, const char *from, const char *to, size_t owners)
{
	cut_write_from(out->from, from);
	cut_write_to(out->to, to, out->from);
	out->owners = owners;
}

static int compare_cut(const void *a, const void *b)
{
	const struct cut *x = a, *y = b;

	return cut_compare(x->at, y->at);
}

static int compare_owner(const void *a, const void *b)
{
	const struct surname_claim *x = a, *y = b;

	return (x->owner > y->owner) - (x->owner < y->owner);
}

/* How many owners have the names from `cut` on; claims are sorted by owner. */
static size_t owners_at(const struct surname_claim *claims, size_t count, const char *cut)
{
	size_t owners = 0, last = 0;

	for (size_t i = 0; i < count; i++) {
		if (cut_compare(cut, claims[i].range.from) < 0 ||
		    cut_compare(cut, claims[i].range.end) >= 0)
			continue;
		if (owners == 0 || claims[i].owner != last)
			owners++;
		last = claims[i].owner;
	}
	return owners;
}

/* Every cut of the claims and both ends of the alphabet, sorted; the caller frees. */
static struct cut *cuts_collect(const struct surname_claim *claims, size_t count)
{
	struct cut *cuts = xcalloc(2 * count + 2, sizeof *cuts);

	for (size_t i = 0; i < count; i++) {
		strcpy(cuts[2 * i].at, claims[i].range.from);
		strcpy(cuts[2 * i + 1].at, claims[i].range.end);
	}
	strcpy(cuts[2 * count + 1].at, END); /* the one before is "", as allocated */
	qsort(cuts, 2 * count + 2, sizeof *cuts, compare_cut);
	return cuts;
}

static bool cut_is_end(const struct cut *cut)
{
	return cut_compare(cut->at, END) == 0;
}

size_t surname_coverage(struct surname_span *out, size_t max, const struct surname_claim *claims,
			size_t count)
{
	struct surname_claim *sorted = xcalloc(count + 1, sizeof *sorted);
	struct cut *cuts = cuts_collect(claims, count);
	size_t found = 0;

	if (count > 0)
		memcpy(sorted, claims, count * sizeof *sorted);
	qsort(sorted, count, sizeof *sorted, compare_owner);
	for (struct cut *from = cuts, *to; !cut_is_end(from); from = to) {
		size_t owners = owners_at(sorted, count, from->at);

		for (to = from + 1; !cut_is_end(to); to++) {
			if (owners_at(sorted, count, to->at) != owners)
				break;
		}
		if (owners != 1 && found++ < max)
			span_write(&out[found - 1], from->at, to->at, owners);
	}
	free(cuts);
	free(sorted);
	return found;
}

size_t surname_points(struct surname *out, const struct surname *name,
		      const struct surname_range *const *ranges, size_t count)
{
	struct surname_range asked = name ? names_with(name->letters) : SURNAME_RANGE_ALL;
	size_t points = 1;

	if (name && name->whole) {
		*out = *name;
		return 1;
	}
	memcpy(out[0].letters, asked.from, sizeof asked.from);
	for (size_t i = 0; i < 2 * count; i++) {
		const char *cut = i % 2 ? ranges[i / 2]->end : ranges[i / 2]->from;

		if (cut_compare(cut, asked.from) > 0 && cut_compare(cut, asked.end) < 0)
			memcpy(out[points++].letters, cut, sizeof asked.from);
	}
	for (size_t i = 0; i < points; i++)
		out[i].whole = true;
	return points;
}
