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
#include "server/calendars.h"
#include "server/catalogue.h"

enum {
	TIMES_PERSONS_MAX = 64, /* responsible for one citizen; more are not looked at */
	TIMES_MAX = 500,        /* in one answer */
	DAYS_MAX = 366,
	TIMES_WINDOWS_MAX = 2 * TIMES_PERSONS_MAX,
};

/* From when until when starts of a person are meant. */
struct times_window {
	size_t person;    /* place in the authority's list */
	int32_t from, to; /* ticks, [from, to) */
};

/* What is asked for.  Persons by one of the functions below. */
struct times_query {
	const struct service *service;
	enum channel channel;
	size_t persons[TIMES_PERSONS_MAX]; /* places in the authority's list */
	size_t npersons;
	/* Where responsibilities change on some day; none: every start is meant. */
	struct times_window windows[TIMES_WINDOWS_MAX];
	size_t nwindows;
	const struct contact_person *only; /* just this one, or NULL */
	unsigned weekdays;                 /* bit of enum weekday; 0: any */
	bool morning, afternoon;           /* starts before or from 12:00 local; neither: any */
	bool desk; /* staff book: without the lead time, before a day opens, and what is kept back
		    */
	time_t now;
};

/*
 * Set the persons to those responsible for a citizen of this surname (NULL: not known;
 * whole: it ends there) from this municipality (NULL: not known): none unless the
 * answer is RESPONSIBLE.  Where responsibilities change on a day within the horizon, each person
 * is meant for the starts it is responsible for, and what is missing is asked for when it
 * makes a difference at any time.
 */
enum responsibility_answer times_responsible(struct times_query *q, const char *surname, bool whole,
					     const struct municipality *municipality);

/* Set the persons to all who take the service at all. */
void times_everybody(struct times_query *q);

/* Set the persons to this one, for the starts at which it takes the service. */
void times_one(struct times_query *q, const struct contact_person *person);

/* Add a person who is meant for starts in [from, to) ticks, whoever else is. */
void times_also(struct times_query *q, const struct contact_person *person, int32_t from,
		int32_t to);

/* Whether starts at that tick of the person at that place of the query are meant. */
bool times_meant(const struct times_query *q, size_t i, int32_t start);

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

/* The bounds of booking for this service: [from, to) in ticks, after lead time, within what
 * is open of the horizon. */
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

/* The first start from that tick on, whatever the filter; false when there is none. */
bool times_next(int32_t *start, const struct times_query *q, const struct calendars *calendars,
		int32_t from);

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
