/* appointment.c - a booking as staff see it. */
#include "server/staff/appointment.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/db/rows.h"
#include "server/questions.h"
#include "server/text.h"

enum { SECONDS_PER_MINUTE = 60 };

static const char *const NAMES[ATTENDANCES] = {"expected", "arrived", "in_progress",
					       "done",     "missed",  "cancelled"};

const char *attendance_name(enum attendance attendance)
{
	return NAMES[attendance];
}

enum attendance attendance_parse(const char *name)
{
	int i = 0;

	while (i < ATTENDANCE_CANCELLED && strcmp(NAMES[i], name) != 0)
		i++;
	return (enum attendance)i;
}

/*
 * Reading
 */

bool appointment_read(struct appointment *a, const struct wording *w, const struct office *at,
		      const PGresult *rows, int row)
{
	bool found = booking_read(&a->b, w, rows, row, NULL);

	a->at = at;
	a->id = row_text(rows, row, "booking_id");
	a->version = row_text(rows, row, "version");
	a->note = row_text(rows, row, "note");
	a->call_due = row_text(rows, row, "call_due");
	a->outside = row_bool(rows, row, "outside");
	a->rehearsal = row_bool(rows, row, "rehearsal");
	a->attendance = a->b.cancelled ? ATTENDANCE_CANCELLED
				       : attendance_parse(row_text(rows, row, "attendance"));
	a->attendance_since = row_integer(rows, row, "attendance_since");
	a->cancelled_at = row_integer(rows, row, "cancelled_at");
	a->erased_at = row_integer(rows, row, "erased_at");
	a->told_at = row_integer(rows, row, "told_at");
	return found;
}

void appointment_done(struct appointment *a)
{
	booking_done(&a->b);
}

bool appointment_can_change(const struct appointment *a)
{
	return !a->b.cancelled && !a->erased_at && time(NULL) < a->b.starts_at;
}

/*
 * Words
 */

json_t *word_span(const struct wording *w, time_t from, int minutes)
{
	json_auto_t *begin = word_clock(w, from);
	json_auto_t *end = word_clock(w, from + (time_t)minutes * SECONDS_PER_MINUTE);

	return json_sprintf("%s–%s", json_string_value(begin), json_string_value(end));
}

json_t *word_short(const struct wording *w, time_t t)
{
	json_auto_t *day = word_day_of(w, DATE_COMPACT, t), *clock = word_clock(w, t);

	return json_sprintf("%s, %s", json_string_value(day), json_string_value(clock));
}

static json_t *name_in_order(const struct wording *w, const char *first, const char *between,
			     const char *second)
{
	if (!first && !second)
		return word_text(w, "staff.who.erased", NULL);
	if (!first || !second)
		return json_string(first ? first : second);
	return json_sprintf("%s%s%s", first, between, second);
}

json_t *appointment_name(const struct wording *w, const struct appointment *a)
{
	return name_in_order(w, a->b.family_name, ", ", a->b.given_name);
}

json_t *appointment_title(const struct wording *w, const struct appointment *a)
{
	return name_in_order(w, a->b.given_name, " ", a->b.family_name);
}

json_t *appointment_url(const struct wording *w, const struct appointment *a, const char *rest)
{
	return json_sprintf("/staff/%s/bookings/%s%s%s", a->at->slug, a->id, rest, w->lang_query);
}

static json_t *documents_text(const struct wording *w, const struct service *s)
{
	json_t *list, *entry;
	buffer_auto_t text = {0};
	size_t i;

	if (!s)
		return json_null();
	list = texts_member(w->authority, s->texts, language_code(w->language), "documents", NULL);
	json_array_foreach (list, i, entry) {
		buffer_puts(&text, i ? ", " : "");
		buffer_puts(&text, json_is_string(entry) ? json_string_value(entry) : "");
	}
	return word_or_null(text.data);
}

/*
 * Attendance: its state, and how it goes on
 */

static json_t *since_text(const struct wording *w, enum attendance attendance, time_t since)
{
	bool lasts = attendance == ATTENDANCE_ARRIVED || attendance == ATTENDANCE_IN_PROGRESS;

	if (!since || attendance == ATTENDANCE_CANCELLED)
		return json_null();
	return word_text(w, lasts ? "staff.attendance.since" : "staff.attendance.at",
			 json_pack("{s:o}", "time", word_clock_sentence(w, since)));
}

void shape_attendance(json_t *document, const struct wording *w, enum attendance attendance,
		      time_t since)
{
	str_auto_t *key = text_format("staff.attendance.%s", NAMES[attendance]);
	json_t *is = json_object();

	for (int i = 0; i < ATTENDANCES; i++)
		json_object_set_new(is, NAMES[i], json_boolean(i == (int)attendance));
	json_object_set_new(document, "attendance", json_string(NAMES[attendance]));
	json_object_set_new(document, "attendance_is", is);
	json_object_set_new(document, "attendance_text", word_text(w, key, NULL));
	json_object_set_new(document, "since_text", since_text(w, attendance, since));
}

enum weight { PRIMARY, SECONDARY, TERTIARY };

