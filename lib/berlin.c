/* berlin.c - the one time zone that calendar files carry along. */
#include "lib/berlin.h"

enum {
	HOUR = 3600,
	DAY = 24 * HOUR,
	WINTER_SECONDS = 1 * HOUR,
	SUMMER_SECONDS = 2 * HOUR,
	CHANGE_HOUR_UTC = 1,
	MARCH = 2,
	OCTOBER = 9,
};

const char BERLIN_VTIMEZONE[] = "BEGIN:VTIMEZONE\r\n"
				"TZID:" BERLIN_TZID "\r\n"
				"BEGIN:DAYLIGHT\r\n"
				"TZNAME:CEST\r\n"
				"TZOFFSETFROM:+0100\r\n"
				"TZOFFSETTO:+0200\r\n"
				"DTSTART:19700329T020000\r\n"
				"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=3\r\n"
				"END:DAYLIGHT\r\n"
				"BEGIN:STANDARD\r\n"
				"TZNAME:CET\r\n"
				"TZOFFSETFROM:+0200\r\n"
				"TZOFFSETTO:+0100\r\n"
				"DTSTART:19701025T030000\r\n"
				"RRULE:FREQ=YEARLY;BYDAY=-1SU;BYMONTH=10\r\n"
				"END:STANDARD\r\n"
				"END:VTIMEZONE\r\n";

/* 01:00 UTC on the last Sunday of a month of 31 days. */
static time_t change_at(int year, int month)
{
	struct tm last = {.tm_year = year, .tm_mon = month, .tm_mday = 31};
	time_t t = timegm(&last);

	return t - last.tm_wday * DAY + CHANGE_HOUR_UTC * HOUR;
}

int berlin_offset(time_t t)
{
	struct tm utc;

	gmtime_r(&t, &utc);
	if (t >= change_at(utc.tm_year, MARCH) && t < change_at(utc.tm_year, OCTOBER))
		return SUMMER_SECONDS;
	return WINTER_SECONDS;
}

bool berlin_is_ambiguous(time_t t)
{
	return berlin_offset(t - HOUR) > berlin_offset(t) ||
	       berlin_offset(t) > berlin_offset(t + HOUR);
}
