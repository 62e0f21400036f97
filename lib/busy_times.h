/*
 * busy_times.h - when the calendar of another program is busy (RFC 5545).
 *
 * Events that are cancelled or transparent take no time; recurrences are expanded, with
 * EXDATE, RDATE and the single occurrences that RECURRENCE-ID changes.  Titles are not looked at.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "lib/problem.h"
#include "lib/zone.h"

enum {
	BUSY_SPANS_MAX = 5000,        /* that are kept */
	BUSY_OCCURRENCES_MAX = 50000, /* that are looked at, those of the past included */
};

/* Half-open. */
struct busy_span {
	time_t from, to;
};

struct busy_times {
	struct busy_span *list;
	size_t n, size;
};

/*
 * Append the busy times of an iCalendar text that touch the window.  Days and times without a
 * zone are those of `zone`.  False and a problem (422) when it is no iCalendar ("no_calendar"),
 * when a time in it cannot be understood ("bad_calendar"), or there is too much ("too_many"):
 * a calendar is read as a whole or not at all.
 */
bool busy_times_read(struct busy_times *out, const char *ics, const struct zone *zone,
		     struct busy_span window, struct problem *why);

/* Round out to ticks, in order, and make one of those that touch. */
void busy_times_settle(struct busy_times *times);

void busy_times_done(struct busy_times *times);
