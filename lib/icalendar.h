/*
 * icalendar.h - appointments as iCalendar text (RFC 5545, 5546, 7986).
 *
 * Everything written depends on the event alone, so the same event gives the
 * same bytes: DTSTAMP is the caller's, not now.  Values are checked before they
 * are written; a refused one is named in the problem (422, "bad_event").
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <time.h>

#include "lib/buffer.h"
#include "lib/problem.h"

enum icalendar_method {
	ICALENDAR_REQUEST, /* mail: the appointment is made or was moved */
	ICALENDAR_CANCEL,  /* mail: it was cancelled */
	ICALENDAR_PUBLISH, /* download or feed: no attendee, nothing to answer */
};

struct icalendar_geo {
	bool known;
	double latitude, longitude; /* degrees, WGS 84 */
};

/*
 * Strings are borrowed UTF-8.  NULL or "" leaves out what is marked optional.
 * The description and the location mention video_url if they do not already:
 * most calendars ignore CONFERENCE.
 */
struct icalendar_event {
	enum icalendar_method method;
	const char *uid; /* the same through the appointment's whole life */
	int sequence;    /* 0 at first, one more at every change */
	time_t dtstamp, created, last_modified;
	time_t starts_at, ends_at;
	const char *tzid;        /* IANA zone; all but Europe/Berlin are written in UTC */
	const char *summary;     /* lands in clouds of others: keep it neutral */
	const char *description; /* optional; lines end in LF or CR LF */
	const char *location;    /* optional */
	struct icalendar_geo geo;
	const char *url; /* optional: the manage page */
	const char *organizer_name, *organizer_email;
	const char *attendee_name, *attendee_email; /* unused by ICALENDAR_PUBLISH */
	const char *video_url;                      /* optional */
	bool alarm;                                 /* remind a day before */
	bool cancelled;                             /* in a feed: keep showing it as cancelled */
};

/* What ICALENDAR_FEED_MAX_EVENTS is to a feed; more are refused. */
enum { ICALENDAR_FEED_MAX_EVENTS = 20000 };

struct icalendar_feed {
	const char *name; /* what the calendar is called in the reader's list */
	const struct icalendar_event *events;
	size_t nevents; /* each is written as ICALENDAR_PUBLISH, whatever its method */
};

/* Append the event as one iCalendar object; on failure `out` is as it was. */
bool icalendar_write(const struct icalendar_event *event, struct buffer *out, struct problem *why);

/* Append a calendar to subscribe to. */
bool icalendar_feed_write(const struct icalendar_feed *feed, struct buffer *out,
			  struct problem *why);

/* "REQUEST", "CANCEL" or "PUBLISH": also the method= of the MIME part. */
const char *icalendar_method_name(enum icalendar_method method);
