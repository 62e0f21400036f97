/* bookings.c - one booking: look at it, note, cancel, say who came and that the citizen was told.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/staff/appointment.h"
#include "server/staff/endpoints.h"
#include "server/staff/step.h"
#include "server/text.h"

enum {
	NOTE_MAX_CHARACTERS = 500,
	TEXT_MAX_CHARACTERS = 1000,
	VERSION_MAX_CHARACTERS = 10,
	BACK_MAX_CHARACTERS = 1000,
};

static const char PAGE[] = "staff.booking";

static const struct problem OUTDATED = {409, "outdated",
					"somebody else has changed this meanwhile"};
static const struct problem TOO_LATE = {409, "too_late", "this can no longer be done"};

static continuation_fn booking_shown, note_saved, booking_cancelled, booking_attended, booking_told,
	booking_refused;

/* What was sent, and for whom to word the answer. */
struct visit {
	struct wording w;
	struct scope scope;
	const char *id, *version, *back;
	struct fields *f;
};

static void release_fields(void *f)
{
	fields_free(f);
}

/* False, and replied, when the path names no booking, or the body is none. */
static bool visit_begin(struct request *rq, struct visit *v)
{
	struct problem why;
	const char *id;
	json_t *body;

	if (!request_wording(rq, &v->w))
		return false;
	id = appointment_key(rq);
	if (!id)
		return false;
	v->id = id;
	v->scope = staff_scope(rq);
	if (request_is_get(rq))
		return true;
	body = request_body(rq, &why);
	if (!body) {
		reply_problem(rq, &why);
		return false;
	}
	v->f = fields_new(body);
	request_keep(rq, v->f, release_fields);
	return true;
}

static void version_read(struct visit *v)
{
	v->version = fields_text(v->f, "version", FIELD_REQUIRED, VERSION_MAX_CHARACTERS);
}

/* Where to go on: a page of the staff, else the booking's own. */
static void back_read(struct visit *v)
{
	const char *back = fields_text(v->f, "back", FIELD_OPTIONAL, BACK_MAX_CHARACTERS);

	if (back && strncmp(back, "/staff/", 7) == 0 && !strpbrk(back, "\\#\r\n"))
		v->back = back;
}

/*
 * The page
 */

static void values_set(json_t *document, const struct visit *v, const struct appointment *a)
{
	json_t *values = v->f ? json_deep_copy(fields_values(v->f)) : json_object();
	json_auto_t *standard = json_pack("{s:s, s:s}", "note", a->note, "text", "");

	json_object_update_missing(values, standard);
	json_object_set_new(document, "values", values);
	json_object_set_new(document, "errors", json_array());
	json_object_set_new(document, "error", json_pack("{s:n, s:n}", "note", "text"));
}

static json_t *page_document(const struct visit *v, const struct appointment *a,
			     const struct db_result *res, size_t first)
{
	json_t *document = appointment_document(&v->w, a, res, first);

	values_set(document, v, a);
	return document;
}

static void page_ask(struct request *rq, struct visit *v, continuation_fn *next)
{
	struct db_query batch[APPOINTMENT_QUERIES];

	appointment_ask(batch, &v->w, &v->scope, v->id);
	request_ask(rq, batch, APPOINTMENT_QUERIES, next);
}

/*
 * GET /staff/:office/bookings/:booking
 */

void staff_booking_show(struct request *rq)
{
	struct visit *v = request_state(rq, sizeof *v);

	if (visit_begin(rq, v))
		page_ask(rq, v, booking_shown);
}

static void booking_shown(struct request *rq, const struct db_result *res)
{
	struct visit *v = request_state(rq, sizeof *v);
	struct appointment a;

	if (!appointment_found(rq, &a, &v->w, res, 0))
		return;
	reply_document(rq, 200, PAGE, page_document(v, &a, res, 0));
	appointment_done(&a);
}

/*
 * What all changes share: the statement, and behind it in one batch the booking as it is then
 */

static void change_ask(struct request *rq, struct visit *v, struct db_query change,
		       continuation_fn *next)
{
	struct db_query batch[1 + APPOINTMENT_QUERIES] = {change};

	appointment_ask(batch + 1, &v->w, &v->scope, v->id);
	request_ask(rq, batch, 1 + APPOINTMENT_QUERIES, next);
}

static void refuse(struct request *rq, struct visit *v)
{
	page_ask(rq, v, booking_refused);
}

static void booking_refused(struct request *rq, const struct db_result *res)
{
	struct visit *v = request_state(rq, sizeof *v);
	struct appointment a;

	if (!appointment_found(rq, &a, &v->w, res, 0))
		return;
	reply_invalid(rq, PAGE, page_document(v, &a, res, 0), fields_errors(v->f));
	appointment_done(&a);
}

static bool was_done(const struct db_result *res)
{
	return row_bool(res->rows[0], 0, "done");
}

static bool is_outdated(const struct visit *v, const struct db_result *res)
{
	return strcmp(v->version, row_text(res->rows[0], 0, "version")) != 0;
}

/* The page again, which says what somebody else did. */
static void reply_changed(struct request *rq, struct visit *v, const struct appointment *a,
			  const struct db_result *res)
{
	long long versions = atoll(a->version) - atoll(v->version);
	json_t *document = page_document(v, a, res, 1);

	if (versions < 1)
		versions = 1;
	json_object_set_new(
		document, "changed",
		history_changed(json_object_get(document, "history"), &v->w, (size_t)versions));
	reply_problem_page(rq, &OUTDATED, PAGE, document);
}

