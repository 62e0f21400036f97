/* wording.c - an authority's facts in the words of one language. */
#include "server/wording.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"

enum { SECONDS_PER_MINUTE = 60, PHONE_LINK_BYTES = 32 };

static json_t *taken(struct buffer *b)
{
	json_t *text = json_stringn(b->data ? b->data : "", b->len);

	buffer_done(b);
	return text;
}

json_t *word_or_null(const char *text)
{
	return text && *text ? json_string(text) : json_null();
}

json_t *word_text(const struct wording *w, const char *key, json_t *vars)
{
	struct buffer b = {0};

	site_text(w->site, w->language, key, vars, &b);
	json_decref(vars);
	return taken(&b);
}

json_t *word_count(const struct wording *w, const char *key, long n)
{
	struct buffer b = {0};

	site_count(w->site, w->language, key, n, &b);
	return taken(&b);
}

json_t *word_date(const struct wording *w, enum date_style style, struct date date)
{
	struct buffer b = {0};

	language_date(w->language, style, date, &b);
	return taken(&b);
}

json_t *word_day_of(const struct wording *w, enum date_style style, time_t t)
{
	return word_date(w, style, zone_local(w->authority->zone, t).date);
}

json_t *word_clock(const struct wording *w, time_t t)
{
	struct local_time local = zone_local(w->authority->zone, t);

	return json_string(language_clock(w->language, local.hour, local.minute));
}

json_t *word_clock_sentence(const struct wording *w, time_t t)
{
	struct local_time local = zone_local(w->authority->zone, t);

	return json_string(language_time(w->language, local.hour, local.minute));
}

json_t *word_at(const struct wording *w, time_t t)
{
	return word_text(w, "staff.at",
			 json_pack("{s:o, s:o}", "date", word_day_of(w, DATE_SHORT, t), "time",
				   word_clock(w, t)));
}

json_t *word_rfc3339(const struct wording *w, time_t t)
{
	char text[RFC3339_SIZE];

	zone_rfc3339(w->authority->zone, t, text);
	return json_stringn_nocheck(text, sizeof text - 1);
}

void shape_moment(json_t *object, const struct wording *w, time_t starts_at, int minutes)
{
	time_t ends_at = starts_at + (time_t)minutes * SECONDS_PER_MINUTE;

	json_object_set_new(object, "starts_at", word_rfc3339(w, starts_at));
	json_object_set_new(object, "ends_at", word_rfc3339(w, ends_at));
	json_object_set_new(object, "date_text", word_day_of(w, DATE_FULL, starts_at));
	json_object_set_new(object, "day_text", word_day_of(w, DATE_DAY, starts_at));
	json_object_set_new(object, "time_text", word_clock_sentence(w, starts_at));
	json_object_set_new(object, "hours_text",
			    word_text(w, "moment.hours",
				      json_pack("{s:o, s:o}", "from", word_clock(w, starts_at),
						"to", word_clock(w, ends_at))));
}

void shape_channel(json_t *object, const struct wording *w, enum channel channel)
{
	char key[sizeof "channel.in_person"];

	snprintf(key, sizeof key, "channel.%s", channel_name(channel));
	json_object_set_new(object, "channel", json_string(channel_name(channel)));
	json_object_set_new(object, "channel_text", word_text(w, key, NULL));
	json_object_set_new(object, "channel_is",
			    json_pack("{s:b, s:b, s:b}", "in_person", channel == CHANNEL_IN_PERSON,
				      "phone", channel == CHANNEL_PHONE, "video",
				      channel == CHANNEL_VIDEO));
}

json_t *shape_channels(unsigned channels)
{
	json_t *list = json_array();

	for (int i = 0; i < CHANNELS; i++)
		if (channels & CHANNEL_LIST[i])
			json_array_append_new(list, json_string(channel_name(CHANNEL_LIST[i])));
	return list;
}

json_t *word_channels(const struct wording *w, unsigned channels)
{
	buffer_auto_t key = {0};

	if (!channels)
		return json_null();
	buffer_puts(&key, "channels");
	for (int i = 0; i < CHANNELS; i++)
		if (channels & CHANNEL_LIST[i])
			buffer_printf(&key, ".%s", channel_name(CHANNEL_LIST[i]));
	return word_text(w, key.data, NULL);
}

/* German numbers: a leading 0 is the national prefix. */
json_t *shape_phone_link(const char *phone)
{
	char link[PHONE_LINK_BYTES] = "+49";
	size_t len = 3;
	const char *p = phone ? phone : "";

	if (!*p)
		return json_null();
	if (*p == '+')
		len = 1;
	else if (*p == '0')
		p++;
	for (; *p && len < sizeof link - 1; p++)
		if (isdigit((unsigned char)*p))
			link[len++] = *p;
	return json_stringn(link, len);
}

