/*
 * weekly_hours.h - a recurring rule that releases slots.
 *
 * The rule is a strict subset of RFC 5545's RRULE, in capitals, its parts in any
 * order, each at most once:
 *
 *	FREQ=WEEKLY;BYDAY=MO,TH             every Monday and Thursday
 *	FREQ=WEEKLY;INTERVAL=2;BYDAY=TU     every second Tuesday
 *	FREQ=MONTHLY;BYDAY=1WE              the first Wednesday of the month
 *	FREQ=MONTHLY;BYDAY=2FR,-1FR         the second and the last Friday
 *
 * INTERVAL counts weeks from Monday to Sunday, beginning with the week of
 * valid_from.  Pure calendar arithmetic: which instant "8:00" is on a given date
 * is decided where the time zone is known.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/date.h"
#include "lib/problem.h"

enum {
	WEEKLY_HOURS_RRULE_SIZE = 96, /* bytes, NUL included */
	WEEKLY_HOURS_INTERVAL_MAX = 52,
	WEEKLY_HOURS_STEP_MINUTES = 5,
	WEEKLY_HOURS_DAYS_MAX = 1100, /* one expansion spans at most three years */
};

/* Callers fill this in; weekly_hours_check() says whether it makes sense. */
struct weekly_hours {
	char rrule[WEEKLY_HOURS_RRULE_SIZE];
	struct date valid_from;     /* first day the rule may occur on */
	struct date valid_until;    /* last such day, or year 0: open end */
	int from_minute, to_minute; /* local time of day in minutes, [from, to) */
};

/*
 * Every rule of the above holds: the RRULE is of the subset, the dates exist and
 * are in order, the times are multiples of 5 minutes in order within one day.
 *
 * A window that touches 2:00 to 3:00 is refused, because on the days of the
 * time change that hour is missing or comes twice: it may begin at 3:00 and must
 * end before 2:00 (2:00 itself is ambiguous in October).
 */
bool weekly_hours_check(const struct weekly_hours *hours, struct problem *why);

/* The RRULE alone. */
bool weekly_hours_rrule_check(const char *rrule, struct problem *why);

/* "08:30" as minutes since midnight; "24:00" is the end of the day.  Any minute. */
bool weekly_hours_time_parse(int *minute, const char *text);

/*
 * The dates within [from_date, to_date] on which the rule occurs, ascending;
 * returns how many, at most `max`.  `hours` must have passed
 * weekly_hours_check(), and the dates must be at most WEEKLY_HOURS_DAYS_MAX days
 * apart.  valid_from itself is an occurrence only when it matches BYDAY.
 */
size_t weekly_hours_expand(const struct weekly_hours *hours, struct date from_date,
			   struct date to_date, struct date *out, size_t max);
