/* hours_page.c - the page of weekly hours: list and form. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/history.h"
#include "server/staff/hours.h"
#include "server/picks.h"
#include "server/staff_words.h"
#include "server/text.h"

enum { HOUR_MINUTES = 60, DAY_MINUTES = 24 * HOUR_MINUTES, REPEATS = 4, NTHS = 4 };

static json_t *taken(struct buffer *b)
{
	json_t *text = json_stringn(b->data ? b->data : "", b->len);

	buffer_done(b);
	return text;
}

/* The text KEY.NAME. */
static json_t *word_named(const struct wording *w, const char *key, const char *name)
{
	str_auto_t *whole = text_format("%s.%s", key, name);

	return word_text(w, whole, NULL);
}

/* Append one more of a list, and let it go. */
static void list_add(struct buffer *b, json_t *text)
{
	if (b->len)
		buffer_puts(b, ", ");
	buffer_puts(b, json_string_value(text) ? json_string_value(text) : "");
	json_decref(text);
}

/*
 * Words
 */

static const char *clock_text(const struct wording *w, int minute)
{
	return minute == DAY_MINUTES
		       ? "24:00"
		       : language_clock(w->language, minute / HOUR_MINUTES, minute % HOUR_MINUTES);
}

json_t *word_minutes(const struct wording *w, int from, int to)
{
	str_auto_t *text = text_format("%s–%s", clock_text(w, from), clock_text(w, to));

	return json_string(text);
}

static json_t *word_weekdays(const struct wording *w, unsigned weekdays)
{
	struct buffer b = {0};

	for (int day = MONDAY; day <= SUNDAY; day++)
		if (weekdays & 1u << day)
			list_add(&b, json_string(language_weekday(w->language, day)));
	return taken(&b);
}

static json_t *word_nth(const struct wording *w, int nth)
{
	char name[sizeof "5"];

	if (nth == HOURS_RULE_LAST || nth == 0)
		return word_text(w, nth ? "staff.nth.last" : "staff.nth.none", NULL);
	snprintf(name, sizeof name, "%d", nth);
	return word_named(w, "staff.nth", name);
}

static json_t *word_repeat(const struct wording *w, int interval)
{
	char name[sizeof "52"];

	if (interval > REPEATS)
		return word_text(w, "staff.repeat.weeks", json_pack("{s:i}", "n", interval));
	snprintf(name, sizeof name, "%d", interval);
	return word_named(w, "staff.repeat", name);
}

json_t *word_hours_rule(const struct wording *w, const struct hours_rule *parts)
{
	json_t *weekdays = word_weekdays(w, parts->weekdays);

	if (parts->monthly)
		return word_text(w, "staff.rule.monthly",
				 json_pack("{s:o, s:o}", "nth", word_nth(w, parts->nth), "weekdays",
					   weekdays));
	return word_text(w, "staff.rule.weekly",
			 json_pack("{s:o, s:o}", "weekdays", weekdays, "repeat",
				   word_repeat(w, parts->interval)));
}

static json_t *word_valid(const struct wording *w, const struct weekly_hours *rule)
{
	bool begun = date_compare(rule->valid_from, hours_today(w)) <= 0,
	     ends = rule->valid_until.year;
	const char *key = ends ? (begun ? "staff.valid.until" : "staff.valid.span")
			       : (begun ? "staff.valid.from" : "staff.valid.starting");

	return word_text(
		w, key,
		json_pack("{s:o, s:o}", "from", word_date(w, DATE_INPUT, rule->valid_from), "until",
			  ends ? word_date(w, DATE_INPUT, rule->valid_until) : json_null()));
}

static json_t *word_step(const struct wording *w, int minutes)
{
	struct buffer b = {0};

	language_duration(w->language, minutes, &b);
	return taken(&b);
}

/*
 * The list
 */

static json_t *date_json(struct date date)
{
	char text[DATE_TEXT_SIZE];

	if (!date.year)
		return json_null();
	date_format(text, date);
	return json_string(text);
}

