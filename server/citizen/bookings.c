/* bookings.c - the manage link: look, take into a calendar, cancel, erase. */
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/appointment_calendar.h"
#include "server/booking.h"
#include "server/citizen/bookings.h"
#include "server/citizen/endpoints.h"
#include "server/citizen/hold.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/text.h"

static const struct problem NO_BOOKING = {404, "no_such_booking", "there is no such booking"};
static const struct problem TOO_LATE = {409, "too_late",
					"it is too late to change this: please call the office"};

static continuation_fn booking_shown, booking_exported, booking_told, booking_found,
	booking_cancelled, booking_erased;

enum { LIMIT_TEXT_SIZE = 16 };

struct lookup {
	struct wording w;
	char token[TOKEN_TEXT_SIZE], hash[TOKEN_HASH_SIZE];
};

/* Ask for the booking of the path's token; replies when it is none. */
static void lookup_ask(struct request *rq, continuation_fn *next)
{
	struct lookup *l = request_state(rq, sizeof *l);

	if (!request_wording(rq, &l->w))
		return;
	if (!hold_token_read(l->token, l->hash, request_arg(rq, 0))) {
		reply_problem(rq, &NO_BOOKING);
		return;
	}
	struct db_query show = DB_QUERY(SQL_BOOKING_SHOW, l->w.authority->id_text, l->hash);

	request_ask(rq, &show, 1, next);
}

/* Read it, or reply.  The caller ends it with booking_done() when true. */
static bool lookup_booking(struct request *rq, struct booking *b, const struct db_result *res,
			   size_t statement)
{
	struct lookup *l = request_state(rq, sizeof *l);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "booking_show", res);
		return false;
	}
	if (PQntuples(res->rows[statement]) == 0) {
		reply_problem(rq, &NO_BOOKING);
		return false;
	}
	if (booking_read(b, &l->w, res->rows[statement], 0, l->token))
		return true;
	booking_done(b);
	reply_problem(rq, &NO_BOOKING);
	return false;
}

void booking_reply_made(struct request *rq, const struct wording *w, const PGresult *rows,
			const char *token, int status)
{
	static const struct problem GONE = {410, "office_gone", "this office is no more"};
	str_auto_t *location = text_format("/bookings/%s?view=booked", token);
	struct booking b;

	if (booking_read(&b, w, rows, 0, token))
		reply_made(rq, status, location, booking_document(w, &b));
	else
		reply_problem(rq, &GONE);
	booking_done(&b);
}

/*
 * GET /bookings/:token
 */

void booking_show(struct request *rq)
{
	lookup_ask(rq, booking_shown);
}

static const char *template_of(const struct booking *b, const char *view)
{
	if (b->cancelled)
		return "citizen.cancelled";
	if (view && (strcmp(view, "booked") == 0 || strcmp(view, "moved") == 0))
		return "citizen.confirmed";
	if (view && strcmp(view, "print") == 0)
		return "citizen.print";
	return "citizen.manage";
}

static void booking_shown(struct request *rq, const struct db_result *res)
{
	struct lookup *l = request_state(rq, sizeof *l);
	const char *view = request_param(rq, "view");
	struct booking b;
	json_t *document;

	if (!lookup_booking(rq, &b, res, 0))
		return;
	document = booking_document(&l->w, &b);
	json_object_set_new(document, "moved", json_boolean(view && strcmp(view, "moved") == 0));
	json_object_set_new(document, "print", json_boolean(view && strcmp(view, "print") == 0));
	reply_document(rq, 200, template_of(&b, view), document);
	booking_done(&b);
}

/*
 * GET /bookings/:token.ics
 */

void booking_calendar(struct request *rq)
{
	lookup_ask(rq, booking_exported);
}

static void booking_exported(struct request *rq, const struct db_result *res)
{
	struct lookup *l = request_state(rq, sizeof *l);
	str_auto_t *url = text_format("%s/bookings/%s", request_origin(rq), l->token);
	struct problem why;
	struct booking b;
	char *ics;

	if (!lookup_booking(rq, &b, res, 0))
		return;
	ics = appointment_calendar(&l->w, &b, ICALENDAR_PUBLISH, url, &why);
	booking_done(&b);
	if (!ics) {
		reply_problem(rq, &why);
		return;
	}
	reply_header(rq, "Content-Disposition", "attachment; filename=\"termin.ics\"");
	reply_header(rq, "Cache-Control", "no-store");
	reply_bytes(rq, 200, "text/calendar; charset=utf-8; method=PUBLISH", ics, strlen(ics));
	free(ics);
}

