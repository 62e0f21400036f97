/* times_query.c - of whom free times are asked: the contact persons responsible, and when. */
#include "server/times.h"

#include <stdlib.h>

#include "lib/xalloc.h"

static bool is_among(const struct times_query *q, size_t person)
{
	for (size_t i = 0; i < q->npersons; i++)
		if (q->persons[i] == person)
			return true;
	return false;
}

/* A window that goes on where the person's last one ended makes that one longer. */
static void window_add(struct times_query *q, size_t person, int32_t from, int32_t to)
{
	for (size_t i = 0; i < q->nwindows; i++) {
		if (q->windows[i].person != person)
			continue;
		if (q->windows[i].from <= from && to <= q->windows[i].to)
			return;
		if (q->windows[i].to == from) {
			q->windows[i].to = to;
			return;
		}
	}
	if (q->nwindows < TIMES_WINDOWS_MAX)
		q->windows[q->nwindows++] = (struct times_window){person, from, to};
}

static void person_add(struct times_query *q, size_t person)
{
	if (q->npersons < TIMES_PERSONS_MAX && !is_among(q, person))
		q->persons[q->npersons++] = person;
}

bool times_meant(const struct times_query *q, size_t i, int32_t start)
{
	if (q->nwindows == 0)
		return true;
	for (size_t k = 0; k < q->nwindows; k++)
		if (q->windows[k].person == q->persons[i] && start >= q->windows[k].from &&
		    start < q->windows[k].to)
			return true;
	return false;
}

/* What is known of the citizen, and room for answers. */
struct citizen {
	const struct surname *surname;
	const char *municipality;
	struct responsibility *holding;
	size_t *persons;
};

/* Who is responsible at a tick, and so until the next change. */
static enum responsibility_answer responsible_at(const struct service *s, const struct citizen *c,
						 int32_t tick, size_t *found)
{
	size_t n = 0;

	for (size_t i = 0; i < s->nresponsibilities; i++)
		if (responsibility_holds(&s->responsibilities[i], tick))
			c->holding[n++] = s->responsibilities[i];
	return responsibility_find(c->holding, n, c->surname, c->municipality, c->persons, found);
}

/* The first tick behind this one at which somebody begins or ends to be responsible. */
static int32_t next_change(const struct service *s, int32_t tick)
{
	int32_t next = INT32_MAX;

	for (size_t i = 0; i < s->nresponsibilities; i++) {
		const struct responsibility *r = &s->responsibilities[i];

		if (r->dated && r->from > tick && r->from < next)
			next = r->from;
		if (r->dated && r->to > tick && r->to < next)
			next = r->to;
	}
	return next;
}

/* Stretch by stretch between the changes.  What must be asked at any time is asked. */
static enum responsibility_answer responsible_by_dates(struct times_query *q,
						       const struct citizen *c)
{
	enum responsibility_answer all = RESPONSIBLE_NOBODY;
	int32_t from, end, to;
	size_t found;

	times_bounds(q, &from, &end);
	for (from = tick_floor(q->now); from < end; from = to) {
		enum responsibility_answer answer = responsible_at(q->service, c, from, &found);

		to = next_change(q->service, from);
		if (answer != RESPONSIBLE && answer != RESPONSIBLE_NOBODY) {
			q->npersons = q->nwindows = 0;
			return answer;
		}
		for (size_t i = 0; i < found; i++) {
			person_add(q, c->persons[i]);
			window_add(q, c->persons[i], from, to);
		}
		if (answer == RESPONSIBLE)
			all = RESPONSIBLE;
	}
	return all;
}

enum responsibility_answer times_responsible(struct times_query *q, const char *surname, bool whole,
					     const struct municipality *municipality)
{
	const struct service *s = q->service;
	struct surname letters;
	bool known = surname && surname_fold(&letters, surname);
	struct citizen c = {
		.surname = known ? &letters : NULL,
		.municipality = municipality ? municipality->key : NULL,
		.holding = xcalloc(s->nresponsibilities + 1, sizeof c.holding[0]),
		.persons = xcalloc(s->nresponsibilities + 1, sizeof c.persons[0]),
	};
	enum responsibility_answer answer;
	size_t found = 0;

	letters.whole = known && whole;
	q->npersons = q->nwindows = 0;
	if (s->dated)
		answer = responsible_by_dates(q, &c);
	else
		answer = responsibility_find(s->responsibilities, s->nresponsibilities, c.surname,
					     c.municipality, c.persons, &found);
	for (size_t i = 0; i < found; i++)
		person_add(q, c.persons[i]);
	free(c.holding);
	free(c.persons);
	return answer;
}

/* NULL: everybody. */
static void persons_set(struct times_query *q, const size_t *person)
{
	const struct service *s = q->service;

	q->npersons = q->nwindows = 0;
	for (size_t i = 0; i < s->nresponsibilities; i++) {
		const struct responsibility *r = &s->responsibilities[i];

		if (person && *person != r->contact_person)
			continue;
		person_add(q, r->contact_person);
		if (s->dated)
			window_add(q, r->contact_person, r->dated ? r->from : INT32_MIN,
				   r->dated ? r->to : INT32_MAX);
	}
}

void times_everybody(struct times_query *q)
{
	persons_set(q, NULL);
}

void times_one(struct times_query *q, const struct contact_person *person)
{
	size_t place = (size_t)(person - q->service->office->authority->persons);

	persons_set(q, &place);
	q->npersons = 1;
	q->persons[0] = place;
}

void times_also(struct times_query *q, const struct contact_person *person, int32_t from,
		int32_t to)
{
	size_t place = (size_t)(person - q->service->office->authority->persons);

	if (q->nwindows == 0)
		for (size_t i = 0; i < q->npersons; i++)
			window_add(q, q->persons[i], INT32_MIN, INT32_MAX);
	person_add(q, place);
	if (is_among(q, place))
		window_add(q, place, from, to);
}
