/* zone.c - local time, and moments as clients write them. */
#include "lib/zone.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <unicode/ucal.h>
#include <unicode/ustring.h>

#include "lib/rfc3339.h"

enum { HOUR = 3600, DAY = 24 * HOUR };

static struct zone *open_zone(const char *name)
{
	struct problem why = {0};
	struct zone *zone = zone_new(name, &why);

	if (!zone)
		fail_msg("%s", why.detail);
	return zone;
}

static time_t moment(const char *text)
{
	time_t t = 0;

	if (!rfc3339_parse(&t, text))
		fail_msg("%s", text);
	return t;
}

/* Midnights that are skipped or come twice, half hours, a day left out, rules a year long. */
static const char *const ZONES[] = {
	"Europe/Berlin", "America/New_York", "America/Sao_Paulo",   "Asia/Beirut",
	"Africa/Cairo",  "Pacific/Apia",     "Australia/Lord_Howe", "Asia/Kathmandu",
	"UTC",           "America/Havana",   "Africa/Casablanca",
};

static void assert_local(const struct zone *zone, UCalendar *cal, time_t t)
{
	UErrorCode status = U_ZERO_ERROR;
	struct local_time l = zone_local(zone, t);

	ucal_setMillis(cal, (double)t * 1000, &status);
	assert_int_equal(l.date.year, ucal_get(cal, UCAL_YEAR, &status));
	assert_int_equal(l.date.month, ucal_get(cal, UCAL_MONTH, &status) + 1);
	assert_int_equal(l.date.day, ucal_get(cal, UCAL_DATE, &status));
	assert_int_equal(l.hour, ucal_get(cal, UCAL_HOUR_OF_DAY, &status));
	assert_int_equal(l.minute, ucal_get(cal, UCAL_MINUTE, &status));
	assert_int_equal(l.second, ucal_get(cal, UCAL_SECOND, &status));
	assert_int_equal(l.offset, zone_offset(zone, t));
}

static UCalendar *open_icu(const char *name)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar id[64];
	UCalendar *cal;

	cal = ucal_open(u_uastrcpy(id, name), -1, "root", UCAL_GREGORIAN, &status);
	assert_true(U_SUCCESS(status));
	return cal;
}

static void local_time_agrees_with_the_zone_database(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ZONES / sizeof ZONES[0]; i++) {
		struct zone *zone = open_zone(ZONES[i]);
		UCalendar *cal = open_icu(ZONES[i]);
		time_t to = moment("2040-01-01T00:00Z");

		for (time_t t = moment("1975-01-01T00:00:01Z"); t < to; t += 7 * HOUR + 1111)
			assert_local(zone, cal, t);
		ucal_close(cal);
		zone_free(zone);
	}
}

static void a_change_happens_in_its_very_second(void **state)
{
	struct zone *zone = open_zone("Europe/Berlin");
	UCalendar *cal = open_icu("Europe/Berlin");
	UErrorCode status = U_ZERO_ERROR;
	double change = 0;
	int changes = 0;

	(void)state;
	ucal_setMillis(cal, (double)moment("2026-01-01T00:00Z") * 1000, &status);
	while (ucal_getTimeZoneTransitionDate(cal, UCAL_TZ_TRANSITION_NEXT, &change, &status) &&
	       change / 1000 < (double)moment("2099-12-31T00:00Z")) {
		assert_local(zone, cal, (time_t)(change / 1000) - 1);
		assert_local(zone, cal, (time_t)(change / 1000));
		ucal_setMillis(cal, change, &status);
		changes++;
	}
	assert_int_equal(changes, 2 * (2099 - 2026 + 1));
	ucal_close(cal);
	zone_free(zone);
}

/* Midnight is the first moment of its day: it is that day then, and a second before it is not. */
static void every_day_begins_at_its_midnight(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof ZONES / sizeof ZONES[0]; i++) {
		struct zone *zone = open_zone(ZONES[i]);
		long last = date_days((struct date){2040, 1, 1});

		for (long day = date_days((struct date){1975, 1, 1}); day < last; day++) {
			struct date date = date_from_days(day);
			time_t t = zone_midnight(zone, date);
			bool left_out = strcmp(ZONES[i], "Pacific/Apia") == 0 &&
					date_compare(date, (struct date){2011, 12, 30}) == 0;

			assert_true(date_compare(zone_local(zone, t - 1).date, date) < 0);
			if (!left_out)
				assert_int_equal(date_compare(zone_local(zone, t).date, date), 0);
		}
		zone_free(zone);
	}
}

static void midnight_may_not_exist(void **state)
{
	struct zone *zone = open_zone("America/Sao_Paulo");

	(void)state;
	/* Clocks went from 0:00 to 1:00. */
	assert_int_equal(zone_midnight(zone, (struct date){2018, 11, 4}),
			 moment("2018-11-04T01:00:00-02:00"));
	zone_free(zone);
}

