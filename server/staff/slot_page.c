/* slot_page.c - the page of one released time, and its form. */
#include "server/staff/slot.h"

#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/picks.h"
#include "server/staff/week.h"
#include "server/text.h"

enum { HOUR_MINUTES = 60, DAY_MINUTES = 24 * HOUR_MINUTES, VERSION_CHARACTERS = 20 };

static const char *const SCOPES[] = {
	[SCOPE_ONCE] = "once", [SCOPE_FOLLOWING] = "following", [SCOPE_DROP] = "drop", NULL};

void slot_read(struct slot_facts *s, const struct wording *w, const PGresult *rows)
{
	const struct zone *zone = w->authority->zone;
	struct local_time from, to;

	*s = (struct slot_facts){.id = row_text(rows, 0, "slot_id"),
				 .version = row_text(rows, 0, "version"),
				 .from = row_integer(rows, 0, "from_at"),
				 .to = row_integer(rows, 0, "to_at"),
				 .rule_id = row_text(rows, 0, "weekly_hours_id"),
				 .rule = row_text(rows, 0, "rule")};
	from = zone_local(zone, s->from);
	to = zone_local(zone, s->to);
	s->date = from.date;
	s->hours.person =
		authority_person_by_id(w->authority, row_integer(rows, 0, "contact_person_id"));
	s->hours.rule.from_minute = from.hour * HOUR_MINUTES + from.minute;
	s->hours.rule.to_minute = date_compare(from.date, to.date) == 0
					  ? to.hour * HOUR_MINUTES + to.minute
					  : DAY_MINUTES;
	s->hours.step_minutes = (int)row_integer(rows, 0, "step_minutes");
	s->hours.channels = (unsigned)row_integer(rows, 0, "channels");
	hours_services_read(&s->hours, row_text(rows, 0, "service_ids"));
}

/*
 * The form
 */

/* The moment of that minute of the day; a time that the clocks skip is none. */
static time_t moment(struct slot_request *r, const char *name, struct date date, int minute)
{
	const struct zone *zone = r->w.authority->zone;
	struct local_time local;
	time_t t;

	if (minute == DAY_MINUTES)
		return zone_midnight(zone, date_add_days(date, 1));
	t = zone_time(zone, date, minute);
	local = zone_local(zone, t);
	if (local.hour * HOUR_MINUTES + local.minute != minute)
		fields_wrong(r->f, name, FIELD_INVALID_TIME);
	return t;
}

static void moments_read(struct slot_request *r, const struct slot_facts *known)
{
	struct slot_facts *s = &r->sent;
	const struct weekly_hours *rule = &s->hours.rule;

	if (!fields_right(r->f))
		return;
	if (rule->to_minute <= rule->from_minute) {
		fields_wrong(r->f, "to", FIELD_BEFORE_FROM);
		return;
	}
	s->from = moment(r, "from", s->date, rule->from_minute);
	s->to = moment(r, "to", s->date, rule->to_minute);
	if (s->to <= time(NULL))
		fields_wrong(r->f, "to", FIELD_INVALID_TIME);
	else if (s->from <= time(NULL) && !(known && s->from == known->from))
		fields_wrong(r->f, "from", FIELD_INVALID_TIME);
}

static void scope_read(struct slot_request *r, const struct slot_facts *known)
{
	const char *scope = fields_choice(r->f, "scope", FIELD_REQUIRED, SCOPES);

	for (int i = 0; scope && SCOPES[i]; i++)
		if (strcmp(scope, SCOPES[i]) == 0)
			r->what = (enum slot_scope)i;
	if (r->what == SCOPE_FOLLOWING && !known->rule_id)
		fields_wrong(r->f, "scope", FIELD_NOT_A_CHOICE);
	r->sent.version = fields_text(r->f, "version", FIELD_REQUIRED, VERSION_CHARACTERS);
}

void slot_form_read(struct slot_request *r, const struct slot_facts *known)
{
	struct slot_facts *s = &r->sent;

	*s = (struct slot_facts){.id = r->id, .hours.person = r->person};
	if (known) {
		s->date = known->date;
		s->rule = known->rule;
		s->rule_id = known->rule_id;
		scope_read(r, known);
	}
	if (r->what != SCOPE_ONCE) { /* what else was typed does not matter */
		s->from = known->from;
		s->to = known->to;
		s->hours = known->hours;
		return;
	}
	fields_date(r->f, "date", known ? FIELD_OPTIONAL : FIELD_REQUIRED, &s->date);
	hours_offer_read(&s->hours, r->f, known ? &known->hours : NULL);
	moments_read(r, known);
}

