/*
 * holidays.c - GET and POST /staff/:office/holidays: public holidays, and days an office or the
 * whole authority is closed besides.
 *
 * A day more takes time away, so it is a change like a closure of the staff's own
 * (server/change.h): the bookings it meets are shown, and nothing is closed before somebody has
 * decided about them.
 */
#include "server/admin/holidays.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/zone.h"
#include "server/admin/endpoints.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/text.h"

enum {
	REASON_MAX_CHARACTERS = 100,
	DAYS_AHEAD_MAX = 2 * 366,
	CLOSED_DAYS_MAX = 60,
	VERSION_MAX = 2000000000
};

static const char PAGE[] = "admin.holidays", OFFICE[] = "office", AUTHORITY[] = "authority";
static const char *const WHOM[] = {OFFICE, AUTHORITY, NULL};
static const struct problem NOT_ALLOWED = {403, "not_allowed", "this is for the whole authority"};
static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};
static const struct problem NO_CLOSURE = {404, "no_such_closure", "there is no such closure"};

static continuation_fn holidays_shown, closing_day_added, closing_day_withdrawn;

static void holidays_free(void *arg)
{
	struct holidays_request *h = arg;

	school_holidays_done(&h->school);
	free(h->reason);
	free(h->span);
	free(h->title);
	free(h->back);
	free(h->list);
}

bool holidays_begin(struct request *rq, struct holidays_request *h)
{
	if (!request_wording(rq, &h->w))
		return false;
	request_keep(rq, h, holidays_free);
	h->office = staff_office(rq);
	h->may_all = session_may(staff_session(rq), RIGHT_AUTHORITY, NULL, 0);
	snprintf(h->office_id, sizeof h->office_id, "%" PRId64, h->office->id);
	return true;
}

bool holidays_begin_post(struct request *rq, struct holidays_request *h, json_t **body)
{
	struct problem why;

	if (!holidays_begin(rq, h))
		return false;
	*body = request_body(rq, &why);
	if (!*body) {
		reply_problem(rq, &why);
		return false;
	}
	h->f = pick_fields(rq, *body);
	return true;
}

void holidays_ask(struct request *rq, struct holidays_request *h)
{
	const char *authority = h->w.authority->id_text;
	struct db_query batch[] = {
		DB_QUERY(SQL_CLOSING_DAYS, authority, h->office->path),
		DB_QUERY(SQL_HOLIDAYS_OPEN, authority),
		DB_QUERY(SQL_SCHOOL_HOLIDAYS_LIST, authority),
	};

	request_ask(rq, batch, 3, holidays_shown);
}

void holidays_show(struct request *rq)
{
	struct holidays_request *h = request_state(rq, sizeof *h);

	if (holidays_begin(rq, h))
		holidays_ask(rq, h);
}

static void holidays_shown(struct request *rq, const struct db_result *res)
{
	struct holidays_request *h = request_state(rq, sizeof *h);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "closing_days", res);
		return;
	}
	h->closing = res->rows[0];
	h->open = res->rows[1];
	h->listed = res->rows[2];
	if (h->outdated)
		reply_problem_page(rq, &CHANGED, PAGE, holidays_document(h));
	else if (h->f && !fields_right(h->f))
		reply_invalid(rq, PAGE, holidays_document(h), fields_errors(h->f));
	else
		reply_document(rq, 200, PAGE, holidays_document(h));
}

/*
 * POST /staff/:office/holidays
 */

/* Whole days, the last included. */
static void days_read(struct holidays_request *h)
{
	const struct zone *zone = h->w.authority->zone;
	struct date today = zone_local(zone, time(NULL)).date, from = {0}, until = {0};
	char begin[RFC3339_SIZE], end[RFC3339_SIZE];
	bool days = fields_date(h->f, "from", FIELD_REQUIRED, &from);

	until = from;
	fields_date(h->f, "until", FIELD_OPTIONAL, &until);
	if (!days || !fields_right(h->f))
		return;
	if (date_compare(from, today) < 0 || date_days(from) - date_days(today) > DAYS_AHEAD_MAX)
		fields_wrong(h->f, "from", FIELD_INVALID_TIME);
	else if (date_compare(until, from) < 0)
		fields_wrong(h->f, "until", FIELD_BEFORE_FROM);
	else if (date_days(until) - date_days(from) >= CLOSED_DAYS_MAX)
		fields_wrong(h->f, "until", FIELD_TOO_LARGE);
	if (!fields_right(h->f))
		return;
	zone_rfc3339(zone, zone_midnight(zone, from), begin);
	zone_rfc3339(zone, zone_midnight(zone, date_add_days(until, 1)), end);
	h->span = text_format("[\"%s\",\"%s\")", begin, end);
}