static void office_hours_stay_at_their_time_of_day(void **state)
{
	struct zone *zone = open_zone("Europe/Berlin");
	long last = date_days((struct date){2031, 1, 1});

	(void)state;
	for (long day = date_days((struct date){2026, 1, 1}); day < last; day++) {
		struct local_time l = zone_local(zone, zone_time(zone, date_from_days(day), 480));

		assert_int_equal(l.hour, 8);
		assert_int_equal(l.minute, 0);
		assert_int_equal(date_days(l.date), day);
	}
	zone_free(zone);
}

static void skipped_and_repeated_times_follow_rfc_5545(void **state)
{
	struct zone *zone = open_zone("Europe/Berlin");

	(void)state;
	assert_int_equal(zone_time(zone, (struct date){2027, 3, 28}, 150),
			 moment("2027-03-28T01:30Z"));
	assert_int_equal(zone_time(zone, (struct date){2027, 3, 28}, 180),
			 moment("2027-03-28T01:00Z"));
	assert_int_equal(zone_time(zone, (struct date){2026, 10, 25}, 150),
			 moment("2026-10-25T00:30Z"));
	assert_int_equal(zone_time(zone, (struct date){2026, 10, 25}, 180),
			 moment("2026-10-25T02:00Z"));
	zone_free(zone);
}

static void moments_are_written_with_the_local_offset(void **state)
{
	static const struct {
		const char *zone, *utc, *text;
	} CASES[] = {
		{"Europe/Berlin", "2026-11-25T08:20:00Z", "2026-11-25T09:20:00+01:00"},
		{"Europe/Berlin", "2026-07-01T22:00:59Z", "2026-07-02T00:00:59+02:00"},
		{"America/New_York", "2026-11-25T03:00:00Z", "2026-11-24T22:00:00-05:00"},
		{"America/St_Johns", "2026-01-01T00:00:00Z", "2025-12-31T20:30:00-03:30"},
		{"UTC", "1969-12-31T23:59:59Z", "1969-12-31T23:59:59+00:00"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct zone *zone = open_zone(CASES[i].zone);
		char out[RFC3339_SIZE];

		zone_rfc3339(zone, moment(CASES[i].utc), out);
		assert_string_equal(out, CASES[i].text);
		assert_int_equal(moment(out), moment(CASES[i].utc));
		zone_free(zone);
	}
}

static void moments_are_read_strictly(void **state)
{
	static const char *const BAD[] = {"",
					  "2026",
					  "2026-11-25",
					  "2026-11-25T",
					  "2026-11-25T09:20",
					  "2026-11-25 09:20:00Z",
					  "2026-11-25t09:20:00Z",
					  "2026-11-25T09:20:00z",
					  "2026-11-25T09:20:00.5Z",
					  "2026-11-25T9:20:00Z",
					  "2026-02-30T09:20:00Z",
					  "2026-13-01T09:20:00Z",
					  "2026-11-25T24:00:00Z",
					  "2026-11-25T09:60:00Z",
					  "2026-11-25T09:20:60Z",
					  "2026-11-25T09:20:00+1:00",
					  "2026-11-25T09:20:00+0100",
					  "2026-11-25T09:20:00+24:00",
					  "2026-11-25T09:20:00+01:60",
					  "2026-11-25T09:20:00Z ",
					  " 2026-11-25T09:20:00Z",
					  "2026-11-25T09:20:Z",
					  "+026-11-25T09:20:00Z",
					  "20261125T092000Z"};
	time_t t = 42;

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
		if (rfc3339_parse(&t, BAD[i]))
			fail_msg("%s", BAD[i]);
	}
	assert_int_equal(t, 42);
	assert_int_equal(moment("1970-01-01T00:00:00Z"), 0);
	assert_int_equal(moment("2026-11-25T09:20:00+01:00"), 1795594800);
	assert_int_equal(moment("2026-11-25T09:20+01:00"), 1795594800);
	assert_int_equal(moment("2026-11-25T03:50:00-04:30"), 1795594800);
	assert_int_equal(moment("2024-02-29T00:00:00Z"), 1709164800);
}

static void unknown_zones_are_refused(void **state)
{
	static const char *const BAD[] = {
		"",
		"Europe/Villingen",
		"GMT+25",
		"Europe/Berlin ",
		"Europe/B\xc3\xa4rlin",
		"\xff",
		"a/name/that/is/longer/than/any/of/the/zones/that/the/zone/database/knows/today"};
	struct problem why;

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
		why = (struct problem){0};
		assert_null(zone_new(BAD[i], &why));
		assert_string_equal(why.code, "bad_zone");
	}
	zone_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(local_time_agrees_with_the_zone_database),
		cmocka_unit_test(a_change_happens_in_its_very_second),
		cmocka_unit_test(every_day_begins_at_its_midnight),
		cmocka_unit_test(midnight_may_not_exist),
		cmocka_unit_test(office_hours_stay_at_their_time_of_day),
		cmocka_unit_test(skipped_and_repeated_times_follow_rfc_5545),
		cmocka_unit_test(moments_are_written_with_the_local_offset),
		cmocka_unit_test(moments_are_read_strictly),
		cmocka_unit_test(unknown_zones_are_refused),
	};

	return cmocka_run_group_tests_name("zone", tests, NULL, NULL);
}