/* "/staff/OFFICE/bookings/ID?done=KEY" */
static void reply_done(struct request *rq, struct visit *v, const struct appointment *a,
		       const struct db_result *res, const char *done)
{
	str_auto_t *location =
		text_format("/staff/%s/bookings/%s?done=%s", a->at->slug, a->id, done);

	if (request_format(rq) == FORMAT_JSON)
		reply_document(rq, 200, PAGE, page_document(v, a, res, 1));
	else
		reply_see_other(rq, location);
}

static void change_reply(struct request *rq, const struct db_result *res, const char *done)
{
	struct visit *v = request_state(rq, sizeof *v);
	struct appointment a;

	if (!appointment_found(rq, &a, &v->w, res, 1))
		return;
	if (was_done(res))
		reply_done(rq, v, &a, res, done);
	else if (is_outdated(v, res))
		reply_changed(rq, v, &a, res);
	else
		reply_problem(rq, &TOO_LATE);
	appointment_done(&a);
}

/*
 * POST .../note
 */

void staff_booking_note(struct request *rq)
{
	struct visit *v = request_state(rq, sizeof *v);
	const char *note;

	if (!visit_begin(rq, v))
		return;
	version_read(v);
	note = fields_lines(v->f, "note", FIELD_OPTIONAL, NOTE_MAX_CHARACTERS);
	if (!fields_end(v->f)) {
		refuse(rq, v);
		return;
	}
	change_ask(rq, v,
		   (struct db_query)DB_QUERY(SQL_APPOINTMENT_NOTE, v->w.authority->id_text,
					     v->scope.offices, v->scope.persons, v->id,
					     staff_session(rq)->account_id, v->version,
					     note ? note : ""),
		   note_saved);
}

static void note_saved(struct request *rq, const struct db_result *res)
{
	change_reply(rq, res, "note");
}

/*
 * POST .../cancel
 */

void staff_booking_cancel(struct request *rq)
{
	struct visit *v = request_state(rq, sizeof *v);
	const char *text;

	if (!visit_begin(rq, v))
		return;
	version_read(v);
	text = fields_lines(v->f, "text", FIELD_OPTIONAL, TEXT_MAX_CHARACTERS);
	if (!fields_end(v->f)) {
		refuse(rq, v);
		return;
	}
	json_auto_t *tell = word_text(&v->w, "staff.tell.cancelled", NULL);

	change_ask(rq, v,
		   (struct db_query)DB_QUERY(SQL_APPOINTMENT_CANCEL, v->w.authority->id_text,
					     v->scope.offices, v->scope.persons, v->id,
					     staff_session(rq)->account_id, v->version, text,
					     json_string_value(tell)),
		   booking_cancelled);
}

static void booking_cancelled(struct request *rq, const struct db_result *res)
{
	change_reply(rq, res, "cancelled");
}

/*
 * POST .../attendance
 */

void staff_booking_attend(struct request *rq)
{
	static const char *const ACTIONS[] = {"arrived", "start", "done", "missed", "undo", NULL};
	struct visit *v = request_state(rq, sizeof *v);
	const char *action;

	if (!visit_begin(rq, v))
		return;
	version_read(v);
	back_read(v);
	action = fields_choice(v->f, "do", FIELD_REQUIRED, ACTIONS);
	if (!fields_end(v->f)) {
		refuse(rq, v);
		return;
	}
	struct number until = number_of(appointment_day_end(&v->w));

	change_ask(rq, v,
		   (struct db_query)DB_QUERY(SQL_APPOINTMENT_ATTEND, v->w.authority->id_text,
					     v->scope.offices, v->scope.persons, v->id,
					     staff_session(rq)->account_id, v->version, action,
					     until.text),
		   booking_attended);
}

/* To the same row of the list, or to the booking; a notice says who was not quick enough. */
static char *way_back(const struct visit *v, const struct appointment *a, bool done)
{
	const char *notice = done ? "" : "done=outdated";
	const char *mark;

	if (!v->back)
		return text_format("/staff/%s/bookings/%s%s%s", a->at->slug, a->id,
				   *notice ? "?" : "", notice);
	mark = !*notice ? "" : strchr(v->back, '?') ? "&" : "?";
	return text_format("%s%s%s#b%s", v->back, mark, notice, a->id);
}

static void booking_attended(struct request *rq, const struct db_result *res)
{
	struct visit *v = request_state(rq, sizeof *v);
	str_auto_t *location = NULL;
	struct appointment a;

	if (!appointment_found(rq, &a, &v->w, res, 1))
		return;
	location = way_back(v, &a, was_done(res));
	if (request_format(rq) == FORMAT_HTML)
		reply_see_other(rq, location);
	else if (was_done(res))
		reply_document(rq, 200, PAGE, page_document(v, &a, res, 1));
	else
		reply_changed(rq, v, &a, res);
	appointment_done(&a);
}

/*
 * POST .../told
 */

void staff_booking_told(struct request *rq)
{
	struct visit *v = request_state(rq, sizeof *v);

	if (!visit_begin(rq, v))
		return;
	back_read(v);
	if (!fields_end(v->f)) {
		refuse(rq, v);
		return;
	}
	change_ask(rq, v,
		   (struct db_query)DB_QUERY(SQL_APPOINTMENT_TOLD, v->w.authority->id_text,
					     v->scope.offices, v->scope.persons, v->id,
					     staff_session(rq)->account_id),
		   booking_told);
}

static void booking_told(struct request *rq, const struct db_result *res)
{
	struct visit *v = request_state(rq, sizeof *v);
	struct appointment a;

	if (!appointment_found(rq, &a, &v->w, res, 1))
		return;
	if (!was_done(res))
		reply_problem(rq, &TOO_LATE);
	else if (v->back && request_format(rq) == FORMAT_HTML)
		reply_see_other(rq, v->back);
	else
		reply_done(rq, v, &a, res, "told");
	appointment_done(&a);
}
