/*
 * calendar.c - the page of a contact person's calendars, and the secret address of the
 * appointments.
 */
#include "server/staff/calendar.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/staff/endpoints.h"
#include "server/staff_words.h"
#include "server/tenant.h"
#include "server/text.h"

enum { SLUG_CHARACTERS = 60 };

const char *const CALENDAR_KINDS[] = {"ics", "caldav", NULL};

static continuation_fn calendar_shown, calendar_refused, feed_made, feed_revoked;

bool calendar_begin(struct request *rq, struct calendar_request *c)
{
	static const struct problem NO_PERSON = {404, "no_such_contact_person",
						 "this office has no such contact person"};
	const struct contact_person *person;
	struct problem why = NO_PERSON;
	const char *slug = NULL;
	json_t *body;

	if (!request_wording(rq, &c->w))
		return false;
	c->office = staff_office(rq);
	body = request_is_get(rq) ? request_params(rq) : request_body(rq, &why);
	if (body) {
		c->f = pick_fields(rq, body);
		slug = fields_text(c->f, "contact_person", FIELD_OPTIONAL, SLUG_CHARACTERS);
	}
	if (!body || (!slug && !request_is_get(rq))) {
		reply_problem(rq, &why);
		return false;
	}
	person = pick_person(rq, c->office, RIGHT_HOURS, slug);
	if (!person)
		return false;
	staff_may(rq, RIGHT_HOURS, c->office, person->id); /* lifts the bar */
	c->person = person;
	c->office_id = number_of(c->office->id);
	c->person_id = number_of(c->person->id);
	return true;
}

void calendar_reply_back(struct request *rq, const struct calendar_request *c, const char *done)
{
	str_auto_t *path = text_format("/staff/%s/calendar?contact_person=%s&done=%s",
				       c->office->slug, c->person->slug, done);

	reply_see_other(rq, path);
}

/*
 * The document
 */

static json_t *moment_or_null(const struct calendar_request *c, const PGresult *rows,
			      const char *column)
{
	return row_text(rows, 0, column) ? word_at(&c->w, row_integer(rows, 0, column))
					 : json_null();
}

static json_t *feed_json(struct request *rq, const struct calendar_request *c, const PGresult *rows)
{
	bool on = row_bool(rows, 0, "feed");
	str_auto_t *url =
		*c->token ? text_format("%s/calendars/%s.ics", request_origin(rq), c->token) : NULL;

	return json_pack("{s:o, s:b, s:o, s:b}", "url", word_or_null(url), "on", on, "since_text",
			 on ? word_since(&c->w, row_integer(rows, 0, "made_at")) : json_null(),
			 "with_names", row_bool(rows, 0, "calendar_names"));
}

static json_t *error_text(const struct calendar_request *c, const PGresult *rows)
{
	const char *failure = row_text(rows, 0, "failure");
	str_auto_t *key = text_format("staff.calendar.failure.%s", failure ? failure : "");

	if (!failure)
		return json_null();
	return word_text(&c->w, "staff.calendar.failed",
			 json_pack("{s:o, s:o}", "time", moment_or_null(c, rows, "failed_at"),
				   "reason", word_text(&c->w, key, NULL)));
}

static json_t *busy_json(const struct calendar_request *c, const PGresult *rows)
{
	const char *version = row_text(rows, 0, "version");

	return json_pack("{s:b, s:b, s:o, s:o, s:o}", "on", version != NULL, "failing",
			 row_text(rows, 0, "failure") != NULL, "read_text",
			 moment_or_null(c, rows, "read_at"), "error_text", error_text(c, rows),
			 "version", word_or_null(version));
}

static json_t *kinds_json(const struct calendar_request *c, const char *kind)
{
	json_t *list = json_array();

	for (size_t i = 0; CALENDAR_KINDS[i]; i++) {
		str_auto_t *key = text_format("staff.calendar.kinds.%s", CALENDAR_KINDS[i]);

		json_array_append_new(list,
				      option_json(CALENDAR_KINDS[i], word_text(&c->w, key, NULL),
						  kind && strcmp(kind, CALENDAR_KINDS[i]) == 0));
	}
	return list;
}

static const char *value_of(const json_t *values, const char *name, const char *stored)
{
	const char *typed = json_string_value(json_object_get(values, name));

	return typed ? typed : stored ? stored : "";
}