static json_t *minute_json(int minute)
{
	return json_sprintf("%02d:%02d", minute / HOUR_MINUTES, minute % HOUR_MINUTES);
}

/* {slug, name} of each, and their names as one text. */
static json_t *services_json(const struct wording *w, const struct hours *h, json_t **text)
{
	json_t *services = json_array();
	struct buffer names = {0};

	for (size_t i = 0; i < h->nservices; i++) {
		const struct service *s = authority_service_by_id(w->authority, h->services[i]);

		if (!s)
			continue;
		json_array_append_new(services, json_pack("{s:s, s:o}", "slug", s->slug, "name",
							  word_of(w, s->texts, "name")));
		list_add(&names, word_of(w, s->texts, "name"));
	}
	*text = names.len ? taken(&names) : word_text(w, "staff.scope.all_services", NULL);
	return services;
}

static json_t *name_text(const struct wording *w, const struct hours *h)
{
	json_auto_t *rule = word_hours_rule(w, &h->parts);
	json_auto_t *span = word_minutes(w, h->rule.from_minute, h->rule.to_minute);

	return json_sprintf("%s, %s", json_string_value(rule), json_string_value(span));
}

static json_t *row_json_of(const struct wording *w, const struct hours *h)
{
	const char *office = h->person->office->slug;
	json_t *services_text, *services = services_json(w, h, &services_text);
	json_t *row =
		json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "id", h->id, "version", h->version,
			  "rule", h->rule.rrule, "rule_text", word_hours_rule(w, &h->parts), "from",
			  minute_json(h->rule.from_minute), "to", minute_json(h->rule.to_minute),
			  "span_text", word_minutes(w, h->rule.from_minute, h->rule.to_minute));
	json_t *more = json_pack("{s:i, s:o, s:o, s:o, s:o, s:o, s:o}", "step_minutes",
				 h->step_minutes, "step_text", word_step(w, h->step_minutes),
				 "channels", shape_channels(h->channels), "channels_text",
				 word_channels(w, h->channels), "services", services,
				 "services_text", services_text, "room", word_or_null(h->room));
	json_t *last = json_pack("{s:o, s:o, s:o, s:o, s:o, s:o}", "valid_from",
				 date_json(h->rule.valid_from), "valid_until",
				 date_json(h->rule.valid_until), "valid_text",
				 word_valid(w, &h->rule), "name_text", name_text(w, h), "url",
				 json_sprintf("/staff/%s/hours/%s%s", office, h->id, w->lang_query),
				 "end_path", json_sprintf("/staff/%s/hours/%s/end", office, h->id));

	json_object_update_missing(row, more);
	json_object_update_missing(row, last);
	json_decref(more);
	json_decref(last);
	return row;
}

/* Whose hours who asks may edit, here. */
static json_t *persons_json(struct request *rq, const struct office *office,
			    const struct contact_person *selected)
{
	const struct authority *a = office->authority;
	json_t *persons = json_array();

	for (size_t i = 0; i < a->npersons; i++) {
		const struct contact_person *p = &a->persons[i];

		if (p->office != office ||
		    !session_may(staff_session(rq), RIGHT_HOURS, office, p->id))
			continue;
		json_array_append_new(persons, json_pack("{s:s, s:s, s:b}", "slug", p->slug, "name",
							 p->name, "selected", p == selected));
	}
	return persons;
}

static json_t *no_errors(void)
{
	static const char *const NAMES[] = {"weekdays",     "repeat",     "nth",        "from",
					    "to",           "channels",   "room",       "services",
					    "step_minutes", "valid_from", "valid_until"};
	json_t *error = json_object();

	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		json_object_set_new(error, NAMES[i], json_null());
	return error;
}

