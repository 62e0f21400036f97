/* icalendar_check.c - what may be written into a calendar. */
#include "lib/icalendar_check.h"

#include <math.h>
#include <string.h>

#include "lib/clean_text.h"
#include "lib/mail_address.h"

enum {
	LINE_MAX_BYTES = 1000,
	TEXT_MAX_BYTES = 20000,
	TOKEN_MAX_BYTES = 255, /* RFC 7986 5.3: a UID should fit in 255 octets */
	URI_MAX_BYTES = 2000,
	LATITUDE_MAX = 90,
	LONGITUDE_MAX = 180,
};

static bool refuse(const char *field, const char *rule, struct problem *why)
{
	return problem(why, 422, "bad_event", "%s %s", field, rule);
}

static bool check_line(const char *field, const char *s, struct problem *why)
{
	if (!s || !*s)
		return refuse(field, "is missing", why);
	if (strlen(s) > LINE_MAX_BYTES)
		return refuse(field, "is too long", why);
	if (!clean_line(s))
		return refuse(field, "is not one line of valid UTF-8", why);
	return true;
}

static bool check_text(const char *field, const char *s, struct problem *why)
{
	if (s && strlen(s) > TEXT_MAX_BYTES)
		return refuse(field, "is too long", why);
	if (s && !clean_text(s))
		return refuse(field, "has control characters or is not valid UTF-8", why);
	return true;
}

/* Printable ASCII without space, as in identifiers. */
static bool check_token(const char *field, const char *s, struct problem *why)
{
	if (!s || !*s || strlen(s) > TOKEN_MAX_BYTES)
		return refuse(field, "is missing or too long", why);
	for (; *s; s++) {
		if (*s <= ' ' || *s >= 0x7f)
			return refuse(field, "is not printable ASCII", why);
	}
	return true;
}

/* Only what RFC 3986 lets stand in a URI. */
static bool check_url(const char *field, const char *s, struct problem *why)
{
	if (!s || !*s)
		return true;
	if (strlen(s) > URI_MAX_BYTES)
		return refuse(field, "is too long", why);
	if (strncmp(s, "https://", 8) != 0 && strncmp(s, "http://", 7) != 0)
		return refuse(field, "is not an http or https address", why);
	for (; *s; s++) {
		if (*s <= ' ' || *s >= 0x7f || strchr("\"<>\\^`{|}", *s))
			return refuse(field, "has characters that may not stand in an address",
				      why);
	}
	return true;
}

static bool check_person(const char *name_field, const char *name, const char *email_field,
			 const char *email, struct problem *why)
{
	if (!check_line(name_field, name, why))
		return false;
	if (!email || !mail_address_valid(email))
		return refuse(email_field, "is not a mail address", why);
	return true;
}

static bool check_geo(const struct icalendar_geo *geo, struct problem *why)
{
	if (!geo->known)
		return true;
	/* Written so that a NaN is refused too. */
	if (!(fabs(geo->latitude) <= LATITUDE_MAX && fabs(geo->longitude) <= LONGITUDE_MAX))
		return refuse("geo", "is no place on earth", why);
	return true;
}

static bool check_order(const struct icalendar_event *ev, struct problem *why)
{
	if (ev->sequence < 0)
		return refuse("sequence", "is negative", why);
	if (ev->ends_at <= ev->starts_at)
		return refuse("ends_at", "is not after starts_at", why);
	return true;
}

static bool check_texts(const struct icalendar_event *ev, struct problem *why)
{
	return check_line("summary", ev->summary, why) &&
	       check_text("description", ev->description, why) &&
	       (!ev->location || !*ev->location || check_line("location", ev->location, why)) &&
	       check_url("url", ev->url, why) && check_url("video_url", ev->video_url, why);
}

bool icalendar_check(const struct icalendar_event *ev, enum icalendar_method method,
		     struct problem *why)
{
	if (method != ICALENDAR_PUBLISH && !check_person("attendee_name", ev->attendee_name,
							 "attendee_email", ev->attendee_email, why))
		return false;
	return check_token("uid", ev->uid, why) && check_token("tzid", ev->tzid, why) &&
	       check_order(ev, why) && check_texts(ev, why) && check_geo(&ev->geo, why) &&
	       check_person("organizer_name", ev->organizer_name, "organizer_email",
			    ev->organizer_email, why);
}

bool icalendar_check_feed(const struct icalendar_feed *feed, struct problem *why)
{
	if (!check_line("name", feed->name, why))
		return false;
	if (feed->nevents > ICALENDAR_FEED_MAX_EVENTS)
		return refuse("events", "are too many for one feed", why);
	for (size_t i = 0; i < feed->nevents; i++) {
		if (!icalendar_check(&feed->events[i], ICALENDAR_PUBLISH, why))
			return false;
	}
	return true;
}
