/*
 * horizon.h - how far ahead times are offered.  Pure: no clock.
 *
 * Times are offered for today and so many days ahead.  The last of these days opens at an hour of
 * the morning, so that it is not those awake at midnight who find it; before that hour the
 * horizon ends a day earlier.
 */
#pragma once

#include <time.h>

#include "lib/zone.h"

struct horizon {
	int days;         /* >= 1 */
	int opens_minute; /* of the local day, 0 .. 1439; 0: with the day */
};

/* The last local day that is open at that moment. */
struct date horizon_last_day(const struct horizon *h, const struct zone *zone, time_t now);

/* When the day behind that one opens; later than now. */
time_t horizon_next_opening(const struct horizon *h, const struct zone *zone, time_t now);
