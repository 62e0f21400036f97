/* closure_form.c - the form of a closure: what can be chosen, and what stands in it. */
#include "server/staff/closure_page.h"

#include <string.h>

#include "lib/cleanup.h"
#include "server/db/rows.h"
#include "server/picks.h"
#include "server/session.h"
#include "server/staff/closure_words.h"
#include "server/text.h"

/* What stands in a field: as typed, else as it is. */
static const char *typed(const struct closure_view *v, const char *name)
{
	return v->typed ? json_string_value(json_object_get(fields_values(v->typed), name)) : NULL;
}

static const char *standing(const struct closure_view *v, const char *name, const char *column)
{
	const char *text = v->typed ? typed(v, name) : v->one ? row_text(v->one, 0, column) : NULL;

	return text ? text : "";
}

static const char *standing_person(const struct closure_view *v, const char *name,
				   const char *column)
{
	const struct contact_person *p =
		v->one ? authority_person_by_id(v->w->authority, row_integer(v->one, 0, column))
		       : NULL;
	const char *slug = v->typed ? typed(v, name) : p ? p->slug : NULL;

	return slug ? slug : "";
}

bool closure_may(const struct closure_view *v, int64_t person_id)
{
	return session_may(staff_session(v->rq), RIGHT_HOURS, v->office, person_id);
}

static json_t *whoms_json(const struct closure_view *v)
{
	const struct authority *a = v->w->authority;
	const char *chosen = standing_person(v, "contact_person", "contact_person_id");
	json_t *list = json_array();

	if (closure_may(v, 0))
		json_array_append_new(list, choice_json("", word_of(v->w, v->office->texts, "name"),
							!*chosen, true));
	for (size_t i = 0; i < a->npersons; i++) {
		const struct contact_person *p = &a->persons[i];

		if (p->office == v->office && closure_may(v, p->id))
			json_array_append_new(list, choice_json(p->slug, json_string(p->name),
								strcmp(p->slug, chosen) == 0,
								json_array_size(list) == 0));
	}
	return list;
}

static json_t *reasons_json(const struct closure_view *v)
{
	const char *chosen = standing(v, "reason", "kind");
	json_t *list = json_array();

	for (size_t i = 0; CLOSURE_KINDS[i]; i++) {
		str_auto_t *key = text_format("staff.reason.%s", CLOSURE_KINDS[i]);

		json_array_append_new(list,
				      choice_json(CLOSURE_KINDS[i], word_text(v->w, key, NULL),
						  strcmp(CLOSURE_KINDS[i], chosen) == 0, i == 0));
	}
	return list;
}

static json_t *repeats_json(const struct closure_view *v)
{
	const char *chosen = standing(v, "repeat", "repeats");
	json_t *list = json_array();

	for (size_t i = 0; CLOSURE_REPEATS[i]; i++)
		json_array_append_new(list,
				      option_json(CLOSURE_REPEATS[i],
						  closure_repeat_text(v->w, CLOSURE_REPEATS[i]),
						  strcmp(CLOSURE_REPEATS[i], chosen) == 0));
	return list;
}

/* Anybody of the office, also who takes only own time away from here. */
static json_t *substitutes_json(const struct closure_view *v)
{
	const struct authority *a = v->w->authority;
	const char *chosen = standing_person(v, "substitute", "substitute_id");
	json_t *list = json_array();

	json_array_append_new(
		list,
		option_json("", word_text(v->w, "staff.closures.no_substitute", NULL), !*chosen));
	for (size_t i = 0; i < a->npersons; i++)
		if (a->persons[i].office == v->office)
			json_array_append_new(list,
					      option_json(a->persons[i].slug,
							  json_string(a->persons[i].name),
							  strcmp(a->persons[i].slug, chosen) == 0));
	return list;
}

json_t *closure_edit(const struct closure_view *v)
{
	str_auto_t *base = text_format("/staff/%s/closures", v->office->slug);
	const char *id = v->one ? row_text(v->one, 0, "closure_id") : NULL;

	return json_pack("{s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o, s:o}", "id", word_or_null(id),
			 "new", !id, "version",
			 word_or_null(id ? row_text(v->one, 0, "version") : NULL), "heading_text",
			 id ? closure_title(v->w, v->one, 0) : json_null(), "post_path",
			 id ? closure_path(v, id, "", "") : json_string(base), "whoms",
			 whoms_json(v), "reasons", reasons_json(v), "repeats", repeats_json(v),
			 "substitutes", substitutes_json(v));
}

static void values_of_row(json_t *values, const struct closure_view *v)
{
	const struct wording *w = v->w;
	struct closure_span s = closure_span(w, v->one, 0);

	json_object_set_new(values, "from", word_date(w, DATE_SHORT, s.from.date));
	json_object_set_new(values, "until", word_date(w, DATE_SHORT, s.to.date));
	json_object_set_new(values, "reason_text", json_string(row_text(v->one, 0, "note")));
	if (s.all_day)
		return;
	json_object_set_new(values, "from_time", word_clock(w, row_integer(v->one, 0, "from_at")));
	json_object_set_new(values, "until_time", word_clock(w, row_integer(v->one, 0, "to_at")));
}

json_t *closure_values(const struct closure_view *v)
{
	static const char *const NAMES[] = {"from", "from_time", "until", "until_time",
					    "reason_text"};
	json_t *values = json_object();

	for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
		const char *text = typed(v, NAMES[i]);

		json_object_set_new(values, NAMES[i], json_string(text ? text : ""));
	}
	if (!v->typed && v->one)
		values_of_row(values, v);
	return values;
}

json_t *closure_no_errors(void)
{
	static const char *const NAMES[] = {"contact_person", "reason",    "reason_text",
					    "from",           "from_time", "until",
					    "until_time",     "repeat",    "substitute"};
	json_t *error = json_object();

	for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
		json_object_set_new(error, NAMES[i], json_null());
	return error;
}