json_t *word_of(const struct wording *w, const json_t *texts, const char *name)
{
	json_t *found = texts_member(w->authority, texts, language_code(w->language), name);

	return json_is_string(found) && json_string_length(found) == 0 ? json_null()
	       : found                                                 ? json_incref(found)
								       : json_null();
}

json_t *word_language(const struct wording *w, const char *code)
{
	struct wording own = *w;

	own.language = site_language(w->site, code);
	return own.language ? word_text(&own, "language.name", NULL) : json_string(code);
}

static json_t *list_of(const struct wording *w, const json_t *texts, const char *name)
{
	json_t *found = texts_member(w->authority, texts, language_code(w->language), name);

	return json_is_array(found) ? json_incref(found) : json_array();
}

json_t *shape_authority(const struct wording *w)
{
	const struct authority *a = w->authority;
	const json_t *texts = json_object_get(a->document, "texts");
	json_t *lines = json_object_get(json_object_get(a->document, "address"), "lines");
	json_t *links = json_object_get(a->document, "links");

	return json_pack("{s:o, s:o, s:O*, s:o, s:o, s:o, s:o, s:O*, s:b}", "kind",
			 word_of(w, texts, "kind"), "name", word_of(w, texts, "name"), "address",
			 lines, "phone", word_or_null(a->phone), "phone_tel",
			 shape_phone_link(a->phone), "phone_hours",
			 list_of(w, texts, "phone_hours"), "official_label",
			 word_of(w, texts, "official_label"), "links", links, "has_links",
			 json_object_size(links) > 0);
}

static void add_parents(json_t *list, const struct wording *w, const struct office *o)
{
	if (!o)
		return;
	add_parents(list, w, o->parent);
	json_array_append_new(list, json_pack("{s:o}", "name", word_of(w, o->texts, "name")));
}

json_t *shape_office(const struct wording *w, const struct office *o)
{
	json_t *parents = json_array();

	add_parents(parents, w, o->parent);
	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "slug", o->slug, "name",
			 word_of(w, o->texts, "name"), "summary", word_of(w, o->texts, "summary"),
			 "parents", parents, "phone", word_or_null(o->phone), "phone_tel",
			 shape_phone_link(o->phone), "phone_hours",
			 list_of(w, o->texts, "phone_hours"), "email", word_or_null(o->email),
			 "place", shape_place(w, o, NULL, NULL, CHANNEL_IN_PERSON));
}

json_t *shape_service(const struct wording *w, const struct service *s)
{
	json_t *documents = list_of(w, s->texts, "documents");
	size_t n = json_array_size(documents);

	return json_pack(
		"{s:s, s:o, s:o, s:o, s:i, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "slug", s->slug,
		"name", word_of(w, s->texts, "name"), "summary", word_of(w, s->texts, "summary"),
		"text", word_of(w, s->texts, "text"), "minutes", s->minutes, "minutes_text",
		word_count(w, "count.minutes", s->minutes), "channels", shape_channels(s->channels),
		"channels_text", word_channels(w, s->channels), "documents", documents,
		"documents_text", n ? word_count(w, "count.documents", (long)n) : json_null(),
		"documents_note", word_of(w, s->texts, "documents_note"), "online_url",
		word_of(w, s->texts, "online_url"));
}

json_t *shape_person(const struct contact_person *p)
{
	return json_pack("{s:s, s:s, s:o, s:o}", "slug", p->slug, "name", p->name, "phone",
			 word_or_null(p->phone), "phone_tel", shape_phone_link(p->phone));
}

static void add_line(json_t *lines, json_t *line)
{
	if (json_is_string(line))
		json_array_append_new(lines, line);
	else
		json_decref(line);
}

/* Also when it is written in the words of another language. */
static bool is_own_room(const struct contact_person *p, const char *room)
{
	const char *language;
	json_t *texts;

	if (!room || !*room)
		return true;
	json_object_foreach (p->room, language, texts) {
		const char *own = json_string_value(json_object_get(texts, "room"));

		if (own && strcmp(own, room) == 0)
			return true;
	}
	return false;
}

json_t *word_room(const struct wording *w, const struct contact_person *p, const char *room)
{
	if (p && is_own_room(p, room))
		return word_of(w, p->room, "room");
	return room && *room ? json_string(room) : json_null();
}

json_t *shape_place(const struct wording *w, const struct office *o, const struct contact_person *p,
		    const char *room, enum channel channel)
{
	json_t *lines, *line;
	size_t i;

	if (channel != CHANNEL_IN_PERSON || !o->address)
		return json_null();
	lines = json_array();
	add_line(lines, json_incref(json_object_get(o->address, "building")));
	if (p && is_own_room(p, room)) /* another room may be on another floor */
		add_line(lines, word_of(w, p->room, "floor"));
	json_array_foreach (json_object_get(o->address, "lines"), i, line)
		json_array_append(lines, line);
	return json_pack("{s:o, s:o, s:o}", "lines", lines, "room", word_room(w, p, room), "access",
			 word_of(w, o->texts, "access"));
}
