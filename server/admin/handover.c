/*
 * handover.c - GET and POST /staff/:office/accounts/:account/handover: what somebody who leaves
 * holds goes to others, and the account is blocked.
 *
 * Responsibilities move from a day on.  Bookings that are made stay where they are: the page leads
 * to the absence that gives each of them to somebody, with all that belongs to it.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/admin/accounts.h"
#include "server/admin/endpoints.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/picks.h"

enum { SLUG_MAX_CHARACTERS = 60, DAYS_AHEAD_MAX = 366 };

static const char PAGE[] = "admin.handover";

static continuation_fn handover_asked, handover_judged, handed_over;

struct handover {
	struct accounts a;
	struct date day, today;
	json_t *pairs;
	bool typed;
};

static struct handover *handover_begin(struct request *rq)
{
	struct handover *h = request_state(rq, sizeof *h);

	if (!accounts_begin(rq, &h->a))
		return NULL;
	h->today = h->day = zone_local(h->a.w.authority->zone, time(NULL)).date;
	return h;
}

static void handover_ask(struct request *rq, const struct handover *h, continuation_fn *next)
{
	struct db_query batch[] = {
		accounts_one(&h->a),
		DB_QUERY(SQL_ACCOUNT_HOLDS, h->a.w.authority->id_text, h->a.account_id,
			 h->a.offices, h->a.all),
	};

	request_ask(rq, batch, 2, next);
}

/* False, and replied, when there is no such account, or it is not for who asks to block. */
static bool handover_read(struct request *rq, const struct db_result *res)
{
	if (res->status != DB_OK)
		reply_sql_error(rq, "account_holds", res);
	else if (PQntuples(res->rows[0]) == 0 || !row_bool(res->rows[0], 0, "within"))
		reply_problem(rq, &NO_ACCOUNT);
	else
		return true;
	return false;
}

/* The field of a contact person handed over: "to.17". */
static char *field_of(const PGresult *rows, int row)
{
	return text_format("to.%s", row_text(rows, row, "contact_person_id"));
}

static json_t *successors_json(const struct handover *h, const PGresult *rows, int row)
{
	const struct authority *a = h->a.w.authority;
	str_auto_t *field = field_of(rows, row);
	const char *typed = json_string_value(json_object_get(fields_values(h->a.f), field));
	json_t *list = json_array();

	json_array_append_new(
		list, option_json("", word_text(&h->a.w, "staff.account_word.stays", NULL), false));
	for (size_t i = 0; i < a->npersons; i++) {
		const struct contact_person *p = &a->persons[i];

		if (p->office->id == row_integer(rows, row, "office_id") &&
		    p->id != row_integer(rows, row, "contact_person_id"))
			json_array_append_new(list,
					      option_json(p->slug, json_string(p->name),
							  typed && strcmp(typed, p->slug) == 0));
	}
	return list;
}

static json_t *place_url(const struct handover *h, const struct office *o, const char *page)
{
	return o ? json_sprintf("/staff/%s/%s%s", o->slug, page, h->a.w.lang_query) : json_null();
}

static json_t *count_text(const struct handover *h, const char *name, const PGresult *rows, int row)
{
	str_auto_t *key = text_format("staff.holding.%s", name);

	return word_count(&h->a.w, key, (long)row_integer(rows, row, name));
}

static json_t *holding_json(const struct handover *h, const PGresult *rows, int row)
{
	const struct office *o =
		authority_office_by_id(h->a.w.authority, row_integer(rows, row, "office_id"));
	str_auto_t *field = field_of(rows, row);

	return json_pack(
		"{s:s, s:s, s:o, s:o, s:o, s:o, s:b, s:b, s:b, s:o, s:o, s:o}", "field", field,
		"name", row_text(rows, row, "name"), "office",
		o ? word_of(&h->a.w, o->texts, "name") : json_null(), "responsibilities_text",
		count_text(h, "responsibilities", rows, row), "bookings_text",
		count_text(h, "bookings", rows, row), "hours_text",
		count_text(h, "hours", rows, row), "feed", row_bool(rows, row, "feed"), "busy",
		row_bool(rows, row, "busy"), "shared", row_bool(rows, row, "shared"), "successors",
		successors_json(h, rows, row), "closures_url",
		row_integer(rows, row, "bookings") > 0 ? place_url(h, o, "closures") : json_null(),
		"hours_url",
		row_integer(rows, row, "hours") > 0 ? place_url(h, o, "hours") : json_null());
}

