/* closure_page.c - closures as the pages staff.closures and staff.calls show them. */
#include "server/staff/closure_page.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/zone.h"
#include "server/db/rows.h"
#include "server/session.h"
#include "server/picks.h"
#include "server/text.h"

const char *const CLOSURE_KINDS[] = {"sick", "leave", "training", "closed", "other", NULL};
const char *const CLOSURE_REPEATS[] = {"", "week", "month", NULL};
const char *const SICK_LENGTHS[] = {"today", "tomorrow", "week", "next_week", NULL};

const struct contact_person *closure_person(const struct office *o, const char *slug)
{
	const struct authority *a = o->authority;

	for (size_t i = 0; i < a->npersons; i++)
		if (a->persons[i].office == o && strcmp(a->persons[i].slug, slug) == 0)
			return &a->persons[i];
	return NULL;
}

/*
 * One closure in words
 */

struct span {
	struct local_time from, to; /* to: of the last minute */
	bool all_day;
};

static bool is_midnight(const struct local_time *t)
{
	return t->hour == 0 && t->minute == 0;
}

static struct span span_read(const struct wording *w, const PGresult *rows, int row)
{
	const struct zone *zone = w->authority->zone;
	time_t to = row_integer(rows, row, "to_at");
	struct span s = {.from = zone_local(zone, row_integer(rows, row, "from_at")),
			 .to = zone_local(zone, to)};

	s.all_day = is_midnight(&s.from) && is_midnight(&s.to);
	if (is_midnight(&s.to))
		s.to.date = zone_local(zone, to - 1).date;
	return s;
}

static const char *repeat_key(const char *repeats)
{
	if (!repeats || !*repeats)
		return "staff.repeat.once";
	return strcmp(repeats, "week") == 0 ? "staff.repeat.weekly" : "staff.repeat.monthly";
}

static json_t *date_text(const struct wording *w, const PGresult *rows, int row)
{
	struct span s = span_read(w, rows, row);
	const char *repeats = row_text(rows, row, "repeats");
	json_auto_t *from = word_date(w, DATE_SHORT, s.from.date);
	json_auto_t *to = word_date(w, DATE_SHORT, s.to.date);
	json_auto_t *often = word_text(w, repeat_key(repeats), NULL);
	bool one = date_compare(s.from.date, s.to.date) == 0;

	return json_sprintf("%s%s%s%s%s", json_string_value(from), one ? "" : "–",
			    one ? "" : json_string_value(to), repeats ? ", " : "",
			    repeats ? json_string_value(often) : "");
}

static json_t *time_text(const struct wording *w, const PGresult *rows, int row)
{
	json_auto_t *from = word_clock(w, row_integer(rows, row, "from_at"));
	json_auto_t *to = word_clock(w, row_integer(rows, row, "to_at"));

	if (span_read(w, rows, row).all_day)
		return word_text(w, "staff.closures.all_day", NULL);
	return json_sprintf("%s–%s", json_string_value(from), json_string_value(to));
}

static json_t *whom_text(const struct wording *w, const PGresult *rows, int row)
{
	const struct authority *a = w->authority;
	const struct contact_person *p =
		authority_person_by_id(a, row_integer(rows, row, "contact_person_id"));
	const struct office *o = authority_office_by_id(a, row_integer(rows, row, "office_id"));

	if (p)
		return json_string(p->name);
	return word_of(w, o ? o->texts : json_object_get(a->document, "texts"), "name");
}

static json_t *reason_text(const struct wording *w, const PGresult *rows, int row)
{
	const char *note = row_text(rows, row, "note");
	json_auto_t *reason = json_loads(row_text(rows, row, "reason"), 0, NULL);
	str_auto_t *key = text_format("staff.reason.%s", row_text(rows, row, "kind"));
	json_t *named = word_of(w, reason, "name");

	if (!json_is_null(named))
		return named;
	json_decref(named);
	return *note ? json_string(note) : word_text(w, key, NULL);
}