/*
 * POST /bookings/:token/cancel
 */

void booking_cancel(struct request *rq)
{
	lookup_ask(rq, booking_found);
}

static void booking_found(struct request *rq, const struct db_result *res)
{
	struct lookup *l = request_state(rq, sizeof *l);
	char deadline[LIMIT_TEXT_SIZE];
	struct booking b;

	if (!lookup_booking(rq, &b, res, 0))
		return;
	snprintf(deadline, sizeof deadline, "%d", b.office->rules.change_deadline_minutes);
	booking_done(&b);

	struct db_query batch[] = {
		DB_QUERY(SQL_BOOKING_CANCEL, l->w.authority->id_text, l->hash, l->token, deadline),
		DB_QUERY(SQL_BOOKING_SHOW, l->w.authority->id_text, l->hash),
	};
	request_ask(rq, batch, 2, booking_cancelled);
}

/* Cancelled before counts as cancelled: the button may be pressed twice. */
static void booking_cancelled(struct request *rq, const struct db_result *res)
{
	struct lookup *l = request_state(rq, sizeof *l);
	str_auto_t *location = text_format("/bookings/%s", l->token);
	struct booking b;

	if (!lookup_booking(rq, &b, res, 1))
		return;
	if (b.cancelled)
		reply_made(rq, 200, location, booking_document(&l->w, &b));
	else
		reply_problem_page(rq, &TOO_LATE, "citizen.manage", booking_document(&l->w, &b));
	booking_done(&b);
}

/*
 * POST /bookings/:token/erase and DELETE /bookings/:token
 */

void booking_erase(struct request *rq)
{
	struct lookup *l = request_state(rq, sizeof *l);

	if (!request_wording(rq, &l->w))
		return;
	if (!hold_token_read(l->token, l->hash, request_arg(rq, 0))) {
		reply_problem(rq, &NO_BOOKING);
		return;
	}
	struct db_query batch[] = {
		DB_QUERY(SQL_BOOKING_SHOW, l->w.authority->id_text, l->hash),
		DB_QUERY(SQL_BOOKING_ERASE, l->w.authority->id_text, l->hash),
	};
	request_ask(rq, batch, 2, booking_erased);
}

static void booking_erased(struct request *rq, const struct db_result *res)
{
	struct lookup *l = request_state(rq, sizeof *l);
	struct booking b;

	if (!lookup_booking(rq, &b, res, 0))
		return;
	if (request_format(rq) == FORMAT_JSON)
		reply_see_other(rq, "/");
	else
		reply_document(rq, 200, "citizen.erased",
			       json_pack("{s:o, s:b}", "office", shape_office(&l->w, b.office),
					 "erased", 1));
	booking_done(&b);
}

/*
 * GET /bookings/:token/data: all that is stored about who has the link, to keep (Article 15 of the
 * GDPR).
 */

void booking_data(struct request *rq)
{
	struct lookup *l = request_state(rq, sizeof *l);

	if (!request_wording(rq, &l->w))
		return;
	if (!hold_token_read(l->token, l->hash, request_arg(rq, 0))) {
		reply_problem(rq, &NO_BOOKING);
		return;
	}
	struct db_query data = DB_QUERY(SQL_BOOKING_DATA, l->w.authority->id_text, l->hash);

	request_ask(rq, &data, 1, booking_told);
}

static void booking_told(struct request *rq, const struct db_result *res)
{
	json_auto_t *document = NULL;
	str_auto_t *text = NULL, *disposition = NULL;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "booking_data", res);
		return;
	}
	if (PQntuples(res->rows[0]) == 0) {
		reply_problem(rq, &NO_BOOKING);
		return;
	}
	document = json_loads(row_text(res->rows[0], 0, "document"), 0, NULL);
	text = json_dumps(document, JSON_INDENT(2));
	disposition = text_format("attachment; filename=\"%s.json\"",
				  row_text(res->rows[0], 0, "reference"));
	reply_header(rq, "Content-Disposition", disposition);
	reply_bytes(rq, 200, "application/json", text, strlen(text));
}
