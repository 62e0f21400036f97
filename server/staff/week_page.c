/* week_page.c - the week as a table, as a list, and as events for the calendar. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/db/rows.h"
#include "server/picks.h"
#include "server/school.h"
#include "server/staff/appointment.h"
#include "server/staff/hours.h"
#include "server/staff/week.h"
#include "server/staff_page.h"
#include "server/text.h"

enum { HOUR_MINUTES = 60, DAY_HOURS = 24, HOUR_SECONDS = HOUR_MINUTES * 60 };

static json_t *span_text(const struct wording *w, time_t from, time_t to)
{
	struct local_time a = zone_local(w->authority->zone, from);
	struct local_time b = zone_local(w->authority->zone, to);
	int end = b.hour * HOUR_MINUTES + b.minute;

	return word_minutes(w, a.hour * HOUR_MINUTES + a.minute,
			    end ? end : DAY_HOURS * HOUR_MINUTES);
}

static json_t *json_or_null(json_t *value)
{
	return value ? json_incref(value) : json_null();
}

json_t *week_item_json(const struct week *k, const struct week_item *i)
{
	json_t *object =
		json_pack("{s:b, s:b, s:b, s:b, s:b}", "is_booking", i->kind == WEEK_BOOKING,
			  "is_free", i->kind == WEEK_FREE, "is_hold", i->kind == WEEK_HOLD,
			  "is_closure", i->kind == WEEK_CLOSURE, "is_busy", i->kind == WEEK_BUSY);
	bool whole = i->kind == WEEK_CLOSURE && i->to - i->from >= (DAY_HOURS - 1) * HOUR_SECONDS;

	json_object_set_new(object, "clock_text", word_clock(&k->w, i->from));
	json_object_set_new(object, "span_text",
			    whole ? word_text(&k->w, "staff.closures.all_day", NULL)
				  : span_text(&k->w, i->from, i->to));
	json_object_set_new(object, "text", json_or_null(i->text));
	json_object_set_new(object, "detail_text", json_or_null(i->detail));
	json_object_set_new(object, "url", json_or_null(i->url));
	return object;
}

/*
 * Links
 */

static json_t *week_url(const struct week *k, const char *before, struct date monday, bool list)
{
	char date[DATE_TEXT_SIZE];

	date_format(date, monday);
	return json_sprintf("%s/staff/%s/week?date=%s&contact_person=%s%s%s", before,
			    k->office->slug, date, k->person->slug, list ? "&view=list" : "",
			    k->w.lang_amp);
}

static json_t *other_week(const struct week *k, long weeks)
{
	struct date monday = date_add_days(k->monday, weeks * WEEK_DAYS);

	return json_pack("{s:o, s:o}", "url", week_url(k, "", monday, k->list), "text",
			 word_text(&k->w, "staff.week.number",
				   json_pack("{s:i}", "week", date_week(monday))));
}

static json_t *new_slot_url(const struct week *k)
{
	return k->changes ? json_sprintf("/staff/%s/slots/new?contact_person=%s%s", k->office->slug,
					 k->person->slug, k->w.lang_amp)
			  : json_null();
}

static void urls_add(json_t *document, struct request *rq, const struct week *k)
{
	const struct date monday = k->monday;

	json_object_set_new(document, "previous", other_week(k, -1));
	json_object_set_new(document, "next", other_week(k, 1));
	json_object_set_new(
		document, "today_url",
		week_url(k, "", date_add_days(k->today, MONDAY - date_weekday(k->today)), k->list));
	json_object_set_new(document, "grid_url", week_url(k, "", monday, false));
	json_object_set_new(document, "list_url", week_url(k, "", monday, true));
	json_object_set_new(document, "data_url", week_url(k, "/api/v1", monday, false));
	json_object_set_new(document, "calendar_url",
			    json_sprintf("/staff/%s/calendar?contact_person=%s%s", k->office->slug,
					 k->person->slug, k->w.lang_amp));
	json_object_set_new(document, "slots_path",
			    json_sprintf("/staff/%s/slots", k->office->slug));
	json_object_set_new(document, "new_slot_url", new_slot_url(k));
	json_object_set_new(document, "new_closure_url",
			    k->changes ? staff_area_url(rq, &k->w, "closures", "") : json_null());
}

/*
 * Days
 */

static json_t *summary(const struct week *k, size_t day)
{
	json_auto_t *text = NULL;
	long count = 0;

	for (size_t i = 0; i < k->nitems; i++)
		count += k->items[i].kind == WEEK_BOOKING &&
			 k->items[i].from >= k->midnights[day] &&
			 k->items[i].from < k->midnights[day + 1];
	text = word_count(&k->w, "staff.count.bookings", count);
	return count ? json_sprintf("%ld %s", count, json_string_value(text)) : json_null();
}

