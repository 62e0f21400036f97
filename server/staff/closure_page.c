/* closure_page.c - the page staff.closures: what is entered, the form, and the quick way for who is
 * sick. */
#include "server/staff/closure_page.h"

#include <string.h>

#include "lib/cleanup.h"
#include "server/db/rows.h"
#include "server/picks.h"
#include "server/school.h"
#include "server/staff/closure_words.h"
#include "server/text.h"

const char *const CLOSURE_KINDS[] = {"sick", "leave", "training", "closed", "other", NULL};
const char *const CLOSURE_REPEATS[] = {"", "week", "month", "year", NULL};
const char *const SICK_LENGTHS[] = {"today", "tomorrow", "week", "next_week", NULL};

const struct contact_person *closure_person(const struct office *o, const char *slug)
{
	const struct authority *a = o->authority;

	for (size_t i = 0; i < a->npersons; i++)
		if (a->persons[i].office == o && strcmp(a->persons[i].slug, slug) == 0)
			return &a->persons[i];
	return NULL;
}

json_t *closure_path(const struct closure_view *v, const char *id, const char *rest,
		     const char *query)
{
	return json_sprintf("/staff/%s/closures/%s%s%s", v->office->slug, id, rest, query);
}

/* Where a busy time comes from, and can be changed. */
static json_t *calendar_path(const struct closure_view *v, const PGresult *rows, int row)
{
	const struct contact_person *p = authority_person_by_id(
		v->w->authority, row_integer(rows, row, "contact_person_id"));

	return json_sprintf("/staff/%s/calendar?contact_person=%s%s", v->office->slug,
			    p ? p->slug : "", v->w->lang_amp);
}

static json_t *substitute_text(const struct wording *w, const PGresult *rows, int row)
{
	const struct contact_person *p =
		authority_person_by_id(w->authority, row_integer(rows, row, "substitute_id"));

	return word_or_null(p ? p->name : NULL);
}

static json_t *closure_json(const struct closure_view *v, int row)
{
	const struct wording *w = v->w;
	const char *id = row_text(v->list, row, "closure_id");
	bool fixed = row_bool(v->list, row, "fixed");
	bool busy = strcmp(row_text(v->list, row, "origin"), "calendar") == 0;
	json_t *o = json_pack("{s:s, s:s, s:b, s:b}", "id", id, "version",
			      row_text(v->list, row, "version"), "fixed", fixed, "busy", busy);

	json_object_set_new(o, "from_at", word_rfc3339(w, row_integer(v->list, row, "from_at")));
	json_object_set_new(o, "until_at", word_rfc3339(w, row_integer(v->list, row, "to_at")));
	json_object_set_new(o, "date_text", closure_date_text(w, v->list, row));
	json_object_set_new(o, "time_text", closure_time_text(w, v->list, row));
	json_object_set_new(o, "whom_text", closure_whom_text(w, v->list, row));
	json_object_set_new(o, "reason_text", closure_reason_text(w, v->list, row));
	json_object_set_new(o, "substitute_text", substitute_text(w, v->list, row));
	json_object_set_new(o, "name_text", closure_title(w, v->list, row));
	json_object_set_new(o, "url",
			    busy    ? calendar_path(v, v->list, row)
			    : fixed ? json_null()
				    : closure_path(v, id, "", w->lang_query));
	json_object_set_new(o, "end_path",
			    fixed ? json_null() : closure_path(v, id, "/withdraw", ""));
	return o;
}

static json_t *sick_persons(const struct closure_view *v)
{
	const struct authority *a = v->w->authority;
	json_t *list = json_array();

	for (size_t i = 0; i < a->npersons; i++)
		if (a->persons[i].office == v->office && closure_may(v, a->persons[i].id))
			json_array_append_new(list, json_pack("{s:s, s:s, s:b}", "slug",
							      a->persons[i].slug, "name",
							      a->persons[i].name, "selected", 0));
	return list;
}

static json_t *sick_lengths(const struct wording *w)
{
	json_t *list = json_array();

	for (size_t i = 0; SICK_LENGTHS[i]; i++) {
		str_auto_t *key = text_format("staff.length.%s", SICK_LENGTHS[i]);

		json_array_append_new(
			list, option_json(SICK_LENGTHS[i], word_text(w, key, NULL), i == 0));
	}
	return list;
}

/* Whose bookings lost their time when nobody was there to be asked. */
static json_t *uncovered_json(const struct closure_view *v)
{
	json_t *list = json_array();

	for (int row = 0; v->uncovered && row < PQntuples(v->uncovered); row++) {
		const struct contact_person *p = authority_person_by_id(
			v->w->authority, row_integer(v->uncovered, row, "contact_person_id"));

		if (p)
			json_array_append_new(
				list,
				json_pack("{s:s, s:s, s:o}", "slug", p->slug, "name", p->name,
					  "text",
					  word_count(v->w, "staff.count.uncovered",
						     row_integer(v->uncovered, row, "bookings"))));
	}
	return list;
}

json_t *closures_document(const struct closure_view *v)
{
	json_t *d = json_object(), *closures = json_array();

	for (int row = 0; row < PQntuples(v->list); row++)
		json_array_append_new(closures, closure_json(v, row));
	json_object_set_new(d, "sick_persons", sick_persons(v));
	json_object_set_new(d, "sick_lengths", sick_lengths(v->w));
	json_object_set_new(d, "uncovered", uncovered_json(v));
	json_object_set_new(d, "has_uncovered",
			    json_boolean(json_array_size(json_object_get(d, "uncovered")) > 0));
	json_object_set_new(d, "edit", closure_edit(v));
	json_object_set_new(d, "values", closure_values(v));
	json_object_set_new(d, "errors", json_array());
	json_object_set_new(d, "error", closure_no_errors());
	json_object_set_new(d, "changed", v->changed ? v->changed : json_null());
	json_object_set_new(d, "has_closures", json_boolean(json_array_size(closures) > 0));
	json_object_set_new(d, "closures", closures);
	school_shape_ahead(d, v->w);
	return d;
}
