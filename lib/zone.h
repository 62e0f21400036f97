/*
 * zone.h - the local time of an authority.
 *
 * A zone reads its changes from ICU once; after that a conversion is
 * arithmetic, and nothing changes any more.  Changes are known from 1970 to
 * 2100; before and after that the nearest offset is taken to hold.
 */
#pragma once

#include <stdbool.h>
#include <time.h>

#include "lib/buffer.h"
#include "lib/date.h"
#include "lib/problem.h"

struct zone;

struct local_time {
	struct date date;
	int hour, minute, second;
	int offset; /* seconds east of UTC */
};

/* For an IANA name ("Europe/Berlin"), or NULL and a problem (422, "bad_zone"). */
struct zone *zone_new(const char *name, struct problem *why);
void zone_free(struct zone *zone);
const char *zone_name(const struct zone *zone);

int zone_offset(const struct zone *zone, time_t t);
struct local_time zone_local(const struct zone *zone, time_t t);

/* The first moment of that local day; where midnight is skipped, the one after it. */
time_t zone_midnight(const struct zone *zone, struct date date);

/*
 * The moment of a local time of day.  A time that the clocks skip is reckoned
 * with the offset from before the gap, of one that comes twice the first is
 * meant (RFC 5545 3.3.5).
 */
time_t zone_time(const struct zone *zone, struct date date, int minute_of_day);

enum { RFC3339_SIZE = sizeof "2026-11-25T09:20:00+01:00" };

/* RFC 3339 local time with offset. */
void zone_rfc3339(const struct zone *zone, time_t t, char out[RFC3339_SIZE]);
