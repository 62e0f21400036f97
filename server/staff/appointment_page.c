/* appointment_page.c - all of one booking, as staff see it. */
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/staff/appointment.h"
#include "server/staff_words.h"
#include "server/text.h"

enum { SECONDS_PER_MINUTE = 60 };

static const struct problem NO_BOOKING = {404, "no_such_booking", "there is no such booking"};

const char *appointment_key(struct request *rq)
{
	const char *id = request_arg_named(rq, "booking");

	if (text_is_key(id))
		return id;
	reply_problem(rq, &NO_BOOKING);
	return NULL;
}

void appointment_ask(struct db_query queries[APPOINTMENT_QUERIES], const struct wording *w,
		     const struct scope *scope, const char *id)
{
	const char *authority = w->authority->id_text;

	queries[0] = (struct db_query)DB_QUERY(SQL_APPOINTMENT_SHOW, authority, scope->offices,
					       scope->persons, id);
	queries[1] =
		(struct db_query)DB_QUERY(SQL_AUDIT_OF, authority, "booking", id, HISTORY_MAX_TEXT);
	queries[2] = (struct db_query)DB_QUERY(SQL_APPOINTMENT_MESSAGES, authority, id);
}

bool appointment_found(struct request *rq, struct appointment *a, const struct wording *w,
		       const struct db_result *res, size_t first)
{
	if (res->status != DB_OK) {
		reply_sql_error(rq, "appointment_show", res);
		return false;
	}
	if (PQntuples(res->rows[first]) == 0) {
		reply_problem(rq, &NO_BOOKING);
		return false;
	}
	if (appointment_read(a, w, staff_office(rq), res->rows[first], 0))
		return true;
	appointment_done(a);
	reply_problem(rq, &NO_BOOKING);
	return false;
}

/*
 * What became of it, by staff and by the citizen
 */

static json_t *moment_text(const struct wording *w, const json_t *of)
{
	const json_t *from_at = json_object_get(of, "from_at");

	return json_is_integer(from_at) ? word_short(w, json_integer_value(from_at)) : json_null();
}

static json_t *state_text(const struct wording *w, const json_t *after)
{
	const char *name = json_string_value(json_object_get(after, "attendance"));
	str_auto_t *key =
		text_format("staff.attendance.%s",
			    attendance_name(name ? attendance_parse(name) : ATTENDANCE_EXPECTED));

	return word_text(w, key, NULL);
}

static json_t *what_text(const struct wording *w, const char *action, const json_t *before,
			 const json_t *after)
{
	static const char *const KNOWN[] = {"book",   "move", "cancel", "keep", "note",
					    "letter", "told", "attend", "undo", NULL};
	bool known = false;
	str_auto_t *key = NULL;
	bool moved = json_object_get(before, "from_at") && json_object_get(after, "from_at");

	for (size_t i = 0; KNOWN[i]; i++)
		known = known || strcmp(KNOWN[i], action) == 0;
	if (strcmp(action, "book") == 0 && json_is_true(json_object_get(after, "outside")))
		action = "overbook";
	key = text_format("staff.audit.booking.%s", !known ? "change" : moved ? "moved" : action);
	return word_text(w, key,
			 json_pack("{s:o, s:o, s:o}", "from", moment_text(w, before), "to",
				   moment_text(w, after), "state", state_text(w, after)));
}

static bool audited(const PGresult *rows, const char *action)
{
	for (int row = 0; row < PQntuples(rows); row++)
		if (strcmp(row_text(rows, row, "action"), action) == 0)
			return true;
	return false;
}

/* At that moment, give or take how seconds are cut. */
static bool audited_at(const PGresult *rows, const char *action, time_t at)
{
	for (int row = 0; row < PQntuples(rows); row++)
		if (strcmp(row_text(rows, row, "action"), action) == 0 &&
		    llabs(row_integer(rows, row, "at") - at) <= 1)
			return true;
	return false;
}

static void entry_add(json_t *history, const struct wording *w, time_t at, const char *who,
		      const char *what)
{
	str_auto_t *who_key = text_format("staff.who.%s", who);
	str_auto_t *what_key = text_format("staff.audit.booking.%s", what);

	history_insert(
		history, at,
		history_entry(w, at, word_text(w, who_key, NULL), word_text(w, what_key, NULL)));
}

/* Moves by the citizen are known by the mail alone. */
static void moves_add(json_t *history, const struct wording *w, const PGresult *audit,
		      const PGresult *messages)
{
	for (int row = 0; row < PQntuples(messages); row++) {
		time_t at = row_integer(messages, row, "created_at");

		if (strcmp(row_text(messages, row, "kind"), "moved") == 0 &&
		    !audited_at(audit, "move", at))
			entry_add(history, w, at, "citizen", "move");
	}
}