json_t *hours_document(struct request *rq, const struct wording *w,
		       const struct contact_person *person, const struct hours_list *list)
{
	const struct office *office = staff_office(rq);
	json_t *rows = json_array(), *who = json_null(), *url = NULL;

	for (size_t i = 0; i < list->n; i++)
		if (list->list[i].person == person)
			json_array_append_new(rows, row_json_of(w, &list->list[i]));
	if (person) {
		who = json_pack("{s:s, s:s}", "slug", person->slug, "name", person->name);
		url = json_sprintf("/staff/%s/hours/new?contact_person=%s%s", office->slug,
				   person->slug, w->lang_amp);
	}
	return json_pack("{s:o, s:o, s:o, s:b, s:o, s:n, s:n, s:n, s:{}, s:[], s:o}",
			 "contact_person", who, "contact_persons", persons_json(rq, office, person),
			 "new_url", url ? url : json_null(), "has_weekly_hours",
			 json_array_size(rows) > 0, "weekly_hours", rows, "edit", "changed",
			 "preview", "values", "errors", "error", no_errors());
}

/*
 * The form
 */

static json_t *weekday_choices(const struct wording *w, unsigned weekdays)
{
	json_t *choices = json_array();
	char value[sizeof "7"];

	for (int day = MONDAY; day <= SUNDAY; day++) {
		value[0] = (char)('0' + day);
		value[1] = '\0';
		json_array_append_new(
			choices,
			choice_json(value, json_string(language_weekday_short(w->language, day)),
				    weekdays & 1u << day, day == MONDAY));
	}
	return choices;
}

static void number_option(json_t *options, int value, json_t *label, int selected)
{
	str_auto_t *text = text_format("%d", value);

	json_array_append_new(options, option_json(text, label, value == selected));
}

/* An interval the form does not offer, as an office file can have one, stays as it is. */
static json_t *repeat_options(const struct wording *w, const struct hours_rule *parts)
{
	json_t *options = json_array();
	int selected = parts->monthly ? 0 : parts->interval;

	for (int i = 1; i <= REPEATS; i++)
		number_option(options, i, word_repeat(w, i), selected);
	if (selected > REPEATS)
		number_option(options, selected, word_repeat(w, selected), selected);
	json_array_append_new(
		options,
		option_json("month", word_text(w, "staff.repeat.month", NULL), parts->monthly));
	return options;
}

static json_t *nth_options(const struct wording *w, const struct hours_rule *parts)
{
	json_t *options = json_array();
	int selected = parts->monthly ? parts->nth : 0;

	json_array_append_new(options, option_json("", word_nth(w, 0), selected == 0));
	for (int i = 1; i <= NTHS; i++)
		number_option(options, i, word_nth(w, i), selected);
	if (selected > NTHS)
		number_option(options, selected, word_nth(w, selected), selected);
	number_option(options, HOURS_RULE_LAST, word_nth(w, HOURS_RULE_LAST), selected);
	return options;
}

json_t *hours_channel_choices(const struct wording *w, unsigned channels)
{
	json_t *choices = json_array();

	for (int i = 0; i < CHANNELS; i++) {
		const char *name = channel_name(CHANNEL_LIST[i]);

		json_array_append_new(choices, choice_json(name, word_named(w, "channel", name),
							   channels & CHANNEL_LIST[i], i == 0));
	}
	return choices;
}

static json_t *values_of(const struct wording *w, const struct hours *h)
{
	const struct weekly_hours *r = &h->rule;
	bool set = r->to_minute > 0;

	return json_pack(
		"{s:s, s:s, s:s, s:o, s:o, s:o}", "from", set ? clock_text(w, r->from_minute) : "",
		"to", set ? clock_text(w, r->to_minute) : "", "room", h->room ? h->room : "",
		"step_minutes", json_sprintf("%d", h->step_minutes), "valid_from",
		word_date(w, DATE_INPUT, r->valid_from), "valid_until",
		r->valid_until.year ? word_date(w, DATE_INPUT, r->valid_until) : json_string(""));
}

