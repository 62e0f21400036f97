/* hours_page.c - the page of weekly hours: the list. */
#include <string.h>

#include "lib/cleanup.h"
#include "server/picks.h"
#include "server/staff/hours.h"
#include "server/staff_words.h"
#include "server/text.h"

enum { HOUR_MINUTES = 60 };

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

static json_t *services_json(const struct wording *w, const struct hours *h)
{
	json_t *services = json_array();

	for (size_t i = 0; i < h->nservices; i++) {
		const struct service *s = authority_service_by_id(w->authority, h->services[i]);

		if (s)
			json_array_append_new(services,
					      json_pack("{s:s, s:o}", "slug", s->slug, "name",
							word_of(w, s->texts, "name")));
	}
	return services;
}

static json_t *row_json_of(const struct wording *w, const struct hours *h)
{
	const char *office = h->person->office->slug;
	json_t *row =
		json_pack("{s:s, s:s, s:s, s:o, s:o, s:o, s:o}", "id", h->id, "version", h->version,
			  "rule", h->rule.rrule, "rule_text", word_hours_rule(w, &h->parts), "from",
			  minute_json(h->rule.from_minute), "to", minute_json(h->rule.to_minute),
			  "span_text", word_minutes(w, h->rule.from_minute, h->rule.to_minute));
	json_t *more = json_pack(
		"{s:i, s:o, s:o, s:o, s:o, s:o, s:o}", "step_minutes", h->step_minutes, "step_text",
		word_hours_step(w, h->step_minutes), "channels", shape_channels(h->channels),
		"channels_text", word_channels(w, h->channels), "services", services_json(w, h),
		"services_text", word_hours_services(w, h), "room", word_or_null(h->room));
	json_t *last = json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:o}", "valid_from", date_json(h->rule.valid_from),
		"valid_until", date_json(h->rule.valid_until), "valid_text",
		word_hours_valid(w, &h->rule), "name_text", word_hours_name(w, h), "url",
		json_sprintf("/staff/%s/hours/%s%s", office, h->id, w->lang_query), "end_path",
		json_sprintf("/staff/%s/hours/%s/end", office, h->id));

	json_object_set_new(row, "kept_until_hours",
			    h->kept_hours ? json_integer(h->kept_hours) : json_null());
	json_object_set_new(row, "kept_text", word_hours_kept(w, h->kept_hours));
	json_object_update_missing(row, more);
	json_object_update_missing(row, last);
	json_decref(more);
	json_decref(last);
	return row;
}

static json_t *no_errors(void)
{
	static const char *const NAMES[] = {"weekdays",   "repeat",      "nth",
					    "from",       "to",          "channels",
					    "room",       "services",    "step_minutes",
					    "valid_from", "valid_until", "kept_until_hours"};
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
			 "contact_person", who, "contact_persons",
			 person_choices(rq, office, RIGHT_HOURS, person), "new_url",
			 url ? url : json_null(), "has_weekly_hours", json_array_size(rows) > 0,
			 "weekly_hours", rows, "edit", "changed", "preview", "values", "errors",
			 "error", no_errors());
}
