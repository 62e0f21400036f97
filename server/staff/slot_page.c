/* slot_page.c - the page of one released time. */
#include "server/staff/slot.h"

#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/picks.h"
#include "server/staff/week.h"
#include "server/staff_words.h"
#include "server/text.h"

enum { SECONDS_PER_MINUTE = 60 };

static json_t *values_of(const struct wording *w, const struct slot_facts *s)
{
	const struct weekly_hours *rule = &s->hours.rule;
	bool set = rule->to_minute > 0;

	return json_pack("{s:o, s:s, s:s, s:o, s:s, s:o}", "date",
			 s->date.year ? word_date(w, DATE_INPUT, s->date) : json_string(""), "from",
			 set ? hours_clock(w, rule->from_minute) : "", "to",
			 set ? hours_clock(w, rule->to_minute) : "", "step_minutes",
			 json_sprintf("%d", s->hours.step_minutes), "room",
			 s->hours.room ? s->hours.room : "", "kept_until_hours",
			 s->hours.kept_hours ? json_sprintf("%d", s->hours.kept_hours)
					     : json_string(""));
}

/* One slot alone is changed or dropped; of weekly hours, all that follow can be, too. */
static json_t *scope_choices(const struct slot_request *r, const struct slot_facts *s)
{
	json_t *choices = json_array();

	for (int i = 0; s->id && SLOT_SCOPES[i]; i++)
		if (i != SCOPE_FOLLOWING || s->goes_on)
			json_array_append_new(choices, choice_json(SLOT_SCOPES[i],
								   word_named(&r->w, "staff.scope",
									      SLOT_SCOPES[i]),
								   i == (int)r->what, i == 0));
	return choices;
}

static json_t *title_text(const struct slot_request *r, const struct slot_facts *s)
{
	json_auto_t *moment = json_object();

	if (!s->id)
		return word_text(&r->w, "staff.week.slot", NULL);
	shape_moment(moment, &r->w, s->from, (int)((s->to - s->from) / SECONDS_PER_MINUTE));
	return json_sprintf("%s, %s", json_string_value(json_object_get(moment, "date_text")),
			    json_string_value(json_object_get(moment, "hours_text")));
}

static json_t *weekly_hours_json(const struct slot_request *r, const struct slot_facts *s)
{
	struct hours_rule parts;

	if (!s->rule_id)
		return json_null();
	hours_rule_read(&parts, s->rule.rrule);
	return json_pack(
		"{s:s, s:s, s:b, s:o, s:o}", "id", s->rule_id, "version", s->rule_version,
		"goes_on", s->goes_on, "rule_text", word_hours_rule(&r->w, &parts), "url",
		json_sprintf("/staff/%s/hours/%s%s", r->office->slug, s->rule_id, r->w.lang_query));
}

json_t *slot_week_url(const struct slot_request *r, struct date date, const char *done)
{
	char text[DATE_TEXT_SIZE];

	date_format(text, date);
	return json_sprintf("/staff/%s/week?date=%s&contact_person=%s%s%s%s", r->office->slug, text,
			    r->person->slug, done ? "&done=" : "", done ? done : "",
			    done ? "" : r->w.lang_amp);
}

json_t *slot_document(const struct slot_request *r, const struct slot_facts *s,
		      const json_t *values)
{
	const char *slug = r->office->slug;
	json_t *document =
		json_pack("{s:o, s:o, s:b, s:o, s:n, s:[], s:[], s:{s:n, s:n, s:n, s:n, s:n, s:n, "
			  "s:n, s:n, s:n}}",
			  "id", word_or_null(s->id), "version", word_or_null(s->version), "new",
			  !s->id, "contact_person", shape_person(r->person), "changed", "inside",
			  "errors", "error", "scope", "date", "from", "to", "step_minutes",
			  "channels", "services", "room", "kept_until_hours");

	json_object_set_new(
		document, "post_path",
		json_sprintf("/staff/%s/slots%s%s", slug, s->id ? "/" : "", s->id ? s->id : ""));
	json_object_set_new(document, "title_text", title_text(r, s));
	json_object_set_new(document, "weekly_hours", weekly_hours_json(r, s));
	json_object_set_new(document, "values",
			    values ? json_deep_copy(values) : values_of(&r->w, s));
	json_object_set_new(document, "scopes", scope_choices(r, s));
	json_object_set_new(document, "channels", hours_channel_choices(&r->w, s->hours.channels));
	json_object_set_new(document, "services", hours_service_choices(&r->w, &s->hours));
	json_object_set_new(document, "why_url",
			    json_sprintf("/staff/%s/why?contact_person=%s%s", slug, r->person->slug,
					 r->w.lang_amp));
	json_object_set_new(document, "week_url",
			    slot_week_url(r, s->date.year ? s->date : hours_today(&r->w), NULL));
	return document;
}

json_t *slot_inside(const struct wording *w, const PGresult *rows)
{
	json_t *inside = json_array();

	for (int row = 0; row < PQntuples(rows); row++) {
		struct week_item i = week_reserved_item(w, rows, row);

		json_array_append_new(inside,
				      json_pack("{s:o, s:o, s:o, s:o}", "clock_text",
						word_clock(w, i.from), "text", i.text,
						"detail_text", i.detail ? i.detail : json_null(),
						"url", i.url ? i.url : json_null()));
	}
	return inside;
}

/*
 * What somebody else changed
 */

static json_t *slot_word(const struct wording *w, const char *action, const json_t *before,
			 const json_t *after)
{
	json_t *text = hours_word(w, action, before, after);

	if (json_string_length(text) > 0)
		return text;
	json_decref(text);
	return word_text(w, "staff.done.outdated", NULL);
}

json_t *slot_changed(const struct wording *w, const PGresult *rows)
{
	json_auto_t *history = history_of(w, rows, slot_word);

	/* What the jobs release, and an office file brings, is not in the log. */
	if (json_array_size(history) == 0)
		return json_pack("{s:o, s:[]}", "title_text",
				 word_text(w, "staff.done.outdated", NULL), "changes");
	return history_changed(history, w, 1);
}