static json_t *path_json(const struct hours *h)
{
	return json_sprintf("/staff/%s/hours%s%s", h->person->office->slug, h->id ? "/" : "",
			    h->id ? h->id : "");
}

void hours_edit(json_t *document, const struct wording *w, const struct hours *h,
		const json_t *values)
{
	json_t *edit = json_pack("{s:o, s:b, s:o, s:o, s:o}", "id", word_or_null(h->id), "new",
				 !h->id, "version", word_or_null(h->version), "heading_text",
				 h->id && h->parts.weekdays ? name_text(w, h) : json_null(),
				 "post_path", path_json(h));

	json_object_set_new(edit, "weekdays", weekday_choices(w, h->parts.weekdays));
	json_object_set_new(edit, "repeats", repeat_options(w, &h->parts));
	json_object_set_new(edit, "nths", nth_options(w, &h->parts));
	json_object_set_new(edit, "channels", hours_channel_choices(w, h->channels));
	json_object_set_new(edit, "services", hours_service_choices(w, h));
	json_object_set_new(edit, "cancel_url",
			    json_sprintf("/staff/%s/hours?contact_person=%s%s",
					 h->person->office->slug, h->person->slug, w->lang_amp));
	json_object_set_new(document, "edit", edit);
	json_object_set_new(document, "values", values ? json_deep_copy(values) : values_of(w, h));
}

/*
 * What somebody else changed
 */

/* A value of weekly_hours_facts() as people read it. */
static json_t *fact_text(const struct wording *w, const char *name, const json_t *fact)
{
	struct hours_rule parts;
	struct date date;
	const char *text = json_string_value(fact);
	json_t *item;
	size_t i;

	if (text && strcmp(name, "rule") == 0) {
		hours_rule_read(&parts, text);
		return word_hours_rule(w, &parts);
	}
	if (text && strncmp(name, "valid", sizeof "valid" - 1) == 0 && date_parse(&date, text))
		return word_date(w, DATE_INPUT, date);
	if (json_is_integer(fact))
		return json_sprintf("%d", (int)json_integer_value(fact));
	if (json_is_array(fact)) {
		struct buffer b = {0};

		json_array_foreach (fact, i, item)
			list_add(&b, strcmp(name, "channels") == 0
					     ? word_named(w, "channel", json_string_value(item))
					     : json_incref(item));
		return b.len ? taken(&b) : json_string("–");
	}
	return json_string(text && *text ? text : "–");
}

static json_t *hours_word(const struct wording *w, const char *action, const json_t *before,
			  const json_t *after)
{
	static const struct {
		const char *fact, *label;
	} FACTS[] = {{"rule", "staff.label.when"},
		     {"from", "staff.label.from"},
		     {"to", "staff.label.to"},
		     {"step_minutes", "staff.label.step"},
		     {"channels", "staff.label.channels"},
		     {"services", "staff.label.service"},
		     {"room", "staff.label.room"},
		     {"valid_from", "staff.hours.valid_from"},
		     {"valid_until", "staff.hours.valid_until"}};
	struct buffer b = {0};

	(void)action;
	for (size_t i = 0; i < sizeof FACTS / sizeof *FACTS; i++) {
		const json_t *was = json_object_get(before, FACTS[i].fact);
		const json_t *is = json_object_get(after, FACTS[i].fact);

		if (!was || !is || json_equal(was, is))
			continue;
		list_add(&b, word_text(w, "staff.changed.field",
				       json_pack("{s:o, s:o, s:o}", "label",
						 word_text(w, FACTS[i].label, NULL), "before",
						 fact_text(w, FACTS[i].fact, was), "after",
						 fact_text(w, FACTS[i].fact, is))));
	}
	return taken(&b);
}

json_t *hours_changed(const struct wording *w, const PGresult *audit, const char *sent,
		      const char *now)
{
	json_auto_t *history = history_of(w, audit, hours_word);
	long count = atol(now) - atol(sent);

	return history_changed(history, w, count > 0 ? (size_t)count : 1);
}
