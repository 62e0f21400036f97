/* times.c - the free times of a service for one citizen. */
#include "server/times.h"

#include <stdlib.h>
#include <string.h>

#include "lib/bits.h"
#include "lib/free_time.h"
#include "lib/zone.h"

enum {
	NOON_HOUR = 12,
	SECONDS_PER_MINUTE = 60,
	/* A local day is 23 to 25 hours long. */
	LONG_DAY_TICKS = DAY_TICKS + HOUR_TICKS,
	LONG_DAY_WORDS = (LONG_DAY_TICKS + WORD_BITS - 1) / WORD_BITS,
};

/* One local day, with who is free at which of its ticks. */
struct day {
	struct date date;
	int32_t from, to; /* ticks of the day that lie within the bounds */
	uint64_t starts[TIMES_PERSONS_MAX][LONG_DAY_WORDS];
	uint64_t any[LONG_DAY_WORDS];
	unsigned load[TIMES_PERSONS_MAX]; /* ticks taken on this day */
	bool loaded;
};

static const struct zone *zone_of(const struct times_query *q)
{
	return q->service->office->authority->zone;
}

static struct appointment appointment_of(const struct times_query *q)
{
	return (struct appointment){
		.service_id = q->service->id,
		.channel = q->channel,
		.length = ticks_of_minutes(q->service->minutes),
		.buffer = ticks_of_minutes(q->service->buffer_minutes),
		.who = {.desk = q->desk, .now = tick_floor(q->now)},
	};
}

static const struct contact_person *person_of(const struct times_query *q, size_t i)
{
	return &q->service->office->authority->persons[q->persons[i]];
}

static struct calendar *calendar_of(const struct times_query *q, const struct calendars *calendars,
				    size_t i)
{
	const struct contact_person *p = person_of(q, i);

	return q->only && q->only != p ? NULL : calendars_find(calendars, p->id);
}

void times_bounds(const struct times_query *q, int32_t *from, int32_t *to)
{
	const struct rules *rules = &q->service->office->rules;
	const struct horizon horizon = {rules->horizon.days,
					q->desk ? 0 : rules->horizon.opens_minute};
	struct date last = horizon_last_day(&horizon, zone_of(q), q->now);

	*from = tick_ceil(q->now +
			  (time_t)(q->desk ? 0 : rules->lead_minutes) * SECONDS_PER_MINUTE);
	*to = tick_ceil(zone_midnight(zone_of(q), date_add_days(last, 1)));
}

static bool day_wanted(const struct times_query *q, struct date date)
{
	return q->weekdays == 0 || q->weekdays & 1u << date_weekday(date);
}

/* The part of a local day that is asked for, within the bounds. */
static void day_bounds(struct day *day, const struct times_query *q, int32_t from, int32_t to)
{
	int32_t begin = tick_ceil(zone_midnight(zone_of(q), day->date));
	int32_t end = tick_ceil(zone_midnight(zone_of(q), date_add_days(day->date, 1)));
	int32_t noon = tick_ceil(zone_time(zone_of(q), day->date, NOON_HOUR * 60));

	if (q->morning && !q->afternoon)
		end = noon;
	if (q->afternoon && !q->morning)
		begin = noon;
	day->from = begin > from ? begin : from;
	day->to = end < to ? end : to;
	if (day->to < day->from || !day_wanted(q, day->date))
		day->to = day->from;
}

static size_t day_read(struct day *day, const struct times_query *q,
		       const struct calendars *calendars, struct date date, int32_t from,
		       int32_t to)
{
	const struct appointment a = appointment_of(q);
	size_t words;

	day->date = date;
	day->loaded = false;
	day_bounds(day, q, from, to);
	words = bits_words((size_t)(day->to - day->from));
	memset(day->any, 0, sizeof day->any);
	for (size_t i = 0; i < q->npersons && words > 0; i++) {
		struct calendar *c = calendar_of(q, calendars, i);

		memset(day->starts[i], 0, words * sizeof day->starts[i][0]);
		if (!c || !times_meant(q, i, day->from)) /* changes come at midnight */
			continue;
		calendar_add_free(c, &a, day->from, day->to, day->starts[i]);
		bits_or(day->any, day->starts[i], words);
	}
	return bits_count(day->any, words);
}

