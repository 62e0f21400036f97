/* negotiation.c - in which of the offered languages to answer. */
#include "lib/negotiation.h"

#include <stdbool.h>
#include <string.h>
#include <strings.h>

enum {
	QUALITY_ONE = 1000,   /* q=1; RFC 9110 12.4.2 allows three digits */
	RANGE_MAX_BYTES = 40, /* the longest tag registered today has 35 */
	NOTHING = -1,
};

struct range {
	const char *tag;
	size_t len;
	int quality;
};

static size_t blanks(const char *s)
{
	return strspn(s, " \t");
}

/* "1", "0.5", "0.123"; 0 for anything else, which is then not wanted. */
static int parse_quality(const char *s, size_t len)
{
	int quality = 0, unit = QUALITY_ONE;

	for (size_t i = 0; i < len; i++) {
		if (i == 1 && s[i] == '.')
			continue;
		if (s[i] < '0' || s[i] > '9' || unit == 0)
			return 0;
		quality += (s[i] - '0') * unit;
		unit /= 10;
	}
	return quality <= QUALITY_ONE ? quality : 0;
}

/* The q of "tag;q=0.5" from behind the tag on. */
static int find_quality(const char *s, const char *end)
{
	const char *value;

	s += blanks(s);
	if (s >= end)
		return QUALITY_ONE;
	if (*s != ';')
		return 0;
	s += 1 + blanks(s + 1);
	if (end - s < 3 || (*s != 'q' && *s != 'Q') || s[1] != '=')
		return 0;
	value = s + 2;
	while (end > value && (end[-1] == ' ' || end[-1] == '\t'))
		end--;
	return parse_quality(value, (size_t)(end - value));
}

/* Read the ranges in the order in which they stand. */
static size_t read_ranges(const char *header, struct range *ranges)
{
	size_t n = 0;

	while (*header && n < NEGOTIATION_MAX_RANGES) {
		const char *tag = header + blanks(header);
		const char *end = tag + strcspn(tag, ",");
		size_t len = strcspn(tag, " \t;,");

		if (len > 0 && len <= RANGE_MAX_BYTES)
			ranges[n++] = (struct range){tag, len, find_quality(tag + len, end)};
		header = *end ? end + 1 : end;
	}
	return n;
}

static int find(const char *const *offered, size_t n, const char *tag, size_t len)
{
	for (size_t i = 0; i < n; i++) {
		if (strlen(offered[i]) == len && strncasecmp(offered[i], tag, len) == 0)
			return (int)i;
	}
	return NOTHING;
}

/* Cut subtags off the end until something offered is left (RFC 4647 3.4). */
static int look_up(const char *const *offered, size_t n, const struct range *range)
{
	size_t len = range->len;

	while (len > 0) {
		int found = find(offered, n, range->tag, len);

		if (found != NOTHING)
			return found;
		while (len > 0 && range->tag[len - 1] != '-')
			len--;
		if (len > 0)
			len--;
	}
	return NOTHING;
}

/* q=0 says "not this one". */
static bool is_refused(const char *tag, const struct range *ranges, size_t n)
{
	for (size_t i = 0; i < n; i++) {
		if (ranges[i].quality == 0 && strlen(tag) == ranges[i].len &&
		    strncasecmp(tag, ranges[i].tag, ranges[i].len) == 0)
			return true;
	}
	return false;
}

/* The best range not used yet; among equals the first. */
static struct range *take_best(struct range *ranges, size_t n)
{
	struct range *best = NULL;

	for (size_t i = 0; i < n; i++) {
		if (ranges[i].quality > (best ? best->quality : 0))
			best = &ranges[i];
	}
	return best;
}

static int choose_by_header(const char *const *offered, size_t n, const char *header, int fallback)
{
	struct range ranges[NEGOTIATION_MAX_RANGES], todo[NEGOTIATION_MAX_RANGES], *best;
	size_t nranges = read_ranges(header, ranges);

	memcpy(todo, ranges, nranges * sizeof todo[0]);
	while ((best = take_best(todo, nranges))) {
		bool any = best->len == 1 && *best->tag == '*';
		int found = any ? fallback : look_up(offered, n, best);

		if (found != NOTHING && !is_refused(offered[found], ranges, nranges))
			return found;
		best->quality = 0;
	}
	return NOTHING;
}

size_t negotiation_choose(const char *const *offered, size_t n, const char *chosen,
			  const char *accept_language, size_t fallback)
{
	int found = NOTHING;

	if (chosen)
		found = find(offered, n, chosen, strlen(chosen));
	if (found == NOTHING && accept_language)
		found = choose_by_header(offered, n, accept_language, (int)fallback);
	return found == NOTHING ? fallback : (size_t)found;
}