static json_t *day_json(const struct week *k, size_t day)
{
	struct date date = date_add_days(k->monday, (long)day);
	enum weekday weekday = (enum weekday)date_weekday(date);
	json_t *items = json_array();
	char text[DATE_TEXT_SIZE];

	date_format(text, date);
	for (size_t i = 0; i < k->nitems; i++)
		if (k->items[i].from >= k->midnights[day] &&
		    k->items[i].from < k->midnights[day + 1])
			json_array_append_new(items, week_item_json(k, &k->items[i]));
	return json_pack("{s:s, s:o, s:s, s:s, s:o, s:b, s:o, s:o, s:o}", "date", text, "day_text",
			 word_date(&k->w, DATE_DAY, date), "name_text",
			 language_weekday(k->w.language, weekday), "short_text",
			 language_weekday_short(k->w.language, weekday), "number_text",
			 word_date(&k->w, DATE_DOTS, date), "today",
			 date_compare(date, k->today) == 0, "url",
			 json_sprintf("/staff/%s/day?date=%s&contact_person=%s%s", k->office->slug,
				      text, k->person->slug, k->w.lang_amp),
			 "summary_text", summary(k, day), "items", items);
}

/*
 * The table
 */

static time_t hour_begins(const struct week *k, size_t day, int hour)
{
	return hour == DAY_HOURS
		       ? k->midnights[day + 1]
		       : zone_time(k->w.authority->zone, date_add_days(k->monday, (long)day),
				   hour * HOUR_MINUTES);
}

static bool lies_in(const struct week_item *i, time_t from, time_t to)
{
	return i->kind == WEEK_CLOSURE ? i->from < to && i->to > from
				       : i->from >= from && i->from < to;
}

/* The closure that takes all of an hour in which nobody comes nevertheless. */
static const struct week_item *closure_of(const struct week *k, size_t day, int hour)
{
	time_t from = hour_begins(k, day, hour), to = hour_begins(k, day, hour + 1);
	const struct week_item *found = NULL;

	for (size_t i = 0; from < to && i < k->nitems; i++) {
		const struct week_item *item = &k->items[i];

		if (item->kind == WEEK_CLOSURE && item->from <= from && item->to >= to)
			found = found ? found : item;
		else if (item->kind != WEEK_CLOSURE && item->from < to && item->to > from)
			return NULL;
	}
	return found;
}

static json_t *closure_cell(const struct week *k, size_t day, int hour)
{
	const struct week_item *closure = closure_of(k, day, hour);
	int rows = 1;

	while (hour + rows < k->to_hour && closure_of(k, day, hour + rows) == closure)
		rows++;
	return json_pack("{s:i, s:o, s:o, s:o}", "rows", rows, "title_text",
			 json_or_null(closure->text), "detail_text", json_or_null(closure->detail),
			 "url", k->changes ? json_or_null(closure->url) : json_null());
}

static json_t *cell_json(const struct week *k, size_t day, int hour)
{
	time_t from = hour_begins(k, day, hour), to = hour_begins(k, day, hour + 1);
	bool closed = closure_of(k, day, hour);
	json_t *items = json_array();
	bool open;

	for (size_t i = 0; !closed && i < k->nitems; i++)
		if (lies_in(&k->items[i], from, to))
			json_array_append_new(items, week_item_json(k, &k->items[i]));
	open = !closed && (json_array_size(items) || week_has(k, from, to));
	return json_pack("{s:b, s:b, s:o, s:b, s:o}", "open", open, "none", !open && !closed,
			 "closure", closed ? closure_cell(k, day, hour) : json_null(), "has_items",
			 json_array_size(items) > 0, "items", items);
}

static json_t *hours_json(const struct week *k)
{
	json_t *hours = json_array();

	for (int hour = k->from_hour; hour < k->to_hour; hour++) {
		json_t *cells = json_array();

		for (size_t day = 0; day < k->ndays; day++) {
			const struct week_item *closure = closure_of(k, day, hour);

			if (!closure || hour == k->from_hour ||
			    closure_of(k, day, hour - 1) != closure)
				json_array_append_new(cells, cell_json(k, day, hour));
		}
		json_array_append_new(hours, json_pack("{s:o, s:o}", "hour_text",
						       json_sprintf("%02d", hour), "cells", cells));
	}
	return hours;
}

/*
 * Events
 */

static json_t *event_json(const struct week *k, const char *kind, const char *id, time_t from,
			  time_t to)
{
	json_t *event = json_pack("{s:o, s:s, s:o, s:o, s:n, s:b, s:n, s:{}}", "id",
				  json_sprintf("%s-%s-%" PRId64, kind, id, (int64_t)from), "kind",
				  kind, "starts_at", word_rfc3339(&k->w, from), "ends_at",
				  word_rfc3339(&k->w, to), "url", "editable", 0, "path", "fields");

	return event;
}