static json_t *row_title(const struct wording *w, const PGresult *rows, int row)
{
	json_auto_t *whom = whom_text(w, rows, row), *reason = reason_text(w, rows, row),
		    *date = date_text(w, rows, row);

	return json_sprintf("%s, %s: %s", json_is_string(whom) ? json_string_value(whom) : "",
			    json_string_value(reason), json_string_value(date));
}

json_t *closure_title(const struct closure_view *v)
{
	return row_title(v->w, v->one, 0);
}

static json_t *path_json(const struct closure_view *v, const char *id, const char *rest,
			 const char *query)
{
	return json_sprintf("/staff/%s/closures/%s%s%s", v->office->slug, id, rest, query);
}

static json_t *closure_json(const struct closure_view *v, int row)
{
	const struct wording *w = v->w;
	const char *id = row_text(v->list, row, "closure_id");
	bool fixed = row_bool(v->list, row, "fixed");
	json_t *o = json_pack("{s:s, s:s, s:b}", "id", id, "version",
			      row_text(v->list, row, "version"), "fixed", fixed);

	json_object_set_new(o, "from_at", word_rfc3339(w, row_integer(v->list, row, "from_at")));
	json_object_set_new(o, "until_at", word_rfc3339(w, row_integer(v->list, row, "to_at")));
	json_object_set_new(o, "date_text", date_text(w, v->list, row));
	json_object_set_new(o, "time_text", time_text(w, v->list, row));
	json_object_set_new(o, "whom_text", whom_text(w, v->list, row));
	json_object_set_new(o, "reason_text", reason_text(w, v->list, row));
	json_object_set_new(o, "name_text", row_title(w, v->list, row));
	json_object_set_new(o, "url", fixed ? json_null() : path_json(v, id, "", w->lang_query));
	json_object_set_new(o, "end_path", fixed ? json_null() : path_json(v, id, "/withdraw", ""));
	return o;
}

/*
 * The form
 */

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

static const char *standing_person(const struct closure_view *v)
{
	const struct contact_person *p =
		v->one ? authority_person_by_id(v->w->authority,
						row_integer(v->one, 0, "contact_person_id"))
		       : NULL;
	const char *slug = v->typed ? typed(v, "contact_person") : p ? p->slug : NULL;

	return slug ? slug : "";
}

static bool may(const struct closure_view *v, int64_t person_id)
{
	return session_may(staff_session(v->rq), RIGHT_HOURS, v->office, person_id);
}

