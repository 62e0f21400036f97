/*
 * busy_times.c - when the calendar of another program is busy.
 *
 * What EXDATE and RECURRENCE-ID take out of a series is collected first, for all events at once, so
 * that a large calendar costs no more than its sorting.  libical has one cursor per component:
 * while properties of an event are gone through, nothing else of it is looked up.
 */
#include "lib/busy_times.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

#include "lib/tick.h"
#include "lib/xalloc.h"

enum { DAY_SECONDS = 24 * 60 * 60, HOUR_MINUTES = 60 };

/* An occurrence that is left out of its series. */
struct skip {
	const char *uid;
	time_t at;
};

struct reading {
	struct busy_times *out;
	const struct zone *zone;
	struct busy_span window;
	const char *uid; /* of the event that is read */
	struct skip *skips;
	size_t nskips, skips_size;
	size_t left; /* occurrences that may still be looked at */
	struct problem *why;
};

/* How long each occurrence takes. */
struct length {
	int days; /* of events that are days */
	time_t seconds;
};

static bool bad_calendar(struct reading *r, const char *what)
{
	return problem(r->why, 422, "bad_calendar", "%s cannot be understood", what);
}

static bool too_many(struct reading *r)
{
	return problem(r->why, 422, "too_many", "there are more than %d busy times",
		       BUSY_SPANS_MAX);
}

/*
 * Times
 */

static struct date date_of(struct icaltimetype t)
{
	return (struct date){t.year, t.month, t.day};
}

static time_t instant(const struct reading *r, struct icaltimetype t)
{
	if (t.is_date)
		return zone_midnight(r->zone, date_of(t));
	if (t.zone)
		return icaltime_as_timet_with_zone(t, t.zone);
	return zone_time(r->zone, date_of(t), t.hour * HOUR_MINUTES + t.minute) + t.second;
}

static struct icaltimetype time_of(icalcomponent *event, icalproperty_kind kind)
{
	icalproperty *p = icalcomponent_get_first_property(event, kind);

	return p ? icalproperty_get_datetime_with_component(p, event) : icaltime_null_time();
}

static struct length length_of(const struct reading *r, icalcomponent *event,
			       struct icaltimetype start)
{
	struct icaltimetype end = time_of(event, ICAL_DTEND_PROPERTY);
	icalproperty *duration = icalcomponent_get_first_property(event, ICAL_DURATION_PROPERTY);
	struct length length = {.days = 1};

	if (!icaltime_is_null_time(end)) {
		length.seconds = instant(r, end) - instant(r, start);
		length.days =
			(int)((icaltime_as_timet(end) - icaltime_as_timet(start)) / DAY_SECONDS);
	} else if (duration) {
		length.seconds = icaldurationtype_as_int(icalproperty_get_duration(duration));
		length.days = (int)(length.seconds / DAY_SECONDS);
	}
	return length;
}

/*
 * What is taken out of a series
 */

static void *grown(void *list, size_t n, size_t *size, size_t record_bytes)
{
	if (n < *size)
		return list;
	*size = *size ? *size * 2 : 64;
	return xrealloc(list, *size * record_bytes);
}

static const char *uid_of(icalcomponent *event)
{
	const char *uid = icalcomponent_get_uid(event);

	return uid ? uid : "";
}

static void skip_add(struct reading *r, struct icaltimetype at)
{
	r->skips = grown(r->skips, r->nskips, &r->skips_size, sizeof *r->skips);
	r->skips[r->nskips++] = (struct skip){r->uid, instant(r, at)};
}

static int compare_skips(const void *a, const void *b)
{
	const struct skip *x = a, *y = b;
	int order = strcmp(x->uid, y->uid);

	return order ? order : (x->at > y->at) - (x->at < y->at);
}

static void skips_collect(struct reading *r, icalcomponent *calendar)
{
	icalcomponent *e = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT);

	for (; e; e = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT)) {
		struct icaltimetype changed = time_of(e, ICAL_RECURRENCEID_PROPERTY);
		icalproperty *p;

		r->uid = uid_of(e);
		if (!icaltime_is_null_time(changed))
			skip_add(r, changed);
		for (p = icalcomponent_get_first_property(e, ICAL_EXDATE_PROPERTY); p;
		     p = icalcomponent_get_next_property(e, ICAL_EXDATE_PROPERTY))
			skip_add(r, icalproperty_get_datetime_with_component(p, e));
	}
	if (r->nskips)
		qsort(r->skips, r->nskips, sizeof *r->skips, compare_skips);
}

static bool is_skip(const struct reading *r, time_t at)
{
	struct skip key = {r->uid, at};

	return r->nskips && bsearch(&key, r->skips, r->nskips, sizeof key, compare_skips);
}

