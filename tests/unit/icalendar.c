/* icalendar.c - appointments as calendar files. */
#include "lib/icalendar.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>
#include <libical/ical.h>
#include <math.h>
#include <unicode/ucal.h>

#include "lib/berlin.h"

enum { HOUR = 3600, FIRST_YEAR = 2026, LAST_YEAR = 2040 };

/* Wednesday, 25 November 2026, 9:20 in Berlin. */
static const time_t NOV_25 = 1795594800;

static struct icalendar_event event(enum icalendar_method method)
{
	return (struct icalendar_event){
		.method = method,
		.uid = "0f8e1c3a5b7d9f00@termine.example",
		.sequence = 2,
		.dtstamp = 1795000000,
		.created = 1794000000,
		.last_modified = 1795000000,
		.starts_at = NOV_25,
		.ends_at = NOV_25 + HOUR / 2,
		.tzid = "Europe/Berlin",
		.summary = "Landratsamt: Wohngeld",
		.description = "Bitte mitbringen:\n- Ausweis, Mietvertrag; Kontoauszug",
		.location = "Haus B, Zimmer 214",
		.geo = {true, 48.0626, 8.4934},
		.url = "https://termine.example/bookings/abc",
		.organizer_name = "Amt für \"Soziales\", Landratsamt",
		.organizer_email = "termine@landratsamt.example",
		.attendee_name = "Müller, Jörg",
		.attendee_email = "joerg@citizen.example",
		.alarm = true,
	};
}

/* Written and valid for libical, or the test fails; the caller frees. */
static char *written(const struct icalendar_event *ev)
{
	struct buffer out = {0};
	struct problem why = {0};
	icalcomponent *cal;

	if (!icalendar_write(ev, &out, &why))
		fail_msg("%s", why.detail);
	cal = icalcomponent_new_from_string(out.data);
	assert_non_null(cal);
	assert_int_equal(icalrestriction_check(cal), 1);
	icalcomponent_free(cal);
	return buffer_steal(&out);
}

/* fputs(), for gcc's sanitizers suspect every %s of being NULL. */
static void show(const char *part, const char *text)
{
	fputs(part, stderr);
	fputs(" <- is what this is about:\n", stderr);
	fputs(text, stderr);
}

static void assert_has(const char *text, const char *part)
{
	if (!strstr(text, part)) {
		show(part, text);
		fail();
	}
}

static void assert_lacks(const char *text, const char *part)
{
	if (strstr(text, part)) {
		show(part, text);
		fail();
	}
}

static size_t count(const char *text, const char *part)
{
	size_t n = 0;

	while ((text = strstr(text, part))) {
		text += strlen(part);
		n++;
	}
	return n;
}

static void a_request_carries_local_time_its_zone_and_the_citizen(void **state)
{
	struct icalendar_event ev = event(ICALENDAR_REQUEST);
	char *text = written(&ev);

	(void)state;
	assert_has(text, "METHOD:REQUEST\r\n");
	assert_has(text, "DTSTART;TZID=Europe/Berlin:20261125T092000\r\n");
	assert_has(text, "DTEND;TZID=Europe/Berlin:20261125T095000\r\n");
	assert_has(text, "DTSTAMP:20261118T110640Z\r\n");
	assert_has(text, BERLIN_VTIMEZONE);
	assert_has(text, "SEQUENCE:2\r\n");
	assert_has(text, "STATUS:CONFIRMED\r\n");
	assert_has(text, "PARTSTAT=ACCEPTED");
	assert_has(text, "mailto:joerg@citizen.example");
	assert_has(text, "BEGIN:VALARM\r\n");
	assert_has(text, "TRIGGER:-P1D\r\n");
	assert_has(text, "CLASS:PRIVATE\r\n");
	assert_has(text, "\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n");
	assert_lacks(text, "freeassociation");
	assert_string_equal(strstr(text, "END:VCALENDAR"), "END:VCALENDAR\r\n");
	free(text);
}

static void a_cancellation_withdraws_without_alarm_or_video(void **state)
{
	struct icalendar_event ev = event(ICALENDAR_CANCEL);
	char *text;

	(void)state;
	ev.video_url = "https://video.example/room";
	text = written(&ev);
	assert_has(text, "METHOD:CANCEL\r\n");
	assert_has(text, "STATUS:CANCELLED\r\n");
	assert_lacks(text, "VALARM");
	assert_lacks(text, "video.example");
	free(text);
}

