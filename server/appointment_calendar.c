/* appointment_calendar.c - a booking as a calendar entry. */
#include "server/appointment_calendar.h"

#include <string.h>

#include "lib/cleanup.h"

enum { SECONDS_PER_MINUTE = 60 };

static char *text_of(const struct wording *w, const char *key, const json_t *document)
{
	struct buffer text = {0};

	site_text(w->site, w->language, key, document, &text);
	return buffer_steal(&text);
}

/* "Landratsamt, Haus B, 2. Stock, Zimmer 214, Musterstraße 2, 78050 Villingen-Schwenningen" */
static char *location_of(const json_t *document)
{
	const json_t *place = json_object_get(document, "place");
	const json_t *room = json_object_get(place, "room");
	struct buffer text = {0};
	size_t i;
	json_t *line;

	json_array_foreach (json_object_get(place, "lines"), i, line) {
		buffer_puts(&text, i ? ", " : "");
		buffer_puts(&text, json_string_value(line));
	}
	if (json_is_string(room)) {
		buffer_puts(&text, ", ");
		buffer_puts(&text, json_string_value(room));
	}
	return buffer_steal(&text);
}

static struct icalendar_geo geo_of(const struct office *o)
{
	const json_t *geo = json_object_get(o->address, "geo");

	return (struct icalendar_geo){
		.known = json_is_object(geo),
		.latitude = json_number_value(json_object_get(geo, "latitude")),
		.longitude = json_number_value(json_object_get(geo, "longitude")),
	};
}

static json_t *document_of(const struct wording *w, const struct booking *b, const char *manage_url)
{
	json_t *document = booking_document(w, b);

	json_object_set_new(document, "manage_url", word_or_null(manage_url));
	json_object_set_new(document, "authority", shape_authority(w));
	return document;
}

char *appointment_calendar(const struct wording *w, const struct booking *b,
			   enum icalendar_method method, const char *manage_url,
			   struct problem *why)
{
	bool discreet = b->office->rules.discreet;
	json_auto_t *document = document_of(w, b, manage_url);
	str_auto_t *summary =
		text_of(w, discreet ? "calendar.summary_discreet" : "calendar.summary", document);
	str_auto_t *description = text_of(
		w, discreet ? "calendar.description_discreet" : "calendar.description", document);
	str_auto_t *location = location_of(document);
	str_auto_t *organizer = text_of(w, "calendar.organizer", document);
	str_auto_t *attendee = text_of(w, "calendar.attendee", document);
	const json_t *video = json_object_get(document, "video_url");
	buffer_auto_t out = {0};
	const struct icalendar_event event = {
		.method = method,
		.uid = b->uid,
		.sequence = b->sequence,
		.dtstamp = b->changed_at,
		.created = b->created_at,
		.last_modified = b->changed_at,
		.starts_at = b->starts_at,
		.ends_at = b->starts_at + (time_t)b->minutes * SECONDS_PER_MINUTE,
		.tzid = zone_name(w->authority->zone),
		.summary = summary,
		.description = description,
		.location = location,
		.geo = b->channel == CHANNEL_IN_PERSON ? geo_of(b->office)
						       : (struct icalendar_geo){0},
		.url = manage_url,
		.organizer_name = organizer,
		.organizer_email = w->authority->email,
		.attendee_name =
			b->family_name ? attendee : b->email, /* erased: no name any more */
		.attendee_email = b->email,
		.video_url = json_string_value(video),
		.alarm = method != ICALENDAR_CANCEL,
		.cancelled = b->cancelled,
	};

	return icalendar_write(&event, &out, why) ? buffer_steal(&out) : NULL;
}