/* Some programs leave out a day of a series of times. */
static bool is_skipped(const struct reading *r, struct icaltimetype start)
{
	return is_skip(r, instant(r, start)) || is_skip(r, zone_midnight(r->zone, date_of(start)));
}

/*
 * Occurrences
 */

static bool span_add(struct reading *r, time_t from, time_t to)
{
	struct busy_times *out = r->out;

	if (from >= to || to <= r->window.from || from >= r->window.to)
		return true;
	if (out->n == BUSY_SPANS_MAX)
		return too_many(r);
	out->list = grown(out->list, out->n, &out->size, sizeof *out->list);
	out->list[out->n++] = (struct busy_span){
		from < r->window.from ? r->window.from : from,
		to > r->window.to ? r->window.to : to,
	};
	return true;
}

static bool occurrence_add(struct reading *r, struct icaltimetype start, struct length length)
{
	time_t from = instant(r, start);
	struct icaltimetype end = start;

	if (!start.is_date)
		return span_add(r, from, from + length.seconds);
	icaltime_adjust(&end, length.days, 0, 0, 0);
	return span_add(r, from, instant(r, end));
}

/* Rules of hours and less are no calendar of a person, and take libical for ever. */
static bool rule_is_possible(const struct icalrecurrencetype *rule)
{
	return rule->freq == ICAL_DAILY_RECURRENCE || rule->freq == ICAL_WEEKLY_RECURRENCE ||
	       rule->freq == ICAL_MONTHLY_RECURRENCE || rule->freq == ICAL_YEARLY_RECURRENCE;
}

static bool rule_expand(struct reading *r, struct icalrecurrencetype rule,
			struct icaltimetype start, struct length length)
{
	icalrecur_iterator *i = NULL;
	bool ok = true;

	if (rule_is_possible(&rule))
		i = icalrecur_iterator_new(rule, start);
	if (!i)
		return bad_calendar(r, "a recurrence");
	while (ok) {
		struct icaltimetype at = icalrecur_iterator_next(i);

		at.zone = start.zone;
		at.is_date = start.is_date;
		if (icaltime_is_null_time(at) || instant(r, at) >= r->window.to)
			break;
		if (r->left-- == 0)
			ok = too_many(r);
		else if (!is_skipped(r, at))
			ok = occurrence_add(r, at, length);
	}
	icalrecur_iterator_free(i);
	return ok;
}

static bool rules_expand(struct reading *r, icalcomponent *event, struct icaltimetype start,
			 struct length length)
{
	icalproperty *p = icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY);

	for (; p; p = icalcomponent_get_next_property(event, ICAL_RRULE_PROPERTY))
		if (!rule_expand(r, icalproperty_get_rrule(p), start, length))
			return false;
	return true;
}

static bool dates_expand(struct reading *r, icalcomponent *event, struct length length)
{
	icalproperty *p = icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY);

	for (; p; p = icalcomponent_get_next_property(event, ICAL_RDATE_PROPERTY)) {
		struct icaldatetimeperiodtype at = icalproperty_get_rdate(p);
		struct icaltimetype start = icalproperty_get_datetime_with_component(p, event);

		if (icaltime_is_null_time(at.time)) { /* a period of its own length */
			if (!span_add(r, instant(r, at.period.start), instant(r, at.period.end)))
				return false;
		} else if (!is_skipped(r, start) && !occurrence_add(r, start, length)) {
			return false;
		}
	}
	return true;
}

/*
 * Components
 */

static bool event_is_busy(icalcomponent *event)
{
	icalproperty *transp = icalcomponent_get_first_property(event, ICAL_TRANSP_PROPERTY);
	icalproperty *x = icalcomponent_get_first_property(event, ICAL_X_PROPERTY);

	if (icalcomponent_get_status(event) == ICAL_STATUS_CANCELLED)
		return false;
	if (transp && icalproperty_get_transp(transp) != ICAL_TRANSP_OPAQUE)
		return false;
	for (; x; x = icalcomponent_get_next_property(event, ICAL_X_PROPERTY))
		if (strcmp(icalproperty_get_x_name(x), "X-MICROSOFT-CDO-BUSYSTATUS") == 0)
			return strcmp(icalproperty_get_x(x), "FREE") != 0;
	return true;
}

/* libical notes what it could not read, and goes on; of times that must not be. */
static bool times_are_readable(icalcomponent *event)
{
	static const char *const TIMES[] = {"DTSTART", "DTEND",  "DURATION",     "RRULE",
					    "RDATE",   "EXDATE", "RECURRENCE-ID"};
	icalproperty *p = icalcomponent_get_first_property(event, ICAL_XLICERROR_PROPERTY);

	for (; p; p = icalcomponent_get_next_property(event, ICAL_XLICERROR_PROPERTY))
		for (size_t i = 0; i < sizeof TIMES / sizeof *TIMES; i++)
			if (strstr(icalproperty_get_xlicerror(p), TIMES[i]))
				return false;
	return true;
}