static void a_download_names_no_citizen(void **state)
{
	struct icalendar_event ev = event(ICALENDAR_PUBLISH);
	char *text;

	(void)state;
	ev.attendee_name = ev.attendee_email = NULL;
	text = written(&ev);
	assert_has(text, "METHOD:PUBLISH\r\n");
	assert_has(text, "STATUS:CONFIRMED\r\n");
	assert_lacks(text, "ATTENDEE");
	free(text);
}

static void a_video_link_is_also_in_description_and_place(void **state)
{
	struct icalendar_event ev = event(ICALENDAR_REQUEST);
	char *text;

	(void)state;
	ev.video_url = "https://v.example/r";
	ev.location = NULL;
	ev.description = "Sprechen";
	text = written(&ev);
	assert_has(text, "DESCRIPTION:Sprechen\\n\\nhttps://v.example/r\r\n");
	assert_has(text, "LOCATION:https://v.example/r\r\n");
	assert_has(text, "CONFERENCE;");
	free(text);

	ev.description = "Kommen Sie: https://v.example/r";
	ev.location = "Haus B";
	text = written(&ev);
	assert_has(text, "DESCRIPTION:Kommen Sie: https://v.example/r\r\n");
	assert_has(text, "LOCATION:Haus B\r\n");
	free(text);
}

static void the_same_event_gives_the_same_bytes(void **state)
{
	struct icalendar_event ev = event(ICALENDAR_REQUEST);
	char *a = written(&ev), *b = written(&ev);

	(void)state;
	assert_string_equal(a, b);
	free(a);
	free(b);
}

static void other_zones_and_ambiguous_hours_are_written_in_utc(void **state)
{
	struct icalendar_event ev = event(ICALENDAR_REQUEST);
	char *text;

	(void)state;
	ev.tzid = "Atlantic/Azores";
	text = written(&ev);
	assert_has(text, "DTSTART:20261125T082000Z\r\n");
	assert_lacks(text, "VTIMEZONE");
	free(text);

	/* 25 October 2026: 00:30Z and 01:30Z both are 2:30 in Berlin. */
	ev.tzid = "Europe/Berlin";
	ev.starts_at = 1792888200;
	ev.ends_at = ev.starts_at + HOUR / 4;
	text = written(&ev);
	assert_has(text, "DTSTART:20261025T003000Z\r\n");
	free(text);
	ev.starts_at += HOUR;
	ev.ends_at += HOUR;
	text = written(&ev);
	assert_has(text, "DTSTART:20261025T013000Z\r\n");
	free(text);
	/* From 2:45 until after the hour, and from before it until 2:15. */
	ev.starts_at += HOUR / 4;
	ev.ends_at += HOUR / 2;
	text = written(&ev);
	assert_has(text, "DTSTART:20261025T014500Z\r\nDTEND:20261025T021500Z\r\n");
	free(text);
	ev.starts_at -= 2 * HOUR;
	ev.ends_at -= 2 * HOUR;
	text = written(&ev);
	assert_has(text, "DTSTART:20261024T234500Z\r\nDTEND:20261025T001500Z\r\n");
	free(text);
	ev.starts_at = 1792895400;
	ev.ends_at = ev.starts_at + HOUR / 4;
	text = written(&ev);
	assert_has(text, "DTSTART;TZID=Europe/Berlin:20261025T033000\r\n");
	free(text);
}

static void a_backslash_stays_a_backslash(void **state)
{
	struct icalendar_event ev = event(ICALENDAR_REQUEST);
	char *text;

	(void)state;
	ev.summary = "C:\\neu, alt; \\,";
	text = written(&ev);
	assert_has(text, "\r\nSUMMARY:C:\\\\neu\\, alt\\; \\\\\\,\r\n");
	free(text);
}

static int icu_offset(UCalendar *cal, time_t t)
{
	UErrorCode status = U_ZERO_ERROR;
	int ms;

	ucal_setMillis(cal, (double)t * 1000, &status);
	ms = ucal_get(cal, UCAL_ZONE_OFFSET, &status) + ucal_get(cal, UCAL_DST_OFFSET, &status);
	assert_true(U_SUCCESS(status));
	return ms / 1000;
}