static json_t *whoms_json(const struct closure_view *v)
{
	const struct authority *a = v->w->authority;
	const char *chosen = standing_person(v);
	json_t *list = json_array();

	if (may(v, 0))
		json_array_append_new(list, choice_json("", word_of(v->w, v->office->texts, "name"),
							!*chosen, true));
	for (size_t i = 0; i < a->npersons; i++) {
		const struct contact_person *p = &a->persons[i];

		if (p->office == v->office && may(v, p->id))
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
		json_array_append_new(
			list, option_json(CLOSURE_REPEATS[i],
					  word_text(v->w, repeat_key(CLOSURE_REPEATS[i]), NULL),
					  strcmp(CLOSURE_REPEATS[i], chosen) == 0));
	return list;
}

static json_t *edit_json(const struct closure_view *v)
{
	str_auto_t *base = text_format("/staff/%s/closures", v->office->slug);
	const char *id = v->one ? row_text(v->one, 0, "closure_id") : NULL;

	return json_pack("{s:o, s:b, s:o, s:o, s:o, s:o, s:o, s:o}", "id", word_or_null(id), "new",
			 !id, "version", word_or_null(id ? row_text(v->one, 0, "version") : NULL),
			 "heading_text", id ? closure_title(v) : json_null(), "post_path",
			 id ? path_json(v, id, "", "") : json_string(base), "whoms", whoms_json(v),
			 "reasons", reasons_json(v), "repeats", repeats_json(v));
}

static void values_of_row(json_t *values, const struct closure_view *v)
{
	const struct wording *w = v->w;
	struct span s = span_read(w, v->one, 0);

	json_object_set_new(values, "from", word_date(w, DATE_SHORT, s.from.date));
	json_object_set_new(values, "until", word_date(w, DATE_SHORT, s.to.date));
	json_object_set_new(values, "reason_text", json_string(row_text(v->one, 0, "note")));
	if (s.all_day)
		return;
	json_object_set_new(values, "from_time", word_clock(w, row_integer(v->one, 0, "from_at")));
	json_object_set_new(values, "until_time", word_clock(w, row_integer(v->one, 0, "to_at")));
}

static json_t *values_json(const struct closure_view *v)
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

static json_t *errors_none(void)
{
	static const char *const NAMES[] = {"contact_person", "reason", "reason_text", "from",
					    "from_time",      "until",  "until_time",  "repeat"};
	json_t *error = json_object();

	for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
		json_object_set_new(error, NAMES[i], json_null());
	return error;
}

/*
 * The pages
 */

static json_t *sick_persons(const struct closure_view *v)
{
	const struct authority *a = v->w->authority;
	json_t *list = json_array();

	for (size_t i = 0; i < a->npersons; i++)
		if (a->persons[i].office == v->office && may(v, a->persons[i].id))
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

json_t *closures_document(const struct closure_view *v)
{
	json_t *d = json_object(), *closures = json_array();

	for (int row = 0; row < PQntuples(v->list); row++)
		json_array_append_new(closures, closure_json(v, row));
	json_object_set_new(d, "sick_persons", sick_persons(v));
	json_object_set_new(d, "sick_lengths", sick_lengths(v->w));
	json_object_set_new(d, "edit", edit_json(v));
	json_object_set_new(d, "values", values_json(v));
	json_object_set_new(d, "errors", json_array());
	json_object_set_new(d, "error", errors_none());
	json_object_set_new(d, "changed", v->changed ? v->changed : json_null());
	json_object_set_new(d, "has_closures", json_boolean(json_array_size(closures) > 0));
	json_object_set_new(d, "closures", closures);
	return d;
}

static json_t *call_json(const struct closure_view *v, const PGresult *rows, int row)
{
	const struct wording *w = v->w;
	const char *id = row_text(rows, row, "booking_id"), *phone = row_text(rows, row, "phone");
	const char *given = row_text(rows, row, "given_name");
	time_t from = row_integer(rows, row, "from_at");
	json_auto_t *day = word_day_of(w, DATE_COMPACT, from), *clock = word_clock(w, from);
	json_t *o = json_pack("{s:s, s:s, s:b}", "id", id, "tell_text",
			      row_text(rows, row, "call_due"), "told", row_bool(rows, row, "told"));

	json_object_set_new(o, "name_text",
			    json_sprintf("%s%s%s", row_text(rows, row, "family_name"),
					 given ? ", " : "", given ? given : ""));
	json_object_set_new(o, "phone", word_or_null(phone));
	json_object_set_new(o, "phone_tel", phone ? shape_phone_link(phone) : json_null());
	json_object_set_new(
		o, "short_text",
		json_sprintf("%s, %s", json_string_value(day), json_string_value(clock)));
	json_object_set_new(
		o, "url",
		json_sprintf("/staff/%s/bookings/%s%s", v->office->slug, id, w->lang_query));
	return o;
}

json_t *calls_document(const struct closure_view *v, const PGresult *calls)
{
	const char *id = row_text(v->one, 0, "closure_id");
	json_t *list = json_array();

	for (int row = 0; row < PQntuples(calls); row++)
		json_array_append_new(list, call_json(v, calls, row));
	return json_pack("{s:{s:o}, s:b, s:o, s:o, s:o}", "closure", "title_text", closure_title(v),
			 "has_calls", json_array_size(list) > 0, "calls", list, "back_url",
			 json_sprintf("/staff/%s/closures%s", v->office->slug, v->w->lang_query),
			 "path", path_json(v, id, "/calls", ""));
}