static const char *row_or_empty(const PGresult *rows, int row, const char *column)
{
	const char *text = row_text(rows, row, column);

	return text ? text : "";
}

/* What the form of the slot would send, when only the time changes. */
static json_t *slot_fields(const struct week *k, const PGresult *rows, int row)
{
	struct hours h = {.person = k->person};
	json_auto_t *choices = NULL;
	json_t *services = json_array(), *choice;
	size_t i;

	hours_services_read(&h, row_text(rows, row, "service_ids"));
	choices = hours_service_choices(&k->w, &h);
	json_array_foreach (choices, i, choice)
		if (json_is_true(json_object_get(choice, "checked")))
			json_array_append(services, json_object_get(choice, "value"));
	return json_pack(
		"{s:s, s:s, s:s, s:s, s:s, s:s, s:o, s:o}", "scope", "once", "contact_person",
		k->person->slug, "version", row_text(rows, row, "version"), "step_minutes",
		row_text(rows, row, "step_minutes"), "room", row_text(rows, row, "room"),
		"kept_until_hours", row_or_empty(rows, row, "kept_until_hours"), "channels",
		shape_channels((unsigned)row_integer(rows, row, "channels")), "services", services);
}

static json_t *slot_event(const struct week *k, const PGresult *rows, int row)
{
	const char *id = row_text(rows, row, "slot_id");
	time_t from = row_integer(rows, row, "from_at"), to = row_integer(rows, row, "to_at");
	json_t *event = event_json(k, "slot", id, from, to);

	json_object_set_new(event, "title", week_slot_text(k, row, "staff.week.released"));
	if (!k->changes || to <= time(NULL))
		return event;
	json_object_set_new(event, "editable", json_boolean(from > time(NULL)));
	json_object_set_new(
		event, "url",
		json_sprintf("/staff/%s/slots/%s%s", k->office->slug, id, k->w.lang_query));
	json_object_set_new(event, "path", json_sprintf("/staff/%s/slots/%s", k->office->slug, id));
	json_object_set_new(event, "fields", slot_fields(k, rows, row));
	return event;
}

static json_t *events_json(const struct week *k)
{
	static const char *const KINDS[] = {[WEEK_BOOKING] = "booking",
					    [WEEK_HOLD] = "hold",
					    [WEEK_CLOSURE] = "closure",
					    [WEEK_BUSY] = "busy"};
	const PGresult *slots = k->rows->rows[WEEK_SLOTS];
	json_t *events = json_array();

	for (int row = 0; row < PQntuples(slots); row++)
		json_array_append_new(events, slot_event(k, slots, row));
	for (size_t i = 0; i < k->nitems; i++) {
		const struct week_item *item = &k->items[i];
		json_t *event;

		if (item->kind == WEEK_FREE)
			continue;
		event = event_json(k, KINDS[item->kind], item->id, item->from, item->to);
		json_object_set_new(event, "title", json_or_null(item->text));
		json_object_set_new(event, "url", json_or_null(item->url));
		json_array_append_new(events, event);
	}
	return events;
}

static json_t *title_text(const struct week *k)
{
	struct date last = date_add_days(k->monday, (long)k->ndays - 1);
	json_auto_t *to = word_date(&k->w, DATE_DAY_MONTH, last);

	return word_text(&k->w, "staff.week.title",
			 json_pack("{s:i, s:o, s:o}", "week", date_week(k->monday), "from",
				   word_date(&k->w, DATE_DAY_MONTH, k->monday), "to",
				   json_sprintf("%s %d", json_string_value(to), last.year)));
}

json_t *week_document(struct request *rq, struct week *k)
{
	char date[DATE_TEXT_SIZE];
	json_t *document, *days = json_array();

	date_format(date, k->monday);
	for (size_t day = 0; day < k->ndays; day++)
		json_array_append_new(days, day_json(k, day));
	document = json_pack("{s:o, s:o, s:o, s:o, s:o, s:s, s:b, s:o, s:i}", "office",
			     shape_named(k->office->slug, word_of(&k->w, k->office->texts, "name")),
			     "contact_person", shape_person(k->person), "contact_persons",
			     person_choices(rq, k->office, RIGHT_BOOKINGS, k->person), "date_input",
			     word_date(&k->w, DATE_INPUT, k->monday), "title_text", title_text(k),
			     "date", date, "is_list", k->list, "days", days, "shown_days",
			     (int)k->ndays);
	json_object_set_new(document, "from_clock", json_sprintf("%02d:00", k->from_hour));
	json_object_set_new(document, "to_clock", json_sprintf("%02d:00", k->to_hour));
	json_object_set_new(document, "hours", k->list ? json_array() : hours_json(k));
	json_object_set_new(document, "events", events_json(k));
	school_shape(document, &k->w, k->monday, date_add_days(k->monday, (long)k->ndays - 1));
	urls_add(document, rq, k);
	return document;
}
