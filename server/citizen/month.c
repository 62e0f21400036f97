/* month.c - the month view of free times. */
#include "server/citizen/month.h"

#include <stdio.h>
#include <string.h>

#include "lib/holidays.h"
#include "server/citizen/offer.h"

enum { WEEKDAYS = 7, MONTH_DAYS_MAX = 31, MONTH_TEXT_SIZE = sizeof "YYYY-MM" };

/* What is shown: a month, and perhaps one of its days. */
struct month {
	const struct wording *w;
	const struct asked *a;
	struct date first; /* of the month */
	struct date today;
	struct date chosen; /* year 0: none */
	size_t counts[MONTH_DAYS_MAX];
	struct holiday holidays[HOLIDAYS_MAX];
	size_t nholidays;
};

static struct date first_of(struct date d)
{
	d.day = 1;
	return d;
}

static struct date month_after(struct date first, int by)
{
	return by > 0 ? date_add_days(first, date_days_in_month(first.year, first.month))
		      : first_of(date_add_days(first, -1));
}

/* The bounds of what can be booked, as local days. */
static void bookable(const struct month *m, struct date *from, struct date *to)
{
	int32_t begin, end;

	times_bounds(&m->a->query, &begin, &end);
	*from = zone_local(m->w->authority->zone, tick_time(begin)).date;
	*to = zone_local(m->w->authority->zone, tick_time(end) - 1).date;
}

static struct date month_choose(const struct month *m, const struct calendars *calendars,
				const char *text)
{
	char first[DATE_TEXT_SIZE];
	struct date date;
	struct free_time next;

	snprintf(first, sizeof first, "%.7s-01", text ? text : "");
	if (text && strlen(text) == MONTH_TEXT_SIZE - 1 && date_parse(&date, first))
		return date;
	if (m->chosen.year)
		return first_of(m->chosen);
	if (times_first(&next, &m->a->query, calendars))
		return first_of(zone_local(m->w->authority->zone, tick_time(next.start)).date);
	return first_of(m->today);
}

static json_t *month_url(const struct month *m, struct date first, struct date day)
{
	struct buffer url = {0};
	char text[DATE_TEXT_SIZE];

	asked_put_path(m->a, &url, "/times?");
	asked_query(m->a, &url);
	offer_filter_query(&m->a->query, &url);
	date_format(text, first);
	buffer_printf(&url, "&view=month&month=%.7s", text);
	if (day.year) {
		date_format(text, day);
		buffer_printf(&url, "&day=%s", text);
	}
	buffer_puts(&url, m->w->lang_amp);
	return offer_text(&url);
}

static json_t *closed_text(const struct month *m, struct date date)
{
	bool german = strncmp(language_code(m->w->language), "de", 2) == 0;

	for (size_t i = 0; i < m->nholidays; i++)
		if (date_compare(m->holidays[i].date, date) == 0)
			return json_string(german ? m->holidays[i].name_de
						  : m->holidays[i].name_en);
	return json_null();
}

static json_t *cell_json(const struct month *m, struct date date)
{
	size_t count;
	json_t *none =
		json_pack("{s:n, s:n, s:b, s:n, s:b, s:n, s:n, s:n}", "number", "date_text",
			  "today", 0, "url", "current", 0, "count", "count_text", "closed_text");

	if (date.month != m->first.month)
		return none;
	json_decref(none);
	count = m->counts[date.day - 1];
	return json_pack(
		"{s:i, s:o, s:b, s:o, s:b, s:I, s:o, s:o}", "number", date.day, "date_text",
		word_date(m->w, DATE_DAY, date), "today", date_compare(date, m->today) == 0, "url",
		count ? month_url(m, m->first, date) : json_null(), "current",
		date_compare(date, m->chosen) == 0, "count", (json_int_t)count, "count_text",
		count ? word_count(m->w, "count.times", (long)count) : json_null(), "closed_text",
		closed_text(m, date));
}

static json_t *weeks_json(const struct month *m)
{
	enum weekday begin = language_first_weekday(m->w->language);
	int before = ((int)date_weekday(m->first) - (int)begin + WEEKDAYS) % WEEKDAYS;
	int last = before + date_days_in_month(m->first.year, m->first.month);
	json_t *weeks = json_array();

	for (int day = 0; day < last; day += WEEKDAYS) {
		json_t *cells = json_array();

		for (int i = 0; i < WEEKDAYS; i++)
			json_array_append_new(
				cells, cell_json(m, date_add_days(m->first, day + i - before)));
		json_array_append_new(weeks, json_pack("{s:o}", "cells", cells));
	}
	return weeks;
}

static json_t *weekdays_json(const struct wording *w)
{
	json_t *list = json_array();

	for (int i = 0; i < WEEKDAYS; i++) {
		enum weekday day = (enum weekday)(
			((int)language_first_weekday(w->language) - MONDAY + i) % WEEKDAYS +
			MONDAY);

		json_array_append_new(list,
				      json_pack("{s:s, s:s}", "short_text",
						language_weekday_short(w->language, day),
						"name_text", language_weekday(w->language, day)));
	}
	return list;
}

static json_t *neighbour_json(const struct month *m, struct date first, bool reachable)
{
	if (!reachable)
		return json_null();
	return json_pack("{s:o, s:o}", "url", month_url(m, first, (struct date){0}), "name_text",
			 word_date(m->w, DATE_MONTH, first));
}

static json_t *month_json(const struct month *m)
{
	struct date previous = month_after(m->first, -1), next = month_after(m->first, 1), from, to;
	char text[DATE_TEXT_SIZE];

	bookable(m, &from, &to);
	date_format(text, m->first);
	text[MONTH_TEXT_SIZE - 1] = '\0';
	return json_pack("{s:s, s:o, s:o, s:o}", "value", text, "month_text",
			 word_date(m->w, DATE_MONTH, m->first), "previous",
			 neighbour_json(m, previous, date_compare(m->first, first_of(from)) > 0),
			 "next", neighbour_json(m, next, date_compare(next, to) <= 0));
}

void month_shape(json_t *document, const struct wording *w, const struct asked *a,
		 const struct calendars *calendars, const char *month_text, const char *day_text)
{
	struct month m = {.w = w, .a = a};
	struct times times = {0};

	m.today = zone_local(w->authority->zone, a->query.now).date;
	if (day_text && !date_parse(&m.chosen, day_text))
		m.chosen = (struct date){0};
	m.first = month_choose(&m, calendars, month_text);
	times_count(m.counts, (size_t)date_days_in_month(m.first.year, m.first.month), &a->query,
		    calendars, m.first);
	m.nholidays = holidays_list(m.holidays, w->authority->federal_state, m.first.year);
	if (m.chosen.year)
		times_list(&times, &a->query, calendars, m.chosen, 1, 1);
	offer_shape(document, w, a, &times, FORMAT_HTML, NULL, NULL);
	offer_shape_opens(document, w, a, FORMAT_HTML);
	json_object_set_new(document, "chosen_text",
			    m.chosen.year ? word_date(w, DATE_DAY, m.chosen) : json_null());
	json_object_set_new(document, "month", month_json(&m));
	json_object_set_new(document, "weekdays", weekdays_json(w));
	json_object_set_new(document, "weeks", weeks_json(&m));
}