/*
 * The page
 */

static const char *clock_text(const struct wording *w, int minute)
{
	return minute == DAY_MINUTES
		       ? "24:00"
		       : language_clock(w->language, minute / HOUR_MINUTES, minute % HOUR_MINUTES);
}

static json_t *values_of(const struct wording *w, const struct slot_facts *s)
{
	const struct weekly_hours *rule = &s->hours.rule;
	bool set = rule->to_minute > 0;

	return json_pack("{s:o, s:s, s:s, s:o}", "date",
			 s->date.year ? word_date(w, DATE_INPUT, s->date) : json_string(""), "from",
			 set ? clock_text(w, rule->from_minute) : "", "to",
			 set ? clock_text(w, rule->to_minute) : "", "step_minutes",
			 json_sprintf("%d", s->hours.step_minutes));
}

/* One slot alone is changed or dropped; of weekly hours, all that follow can be, too. */
static json_t *scope_choices(const struct slot_request *r, const struct slot_facts *s)
{
	json_t *choices = json_array();

	for (int i = 0; s->id && SCOPES[i]; i++) {
		str_auto_t *key = text_format("staff.scope.%s", SCOPES[i]);

		if (i != SCOPE_FOLLOWING || s->rule_id)
			json_array_append_new(choices,
					      choice_json(SCOPES[i], word_text(&r->w, key, NULL),
							  i == (int)r->what, i == 0));
	}
	return choices;
}

static json_t *title_text(const struct slot_request *r, const struct slot_facts *s)
{
	json_auto_t *moment = json_object();

	if (!s->id)
		return word_text(&r->w, "staff.week.slot", NULL);
	shape_moment(moment, &r->w, s->from, (int)((s->to - s->from) / HOUR_MINUTES));
	return json_sprintf("%s, %s", json_string_value(json_object_get(moment, "date_text")),
			    json_string_value(json_object_get(moment, "hours_text")));
}

static json_t *weekly_hours_json(const struct slot_request *r, const struct slot_facts *s)
{
	struct hours_rule parts;

	if (!s->rule_id)
		return json_null();
	hours_rule_read(&parts, s->rule);
	return json_pack(
		"{s:o, s:o}", "rule_text", word_hours_rule(&r->w, &parts), "url",
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
	json_t *document = json_pack(
		"{s:o, s:o, s:b, s:o, s:n, s:[], s:[], s:{s:n, s:n, s:n, s:n, s:n, s:n, s:n}}",
		"id", word_or_null(s->id), "version", word_or_null(s->version), "new", !s->id,
		"contact_person", shape_person(r->person), "changed", "inside", "errors", "error",
		"scope", "date", "from", "to", "step_minutes", "channels", "services");

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
	static const char *const FACTS[][2] = {{"from", "staff.label.from"},
					       {"to", "staff.label.to"},
					       {"step_minutes", "staff.label.step"}};
	struct buffer b = {0};
	json_t *all;

	(void)action;
	for (size_t i = 0; i < sizeof FACTS / sizeof *FACTS; i++) {
		const json_t *was = json_object_get(before, FACTS[i][0]);
		const json_t *is = json_object_get(after, FACTS[i][0]);
		json_auto_t *text = NULL;

		if (!was || !is || json_equal(was, is))
			continue;
		text = word_text(w, "staff.changed.field",
				 json_pack("{s:o, s:O, s:O}", "label",
					   word_text(w, FACTS[i][1], NULL), "before", was, "after",
					   is));
		buffer_printf(&b, "%s%s", b.len ? ", " : "", json_string_value(text));
	}
	all = b.len ? json_stringn(b.data, b.len) : word_text(w, "staff.done.outdated", NULL);
	buffer_done(&b);
	return all;
}

json_t *slot_changed(const struct wording *w, const PGresult *audit)
{
	json_auto_t *history = history_of(w, audit, slot_word);

	/* Releasing weekly hours is not in the log. */
	if (json_array_size(history) == 0)
		return json_pack("{s:o, s:[]}", "title_text",
				 word_text(w, "staff.done.outdated", NULL), "changes");
	return history_changed(history, w, 1);
}