static void a_line_of_any_length_is_folded_without_tearing_its_end(void **state)
{
	enum { LONGEST = 300, FOLD_OCTETS = 75 };
	char place[LONGEST + 1] = "";
	struct icalendar_event ev = event(ICALENDAR_PUBLISH);

	(void)state;
	ev.location = place;
	for (size_t n = 0; n < LONGEST; n++) {
		char *text;
		size_t len = 0;

		place[n] = 'a';
		text = written(&ev);
		for (const char *at = text; *at; at++) {
			assert_true((*at == '\n') == (at > text && at[-1] == '\r'));
			len = *at == '\n' ? 0 : len + (*at != '\r');
			assert_true(len <= FOLD_OCTETS);
		}
		free(text);
	}
}

static void the_two_rules_agree_with_the_zone_database(void **state)
{
	UErrorCode status = U_ZERO_ERROR;
	UCalendar *cal = ucal_open(u"Europe/Berlin", -1, "de", UCAL_GREGORIAN, &status);
	struct tm first = {.tm_year = FIRST_YEAR - 1900, .tm_mday = 1};
	struct tm last = {.tm_year = LAST_YEAR + 1 - 1900, .tm_mday = 1};
	double change;
	int changes = 0;

	(void)state;
	ucal_setMillis(cal, (double)timegm(&first) * 1000, &status);
	while (ucal_getTimeZoneTransitionDate(cal, UCAL_TZ_TRANSITION_NEXT, &change, &status) &&
	       change < (double)timegm(&last) * 1000) {
		time_t t = (time_t)(change / 1000);

		for (time_t at = t - 2; at <= t + 2; at++)
			assert_int_equal(berlin_offset(at), icu_offset(cal, at));
		assert_int_not_equal(berlin_offset(t - 1), berlin_offset(t));
		ucal_setMillis(cal, change, &status);
		changes++;
	}
	assert_int_equal(changes, 2 * (LAST_YEAR - FIRST_YEAR + 1));
	for (time_t t = timegm(&first); t < timegm(&last); t += 6 * HOUR)
		assert_int_equal(berlin_offset(t), icu_offset(cal, t));
	ucal_close(cal);
}

struct bad {
	const char *field;
	void (*spoil)(struct icalendar_event *ev);
};

/* clang-format off */
static void spoil_url(struct icalendar_event *ev) { ev->url = "https://a.example/\r\nX-EVIL:1"; }
static void spoil_url_scheme(struct icalendar_event *ev) { ev->url = "javascript:alert(1)"; }
static void spoil_video(struct icalendar_event *ev) { ev->video_url = "https://a.example/ b"; }
static void spoil_from(struct icalendar_event *ev) { ev->organizer_email = "a@b.example\r\nX:1"; }
static void spoil_to(struct icalendar_event *ev) { ev->attendee_email = "a@b.example?cc=c"; }
static void spoil_name(struct icalendar_event *ev) { ev->attendee_name = "A\nB"; }
static void spoil_summary(struct icalendar_event *ev) { ev->summary = "a\x01"; }
static void spoil_summary_c1(struct icalendar_event *ev) { ev->summary = "a\xc2\x85"; }
static void spoil_description(struct icalendar_event *ev) { ev->description = "a\xff"; }
static void spoil_description_cr(struct icalendar_event *ev) { ev->description = "a\rb"; }
static void spoil_location(struct icalendar_event *ev) { ev->location = "a\nb"; }
static void spoil_uid(struct icalendar_event *ev) { ev->uid = "a\r\nb"; }
static void spoil_tzid(struct icalendar_event *ev) { ev->tzid = ""; }
static void spoil_order(struct icalendar_event *ev) { ev->ends_at = ev->starts_at; }
static void spoil_sequence(struct icalendar_event *ev) { ev->sequence = -1; }
static void spoil_geo(struct icalendar_event *ev) { ev->geo.latitude = NAN; }
/* clang-format on */