/*
 * Whose turn it is
 */

static unsigned taken_ticks(const struct calendar *c, int32_t from)
{
	uint64_t left[LONG_DAY_WORDS];
	unsigned taken = 0;

	for (unsigned lane = 0; lane < calendar_lanes(c); lane++) {
		memset(left, 0, sizeof left);
		bits_set_range(left, DAY_TICKS, 0, DAY_TICKS);
		calendar_remove_busy(c, lane, from, DAY_TICKS, left);
		taken += DAY_TICKS - (unsigned)bits_count(left, bits_words(DAY_TICKS));
	}
	return taken;
}

static void day_load(struct day *day, const struct times_query *q,
		     const struct calendars *calendars)
{
	int32_t midnight = tick_ceil(zone_midnight(zone_of(q), day->date));

	if (day->loaded)
		return;
	for (size_t i = 0; i < q->npersons; i++) {
		struct calendar *c = calendar_of(q, calendars, i);

		day->load[i] = c ? taken_ticks(c, midnight) : 0;
	}
	day->loaded = true;
}

/* Places in q->persons of those free at this start, whose turn it is first. */
static size_t day_candidates(struct candidate *out, struct day *day, const struct times_query *q,
			     const struct calendars *calendars, int32_t start)
{
	size_t n = 0, bit = (size_t)(start - day->from);

	for (size_t i = 0; i < q->npersons; i++)
		if (calendar_of(q, calendars, i) && bits_test(day->starts[i], bit))
			out[n++] =
				(struct candidate){.contact_person = i, .id = person_of(q, i)->id};
	if (n < 2)
		return n;
	day_load(day, q, calendars);
	for (size_t i = 0; i < n; i++)
		out[i].appointments = day->load[out[i].contact_person];
	candidates_share(out, n, tick_time(start));
	return n;
}

/*
 * Lists
 */

static void times_add_day(struct times *out, struct day *day, const struct times_query *q,
			  const struct calendars *calendars)
{
	size_t nbits = (size_t)(day->to - day->from);
	struct candidate list[TIMES_PERSONS_MAX];

	for (size_t bit = bits_next(day->any, nbits, 0); bit < nbits && out->n < TIMES_MAX;
	     bit = bits_next(day->any, nbits, bit + 1)) {
		int32_t start = day->from + (int32_t)bit;
		const struct contact_person *p;

		day_candidates(list, day, q, calendars, start);
		p = person_of(q, list[0].contact_person);
		if (out->n > 0 && out->list[0].person != p)
			out->several_persons = true;
		out->list[out->n++] = (struct free_time){start, p};
	}
}

static bool next_day_with_times(struct date *out, const struct times_query *q,
				const struct calendars *calendars, struct date from)
{
	int32_t begin, end;
	struct day day;
	bool found = false;

	times_bounds(q, &begin, &end);
	for (struct date d = from; !found && tick_ceil(zone_midnight(zone_of(q), d)) < end;
	     d = date_add_days(d, 1)) {
		found = day_read(&day, q, calendars, d, begin, end) > 0;
		*out = d;
	}
	return found;
}

void times_list(struct times *out, const struct times_query *q, const struct calendars *calendars,
		struct date from, int days, int days_with_times)
{
	struct date first = zone_local(zone_of(q), q->now).date, d;
	struct day day;
	int32_t begin, end;

