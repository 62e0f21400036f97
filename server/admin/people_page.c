/* people_page.c - the document of an office's contact persons, with the form for one of them. */
#include <string.h>

#include "lib/cleanup.h"
#include "server/admin/people.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/picks.h"
#include "server/text.h"

static const char *text_at(const struct people *p, int row, const char *column)
{
	const char *text = row < 0 ? NULL : row_text(p->rows, row, column);

	return text ? text : "";
}

int people_row(const struct people *p)
{
	for (int row = 0; p->id && row < PQntuples(p->rows); row++)
		if (strcmp(row_text(p->rows, row, "contact_person_id"), p->id) == 0)
			return row;
	return -1;
}

static json_t *kind_text(const struct wording *w, const char *kind)
{
	str_auto_t *key = text_format("staff.person_kind.%s", kind);

	return word_text(w, key, NULL);
}

static json_t *room_text(const struct people *p, int row)
{
	json_auto_t *rooms = json_loads(row_text(p->rows, row, "room"), 0, NULL);
	json_auto_t *room = word_of(&p->w, rooms, "room"), *floor = word_of(&p->w, rooms, "floor");

	if (json_is_string(room) && json_is_string(floor))
		return json_sprintf("%s, %s", json_string_value(room), json_string_value(floor));
	return json_incref(json_is_string(room) ? room : floor);
}

static json_t *person_row(const struct people *p, int row)
{
	long bookings = (long)row_integer(p->rows, row, "bookings");
	const char *id = row_text(p->rows, row, "contact_person_id");

	return json_pack(
		"{s:s, s:s, s:s, s:o, s:I, s:o, s:o, s:o, s:o, s:b, s:I, s:o, s:o}", "id", id,
		"slug", text_at(p, row, "slug"), "name", text_at(p, row, "name"), "kind_text",
		kind_text(&p->w, text_at(p, row, "kind")), "lanes",
		(json_int_t)row_integer(p->rows, row, "lanes"), "room_text", room_text(p, row),
		"phone", word_or_null(*text_at(p, row, "phone") ? text_at(p, row, "phone") : NULL),
		"email", word_or_null(*text_at(p, row, "email") ? text_at(p, row, "email") : NULL),
		"video_url", word_or_null(row_text(p->rows, row, "video_url")), "active",
		row_bool(p->rows, row, "active"), "bookings", (json_int_t)bookings, "bookings_text",
		bookings ? word_count(&p->w, "staff.count.bookings", bookings) : json_null(), "url",
		json_sprintf("/staff/%s/people/%s%s#edit", p->office->slug, id, p->w.lang_query));
}

/*
 * The form
 */

static json_t *typed(const struct people *p, const char *name)
{
	return json_object_get(fields_values(p->f), name);
}

/* What was typed, else what is so. */
static json_t *value_json(const struct people *p, const char *name, const char *is)
{
	const char *text = p->f ? json_string_value(typed(p, name)) : is;

	return json_string(text ? text : "");
}

static json_t *values_json(const struct people *p, int row)
{
	static const char *const NAMES[] = {"name", "slug", "lanes", "phone", "email", "video_url"};
	json_t *values = json_object();

	for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
		json_object_set_new(values, NAMES[i],
				    value_json(p, NAMES[i],
					       row < 0 && strcmp(NAMES[i], "lanes") == 0
						       ? "1"
						       : text_at(p, row, NAMES[i])));
	return values;
}

static json_t *kinds_json(const struct people *p, int row)
{
	json_auto_t *selected =
		value_json(p, "kind", row < 0 ? PERSON_KINDS[0] : text_at(p, row, "kind"));
	json_t *kinds = json_array();

	for (int i = 0; PERSON_KINDS[i]; i++)
		json_array_append_new(
			kinds,
			option_json(PERSON_KINDS[i], kind_text(&p->w, PERSON_KINDS[i]),
				    strcmp(PERSON_KINDS[i], json_string_value(selected)) == 0));
	return kinds;
}

static json_t *part_json(const struct people *p, const json_t *rooms, const char *part,
			 const char *code)
{
	str_auto_t *name = text_format("%s.%s", part, code);
	const char *is = json_string_value(json_object_get(json_object_get(rooms, code), part));

	return json_pack("{s:s, s:o, s:o}", "name", name, "value", value_json(p, name, is), "error",
			 p->f ? field_error(&p->w, p->f, name) : json_null());
}

/* Floor and room in each language of the authority. */
static json_t *rooms_json(const struct people *p, int row)
{
	json_auto_t *rooms = row < 0 ? NULL : json_loads(row_text(p->rows, row, "room"), 0, NULL);
	json_t *list = json_array();

	for (size_t i = 0; i < p->w.authority->nlanguages; i++) {
		const char *code = p->w.authority->languages[i];

		json_array_append_new(list, json_pack("{s:o, s:o, s:o}", "language_text",
						      word_language(&p->w, code), "room",
						      part_json(p, rooms, "room", code), "floor",
						      part_json(p, rooms, "floor", code)));
	}
	return list;
}

static json_t *edit_json(const struct people *p, int row)
{
	bool active = row >= 0 && row_bool(p->rows, row, "active");

	if (p->f && row >= 0)
		active = json_is_true(typed(p, "active"));
	return json_pack("{s:b, s:o, s:o, s:o, s:o, s:o, s:b}", "new", row < 0, "version",
			 word_or_null(row < 0 ? NULL : row_text(p->rows, row, "version")),
			 "post_path",
			 row < 0 ? json_sprintf("/staff/%s/people", p->office->slug)
				 : json_sprintf("/staff/%s/people/%s", p->office->slug, p->id),
			 "name", word_or_null(row < 0 ? NULL : text_at(p, row, "name")), "kinds",
			 kinds_json(p, row), "rooms", rooms_json(p, row), "active", active);
}

/* Which fields are other ones, is not told: the form shows how it is now. */
static json_t *person_said(const struct wording *w, const char *action, const json_t *before,
			   const json_t *after)
{
	str_auto_t *key = NULL;
	bool was = json_is_true(json_object_get(before, "active"));
	bool is = json_is_true(json_object_get(after, "active"));

	key = text_format("staff.did.%s", strcmp(action, "add") == 0 ? "add"
					  : was && !is               ? "off"
					  : is && !was               ? "on"
								     : "change");
	return word_text(w, key, NULL);
}

json_t *people_document(const struct people *p)
{
	int edited = people_row(p);
	json_t *people = json_array(), *history = history_of(&p->w, p->audit, person_said);
	json_t *document;

	for (int row = 0; row < PQntuples(p->rows); row++)
		json_array_append_new(people, person_row(p, row));
	document = json_pack(
		"{s:o, s:b, s:o, s:o, s:o, s:o, s:[], s:{}}", "office",
		shape_office(&p->w, p->office), "has_people", json_array_size(people) > 0, "people",
		people, "edit", edit_json(p, edited), "values", values_json(p, edited), "changed",
		p->outdated ? history_changed(history, &p->w, 1) : json_null(), "errors", "error");
	json_object_set_new(document, "kept_url",
			    p->kept ? json_sprintf("/staff/%s/week%s%scontact_person=%s",
						   p->office->slug, p->w.lang_query,
						   *p->w.lang_query ? "&" : "?",
						   text_at(p, edited, "slug"))
				    : json_null());
	history_shape(document, history);
	return document;
}
