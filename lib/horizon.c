/* horizon.c - how far ahead times are offered. */
#include "lib/horizon.h"

static time_t opening_on(const struct horizon *h, const struct zone *zone, struct date day)
{
	return h->opens_minute ? zone_time(zone, day, h->opens_minute) : zone_midnight(zone, day);
}

struct date horizon_last_day(const struct horizon *h, const struct zone *zone, time_t now)
{
	struct date today = zone_local(zone, now).date;

	return date_add_days(today, now < opening_on(h, zone, today) ? h->days - 1 : h->days);
}

time_t horizon_next_opening(const struct horizon *h, const struct zone *zone, time_t now)
{
	struct date today = zone_local(zone, now).date;
	time_t opening = opening_on(h, zone, today);

	return now < opening ? opening : opening_on(h, zone, date_add_days(today, 1));
}
