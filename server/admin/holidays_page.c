/* holidays_page.c - the page admin.holidays. */
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/holidays.h"
#include "lib/zone.h"
#include "server/admin/holidays.h"
#include "server/db/rows.h"
#include "server/picks.h"
#include "server/school.h"
#include "server/text.h"
#include "server/wording.h"

static const char GERMAN[] = "de";

static json_t *word_in(const struct wording *w, const char *family, const char *name)
{
	str_auto_t *key = text_format("staff.%s.%s", family, name);

	return word_text(w, key, NULL);
}

static const char *typed_text(const struct holidays_request *h, const char *name)
{
	const char *text =
		h->f ? json_string_value(json_object_get(fields_values(h->f), name)) : NULL;

	return text ? text : "";
}

/*
 * Public holidays
 */

static bool is_open(const struct holidays_request *h, const char *day)
{
	for (int row = 0; row < PQntuples(h->open); row++)
		if (strcmp(row_text(h->open, row, "holiday_on"), day) == 0)
			return true;
	return false;
}

static void year_add(json_t *list, const struct holidays_request *h, int year, struct date today)
{
	struct holiday days[HOLIDAYS_MAX];
	size_t n = holidays_list(days, h->w.authority->federal_state, year);
	bool german = strncmp(language_code(h->w.language), GERMAN, sizeof GERMAN - 1) == 0;

	for (size_t i = 0; i < n; i++) {
		char day[DATE_TEXT_SIZE];

		if (date_compare(days[i].date, today) < 0)
			continue;
		date_format(day, days[i].date);
		json_array_append_new(list,
				      json_pack("{s:s, s:o, s:s, s:b}", "date", day, "date_text",
						word_date(&h->w, DATE_SHORT, days[i].date), "name",
						german ? days[i].name_de : days[i].name_en,
						"closed", !is_open(h, day)));
	}
}

static json_t *holidays_json(const struct holidays_request *h)
{
	struct date today = zone_local(h->w.authority->zone, time(NULL)).date;
	json_t *list = json_array();

	year_add(list, h, today.year, today);
	year_add(list, h, today.year + 1, today);
	return list;
}

/*
 * Closing days
 */

static json_t *whom_text(const struct holidays_request *h, const struct office *o)
{
	return word_of(&h->w, o ? o->texts : json_object_get(h->w.authority->document, "texts"),
		       "name");
}

static json_t *reason_text(const struct holidays_request *h, int row)
{
	json_auto_t *reason = json_loads(row_text(h->closing, row, "reason"), 0, NULL);
	const char *note = row_text(h->closing, row, "note");
	json_t *text = word_of(&h->w, reason, "name");

	if (!json_is_null(text))
		return text;
	json_decref(text);
	return note && *note ? json_string(note)
			     : word_in(&h->w, "reason", row_text(h->closing, row, "kind"));
}

static json_t *closing_json(const struct holidays_request *h, int row)
{
	const struct zone *zone = h->w.authority->zone;
	int64_t office_id = row_integer(h->closing, row, "office_id");
	const struct office *o =
		office_id ? authority_office_by_id(h->w.authority, office_id) : NULL;
	struct date from = zone_local(zone, row_integer(h->closing, row, "from_at")).date;
	struct date to = zone_local(zone, row_integer(h->closing, row, "to_at") - 1).date;
	bool own = office_id ? office_id == h->office->id : h->may_all;
	const char *id = row_text(h->closing, row, "closure_id");

	return json_pack("{s:s, s:s, s:o, s:o, s:o, s:b, s:o}", "id", id, "version",
			 row_text(h->closing, row, "version"), "date_text",
			 school_days_text(&h->w, from, to), "reason_text", reason_text(h, row),
			 "whom_text", whom_text(h, o), "all", !office_id, "withdraw_path",
			 own ? json_sprintf("/staff/%s/holidays/%s/withdraw", h->office->slug, id)
			     : json_null());
}

static json_t *whoms_json(const struct holidays_request *h)
{
	bool all = strcmp(typed_text(h, "whom"), "authority") == 0;
	json_t *list = json_array();

	json_array_append_new(list, choice_json("office", whom_text(h, h->office), !all, true));
	if (h->may_all)
		json_array_append_new(
			list, choice_json("authority", word_text(&h->w, "staff.holidays.all", NULL),
					  all, false));
	return list;
}

static json_t *reasons_json(const struct holidays_request *h)
{
	const struct authority *a = h->w.authority;
	json_t *list = json_array();

	for (size_t i = 0; i < a->nlanguages; i++) {
		str_auto_t *name = text_format("reason.%s", a->languages[i]);

		json_array_append_new(
			list,
			json_pack("{s:s, s:s, s:o, s:s, s:b, s:o}", "name", name, "language",
				  a->languages[i], "label", word_language(&h->w, a->languages[i]),
				  "value", typed_text(h, name), "optional", i > 0, "error",
				  h->f ? field_error(&h->w, h->f, name) : json_null()));
	}
	return list;
}

/*
 * School holidays
 */

static json_t *school_json(const struct holidays_request *h)
{
	json_t *list = json_array();

	for (int row = 0; row < PQntuples(h->listed); row++) {
		struct date from = {0}, to = {0};

		date_parse(&from, row_text(h->listed, row, "from_day"));
		date_parse(&to, row_text(h->listed, row, "to_day"));
		json_array_append_new(list,
				      json_pack("{s:s, s:s, s:s, s:s, s:o}", "id",
						row_text(h->listed, row, "school_holiday_id"),
						"name", row_text(h->listed, row, "name"), "from",
						row_text(h->listed, row, "from_day"), "to",
						row_text(h->listed, row, "to_day"), "days_text",
						school_days_text(&h->w, from, to)));
	}
	return list;
}

static json_t *mistakes_json(const struct holidays_request *h)
{
	json_t *list = json_array();

	for (size_t i = 0; i < h->school.nfaults; i++) {
		const struct school_fault *fault = &h->school.faults[i];
		json_auto_t *what = word_in(&h->w, "school_fault", fault->code);

		json_array_append_new(
			list,
			json_pack("{s:i, s:s, s:o}", "line", fault->line, "code", fault->code,
				  "text",
				  fault->line ? word_text(&h->w, "staff.holidays.line",
							  json_pack("{s:i, s:O}", "line",
								    fault->line, "text", what))
					      : json_incref(what)));
	}
	return list;
}

json_t *holidays_document(const struct holidays_request *h)
{
	json_t *closing = json_array(), *school = school_json(h), *mistakes = mistakes_json(h), *d;

	for (int row = 0; row < PQntuples(h->closing); row++)
		json_array_append_new(closing, closing_json(h, row));
	d = json_pack("{s:s, s:o, s:o, s:b, s:b, s:b, s:b, s:b, s:{s:s, s:s}}", "state",
		      h->w.authority->federal_state, "state_text",
		      word_in(&h->w, "land", h->w.authority->federal_state), "holidays",
		      holidays_json(h), "has_closing_days", json_array_size(closing) > 0,
		      "has_school", json_array_size(school) > 0, "has_mistakes",
		      json_array_size(mistakes) > 0, "may_all", h->may_all, "outdated", h->outdated,
		      "values", "from", typed_text(h, "from"), "until", typed_text(h, "until"));
	json_object_set_new(d, "closing_days", closing);
	json_object_set_new(d, "school", school);
	json_object_set_new(d, "mistakes", mistakes);
	json_object_set_new(d, "whoms", whoms_json(h));
	json_object_set_new(d, "reasons", reasons_json(h));
	json_object_set_new(d, "errors", json_array());
	json_object_set_new(d, "error", json_object());
	return d;
}