static bool event_read(struct reading *r, icalcomponent *event)
{
	struct icaltimetype start = time_of(event, ICAL_DTSTART_PROPERTY);
	struct length length;
	bool changed = icalcomponent_get_first_property(event, ICAL_RECURRENCEID_PROPERTY);

	if (!times_are_readable(event) || icaltime_is_null_time(start))
		return bad_calendar(r, "a time");
	if (!event_is_busy(event))
		return true;
	if (r->left-- == 0)
		return too_many(r);
	length = length_of(r, event, start);
	r->uid = uid_of(event);
	if (changed)
		return occurrence_add(r, start, length);
	return (is_skipped(r, start) || occurrence_add(r, start, length)) &&
	       rules_expand(r, event, start, length) && dates_expand(r, event, length);
}

static bool freebusy_read(struct reading *r, icalcomponent *freebusy)
{
	icalproperty *p = icalcomponent_get_first_property(freebusy, ICAL_FREEBUSY_PROPERTY);

	for (; p; p = icalcomponent_get_next_property(freebusy, ICAL_FREEBUSY_PROPERTY)) {
		icalparameter *type = icalproperty_get_first_parameter(p, ICAL_FBTYPE_PARAMETER);
		struct icalperiodtype period = icalproperty_get_freebusy(p);
		time_t from = instant(r, period.start);
		time_t to = icaltime_is_null_time(period.end)
				    ? from + icaldurationtype_as_int(period.duration)
				    : instant(r, period.end);

		if (type && icalparameter_get_fbtype(type) == ICAL_FBTYPE_FREE)
			continue;
		if (!span_add(r, from, to))
			return false;
	}
	return true;
}

static bool calendar_read(struct reading *r, icalcomponent *calendar)
{
	icalcomponent *c;

	r->nskips = 0;
	skips_collect(r, calendar);
	for (c = icalcomponent_get_first_component(calendar, ICAL_VEVENT_COMPONENT); c;
	     c = icalcomponent_get_next_component(calendar, ICAL_VEVENT_COMPONENT))
		if (!event_read(r, c))
			return false;
	for (c = icalcomponent_get_first_component(calendar, ICAL_VFREEBUSY_COMPONENT); c;
	     c = icalcomponent_get_next_component(calendar, ICAL_VFREEBUSY_COMPONENT))
		if (!freebusy_read(r, c))
			return false;
	return true;
}

/* One VCALENDAR, or what libical makes of several. */
static bool root_read(struct reading *r, icalcomponent *root)
{
	icalcomponent *c =
		root && icalcomponent_isa(root) == ICAL_XROOT_COMPONENT
			? icalcomponent_get_first_component(root, ICAL_VCALENDAR_COMPONENT)
			: root;

	if (!c || icalcomponent_isa(c) != ICAL_VCALENDAR_COMPONENT)
		return problem(r->why, 422, "no_calendar", "this is no iCalendar");
	if (c == root)
		return calendar_read(r, c);
	for (; c; c = icalcomponent_get_next_component(root, ICAL_VCALENDAR_COMPONENT))
		if (!calendar_read(r, c))
			return false;
	return true;
}

bool busy_times_read(struct busy_times *out, const char *ics, const struct zone *zone,
		     struct busy_span window, struct problem *why)
{
	struct reading r = {.out = out,
			    .zone = zone,
			    .window = window,
			    .left = BUSY_OCCURRENCES_MAX,
			    .why = why};
	icalcomponent *root;
	bool ok;

	/* One that was cut off would be read as if there were nothing more. */
	if (!strstr(ics, "END:VCALENDAR"))
		return problem(why, 422, "no_calendar", "this is no iCalendar");
	root = icalparser_parse_string(ics);
	ok = root_read(&r, root);
	if (root)
		icalcomponent_free(root);
	free(r.skips);
	return ok;
}

/*
 * All together
 */

static int compare_spans(const void *a, const void *b)
{
	const struct busy_span *x = a, *y = b;

	return (x->from > y->from) - (x->from < y->from);
}

void busy_times_settle(struct busy_times *times)
{
	size_t n = 0;

	if (times->n)
		qsort(times->list, times->n, sizeof *times->list, compare_spans);
	for (size_t i = 0; i < times->n; i++) {
		struct busy_span s = {tick_time(tick_floor(times->list[i].from)),
				      tick_time(tick_ceil(times->list[i].to))};

		if (n && s.from <= times->list[n - 1].to) {
			if (s.to > times->list[n - 1].to)
				times->list[n - 1].to = s.to;
		} else {
			times->list[n++] = s;
		}
	}
	times->n = n;
}

void busy_times_done(struct busy_times *times)
{
	free(times->list);
	*times = (struct busy_times){0};
}