json_t *calendar_document(struct request *rq, const struct calendar_request *c,
			  const PGresult *rows, const json_t *values)
{
	return json_pack(
		"{s:o, s:o, s:o, s:o, s:{s:s, s:s}, s:o, s:[], s:{s:n, s:n, s:n, s:n}, s:n}",
		"contact_person", shape_person(c->person), "contact_persons",
		person_choices(rq, c->office, RIGHT_HOURS, c->person), "feed",
		feed_json(rq, c, rows), "busy", busy_json(c, rows), "values", "url",
		value_of(values, "url", row_text(rows, 0, "url")), "user",
		value_of(values, "user", row_text(rows, 0, "user_name")), "kinds",
		kinds_json(c, value_of(values, "kind", row_text(rows, 0, "kind"))), "errors",
		"error", "kind", "url", "user", "password", "changed");
}

struct db_query calendar_query(const struct calendar_request *c)
{
	return (struct db_query)DB_QUERY(SQL_CALENDAR_SHOW, c->w.authority->id_text,
					 c->person_id.text);
}

bool calendar_answered(struct request *rq, const struct db_result *res, const char *what)
{
	if (res->status == DB_OK)
		return true;
	reply_sql_error(rq, what, res);
	return false;
}

/*
 * GET /staff/:office/calendar
 */

void calendar_show(struct request *rq)
{
	struct calendar_request *c = request_state(rq, sizeof *c);

	if (!calendar_begin(rq, c))
		return;
	struct db_query show = calendar_query(c);

	request_ask(rq, &show, 1, calendar_shown);
}

static void calendar_shown(struct request *rq, const struct db_result *res)
{
	const struct calendar_request *c = request_state(rq, sizeof *c);

	if (calendar_answered(rq, res, "calendar_show"))
		reply_document(rq, 200, CALENDAR_PAGE,
			       calendar_document(rq, c, res->rows[0], NULL));
}

/* The form again, with what is wrong. */
void calendar_refuse(struct request *rq, const struct calendar_request *c)
{
	struct db_query show = calendar_query(c);

	request_ask(rq, &show, 1, calendar_refused);
}

static void calendar_refused(struct request *rq, const struct db_result *res)
{
	const struct calendar_request *c = request_state(rq, sizeof *c);

	if (calendar_answered(rq, res, "calendar_show"))
		reply_invalid(rq, CALENDAR_PAGE,
			      calendar_document(rq, c, res->rows[0], fields_values(c->f)),
			      fields_errors(c->f));
}

/*
 * POST /staff/:office/calendar/feed
 */

static void feed_make(struct request *rq, struct calendar_request *c)
{
	char hash[TOKEN_HASH_SIZE];
	struct token token;

	token_draw(&token);
	token_format(c->token, &token);
	token_hash(hash, &token);
	struct db_query queries[] = {
		DB_QUERY(SQL_CALENDAR_FEED_MAKE, c->w.authority->id_text,
			 staff_session(rq)->account_id, c->office_id.text, c->person_id.text, hash),
		calendar_query(c),
	};
	request_ask(rq, queries, 2, feed_made);
}

void calendar_feed_change(struct request *rq)
{
	static const char *const WHAT[] = {"new", "revoke", NULL};
	struct calendar_request *c = request_state(rq, sizeof *c);

	if (!calendar_begin(rq, c))
		return;
	c->what = fields_choice(c->f, "do", FIELD_REQUIRED, WHAT);
	if (!fields_right(c->f)) {
		calendar_refuse(rq, c);
	} else if (c->what == WHAT[0]) {
		feed_make(rq, c);
	} else {
		struct db_query revoke = DB_QUERY(SQL_CALENDAR_FEED_REVOKE, c->w.authority->id_text,
						  staff_session(rq)->account_id, c->office_id.text,
						  c->person_id.text);

		request_ask(rq, &revoke, 1, feed_revoked);
	}
}

static void feed_made(struct request *rq, const struct db_result *res)
{
	const struct calendar_request *c = request_state(rq, sizeof *c);

	if (calendar_answered(rq, res, "calendar_feed_make"))
		reply_document(rq, 200, CALENDAR_PAGE,
			       calendar_document(rq, c, res->rows[1], NULL));
}

static void feed_revoked(struct request *rq, const struct db_result *res)
{
	const struct calendar_request *c = request_state(rq, sizeof *c);

	if (calendar_answered(rq, res, "calendar_feed_revoke"))
		calendar_reply_back(rq, c, "revoked");
}
