/*
 * responsibility.c - which contact persons receive a citizen.
 *
 * What is not known is tried out: the answer can only change at the limits of the
 * ranges and with the municipalities that are listed somewhere, so asking for a
 * citizen of each of them and comparing the answers tells whether it matters.
 */
#include "lib/responsibility.h"

#include <stdlib.h>
#include <string.h>

#include "lib/xalloc.h"

struct persons {
	size_t *list;
	size_t count;
};

/* All citizens it could be: each of the surnames from each of the places. */
struct trial {
	const struct responsibility *list;
	size_t count;
	struct surname *surnames;
	size_t surname_count;
	const char **places; /* NULL: a municipality that nobody lists */
	size_t place_count;
	struct persons first, other; /* answers, to compare */
};

struct responsibility_asks responsibility_asks(const struct responsibility *list, size_t count)
{
	struct responsibility_asks asks = {0};

	for (size_t i = 0; i < count; i++) {
		asks.surname |= list[i].by_surname;
		asks.municipality |= list[i].municipality_count > 0;
	}
	return asks;
}

bool responsibility_reaches(const struct responsibility *r, const char *municipality)
{
	if (r->municipality_count == 0)
		return true;
	for (size_t i = 0; municipality && i < r->municipality_count; i++) {
		if (strcmp(r->municipalities[i], municipality) == 0)
			return true;
	}
	return false;
}

static bool receives(const struct responsibility *r, const struct surname *whole_name,
		     const char *municipality)
{
	if (r->by_surname && surname_compare(whole_name, &r->surnames) != SURNAME_INSIDE)
		return false;
	return responsibility_reaches(r, municipality);
}

static int compare_persons(const void *a, const void *b)
{
	const size_t *x = a, *y = b;

	return (*x > *y) - (*x < *y);
}

static void persons_find(struct persons *out, const struct trial *t, size_t surname, size_t place)
{
	size_t kept = 0;

	out->count = 0;
	for (size_t i = 0; i < t->count; i++) {
		if (receives(&t->list[i], &t->surnames[surname], t->places[place]))
			out->list[out->count++] = t->list[i].contact_person;
	}
	qsort(out->list, out->count, sizeof *out->list, compare_persons);
	for (size_t i = 0; i < out->count; i++) {
		if (kept == 0 || out->list[i] != out->list[kept - 1])
			out->list[kept++] = out->list[i];
	}
	out->count = kept;
}

static bool answers_differ(const struct trial *t)
{
	return t->first.count != t->other.count ||
	       memcmp(t->first.list, t->other.list, t->first.count * sizeof *t->first.list) != 0;
}

static bool surname_matters(struct trial *t)
{
	for (size_t place = 0; place < t->place_count; place++) {
		persons_find(&t->first, t, 0, place);
		for (size_t i = 1; i < t->surname_count; i++) {
			persons_find(&t->other, t, i, place);
			if (answers_differ(t))
				return true;
		}
	}
	return false;
}

static bool place_matters(struct trial *t)
{
	for (size_t surname = 0; surname < t->surname_count; surname++) {
		persons_find(&t->first, t, surname, 0);
		for (size_t i = 1; i < t->place_count; i++) {
			persons_find(&t->other, t, surname, i);
			if (answers_differ(t))
				return true;
		}
	}
	return false;
}

static void surnames_collect(struct trial *t, const struct surname *surname)
{
	const struct surname_range **ranges = xcalloc(t->count + 1, sizeof *ranges);
	size_t n = 0;

	for (size_t i = 0; i < t->count; i++) {
		if (t->list[i].by_surname)
			ranges[n++] = &t->list[i].surnames;
	}
	t->surnames = xcalloc(2 * n + 1, sizeof *t->surnames);
	t->surname_count = surname_points(t->surnames, surname, ranges, n);
	free(ranges);
}

static int compare_places(const void *a, const void *b)
{
	const char *const *x = a, *const *y = b;

	return strcmp(*x, *y);
}

static void places_collect(struct trial *t, const char *municipality)
{
	size_t listed = 0, all = 1;

	for (size_t i = 0; i < t->count; i++)
		listed += t->list[i].municipality_count;
	t->places = xcalloc(listed + 1, sizeof *t->places);
	t->places[0] = municipality;
	t->place_count = 1;
	if (municipality)
		return;
	for (size_t i = 0; i < t->count; i++) {
		for (size_t m = 0; m < t->list[i].municipality_count; m++)
			t->places[all++] = t->list[i].municipalities[m];
	}
	qsort(t->places + 1, listed, sizeof *t->places, compare_places);
	for (size_t i = 1; i < all; i++) {
		if (i == 1 || strcmp(t->places[i], t->places[t->place_count - 1]) != 0)
			t->places[t->place_count++] = t->places[i];
	}
}

static enum responsibility_answer trial_judge(struct trial *t, bool surname_known)
{
	bool by_surname = surname_matters(t);

	if (by_surname && !surname_known)
		return RESPONSIBLE_NEED_SURNAME;
	if (place_matters(t))
		return RESPONSIBLE_NEED_MUNICIPALITY;
	if (by_surname)
		return RESPONSIBLE_NEED_MORE_LETTERS;
	persons_find(&t->first, t, 0, 0);
	return t->first.count > 0 ? RESPONSIBLE : RESPONSIBLE_NOBODY;
}

enum responsibility_answer responsibility_find(const struct responsibility *list, size_t count,
					       const struct surname *surname,
					       const char *municipality, size_t *persons,
					       size_t *found)
{
	struct trial t = {.list = list, .count = count};
	enum responsibility_answer answer;

	t.first.list = xcalloc(count + 1, sizeof *t.first.list);
	t.other.list = xcalloc(count + 1, sizeof *t.other.list);
	surnames_collect(&t, surname);
	places_collect(&t, municipality);
	answer = trial_judge(&t, surname != NULL);
	*found = answer == RESPONSIBLE ? t.first.count : 0;
	if (*found > 0)
		memcpy(persons, t.first.list, *found * sizeof *persons);
	free(t.first.list);
	free(t.other.list);
	free(t.surnames);
	free(t.places);
	return answer;
}

struct ranked {
	struct candidate candidate;
	uint64_t rank;
};

/* SplitMix64's output function (Steele, Lea, Flood 2014): every bit of the input
 * reaches every bit of the result. */
static uint64_t mix(uint64_t x)
{
	x += 0x9e3779b97f4a7c15;
	x = (x ^ (x >> 30)) * 0xbf58476d1ce4e5b9;
	x = (x ^ (x >> 27)) * 0x94d049bb133111eb;
	return x ^ (x >> 31);
}

static int compare_ranked(const void *a, const void *b)
{
	const struct ranked *x = a, *y = b;

	if (x->candidate.appointments != y->candidate.appointments)
		return x->candidate.appointments < y->candidate.appointments ? -1 : 1;
	if (x->rank != y->rank)
		return x->rank < y->rank ? -1 : 1;
	return (x->candidate.id > y->candidate.id) - (x->candidate.id < y->candidate.id);
}

void candidates_share(struct candidate *list, size_t count, int64_t start)
{
	struct ranked *ranked = xcalloc(count + 1, sizeof *ranked);

	for (size_t i = 0; i < count; i++) {
		ranked[i].candidate = list[i];
		ranked[i].rank = mix(mix((uint64_t)start) ^ (uint64_t)list[i].id);
	}
	qsort(ranked, count, sizeof *ranked, compare_ranked);
	for (size_t i = 0; i < count; i++)
		list[i] = ranked[i].candidate;
	free(ranked);
}