/* In the first language at least: citizens may ask why. */
static void reason_read(struct holidays_request *h)
{
	const struct authority *a = h->w.authority;
	json_auto_t *reason = json_object();

	for (size_t i = 0; i < a->nlanguages; i++) {
		str_auto_t *name = text_format("reason.%s", a->languages[i]);
		const char *text = fields_text(h->f, name, i == 0 ? FIELD_REQUIRED : FIELD_OPTIONAL,
					       REASON_MAX_CHARACTERS);

		if (text)
			json_object_set_new(reason, a->languages[i], json_string(text));
	}
	h->reason = json_dumps(reason, JSON_COMPACT);
}

static void title_make(struct holidays_request *h, bool all)
{
	json_auto_t *name = word_of(
		&h->w, all ? json_object_get(h->w.authority->document, "texts") : h->office->texts,
		"name");
	json_auto_t *title = word_text(
		&h->w, "staff.conflicts.closed",
		json_pack("{s:s}", "name",
			  json_is_string(name) ? json_string_value(name) : h->office->slug));

	h->title = text_format("%s", json_string_value(title));
	h->back = text_format("/staff/%s/holidays%s", h->office->slug, h->w.lang_query);
}

void closing_day_add(struct request *rq)
{
	struct holidays_request *h = request_state(rq, sizeof *h);
	const char *whom;
	json_t *body;
	bool all;

	if (!holidays_begin_post(rq, h, &body))
		return;
	whom = fields_choice(h->f, "whom", FIELD_OPTIONAL, WHOM);
	all = whom == AUTHORITY;
	if (all && !h->may_all) {
		reply_problem(rq, &NOT_ALLOWED);
		return;
	}
	reason_read(h);
	days_read(h);
	if (!fields_right(h->f)) {
		holidays_ask(rq, h);
		return;
	}
	title_make(h, all);
	h->closed_id = all ? NULL : h->office_id;
	h->change = (struct change){
		.w = &h->w,
		.office = h->office,
		.everywhere = all,
		.queries = {DB_QUERY(SQL_CLOSING_DAY_ADD, h->w.authority->id_text,
				     staff_session(rq)->account_id, h->office_id, h->closed_id,
				     h->reason, h->span)},
		.nqueries = 1,
		.title_text = h->title,
		.back_url = h->back,
		.made = closing_day_added,
	};
	change_make(rq, &h->change);
}

static void closing_day_added(struct request *rq, const struct db_result *res)
{
	const struct holidays_request *h = request_state(rq, sizeof *h);
	json_auto_t *where = NULL;

	if (res->status != DB_OK || PQntuples(res->rows[0]) == 0) {
		reply_sql_error(rq, "closing_day_add", res);
		return;
	}
	where = change_location(
		&h->change, json_sprintf("/staff/%s/holidays?done=closing_day", h->office->slug));
	reply_made(rq, 201, json_string_value(where),
		   json_pack("{s:s, s:I}", "id", row_text(res->rows[0], 0, "closure_id"), "calls",
			     (json_int_t)h->change.calls));
}

/*
 * POST /staff/:office/holidays/:closure/withdraw: gives time back, and hits nothing.
 */

void closing_day_withdraw(struct request *rq)
{
	struct holidays_request *h = request_state(rq, sizeof *h);
	const char *id = request_arg_named(rq, "closure");
	long long version = 0;
	json_t *body;

	if (!holidays_begin_post(rq, h, &body))
		return;
	if (!text_is_key(id)) {
		reply_problem(rq, &NO_CLOSURE);
		return;
	}
	if (!fields_integer(h->f, "version", FIELD_REQUIRED, 1, VERSION_MAX, &version)) {
		holidays_ask(rq, h);
		return;
	}
	snprintf(h->version, sizeof h->version, "%lld", version);
	struct db_query withdraw = DB_QUERY(SQL_CLOSING_DAY_WITHDRAW, h->w.authority->id_text,
					    staff_session(rq)->account_id, h->office_id, id,
					    h->version, h->may_all ? "true" : "false");

	request_ask(rq, &withdraw, 1, closing_day_withdrawn);
}

static void closing_day_withdrawn(struct request *rq, const struct db_result *res)
{
	struct holidays_request *h = request_state(rq, sizeof *h);
	str_auto_t *where = text_format("/staff/%s/holidays?done=withdrawn", h->office->slug);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "closing_day_withdraw", res);
	} else if (PQntuples(res->rows[0]) > 0) {
		reply_see_other(rq, where);
	} else {
		h->outdated = true;
		holidays_ask(rq, h);
	}
}
