/*
 * calls.c - lists of calls: citizens without an e-mail address whose appointment the office has
 * moved or cancelled.  One of the whole office, one of all offices, and one of each closure.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/session.h"
#include "server/staff/closing.h"
#include "server/staff/closure_words.h"
#include "server/staff/endpoints.h"
#include "server/text.h"

/* Lives from the request to its answer. */
struct calls {
	struct wording w;
	const struct office *office;
	const struct session *session;
	struct scope scope;
	const char *closure; /* NULL: of the whole office */
	bool all;            /* of all offices that who asks has the right to */
	char office_id[KEY_TEXT_SIZE];
};

static continuation_fn calls_shown;

/* On whose pages who asks sees the booking. */
static const struct office *office_of(const struct calls *c, const PGresult *rows, int row)
{
	const struct authority *a = c->w.authority;
	const struct office *o = authority_office_by_id(a, row_integer(rows, row, "office_id"));
	const struct contact_person *p;

	if (o && session_may(c->session, RIGHT_BOOKINGS, o, 0))
		return o;
	p = authority_person_by_id(a, row_integer(rows, row, "contact_person_id"));
	return p ? p->office : c->office;
}

static json_t *call_json(const struct calls *c, const PGresult *rows, int row)
{
	const struct wording *w = &c->w;
	const char *id = row_text(rows, row, "booking_id"), *phone = row_text(rows, row, "phone");
	const char *given = row_text(rows, row, "given_name");
	const struct office *office = office_of(c, rows, row);
	time_t from = row_integer(rows, row, "from_at");
	json_auto_t *day = word_day_of(w, DATE_COMPACT, from), *clock = word_clock(w, from);
	json_t *o = json_pack("{s:s, s:s, s:b}", "id", id, "tell_text",
			      row_text(rows, row, "call_due"), "told", row_bool(rows, row, "told"));

	json_object_set_new(o, "name_text",
			    json_sprintf("%s%s%s", row_text(rows, row, "family_name"),
					 given ? ", " : "", given ? given : ""));
	json_object_set_new(o, "phone", word_or_null(phone));
	json_object_set_new(o, "phone_tel", phone ? shape_phone_link(phone) : json_null());
	json_object_set_new(
		o, "short_text",
		json_sprintf("%s, %s", json_string_value(day), json_string_value(clock)));
	json_object_set_new(o, "office", shape_office(w, office));
	json_object_set_new(
		o, "url", json_sprintf("/staff/%s/bookings/%s%s", office->slug, id, w->lang_query));
	json_object_set_new(o, "told_path",
			    json_sprintf("/staff/%s/bookings/%s/told", office->slug, id));
	return o;
}

static json_t *calls_json(const struct calls *c, const PGresult *rows)
{
	json_t *list = json_array();

	for (int row = 0; row < PQntuples(rows); row++)
		json_array_append_new(list, call_json(c, rows, row));
	return list;
}

/* closure: NULL, or the row of closure_show. */
static json_t *calls_document(const struct calls *c, const PGresult *rows, const PGresult *closure)
{
	json_t *list = calls_json(c, rows), *about = json_null(), *path;

	if (closure) {
		about = json_pack("{s:o}", "title_text", closure_title(&c->w, closure, 0));
		path = json_sprintf("/staff/%s/closures/%s/calls", c->office->slug, c->closure);
	} else {
		path = json_sprintf("/staff/%s/calls%s", c->office->slug, c->all ? "?all=1" : "");
	}
	return json_pack("{s:o, s:b, s:b, s:o, s:o, s:o}", "closure", about, "all", c->all,
			 "has_calls", json_array_size(list) > 0, "calls", list, "back_url",
			 json_sprintf("/staff/%s/%s%s", c->office->slug,
				      c->all ? "holidays" : "closures", c->w.lang_query),
			 "path", path);
}

static struct calls *calls_begin(struct request *rq)
{
	struct calls *c = request_state(rq, sizeof *c);

	if (!request_wording(rq, &c->w))
		return NULL;
	c->office = staff_office(rq);
	c->session = staff_session(rq);
	snprintf(c->office_id, sizeof c->office_id, "%" PRId64, c->office->id);
	return c;
}

/* GET /staff/:office/calls: of the office and those below it; with all=1 of all. */
void office_calls(struct request *rq)
{
	struct calls *c = calls_begin(rq);
	const char *all = request_param(rq, "all");

	if (!c)
		return;
	c->all = all && strcmp(all, "1") == 0;
	c->scope = staff_scope_everywhere(rq);
	struct db_query list =
		DB_QUERY(SQL_OFFICE_CALLS, c->w.authority->id_text, c->all ? NULL : c->office_id,
			 c->scope.offices, c->scope.persons);

	request_ask(rq, &list, 1, calls_shown);
}

/* GET /staff/:office/closures/:closure/calls */
void closure_calls(struct request *rq)
{
	struct calls *c = calls_begin(rq);

	if (!c)
		return;
	c->scope = staff_scope(rq);
	c->closure = request_arg_named(rq, "closure");
	if (!text_is_key(c->closure)) {
		reply_problem(rq, &NO_CLOSURE);
		return;
	}
	struct db_query batch[] = {
		DB_QUERY(SQL_CLOSURE_CALLS, c->w.authority->id_text, c->closure),
		DB_QUERY(SQL_CLOSURE_SHOW, c->w.authority->id_text, c->office_id, c->closure,
			 c->scope.offices, c->scope.persons),
	};

	request_ask(rq, batch, 2, calls_shown);
}

static void calls_shown(struct request *rq, const struct db_result *res)
{
	const struct calls *c = request_state(rq, sizeof *c);
	const PGresult *closure = NULL;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "calls", res);
		return;
	}
	if (c->closure)
		closure = res->rows[1];
	if (closure && PQntuples(closure) == 0)
		reply_problem(rq, &NO_CLOSURE);
	else
		reply_document(rq, 200, "staff.calls", calls_document(c, res->rows[0], closure));
}