	out->n = out->ndays = 0;
	out->several_persons = false;
	out->next_from = (struct date){0};
	times_bounds(q, &begin, &end);
	d = date_compare(from, first) > 0 ? from : first;
	for (; days > 0 && (int)out->ndays < days_with_times; days--, d = date_add_days(d, 1)) {
		size_t n = day_read(&day, q, calendars, d, begin, end);

		if (tick_ceil(zone_midnight(zone_of(q), d)) >= end || out->n + n > TIMES_MAX)
			break;
		if (n > 0)
			out->ndays++;
		times_add_day(out, &day, q, calendars);
	}
	if (!next_day_with_times(&out->next_from, q, calendars, d))
		out->next_from = (struct date){0};
}

void times_drop(struct times *t, int32_t start, const struct contact_person *person)
{
	size_t kept = 0;

	for (size_t i = 0; i < t->n; i++)
		if (t->list[i].start != start || (person && t->list[i].person != person))
			t->list[kept++] = t->list[i];
	t->n = kept;
}

/* The person's first free start in [from, *best), within its windows. */
static void next_of_person(int32_t *best, const struct times_query *q, size_t i, struct calendar *c,
			   int32_t from)
{
	const struct appointment a = appointment_of(q);
	int32_t start;

	if (q->nwindows == 0 && calendar_next_free(c, &a, from, *best, &start))
		*best = start;
	for (size_t k = 0; k < q->nwindows; k++) {
		const struct times_window *w = &q->windows[k];
		int32_t begin = w->from > from ? w->from : from;
		int32_t end = w->to < *best ? w->to : *best;

		if (w->person == q->persons[i] && begin < end &&
		    calendar_next_free(c, &a, begin, end, &start))
			*best = start;
	}
}

bool times_next(int32_t *start, const struct times_query *q, const struct calendars *calendars,
		int32_t from)
{
	int32_t begin, end;

	times_bounds(q, &begin, &end);
	*start = end;
	for (size_t i = 0; i < q->npersons; i++) {
		struct calendar *c = calendar_of(q, calendars, i);

		if (c)
			next_of_person(start, q, i, c, from > begin ? from : begin);
	}
	return *start < end;
}

/* With a filter: the first of a list.  Without: who is free soonest, then whose turn
 * it is among those free at that moment. */
bool times_first(struct free_time *out, const struct times_query *q,
		 const struct calendars *calendars)
{
	bool filtered = q->weekdays || q->morning != q->afternoon;
	struct times_place place;
	int32_t start;

	if (filtered) {
		struct times list;

		times_list(&list, q, calendars, (struct date){1, 1, 1}, DAYS_MAX, 1);
		if (list.n > 0)
			*out = list.list[0];
		return list.n > 0;
	}
	if (!times_next(&start, q, calendars, INT32_MIN) ||
	    times_places(&place, 1, q, calendars, start) == 0)
		return false;
	*out = (struct free_time){start, place.person};
	return true;
}

void times_count(size_t *counts, size_t n, const struct times_query *q,
		 const struct calendars *calendars, struct date first)
{
	struct day day;
	int32_t begin, end;

	times_bounds(q, &begin, &end);
	for (size_t i = 0; i < n; i++)
		counts[i] = day_read(&day, q, calendars, date_add_days(first, (long)i), begin, end);
}

size_t times_places(struct times_place *out, size_t max, const struct times_query *q,
		    const struct calendars *calendars, int32_t start)
{
	struct candidate list[TIMES_PERSONS_MAX];
	const struct appointment a = appointment_of(q);
	struct day day;
	int32_t begin, end;
	size_t ncandidates = 0, n = 0;

	times_bounds(q, &begin, &end);
	day_read(&day, q, calendars, zone_local(zone_of(q), tick_time(start)).date, begin, end);
	if (start >= day.from && start < day.to)
		ncandidates = day_candidates(list, &day, q, calendars, start);
	for (size_t i = 0; i < ncandidates; i++) {
		uint32_t lanes = calendar_free_lanes(
			calendar_of(q, calendars, list[i].contact_person), &a, start);

		for (unsigned lane = 0; lanes; lane++, lanes >>= 1)
			if (lanes & 1 && n < max)
				out[n++] = (struct times_place){
					person_of(q, list[i].contact_person), lane};
	}
	return n;
}