static void values_that_could_forge_a_line_are_refused_by_name(void **state)
{
	static const struct bad BAD[] = {
		{"url", spoil_url},
		{"url", spoil_url_scheme},
		{"video_url", spoil_video},
		{"organizer_email", spoil_from},
		{"attendee_email", spoil_to},
		{"attendee_name", spoil_name},
		{"summary", spoil_summary},
		{"summary", spoil_summary_c1},
		{"description", spoil_description},
		{"description", spoil_description_cr},
		{"location", spoil_location},
		{"uid", spoil_uid},
		{"tzid", spoil_tzid},
		{"ends_at", spoil_order},
		{"sequence", spoil_sequence},
		{"geo", spoil_geo},
	};

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof BAD[0]; i++) {
		struct icalendar_event ev = event(ICALENDAR_REQUEST);
		struct problem why = {0};
		buffer_auto_t out = {0};

		BAD[i].spoil(&ev);
		assert_false(icalendar_write(&ev, &out, &why));
		assert_int_equal(why.status, 422);
		assert_int_equal(strncmp(why.detail, BAD[i].field, strlen(BAD[i].field)), 0);
		assert_int_equal(out.len, 0);
	}
}

static void a_feed_has_a_name_one_zone_and_no_citizens(void **state)
{
	struct icalendar_event events[] = {event(ICALENDAR_REQUEST), event(ICALENDAR_REQUEST),
					   event(ICALENDAR_REQUEST)};
	struct icalendar_feed feed = {"Termine, Büro 1", events, 3};
	struct problem why = {0};
	buffer_auto_t out = {0};
	icalcomponent *cal;

	(void)state;
	events[1].uid = "two@termine.example";
	events[2].uid = "three@termine.example";
	events[2].cancelled = true;
	assert_true(icalendar_feed_write(&feed, &out, &why));
	cal = icalcomponent_new_from_string(out.data);
	assert_int_equal(icalrestriction_check(cal), 1);
	icalcomponent_free(cal);
	assert_has(out.data, "METHOD:PUBLISH\r\n");
	assert_has(out.data, "\r\nNAME:Termine\\, Büro 1\r\n");
	assert_has(out.data, "\r\nX-WR-CALNAME:Termine, Büro 1\r\n");
	assert_has(out.data, "\r\nREFRESH-INTERVAL;VALUE=DURATION:PT1H\r\n");
	assert_has(out.data, "\r\nX-PUBLISHED-TTL:PT1H\r\n");
	assert_int_equal(count(out.data, "BEGIN:VEVENT"), 3);
	assert_int_equal(count(out.data, "BEGIN:VTIMEZONE"), 1);
	assert_int_equal(count(out.data, "STATUS:CANCELLED"), 1);
	assert_lacks(out.data, "ATTENDEE");
}

static void an_empty_feed_is_a_valid_calendar(void **state)
{
	struct icalendar_feed feed = {.name = "Termine"};
	struct problem why = {0};
	buffer_auto_t out = {0};
	icalcomponent *cal;

	(void)state;
	assert_true(icalendar_feed_write(&feed, &out, &why));
	cal = icalcomponent_new_from_string(out.data);
	assert_int_equal(icalrestriction_check(cal), 1);
	assert_non_null(icalcomponent_get_first_component(cal, ICAL_ANY_COMPONENT));
	icalcomponent_free(cal);
}

static void a_bad_event_spoils_the_whole_feed(void **state)
{
	struct icalendar_event events[] = {event(ICALENDAR_PUBLISH), event(ICALENDAR_PUBLISH)};
	struct icalendar_feed feed = {"Termine", events, 2};
	struct problem why = {0};
	buffer_auto_t out = {0};

	(void)state;
	spoil_url(&events[1]);
	assert_false(icalendar_feed_write(&feed, &out, &why));
	assert_int_equal(out.len, 0);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_request_carries_local_time_its_zone_and_the_citizen),
		cmocka_unit_test(a_cancellation_withdraws_without_alarm_or_video),
		cmocka_unit_test(a_download_names_no_citizen),
		cmocka_unit_test(a_video_link_is_also_in_description_and_place),
		cmocka_unit_test(the_same_event_gives_the_same_bytes),
		cmocka_unit_test(other_zones_and_ambiguous_hours_are_written_in_utc),
		cmocka_unit_test(a_backslash_stays_a_backslash),
		cmocka_unit_test(a_line_of_any_length_is_folded_without_tearing_its_end),
		cmocka_unit_test(the_two_rules_agree_with_the_zone_database),
		cmocka_unit_test(values_that_could_forge_a_line_are_refused_by_name),
		cmocka_unit_test(a_feed_has_a_name_one_zone_and_no_citizens),
		cmocka_unit_test(an_empty_feed_is_a_valid_calendar),
		cmocka_unit_test(a_bad_event_spoils_the_whole_feed),
	};

	return cmocka_run_group_tests_name("icalendar", tests, NULL, NULL);
}
