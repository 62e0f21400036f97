/*
 * tick.h - a tick is 5 minutes of UTC.
 *
 * Every time the business knows lies on a 5-minute boundary, so a start, an end
 * or a length is one int32_t: ticks since the epoch, or a number of ticks.
 * Being UTC, ticks know no time change; a day of the authority's zone has 276,
 * 288 or 300 of them.
 */
#pragma once

#include <stdint.h>
#include <time.h>

enum {
	TICK_SECONDS = 300,
	TICK_MINUTES = TICK_SECONDS / 60,
	HOUR_TICKS = 3600 / TICK_SECONDS,
	DAY_TICKS = 24 * HOUR_TICKS, /* of a day without a time change */
};

static inline time_t tick_time(int32_t tick)
{
	return (time_t)tick * TICK_SECONDS;
}

/* The tick that contains this second; what no tick can say becomes the first or last one. */
static inline int32_t tick_floor(time_t t)
{
	time_t tick = t / TICK_SECONDS - (t % TICK_SECONDS < 0);

	return tick < INT32_MIN ? INT32_MIN : tick > INT32_MAX ? INT32_MAX : (int32_t)tick;
}

/* The first tick that begins at this second or later. */
static inline int32_t tick_ceil(time_t t)
{
	int32_t tick = tick_floor(t);

	return tick < INT32_MAX && tick_time(tick) < t ? tick + 1 : tick;
}

/* A length in minutes as ticks, rounded up: an appointment of 12 minutes takes 15. */
static inline int32_t ticks_of_minutes(int32_t minutes)
{
	return minutes / TICK_MINUTES + (minutes % TICK_MINUTES > 0);
}
