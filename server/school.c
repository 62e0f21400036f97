/* school.c - school holidays, as staff sees them where it plans. */
#include "server/school.h"

#include <time.h>

#include "lib/cleanup.h"
#include "lib/zone.h"

enum { SHOWN_MAX = 6, AHEAD_DAYS = 366 };

json_t *school_days_text(const struct wording *w, struct date from, struct date to)
{
	json_auto_t *first = word_date(w, DATE_SHORT, from), *last = word_date(w, DATE_SHORT, to);

	if (date_compare(from, to) == 0)
		return json_incref(first);
	return json_sprintf("%s – %s", json_string_value(first), json_string_value(last));
}

static bool day_of(const json_t *holiday, const char *member, struct date *out)
{
	const char *text = json_string_value(json_object_get(holiday, member));

	return text && date_parse(out, text);
}

void school_shape(json_t *document, const struct wording *w, struct date from, struct date to)
{
	const json_t *all = json_object_get(w->authority->document, "school_holidays");
	json_t *list = json_array(), *one;
	size_t i;

	json_array_foreach (all, i, one) {
		struct date first, last;

		if (!day_of(one, "from", &first) || !day_of(one, "to", &last) ||
		    date_compare(last, from) < 0 || date_compare(first, to) > 0 ||
		    json_array_size(list) == SHOWN_MAX)
			continue;
		json_array_append_new(list,
				      json_pack("{s:O, s:o}", "name", json_object_get(one, "name"),
						"days_text", school_days_text(w, first, last)));
	}
	json_object_set_new(document, "has_school_holidays",
			    json_boolean(json_array_size(list) > 0));
	json_object_set_new(document, "school_holidays", list);
}

void school_shape_ahead(json_t *document, const struct wording *w)
{
	struct date today = zone_local(w->authority->zone, time(NULL)).date;

	school_shape(document, w, today, date_add_days(today, AHEAD_DAYS));
}