/* `label` is the text's name, where it is not that of the action. */
struct action {
	const char *act, *label;
	enum weight weight;
};

enum { ACTIONS_MAX = 2 };

static const struct action ACTIONS[ATTENDANCES][ACTIONS_MAX] = {
	[ATTENDANCE_EXPECTED] = {{"arrived", "arrived", SECONDARY}, {"missed", "missed", TERTIARY}},
	[ATTENDANCE_ARRIVED] = {{"start", "start", PRIMARY}, {"undo", "undo", TERTIARY}},
	[ATTENDANCE_IN_PROGRESS] = {{"done", "done", SECONDARY}, {"undo", "undo", TERTIARY}},
	[ATTENDANCE_DONE] = {{"undo", "undo", TERTIARY}},
	[ATTENDANCE_MISSED] = {{"arrived", "late", TERTIARY}},
};

/* Nobody arrives on the phone or in a video call. */
static const struct action REMOTE[ACTIONS_MAX] = {{"start", "start", SECONDARY},
						  {"missed", "missed", TERTIARY}};

time_t appointment_day_end(const struct wording *w)
{
	const struct zone *zone = w->authority->zone;

	return zone_midnight(zone, date_add_days(zone_local(zone, time(NULL)).date, 1));
}

static json_t *action_json(const struct wording *w, const struct action *action)
{
	str_auto_t *key = text_format("staff.action.%s", action->label);

	return json_pack("{s:s, s:o, s:b, s:b, s:b}", "do", action->act, "label",
			 word_text(w, key, NULL), "primary", action->weight == PRIMARY, "secondary",
			 action->weight == SECONDARY, "tertiary", action->weight == TERTIARY);
}

static json_t *actions_json(const struct wording *w, const struct appointment *a)
{
	const struct action *actions = ACTIONS[a->attendance];
	json_t *list = json_array();

	if (a->attendance == ATTENDANCE_EXPECTED && a->b.channel != CHANNEL_IN_PERSON)
		actions = REMOTE;
	if (a->b.starts_at >= appointment_day_end(w) || a->erased_at)
		return list;
	for (int i = 0; i < ACTIONS_MAX && actions[i].act; i++)
		json_array_append_new(list, action_json(w, &actions[i]));
	return list;
}

/*
 * Documents
 */

json_t *shape_named(const char *slug, json_t *name)
{
	return json_pack("{s:s, s:o}", "slug", slug, "name", name);
}

static void shape_where(json_t *d, const struct wording *w, const struct booking *b)
{
	const struct contact_person *p = b->person;
	const struct service *s = b->service;

	shape_channel(d, w, b->channel);
	json_object_set_new(d, "service",
			    s ? shape_named(s->slug, word_of(w, s->texts, "name")) : json_null());
	json_object_set_new(d, "documents_text", documents_text(w, s));
	json_object_set_new(d, "contact_person",
			    p ? shape_named(p->slug, json_string(p->name)) : json_null());
	json_object_set_new(d, "room", word_room(w, p, b->room));
	json_object_set_new(d, "video_url", word_or_null(p ? p->video_url : NULL));
	json_object_set_new(d, "phone", word_or_null(b->phone));
	json_object_set_new(d, "phone_tel", shape_phone_link(b->phone));
}

static json_t *minutes_text(const struct wording *w, int minutes)
{
	buffer_auto_t text = {0};

	language_duration(w->language, minutes, &text);
	return json_string(text.data);
}

json_t *appointment_new(const struct wording *w, const struct appointment *a)
{
	json_t *d = json_object(), *answers = questions_answers(w, a->b.service, a->b.answers);

	json_object_set_new(d, "id", json_string(a->id));
	json_object_set_new(d, "version", json_string(a->version));
	json_object_set_new(d, "reference", json_string(a->b.reference));
	shape_moment(d, w, a->b.starts_at, a->b.minutes);
	json_object_set_new(d, "span_text", word_span(w, a->b.starts_at, a->b.minutes));
	json_object_set_new(d, "short_text", word_short(w, a->b.starts_at));
	json_object_set_new(d, "minutes_text", minutes_text(w, a->b.minutes));
	json_object_set_new(d, "name_text", appointment_name(w, a));
	json_object_set_new(d, "url", appointment_url(w, a, ""));
	json_object_set_new(d, "rehearsal", json_boolean(a->rehearsal));
	json_object_set_new(d, "note", word_or_null(a->note));
	json_object_set_new(d, "answers", answers);
	json_object_set_new(d, "answers_text", questions_answers_text(answers));
	shape_where(d, w, &a->b);
	shape_attendance(d, w, a->attendance, a->attendance_since);
	json_object_set_new(d, "actions", actions_json(w, a));
	return d;
}

json_t *appointment_row(const struct wording *w, const struct appointment *a)
{
	json_t *d = appointment_new(w, a);

	json_object_set_new(d, "attendance_url", appointment_url(w, a, "/attendance"));
	json_object_set_new(d, "is_next", json_false());
	json_object_set_new(d, "is_over", json_boolean(a->attendance >= ATTENDANCE_DONE));
	return d;
}
