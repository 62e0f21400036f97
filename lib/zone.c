/* zone.c - the local time of an authority. */
#include "lib/zone.h"

#include <stdlib.h>
#include <string.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#include "lib/xalloc.h"

enum {
	DAY = 24 * 60 * 60,
	NAME_MAX_CHARS = 64,
	CHANGES_MAX = 1000, /* Morocco, with four a year, has about 350 */
};

#define WINDOW_FROM 0.0                 /* 1970-01-01 in ICU's milliseconds */
#define WINDOW_TO (4133980800 * 1000.0) /* 2101-01-01 */

/* From `from` on, local time is UTC + offset seconds. */
struct change {
	time_t from;
	int offset;
};

struct zone {
	char *name;
	size_t nchanges;
	/* The first one holds since ever; sorted. */
	struct change changes[CHANGES_MAX];
};

static int icu_offset(UCalendar *cal, UErrorCode *status)
{
	return (ucal_get(cal, UCAL_ZONE_OFFSET, status) + ucal_get(cal, UCAL_DST_OFFSET, status)) /
	       1000;
}

/* Changes of the name or of daylight saving alone are none to us. */
static void add_change(struct zone *zone, double from_ms, int offset)
{
	size_t n = zone->nchanges;

	if (n > 0 && zone->changes[n - 1].offset == offset)
		return;
	if (n < CHANGES_MAX)
		zone->changes[zone->nchanges++] = (struct change){(time_t)(from_ms / 1000), offset};
}

static bool read_changes(struct zone *zone, UCalendar *cal)
{
	UErrorCode status = U_ZERO_ERROR;
	double at = WINDOW_FROM;

	do {
		ucal_setMillis(cal, at, &status);
		add_change(zone, at, icu_offset(cal, &status));
	} while (ucal_getTimeZoneTransitionDate(cal, UCAL_TZ_TRANSITION_NEXT, &at, &status) &&
		 at < WINDOW_TO && U_SUCCESS(status));
	return U_SUCCESS(status);
}

/* ICU takes an unknown name for GMT, so ask first whether it is one. */
static bool is_known(const UChar *name)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar canonical[NAME_MAX_CHARS];
	UBool is_system = false;

	ucal_getCanonicalTimeZoneID(name, -1, canonical, NAME_MAX_CHARS, &is_system, &status);
	return U_SUCCESS(status) && is_system;
}

struct zone *zone_new(const char *name, struct problem *why)
{
	UErrorCode status = U_ZERO_ERROR;
	struct zone *zone = NULL;
	UChar id[NAME_MAX_CHARS];
	UCalendar *cal;

	u_strFromUTF8(id, NAME_MAX_CHARS, NULL, name, -1, &status);
	if (U_FAILURE(status) || status == U_STRING_NOT_TERMINATED_WARNING || !is_known(id)) {
		problem(why, 422, "bad_zone", "there is no time zone \"%.60s\"", name);
		return NULL;
	}
	cal = ucal_open(id, -1, "root", UCAL_GREGORIAN, &status);
	if (U_SUCCESS(status)) {
		zone = xcalloc(1, sizeof *zone);
		zone->name = xstrdup(name);
	}
	if (!zone || !read_changes(zone, cal)) {
		problem(why, 422, "bad_zone", "time zone \"%.60s\": %s", name, u_errorName(status));
		zone_free(zone);
		zone = NULL;
	}
	ucal_close(cal);
	return zone;
}

void zone_free(struct zone *zone)
{
	if (!zone)
		return;
	free(zone->name);
	free(zone);
}

const char *zone_name(const struct zone *zone)
{
	return zone->name;
}

/* Index of the change in force at t. */
static size_t change_at(const struct zone *zone, time_t t)
{
	size_t low = 0, high = zone->nchanges;

	while (high - low > 1) {
		size_t middle = (low + high) / 2;

		if (zone->changes[middle].from <= t)
			low = middle;
		else
			high = middle;
	}
	return low;
}

int zone_offset(const struct zone *zone, time_t t)
{
	return zone->changes[change_at(zone, t)].offset;
}

struct local_time zone_local(const struct zone *zone, time_t t)
{
	int offset = zone_offset(zone, t);
	time_t wall = t + offset;
	int second = (int)((wall % DAY + DAY) % DAY);

	return (struct local_time){
		.date = date_from_days((wall - second) / DAY),
		.hour = second / 3600,
		.minute = second / 60 % 60,
		.second = second % 60,
		.offset = offset,
	};
}

/*
 * The first moment at which clocks show `wall`, given in seconds as if it were
 * UTC.  Where they never do, *gap is the moment they jump over it.
 */
static bool first_moment(const struct zone *zone, time_t wall, time_t *t, size_t *gap)
{
	/* No offset reaches a day, so the change in force a day before is not too late. */
	size_t i = change_at(zone, wall - DAY);

	for (;; i++) {
		bool last = i + 1 == zone->nchanges;

		*t = wall - zone->changes[i].offset;
		if (last || *t < zone->changes[i + 1].from) {
			*gap = i;
			return i == 0 || *t >= zone->changes[i].from;
		}
	}
}

time_t zone_midnight(const struct zone *zone, struct date date)
{
	time_t t;
	size_t i;

	if (first_moment(zone, (time_t)date_days(date) * DAY, &t, &i))
		return t;
	return zone->changes[i].from;
}

time_t zone_time(const struct zone *zone, struct date date, int minute_of_day)
{
	time_t wall = (time_t)date_days(date) * DAY + minute_of_day * 60, t;
	size_t i;

	if (first_moment(zone, wall, &t, &i))
		return t;
	return wall - zone->changes[i - 1].offset;
}

/* Not printf(): a page of times writes hundreds of these. */
static char *put_number(char *at, int n, int digits, char behind)
{
	for (int i = digits - 1; i >= 0; i--) {
		at[i] = (char)('0' + n % 10);
		n /= 10;
	}
	at[digits] = behind;
	return at + digits + 1;
}

void zone_rfc3339(const struct zone *zone, time_t t, char out[RFC3339_SIZE])
{
	char *at = out;
	struct local_time l = zone_local(zone, t);
	int minutes = abs(l.offset) / 60;

	at = put_number(at, l.date.year, 4, '-');
	at = put_number(at, l.date.month, 2, '-');
	at = put_number(at, l.date.day, 2, 'T');
	at = put_number(at, l.hour, 2, ':');
	at = put_number(at, l.minute, 2, ':');
	at = put_number(at, l.second, 2, l.offset < 0 ? '-' : '+');
	at = put_number(at, minutes / 60, 2, ':');
	put_number(at, minutes % 60, 2, '\0');
}
