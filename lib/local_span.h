/*
 * local_span.h - a stretch of local time as people write it: whole days, or from
 * one time of day to another.
 */
#pragma once

#include <stdbool.h>

#include "lib/date.h"

struct local_moment {
	struct date date;
	bool whole_day;
	int minute; /* of the day, when not whole_day */
};

enum { LOCAL_MOMENT_SIZE = sizeof "YYYY-MM-DDTHH:MM" };

/*
 * "2026-12-24" or "2026-12-24T12:00".  The time is a multiple of 5 minutes and
 * lies outside of 2:00 to 3:00, the hour that is missing or comes twice when the
 * clocks change.
 */
bool local_moment_parse(struct local_moment *out, const char *text);

/*
 * Half-open as two moments with times: a whole day at the end means through the
 * end of that day.  False when nothing lies between them.
 */
bool local_span_read(struct local_moment span[2], const char *from, const char *to);

/* As people would write it: as days when both ends are midnight. */
void local_span_write(char from[LOCAL_MOMENT_SIZE], char to[LOCAL_MOMENT_SIZE],
		      const struct local_moment span[2]);
