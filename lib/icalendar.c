/*
 * icalendar.c - appointments as iCalendar text (RFC 5545, 5546, 7986).
 *
 * No property gets a libical time zone: libical would prefix the TZID with
 * "/freeassociation.sourceforge.net/" and write a VTIMEZONE of three kilobytes.
 */
#include "lib/icalendar.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

#include "lib/berlin.h"
#include "lib/cleanup.h"
#include "lib/icalendar_check.h"
#include "lib/xalloc.h"

#define PRODID "-//Amtstermin//Amtstermin//DE"
#define ical_auto_t __attribute__((cleanup(ical_freep))) icalcomponent

static void ical_freep(icalcomponent **p)
{
	if (*p)
		icalcomponent_free(*p);
}

static bool has(const char *s)
{
	return s && *s;
}

static struct icaltimetype utc(time_t t)
{
	return icaltime_from_timet_with_zone(t, 0, icaltimezone_get_utc_timezone());
}

const char *icalendar_method_name(enum icalendar_method method)
{
	static const char *const NAMES[] = {"REQUEST", "CANCEL", "PUBLISH"};

	return NAMES[method];
}

/* Local time where the reader can tell which one is meant, else UTC. */
static bool is_local(const struct icalendar_event *ev)
{
	return strcmp(ev->tzid, BERLIN_TZID) == 0 && !berlin_is_ambiguous(ev->starts_at) &&
	       !berlin_is_ambiguous(ev->ends_at);
}

static void add_time(icalcomponent *c, icalproperty *(*property)(struct icaltimetype), time_t t,
		     bool local)
{
	icalproperty *p;

	if (!local) {
		icalcomponent_add_property(c, property(utc(t)));
		return;
	}
	p = property(icaltime_from_timet_with_zone(t + berlin_offset(t), 0, NULL));
	icalproperty_add_parameter(p, icalparameter_new_tzid(BERLIN_TZID));
	icalcomponent_add_property(c, p);
}

static void add_x(icalcomponent *c, const char *name, const char *value)
{
	icalproperty *p = icalproperty_new_x(value);

	icalproperty_set_x_name(p, name);
	icalcomponent_add_property(c, p);
}

/* A parameter value has no way to carry a double quote (RFC 5545 3.1). */
static icalparameter *common_name(const char *name)
{
	str_auto_t *cn = xstrdup(name);

	for (char *q = cn; (q = strchr(q, '"'));)
		*q = '\'';
	return icalparameter_new_cn(cn);
}

static void add_organizer(icalcomponent *c, const struct icalendar_event *ev)
{
	buffer_auto_t address = {0};
	icalproperty *p;

	buffer_printf(&address, "mailto:%s", ev->organizer_email);
	p = icalproperty_new_organizer(address.data);
	icalproperty_add_parameter(p, common_name(ev->organizer_name));
	icalcomponent_add_property(c, p);
}

/* The citizen has already agreed by booking, so no reply is asked for. */
static void add_attendee(icalcomponent *c, const struct icalendar_event *ev)
{
	buffer_auto_t address = {0};
	icalproperty *p;

	buffer_printf(&address, "mailto:%s", ev->attendee_email);
	p = icalproperty_new_attendee(address.data);
	icalproperty_add_parameter(p, icalparameter_new_cutype(ICAL_CUTYPE_INDIVIDUAL));
	icalproperty_add_parameter(p, icalparameter_new_role(ICAL_ROLE_REQPARTICIPANT));
	icalproperty_add_parameter(p, icalparameter_new_partstat(ICAL_PARTSTAT_ACCEPTED));
	icalproperty_add_parameter(p, icalparameter_new_rsvp(ICAL_RSVP_FALSE));
	icalproperty_add_parameter(p, common_name(ev->attendee_name));
	icalcomponent_add_property(c, p);
}

static void add_conference(icalcomponent *c, const char *url)
{
	icalproperty *p = icalproperty_new_conference(url);

	icalproperty_add_parameter(p, icalparameter_new_value(ICAL_VALUE_URI));
	icalproperty_add_parameter(p, icalparameter_new_feature(ICAL_FEATURE_VIDEO));
	icalproperty_add_parameter(p, icalparameter_new_label("Video"));
	icalcomponent_add_property(c, p);
}

static void add_description(icalcomponent *c, const char *text, const char *video)
{
	buffer_auto_t all = {0};

	for (; has(text); text++) {
		if (*text != '\r')
			buffer_putc(&all, *text);
	}
	if (has(video) && !(all.len && strstr(all.data, video)))
		buffer_printf(&all, "%s%s", all.len ? "\n\n" : "", video);
	if (all.len)
		icalcomponent_add_property(c, icalproperty_new_description(all.data));
}

static void add_place(icalcomponent *c, const struct icalendar_event *ev, const char *video)
{
	const char *place = has(ev->location) ? ev->location : video;

	if (has(place))
		icalcomponent_add_property(c, icalproperty_new_location(place));
	if (ev->geo.known) {
		struct icalgeotype geo = {ev->geo.latitude, ev->geo.longitude};

		icalcomponent_add_property(c, icalproperty_new_geo(geo));
	}
	if (has(video))
		add_conference(c, video);
}

static void add_alarm(icalcomponent *c, const char *summary)
{
	struct icaltriggertype day_before = {.time = icaltime_null_time(),
					     .duration = {.is_neg = 1, .days = 1}};
	icalcomponent *alarm = icalcomponent_new_valarm();

	icalcomponent_add_property(alarm, icalproperty_new_action(ICAL_ACTION_DISPLAY));
	icalcomponent_add_property(alarm, icalproperty_new_trigger(day_before));
	icalcomponent_add_property(alarm, icalproperty_new_description(summary));
	icalcomponent_add_component(c, alarm);
}

