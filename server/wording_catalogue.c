/* wording_catalogue.c - what the catalogue holds, in words, and the language those are in. */
#include <string.h>

#include "server/wording.h"

/* A text that is empty is none. */
static json_t *text_found(const struct wording *w, const json_t *texts, const char *name,
			  const char **in)
{
	json_t *found = texts_member(w->authority, texts, language_code(w->language), name, in);

	return !found || (json_is_string(found) && json_string_length(found) == 0) ? NULL : found;
}

json_t *word_of(const struct wording *w, const json_t *texts, const char *name)
{
	json_t *found = text_found(w, texts, name, NULL);

	return found ? json_incref(found) : json_null();
}

/*
 * Texts with the language they are in
 */

/* A language that the server does not speak runs as its letters do. */
static const char *direction_of(const struct wording *w, const char *code)
{
	const struct language *language = site_language(w->site, code);

	return language ? language_direction(language) : "auto";
}

/* in: the language of what was found, or NULL. */
static void note_language(json_t *object, const char *member, const struct wording *w,
			  const char *in)
{
	json_t *notes = json_object_get(object, "written_in");
	bool other = in && strcmp(in, language_code(w->language)) != 0;

	if (!notes || (other && json_is_null(notes))) {
		notes = other ? json_object() : json_null();
		json_object_set_new(object, "written_in", notes);
	}
	if (other)
		json_object_set_new(
			notes, member,
			json_pack("{s:s, s:s}", "language", in, "dir", direction_of(w, in)));
}

void shape_text_as(json_t *object, const char *member, const struct wording *w, const json_t *texts,
		   const char *name)
{
	const char *in = NULL;
	json_t *found = text_found(w, texts, name, &in);

	json_object_set(object, member, found ? found : json_null());
	note_language(object, member, w, found ? in : NULL);
}

void shape_text(json_t *object, const struct wording *w, const json_t *texts, const char *name)
{
	shape_text_as(object, name, w, texts, name);
}

void shape_texts(json_t *object, const struct wording *w, const json_t *texts, const char *name)
{
	const char *in = NULL;
	json_t *found = text_found(w, texts, name, &in);
	bool some = json_is_array(found);

	json_object_set_new(object, name, some ? json_incref(found) : json_array());
	note_language(object, name, w, some ? in : NULL);
}

json_t *shape_authority(const struct wording *w)
{
	const struct authority *a = w->authority;
	const json_t *texts = json_object_get(a->document, "texts");
	json_t *lines = json_object_get(json_object_get(a->document, "address"), "lines");
	json_t *links = json_object_get(a->document, "links");
	json_t *authority =
		json_pack("{s:O*, s:o, s:o, s:O*, s:b}", "address", lines, "phone",
			  word_or_null(a->phone), "phone_tel", shape_phone_link(a->phone), "links",
			  links, "has_links", json_object_size(links) > 0);

	shape_text(authority, w, texts, "kind");
	shape_text(authority, w, texts, "name");
	shape_text(authority, w, texts, "official_label");
	shape_texts(authority, w, texts, "phone_hours");
	return authority;
}

static void add_parents(json_t *list, const struct wording *w, const struct office *o)
{
	json_t *parent;

	if (!o)
		return;
	add_parents(list, w, o->parent);
	parent = json_object();
	shape_text(parent, w, o->texts, "name");
	json_array_append_new(list, parent);
}

json_t *shape_office_name(const struct wording *w, const struct office *o)
{
	json_t *office = json_pack("{s:s}", "slug", o->slug);

	shape_text(office, w, o->texts, "name");
	return office;
}

json_t *shape_office(const struct wording *w, const struct office *o)
{
	json_t *office = shape_office_name(w, o), *parents = json_array();

	add_parents(parents, w, o->parent);
	shape_text(office, w, o->texts, "summary");
	json_object_set_new(office, "parents", parents);
	json_object_set_new(office, "phone", word_or_null(o->phone));
	json_object_set_new(office, "phone_tel", shape_phone_link(o->phone));
	shape_texts(office, w, o->texts, "phone_hours");
	json_object_set_new(office, "email", word_or_null(o->email));
	json_object_set_new(office, "place", shape_place(w, o, NULL, NULL, CHANNEL_IN_PERSON));
	return office;
}

json_t *shape_service_name(const struct wording *w, const struct service *s)
{
	json_t *service = json_pack("{s:s}", "slug", s->slug);

	shape_text(service, w, s->texts, "name");
	return service;
}

json_t *shape_service(const struct wording *w, const struct service *s)
{
	json_t *service = shape_service_name(w, s);
	size_t n;

	shape_text(service, w, s->texts, "summary");
	shape_text(service, w, s->texts, "text");
	json_object_set_new(service, "minutes", json_integer(s->minutes));
	json_object_set_new(service, "minutes_text", word_count(w, "count.minutes", s->minutes));
	json_object_set_new(service, "channels", shape_channels(s->channels));
	json_object_set_new(service, "channels_text", word_channels(w, s->channels));
	shape_texts(service, w, s->texts, "documents");
	n = json_array_size(json_object_get(service, "documents"));
	json_object_set_new(service, "documents_text",
			    n ? word_count(w, "count.documents", (long)n) : json_null());
	shape_text(service, w, s->texts, "documents_note");
	json_object_set_new(service, "online_url", word_of(w, s->texts, "online_url"));
	return service;
}

json_t *shape_person(const struct contact_person *p)
{
	return json_pack("{s:s, s:s, s:o, s:o}", "slug", p->slug, "name", p->name, "phone",
			 word_or_null(p->phone), "phone_tel", shape_phone_link(p->phone));
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

/* Building, floor, street, town: a floor in another language has the lines it stands in, all of
 * them names, read in that language. */
static void shape_lines(json_t *place, const struct wording *w, const struct office *o,
			const json_t *room)
{
	json_t *lines = json_array(), *building = json_object_get(o->address, "building");
	const char *in = NULL;
	json_t *floor = text_found(w, room, "floor", &in);

	if (json_is_string(building))
		json_array_append(lines, building);
	if (json_is_string(floor))
		json_array_append(lines, floor);
	json_array_extend(lines, json_object_get(o->address, "lines"));
	json_object_set_new(place, "lines", lines);
	note_language(place, "lines", w, json_is_string(floor) ? in : NULL);
}

json_t *shape_place(const struct wording *w, const struct office *o, const struct contact_person *p,
		    const char *room, enum channel channel)
{
	bool own = p && is_own_room(p, room); /* another room may be on another floor */
	json_t *place;

	if (channel != CHANNEL_IN_PERSON || !o->address)
		return json_null();
	place = json_object();
	shape_lines(place, w, o, own ? p->room : NULL);
	if (own)
		shape_text(place, w, p->room, "room");
	else
		json_object_set_new(place, "room", word_room(w, p, room));
	shape_text(place, w, o->texts, "access");
	return place;
}
