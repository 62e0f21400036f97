/* hours_words.c - weekly hours in words, and what somebody changed of them. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/history.h"
#include "server/staff/hours.h"
#include "server/staff_words.h"
#include "server/text.h"

enum { HOUR_MINUTES = 60, DAY_MINUTES = 24 * HOUR_MINUTES, REPEATS_NAMED = 4 };

static json_t *taken(struct buffer *b)
{
	json_t *text = json_stringn(b->data ? b->data : "", b->len);

	buffer_done(b);
	return text;
}

/* Append one more of a list, and let it go. */
static void list_add(struct buffer *b, json_t *text)
{
	if (b->len)
		buffer_puts(b, ", ");
	buffer_puts(b, json_string_value(text) ? json_string_value(text) : "");
	json_decref(text);
}

const char *hours_clock(const struct wording *w, int minute)
{
	return minute == DAY_MINUTES
		       ? "24:00"
		       : language_clock(w->language, minute / HOUR_MINUTES, minute % HOUR_MINUTES);
}

json_t *word_minutes(const struct wording *w, int from, int to)
{
	str_auto_t *text = text_format("%s–%s", hours_clock(w, from), hours_clock(w, to));

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

json_t *word_hours_nth(const struct wording *w, int nth)
{
	char name[sizeof "5"];

	if (nth == HOURS_RULE_LAST || nth == 0)
		return word_text(w, nth ? "staff.nth.last" : "staff.nth.none", NULL);
	snprintf(name, sizeof name, "%d", nth);
	return word_named(w, "staff.nth", name);
}

json_t *word_hours_repeat(const struct wording *w, int interval)
{
	char name[sizeof "52"];

	if (interval > REPEATS_NAMED)
		return word_text(w, "staff.repeat.weeks", json_pack("{s:i}", "n", interval));
	snprintf(name, sizeof name, "%d", interval);
	return word_named(w, "staff.repeat", name);
}

json_t *word_hours_rule(const struct wording *w, const struct hours_rule *parts)
{
	json_t *weekdays = word_weekdays(w, parts->weekdays);

	if (parts->monthly)
		return word_text(w, "staff.rule.monthly",
				 json_pack("{s:o, s:o}", "nth", word_hours_nth(w, parts->nth),
					   "weekdays", weekdays));
	return word_text(w, "staff.rule.weekly",
			 json_pack("{s:o, s:o}", "weekdays", weekdays, "repeat",
				   word_hours_repeat(w, parts->interval)));
}

json_t *word_hours_valid(const struct wording *w, const struct weekly_hours *rule)
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

json_t *word_hours_step(const struct wording *w, int minutes)
{
	struct buffer b = {0};

	language_duration(w->language, minutes, &b);
	return taken(&b);
}

json_t *word_hours_kept(const struct wording *w, int hours)
{
	return hours ? word_text(w, "staff.hours.kept",
				 json_pack("{s:o}", "hours",
					   word_count(w, "staff.count.hours", hours)))
		     : json_null();
}

json_t *word_hours_services(const struct wording *w, const struct hours *h)
{
	struct buffer names = {0};

	for (size_t i = 0; i < h->nservices; i++) {
		const struct service *s = authority_service_by_id(w->authority, h->services[i]);

		if (s)
			list_add(&names, word_of(w, s->texts, "name"));
	}
	return names.len ? taken(&names) : word_text(w, "staff.scope.all_services", NULL);
}

json_t *word_hours_name(const struct wording *w, const struct hours *h)
{
	json_auto_t *rule = word_hours_rule(w, &h->parts);
	json_auto_t *span = word_minutes(w, h->rule.from_minute, h->rule.to_minute);

	return json_sprintf("%s, %s", json_string_value(rule), json_string_value(span));
}

/*
 * What somebody else changed
 */

/* "2026-11-30 08:30", as slots have it; null when it is none. */
static json_t *stamp_text(const struct wording *w, const char *text)
{
	enum { DATE_CHARS = DATE_TEXT_SIZE - 1 };
	char day[DATE_TEXT_SIZE] = "";
	struct date date;
	int hour, minute;

	if (strlen(text) <= DATE_CHARS || sscanf(text + DATE_CHARS, " %d:%d", &hour, &minute) != 2)
		return NULL;
	memcpy(day, text, DATE_CHARS);
	if (!date_parse(&date, day))
		return NULL;

	json_auto_t *on = word_date(w, DATE_INPUT, date);

	return json_sprintf("%s, %s", json_string_value(on),
			    language_clock(w->language, hour, minute));
}

/* A value of weekly_hours_facts() or slot_facts() as people read it. */
static json_t *fact_text(const struct wording *w, const char *name, const json_t *fact)
{
	struct hours_rule parts;
	struct date date;
	const char *text = json_string_value(fact);
	json_t *item, *stamp;
	size_t i;

	if (text && strcmp(name, "rule") == 0) {
		hours_rule_read(&parts, text);
		return word_hours_rule(w, &parts);
	}
	if (text && strncmp(name, "valid", sizeof "valid" - 1) == 0 && date_parse(&date, text))
		return word_date(w, DATE_INPUT, date);
	if (text && (stamp = stamp_text(w, text)))
		return stamp;
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

json_t *hours_word(const struct wording *w, const char *action, const json_t *before,
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
		     {"kept_until_hours", "staff.label.kept"},
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

json_t *hours_did(const struct wording *w, const char *action, const json_t *before,
		  const json_t *after)
{
	json_t *text = strcmp(action, "change") == 0 ? hours_word(w, action, before, after) : NULL;

	if (text && json_string_length(text) > 0)
		return text;
	json_decref(text);
	return history_did(w, action);
}

json_t *hours_changed(const struct wording *w, const PGresult *audit, const char *sent,
		      const char *now)
{
	json_auto_t *history = history_of(w, audit, hours_word);
	long count = atol(now) - atol(sent);

	return history_changed(history, w, count > 0 ? (size_t)count : 1);
}