static void add_dates(icalcomponent *c, const struct icalendar_event *ev)
{
	bool local = is_local(ev);

	icalcomponent_add_property(c, icalproperty_new_uid(ev->uid));
	icalcomponent_add_property(c, icalproperty_new_sequence(ev->sequence));
	icalcomponent_add_property(c, icalproperty_new_dtstamp(utc(ev->dtstamp)));
	icalcomponent_add_property(c, icalproperty_new_created(utc(ev->created)));
	icalcomponent_add_property(c, icalproperty_new_lastmodified(utc(ev->last_modified)));
	add_time(c, icalproperty_new_dtstart, ev->starts_at, local);
	add_time(c, icalproperty_new_dtend, ev->ends_at, local);
}

static icalcomponent *vevent(const struct icalendar_event *ev, enum icalendar_method method)
{
	bool cancelled =
		method == ICALENDAR_CANCEL || (method == ICALENDAR_PUBLISH && ev->cancelled);
	const char *video = cancelled ? NULL : ev->video_url;
	icalcomponent *c = icalcomponent_new_vevent();

	add_dates(c, ev);
	icalcomponent_add_property(c, icalproperty_new_status(cancelled ? ICAL_STATUS_CANCELLED
									: ICAL_STATUS_CONFIRMED));
	icalcomponent_add_property(c, icalproperty_new_summary(ev->summary));
	add_description(c, ev->description, video);
	add_place(c, ev, video);
	if (has(ev->url))
		icalcomponent_add_property(c, icalproperty_new_url(ev->url));
	add_organizer(c, ev);
	if (method != ICALENDAR_PUBLISH)
		add_attendee(c, ev);
	icalcomponent_add_property(c, icalproperty_new_class(ICAL_CLASS_PRIVATE));
	icalcomponent_add_property(c, icalproperty_new_transp(ICAL_TRANSP_OPAQUE));
	add_x(c, "X-MICROSOFT-DISALLOW-COUNTER", "TRUE");
	if (!cancelled)
		add_x(c, "X-MICROSOFT-CDO-BUSYSTATUS", "BUSY");
	if (ev->alarm && !cancelled)
		add_alarm(c, ev->summary);
	return c;
}

static icalcomponent *vcalendar(enum icalendar_method method)
{
	static const enum icalproperty_method METHODS[] = {ICAL_METHOD_REQUEST, ICAL_METHOD_CANCEL,
							   ICAL_METHOD_PUBLISH};
	icalcomponent *cal = icalcomponent_new_vcalendar();

	icalcomponent_add_property(cal, icalproperty_new_version("2.0"));
	icalcomponent_add_property(cal, icalproperty_new_prodid(PRODID));
	icalcomponent_add_property(cal, icalproperty_new_calscale("GREGORIAN"));
	icalcomponent_add_property(cal, icalproperty_new_method(METHODS[method]));
	return cal;
}

static void add_berlin(icalcomponent *cal)
{
	icalcomponent_add_component(cal, icalcomponent_new_from_string(BERLIN_VTIMEZONE));
}

/*
 * libical 3.0.16 folds a line whose end would be the 75th octet between its CR
 * and LF (one length in 74), which breaks the entry.  No value holds a CR, so
 * CR CR LF blank LF can come from nothing else.
 */
static void add_folded(struct buffer *out, const char *text)
{
	static const char TORN[] = "\r\r\n \n";
	const char *torn;

	for (; (torn = strstr(text, TORN)); text = torn + sizeof TORN - 1) {
		buffer_add(out, text, (size_t)(torn - text));
		buffer_puts(out, "\r\n");
	}
	buffer_puts(out, text);
}

static void write_component(icalcomponent *cal, struct buffer *out)
{
	/* Not the plain icalcomponent_as_ical_string(): that one returns memory
	 * out of a ring which libical soon uses again. */
	str_auto_t *text = icalcomponent_as_ical_string_r(cal);

	add_folded(out, text);
}

bool icalendar_write(const struct icalendar_event *ev, struct buffer *out, struct problem *why)
{
	ical_auto_t *cal = NULL;

	if (!icalendar_check(ev, ev->method, why))
		return false;
	cal = vcalendar(ev->method);
	if (is_local(ev))
		add_berlin(cal);
	icalcomponent_add_component(cal, vevent(ev, ev->method));
	write_component(cal, out);
	return true;
}

/* Readers poll as often as they like; an hour is what we ask for. */
static void add_feed_head(icalcomponent *cal, const char *name)
{
	struct icaldurationtype hour = {.hours = 1};
	icalproperty *refresh = icalproperty_new_refreshinterval(hour);

	icalproperty_add_parameter(refresh, icalparameter_new_value(ICAL_VALUE_DURATION));
	icalcomponent_add_property(cal, icalproperty_new_name(name));
	add_x(cal, "X-WR-CALNAME", name);
	icalcomponent_add_property(cal, refresh);
	add_x(cal, "X-PUBLISHED-TTL", "PT1H");
}

bool icalendar_feed_write(const struct icalendar_feed *feed, struct buffer *out,
			  struct problem *why)
{
	ical_auto_t *cal = NULL;
	bool local = feed->nevents == 0; /* an object without any component is not valid */

	if (!icalendar_check_feed(feed, why))
		return false;
	cal = vcalendar(ICALENDAR_PUBLISH);
	add_feed_head(cal, feed->name);
	for (size_t i = 0; i < feed->nevents && !local; i++)
		local = is_local(&feed->events[i]);
	if (local)
		add_berlin(cal);
	for (size_t i = 0; i < feed->nevents; i++)
		icalcomponent_add_component(cal, vevent(&feed->events[i], ICALENDAR_PUBLISH));
	write_component(cal, out);
	return true;
}
