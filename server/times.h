/*
 * times.h - the free times of a service for one citizen.
 *
 * The one place that turns calendars into times: day lists, months, the next
 * free time, and the candidates for a hold come from here, within the same
 * bounds (lead time, horizon).  The database judges again at booking.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <time.h>

#include "lib/date.h"
#include "lib/free_time.h"
#include "server/calendars.h"
#include "server/catalogue.h"

enum {
	TIMES_PERSONS_MAX = 64, /* responsible for one citizen; more are not looked at */
	TIMES_MAX = 500,        /* in one answer */
	DAYS_MAX = 366,
};

/* What is asked for.  Persons as responsibility_find() gave them. */
struct times_query {
	const struct service *service;
	enum channel channel;
	size_t persons[TIMES_PERSONS_MAX]; /* places in the authority's list */
	size_t npersons;
	const struct contact_person *only; /* just this one, or NULL */
	unsigned weekdays;                 /* bit of enum weekday; 0: any */
	bool morning, afternoon;           /* starts before or from 12:00 local; neither: any */
	bool at_once;                      /* without the lead time: staff book for who is there */
	time_t now;
};

/*
 * Set the persons to those responsible for a citizen of this surname (NULL: not known;
 * whole: it ends there) from this municipality (NULL: not known): none unless the
 * answer is RESPONSIBLE.
 */
enum responsibility_answer times_responsible(struct times_query *q, const char *surname, bool whole,
					     const struct municipality *municipality);

struct free_time {
	int32_t start; /* tick */
	const struct contact_person *person;
};

struct times {
	struct free_time list[TIMES_MAX];
	size_t n;
	size_t ndays;          /* local days that have some */
	bool several_persons;  /* not all with the same one */
	struct date next_from; /* the first later day with a free time; year 0: none */
};

/* The bounds of booking for this service: [from, to) in ticks, after lead time, within horizon. */
void times_bounds(const struct times_query *q, int32_t *from, int32_t *to);

/*
 * Free times from the local day `from` on (or the bounds' beginning if that is later),
 * until `days` days have passed or `days_with_times` of them had some or the list is
 * full; whole days only.  Equal starts of several persons become one time with the
 * person whose turn it is.
 */
void times_list(struct times *out, const struct times_query *q, const struct calendars *calendars,
		struct date from, int days, int days_with_times);

/* Strike a start from a list, of one person or, with NULL, of anybody. */
void times_drop(struct times *t, int32_t start, const struct contact_person *person);

/* The earliest one; false when there is none within the bounds. */
bool times_first(struct free_time *out, const struct times_query *q,
		 const struct calendars *calendars);

/* How many there are on each of `n` local days from `first` on. */
void times_count(size_t *counts, size_t n, const struct times_query *q,
		 const struct calendars *calendars, struct date first);

/* A place to claim for one start, in the order to try. */
struct times_place {
	const struct contact_person *person;
	unsigned lane;
};

/* All free places of a start; 0 when it is not offered. */
size_t times_places(struct times_place *out, size_t max, const struct times_query *q,
		    const struct calendars *calendars, int32_t start);
