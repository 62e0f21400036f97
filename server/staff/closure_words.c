/* closure_words.c - one closure in words: when, how often, for whom, why. */
#include "server/staff/closure_words.h"

#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/zone.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/staff_words.h"
#include "server/text.h"

static bool is_midnight(const struct local_time *t)
{
	return t->hour == 0 && t->minute == 0;
}

struct closure_span closure_span(const struct wording *w, const PGresult *rows, int row)
{
	const struct zone *zone = w->authority->zone;
	time_t to = row_integer(rows, row, "to_at");
	struct closure_span s = {.from = zone_local(zone, row_integer(rows, row, "from_at")),
				 .to = zone_local(zone, to)};

	s.all_day = is_midnight(&s.from) && is_midnight(&s.to);
	if (is_midnight(&s.to))
		s.to.date = zone_local(zone, to - 1).date;
	return s;
}

json_t *closure_repeat_text(const struct wording *w, const char *repeats)
{
	static const char *const KEYS[][2] = {{"week", "staff.repeat.weekly"},
					      {"month", "staff.repeat.monthly"},
					      {"year", "staff.repeat.yearly"}};

	for (size_t i = 0; repeats && i < sizeof KEYS / sizeof *KEYS; i++)
		if (strcmp(KEYS[i][0], repeats) == 0)
			return word_text(w, KEYS[i][1], NULL);
	return word_text(w, "staff.repeat.once", NULL);
}

json_t *closure_date_text(const struct wording *w, const PGresult *rows, int row)
{
	struct closure_span s = closure_span(w, rows, row);
	const char *repeats = row_text(rows, row, "repeats");
	json_auto_t *from = word_date(w, DATE_SHORT, s.from.date);
	json_auto_t *to = word_date(w, DATE_SHORT, s.to.date);
	json_auto_t *often = closure_repeat_text(w, repeats);
	bool one = date_compare(s.from.date, s.to.date) == 0;

	return json_sprintf("%s%s%s%s%s", json_string_value(from), one ? "" : "–",
			    one ? "" : json_string_value(to), repeats ? ", " : "",
			    repeats ? json_string_value(often) : "");
}

json_t *closure_time_text(const struct wording *w, const PGresult *rows, int row)
{
	json_auto_t *from = word_clock(w, row_integer(rows, row, "from_at"));
	json_auto_t *to = word_clock(w, row_integer(rows, row, "to_at"));

	if (closure_span(w, rows, row).all_day)
		return word_text(w, "staff.closures.all_day", NULL);
	return json_sprintf("%s–%s", json_string_value(from), json_string_value(to));
}

json_t *closure_whom_text(const struct wording *w, const PGresult *rows, int row)
{
	const struct authority *a = w->authority;
	const struct contact_person *p =
		authority_person_by_id(a, row_integer(rows, row, "contact_person_id"));
	const struct office *o = authority_office_by_id(a, row_integer(rows, row, "office_id"));

	if (p)
		return json_string(p->name);
	return word_of(w, o ? o->texts : json_object_get(a->document, "texts"), "name");
}

json_t *closure_reason_text(const struct wording *w, const PGresult *rows, int row)
{
	const char *note = row_text(rows, row, "note");
	json_auto_t *reason = json_loads(row_text(rows, row, "reason"), 0, NULL);
	str_auto_t *key = text_format("staff.reason.%s", row_text(rows, row, "kind"));
	json_t *named = NULL;

	if (strcmp(row_text(rows, row, "origin"), "calendar") == 0)
		return word_text(w, "staff.reason.calendar", NULL);
	named = word_of(w, reason, "name");
	if (!json_is_null(named))
		return named;
	json_decref(named);
	return *note ? json_string(note) : word_text(w, key, NULL);
}

json_t *closure_title(const struct wording *w, const PGresult *rows, int row)
{
	json_auto_t *whom = closure_whom_text(w, rows, row),
		    *reason = closure_reason_text(w, rows, row),
		    *date = closure_date_text(w, rows, row);

	return json_sprintf("%s, %s: %s", json_is_string(whom) ? json_string_value(whom) : "",
			    json_string_value(reason), json_string_value(date));
}

/*
 * What was done to one
 */

static json_t *span_text(const struct wording *w, const json_t *facts)
{
	json_auto_t *from = word_at(w, json_integer_value(json_object_get(facts, "from_at")));
	json_auto_t *to = word_at(w, json_integer_value(json_object_get(facts, "to_at")));

	return json_sprintf("%s – %s", json_string_value(from), json_string_value(to));
}

static json_t *kind_text(const struct wording *w, const json_t *facts)
{
	const char *note = json_string_value(json_object_get(facts, "note"));
	const char *kind = json_string_value(json_object_get(facts, "kind"));

	return note && *note ? json_string(note)
			     : word_named(w, "staff.reason", kind ? kind : "other");
}

static json_t *stands_in_text(const struct wording *w, const json_t *facts)
{
	const struct contact_person *p = authority_person_by_id(
		w->authority, json_integer_value(json_object_get(facts, "substitute_id")));

	return p ? json_string(p->name) : word_text(w, "staff.closures.no_substitute", NULL);
}

json_t *closure_did(const struct wording *w, const char *action, const json_t *before,
		    const json_t *after)
{
	static const struct {
		const char *label;
		json_t *(*text)(const struct wording *w, const json_t *facts);
	} FACTS[] = {{"staff.label.when", span_text},
		     {"staff.closures.reason", kind_text},
		     {"staff.closures.substitute", stands_in_text}};
	buffer_auto_t all = {0};

	for (size_t i = 0; strcmp(action, "change") == 0 && i < sizeof FACTS / sizeof *FACTS; i++) {
		json_t *was = FACTS[i].text(w, before), *is = FACTS[i].text(w, after);
		json_auto_t *field = word_text(w, "staff.changed.field",
					       json_pack("{s:o, s:O, s:O}", "label",
							 word_text(w, FACTS[i].label, NULL),
							 "before", was, "after", is));

		if (!json_equal(was, is))
			buffer_printf(&all, "%s%s", all.len ? ", " : "", json_string_value(field));
		json_decref(was);
		json_decref(is);
	}
	return all.len ? json_stringn(all.data, all.len) : history_did(w, action);
}