static json_t *handover_document(struct request *rq, const struct handover *h,
				 const struct db_result *res)
{
	json_t *document = account_row(&h->a, res->rows[0], 0), *held = json_array();
	const char *typed = json_string_value(json_object_get(fields_values(h->a.f), "from"));
	str_auto_t *below = text_format("/%s/handover", h->a.account_id);
	str_auto_t *path = accounts_path(&h->a, below);

	for (int row = 0; row < PQntuples(res->rows[1]); row++)
		json_array_append_new(held, holding_json(h, res->rows[1], row));
	json_object_set_new(document, "has_held", json_boolean(json_array_size(held) > 0));
	json_object_set_new(document, "held", held);
	json_object_set_new(
		document, "own",
		json_boolean(strcmp(h->a.account_id, staff_session(rq)->account_id) == 0));
	json_object_set_new(document, "post_path", json_string(path));
	json_object_set_new(document, "values",
			    json_pack("{s:o}", "from",
				      typed && h->typed
					      ? json_string(typed)
					      : word_date(&h->a.w, DATE_INPUT, h->today)));
	json_object_set_new(document, "errors", json_array());
	json_object_set_new(document, "error", json_object());
	return document;
}

void handover_show(struct request *rq)
{
	const struct handover *h = handover_begin(rq);

	if (h)
		handover_ask(rq, h, handover_asked);
}

static void handover_asked(struct request *rq, const struct db_result *res)
{
	const struct handover *h = request_state(rq, sizeof *h);

	if (handover_read(rq, res))
		reply_document(rq, 200, PAGE, handover_document(rq, h, res));
}

/*
 * POST: fields `from`, and `to.ID` for each contact person
 */

void handover(struct request *rq)
{
	struct handover *h = handover_begin(rq);

	if (!h)
		return;
	h->typed = true;
	fields_date(h->a.f, "from", FIELD_REQUIRED, &h->day);
	if (date_compare(h->day, h->today) < 0 ||
	    date_days(h->day) - date_days(h->today) > DAYS_AHEAD_MAX)
		fields_wrong(h->a.f, "from", FIELD_INVALID_DATE);
	handover_ask(rq, h, handover_judged);
}

static void json_release(void *json)
{
	json_decref(json);
}

static void pairs_read(struct handover *h, const PGresult *rows)
{
	const struct authority *a = h->a.w.authority;

	for (int row = 0; row < PQntuples(rows); row++) {
		str_auto_t *field = field_of(rows, row);
		const char *slug = fields_text(h->a.f, field, FIELD_OPTIONAL, SLUG_MAX_CHARACTERS);
		const struct contact_person *to = NULL;

		for (size_t i = 0; slug && i < a->npersons; i++)
			if (strcmp(a->persons[i].slug, slug) == 0 &&
			    a->persons[i].office->id == row_integer(rows, row, "office_id"))
				to = &a->persons[i];
		if (slug && !to)
			fields_wrong(h->a.f, field, FIELD_NOT_A_CHOICE);
		if (to)
			json_array_append_new(
				h->pairs,
				json_pack("{s:I, s:I}", "from_id",
					  (json_int_t)row_integer(rows, row, "contact_person_id"),
					  "to_id", (json_int_t)to->id));
	}
}

static void hand_over(struct request *rq, const struct handover *h)
{
	char day[DATE_TEXT_SIZE], today[DATE_TEXT_SIZE];
	str_auto_t *pairs = json_dumps(h->pairs, JSON_COMPACT);
	const char *authority = h->a.w.authority->id_text, *who = staff_session(rq)->account_id;

	date_format(day, h->day);
	date_format(today, h->today);
	struct db_query batch[] = {
		DB_QUERY(SQL_HAND_OVER, authority, who, h->a.account_id, day, today, pairs,
			 h->a.offices, h->a.all),
		DB_QUERY(SQL_ACCOUNT_BLOCK, authority, who, h->a.account_id, "true", h->a.offices,
			 h->a.all),
	};

	request_ask(rq, batch, 2, handed_over);
}

static void handover_judged(struct request *rq, const struct db_result *res)
{
	struct handover *h = request_state(rq, sizeof *h);

	if (!handover_read(rq, res))
		return;
	if (strcmp(h->a.account_id, staff_session(rq)->account_id) == 0) {
		reply_problem(rq, &NO_ACCOUNT);
		return;
	}
	h->pairs = json_array();
	request_keep(rq, h->pairs, json_release);
	pairs_read(h, res->rows[1]);
	if (fields_end(h->a.f))
		hand_over(rq, h);
	else
		reply_invalid(rq, PAGE, handover_document(rq, h, res), fields_errors(h->a.f));
}

static void handed_over(struct request *rq, const struct db_result *res)
{
	const struct handover *h = request_state(rq, sizeof *h);
	str_auto_t *rest = text_format("/%s", h->a.account_id);

	if (res->status != DB_OK)
		accounts_refused(rq, "hand_over", res);
	else
		accounts_reply(rq, &h->a, rest, "handed_over");
}