/* What is not in the audit log was done by the citizen, or by a job after the appointment. */
static json_t *history_json(const struct wording *w, const struct appointment *a,
			    const PGresult *audit, const PGresult *messages)
{
	json_t *history = history_of(w, audit, what_text);
	bool in_time = a->erased_at < a->b.starts_at;

	if (!audited(audit, "book"))
		entry_add(history, w, a->b.created_at, "citizen", "booked");
	if (a->cancelled_at && !audited(audit, "cancel"))
		entry_add(history, w, a->cancelled_at, "citizen", "cancel");
	if (a->erased_at)
		entry_add(history, w, a->erased_at, in_time ? "citizen" : "system", "erased");
	moves_add(history, w, audit, messages);
	return history;
}

static json_t *messages_json(const struct wording *w, const PGresult *rows)
{
	json_t *messages = json_array();

	for (int row = 0; row < PQntuples(rows); row++) {
		str_auto_t *kind = text_format("staff.message.%s", row_text(rows, row, "kind"));
		str_auto_t *state = text_format("staff.message.%s", row_text(rows, row, "state"));
		time_t at = row_integer(rows, row, "created_at");

		json_array_append_new(messages,
				      json_pack("{s:o, s:o, s:o}", "at_text", word_at(w, at),
						"kind_text", word_text(w, kind, NULL), "state_text",
						word_text(w, state, NULL)));
	}
	return messages;
}

/*
 * The page of one booking
 */

static json_t *municipality_text(const struct wording *w, const struct booking *b)
{
	const char *key = json_string_value(json_object_get(b->asked, "municipality"));
	const struct municipality *m = key ? authority_municipality(w->authority, key) : NULL;

	return word_or_null(m ? m->name : NULL);
}

static json_t *language_name_text(const struct wording *w, const struct booking *b)
{
	const struct language *language = site_language(w->site, b->language);

	return json_string(language ? language_name(language) : b->language);
}

static json_t *erase_text(const struct wording *w, const struct appointment *a)
{
	enum { DAY_SECONDS = 24 * 60 * 60 };
	time_t at = a->b.starts_at + (time_t)a->b.minutes * SECONDS_PER_MINUTE +
		    (time_t)a->b.office->rules.retention_days * DAY_SECONDS;

	return a->erased_at ? json_null() : word_day_of(w, DATE_FULL, at);
}

static void shape_citizen(json_t *d, const struct wording *w, const struct appointment *a)
{
	json_object_set_new(d, "email", word_or_null(a->b.email));
	json_object_set_new(d, "municipality_text", municipality_text(w, &a->b));
	json_object_set_new(d, "language_text", language_name_text(w, &a->b));
	json_object_set_new(d, "erase_text", erase_text(w, a));
	json_object_set_new(d, "call",
			    a->call_due ? json_pack("{s:s, s:b}", "tell_text", a->call_due, "told",
						    a->told_at != 0)
					: json_null());
}

static json_t *day_url(const struct wording *w, const struct appointment *a)
{
	char date[DATE_TEXT_SIZE];

	date_format(date, zone_local(w->authority->zone, a->b.starts_at).date);
	return json_sprintf("/staff/%s/day?date=%s%s", a->at->slug, date, w->lang_amp);
}

json_t *appointment_document(const struct wording *w, const struct appointment *a,
			     const struct db_result *res, size_t first)
{
	json_t *d = appointment_new(w, a), *messages = messages_json(w, res->rows[first + 2]);

	json_object_set_new(d, "state", json_string(a->b.cancelled ? "cancelled" : "confirmed"));
	json_object_set_new(d, "cancelled", json_boolean(a->b.cancelled));
	json_object_set_new(d, "erased", json_boolean(a->erased_at != 0));
	json_object_set_new(d, "overbooked", json_boolean(a->outside));
	json_object_set_new(d, "title_text", appointment_title(w, a));
	json_object_set_new(d, "office",
			    shape_named(a->b.office->slug, word_of(w, a->b.office->texts, "name")));
	shape_citizen(d, w, a);
	json_object_set_new(d, "can_change", json_boolean(appointment_can_change(a)));
	json_object_set_new(d, "move_url", appointment_url(w, a, "/move"));
	json_object_set_new(d, "letter_url", appointment_url(w, a, "/letter"));
	json_object_set_new(d, "day_url", day_url(w, a));
	history_shape(d, history_json(w, a, res->rows[first + 1], res->rows[first + 2]));
	json_object_set_new(d, "has_messages", json_boolean(json_array_size(messages) > 0));
	json_object_set_new(d, "messages", messages);
	json_object_set_new(d, "changed", json_null());
	return d;
}
