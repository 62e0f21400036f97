/*
 * calendar.c - a contact person's calendars: the secret address of the appointments, and
 * the external calendar whose busy times are closed.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/staff/endpoints.h"
#include "server/history.h"
#include "server/picks.h"
#include "server/staff/step.h"
#include "server/staff_words.h"
#include "server/tenant.h"
#include "server/text.h"
#include "server/vault.h"

enum {
	SLUG_CHARACTERS = 60,
	URL_CHARACTERS = 1000,
	USER_CHARACTERS = 200,
	PASSWORD_CHARACTERS = 200,
	VERSION_CHARACTERS = 10,
};

static const char PAGE[] = "staff.calendar";
static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};

static const char *const KINDS[] = {"ics", "caldav", NULL};

struct calendar_request {
	struct wording w;
	const struct office *office;
	const struct contact_person *person;
	struct fields *f;
	struct number office_id, person_id;
	/* What is done. */
	const char *what, *kind, *url, *user, *version, *done;
	char token[TOKEN_TEXT_SIZE]; /* a new one, else "" */
};

static continuation_fn calendar_shown, feed_made, feed_revoked, busy_done, busy_refused;

/* Reads the request, and whose calendars it is about; false, and replied, when it cannot go on. */
static bool begin(struct request *rq, struct calendar_request *c)
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

static void reply_back(struct request *rq, const struct calendar_request *c, const char *done)
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

	return json_pack("{s:o, s:b, s:o, s:o, s:b}", "url", word_or_null(url), "on", on,
			 "since_text",
			 on ? word_since(&c->w, row_integer(rows, 0, "made_at")) : json_null(),
			 "read_text", moment_or_null(c, rows, "feed_read_at"), "with_names",
			 row_bool(rows, 0, "calendar_names"));
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

	for (size_t i = 0; KINDS[i]; i++) {
		str_auto_t *key = text_format("staff.calendar.kinds.%s", KINDS[i]);

		json_array_append_new(list, option_json(KINDS[i], word_text(&c->w, key, NULL),
							kind && strcmp(kind, KINDS[i]) == 0));
	}
	return list;
}

static const char *value_of(const json_t *values, const char *name, const char *stored)
{
	const char *typed = json_string_value(json_object_get(values, name));

	return typed ? typed : stored ? stored : "";
}

/* values NULL: what is stored. */
static json_t *document_of(struct request *rq, const struct calendar_request *c,
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

static struct db_query show_query(const struct calendar_request *c)
{
	return (struct db_query)DB_QUERY(SQL_CALENDAR_SHOW, c->w.authority->id_text,
					 c->person_id.text);
}

/* False, and 500 replied, when the answer is none. */
static bool is_answer(struct request *rq, const struct db_result *res, const char *what)
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

	if (!begin(rq, c))
		return;
	struct db_query show = show_query(c);

	request_ask(rq, &show, 1, calendar_shown);
}

static void calendar_shown(struct request *rq, const struct db_result *res)
{
	const struct calendar_request *c = request_state(rq, sizeof *c);

	if (is_answer(rq, res, "calendar_show"))
		reply_document(rq, 200, PAGE, document_of(rq, c, res->rows[0], NULL));
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
		show_query(c),
	};
	request_ask(rq, queries, 2, feed_made);
}

void calendar_feed_change(struct request *rq)
{
	static const char *const WHAT[] = {"new", "revoke", NULL};
	struct calendar_request *c = request_state(rq, sizeof *c);

	if (!begin(rq, c))
		return;
	c->what = fields_choice(c->f, "do", FIELD_REQUIRED, WHAT);
	if (!fields_right(c->f)) {
		struct db_query show = show_query(c);

		request_ask(rq, &show, 1, busy_refused);
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

	if (is_answer(rq, res, "calendar_feed_make"))
		reply_document(rq, 200, PAGE, document_of(rq, c, res->rows[1], NULL));
}

static void feed_revoked(struct request *rq, const struct db_result *res)
{
	const struct calendar_request *c = request_state(rq, sizeof *c);

	if (is_answer(rq, res, "calendar_feed_revoke"))
		reply_back(rq, c, "revoked");
}

/*
 * POST /staff/:office/calendar/busy
 */

/* What calendars write on their buttons: webcal is https for them. */
static const char *url_read(struct request *rq, struct fields *f)
{
	static const char WEBCAL[] = "webcal://";
	const char *url = fields_text(f, "url", FIELD_REQUIRED, URL_CHARACTERS);
	char *https;

	if (!url)
		return NULL;
	if (strncmp(url, WEBCAL, sizeof WEBCAL - 1) == 0) {
		https = text_format("https://%s", url + sizeof WEBCAL - 1);
		request_keep(rq, https, free);
		url = https;
	}
	if ((strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0) ||
	    strpbrk(url, " \\\"<>") || strcspn(strstr(url, "://") + 3, "/?#:@") == 0 ||
	    memchr(url, '@', 8 + strcspn(strstr(url, "://") + 3, "/?#"))) {
		fields_wrong(f, "url", FIELD_INVALID);
		return NULL;
	}
	return url;
}

static void calendar_save(struct request *rq, struct calendar_request *c)
{
	const char *password = fields_text(c->f, "password", FIELD_OPTIONAL, PASSWORD_CHARACTERS);
	char *sealed = NULL;

	if (password) {
		sealed = vault_seal(request_tenancy(rq)->config->data, password);
		if (!sealed) {
			static const struct problem NO_VAULT = {500, "internal",
								"the password cannot be kept"};

			reply_problem(rq, &NO_VAULT);
			return;
		}
		request_keep(rq, sealed, free);
	}
	c->done = "saved";
	struct db_query queries[] = {
		DB_QUERY(SQL_BUSY_CALENDAR_SAVE, c->w.authority->id_text,
			 staff_session(rq)->account_id, c->office_id.text, c->person_id.text,
			 c->version, c->kind, c->url, c->user, sealed),
		show_query(c),
		DB_QUERY(SQL_AUDIT_OF, c->w.authority->id_text, "busy_calendar", c->person_id.text,
			 "1"),
	};
	request_ask(rq, queries, 3, busy_done);
}

static void calendar_remove(struct request *rq, struct calendar_request *c)
{
	c->done = "removed";
	struct db_query queries[] = {
		DB_QUERY(SQL_BUSY_CALENDAR_REMOVE, c->w.authority->id_text,
			 staff_session(rq)->account_id, c->office_id.text, c->person_id.text,
			 c->version),
		show_query(c),
		DB_QUERY(SQL_AUDIT_OF, c->w.authority->id_text, "busy_calendar", c->person_id.text,
			 "1"),
	};
	request_ask(rq, queries, 3, busy_done);
}

static void calendar_hurry(struct request *rq, struct calendar_request *c)
{
	c->done = "reading";
	struct db_query queries[] = {
		DB_QUERY(SQL_BUSY_CALENDAR_HURRY, c->w.authority->id_text, c->person_id.text),
		show_query(c),
		DB_QUERY(SQL_AUDIT_OF, c->w.authority->id_text, "busy_calendar", c->person_id.text,
			 "1"),
	};
	request_ask(rq, queries, 3, busy_done);
}

static void busy_fields_read(struct request *rq, struct calendar_request *c)
{
	static const char *const WHAT[] = {"save", "remove", "read", NULL};
	const char *version;

	c->what = fields_choice(c->f, "do", FIELD_REQUIRED, WHAT);
	version = fields_text(c->f, "version", FIELD_OPTIONAL, VERSION_CHARACTERS);
	c->version = version ? version : "";
	if (c->what != WHAT[0])
		return;
	c->kind = fields_choice(c->f, "kind", FIELD_REQUIRED, KINDS);
	c->url = url_read(rq, c->f);
	c->user = fields_text(c->f, "user", FIELD_OPTIONAL, USER_CHARACTERS);
	c->user = c->user ? c->user : "";
	fields_text(c->f, "password", FIELD_OPTIONAL, PASSWORD_CHARACTERS);
}

void calendar_busy_change(struct request *rq)
{
	struct calendar_request *c = request_state(rq, sizeof *c);

	if (!begin(rq, c))
		return;
	busy_fields_read(rq, c);
	if (!fields_right(c->f)) {
		struct db_query show = show_query(c);

		request_ask(rq, &show, 1, busy_refused);
	} else if (strcmp(c->what, "save") == 0) {
		calendar_save(rq, c);
	} else if (strcmp(c->what, "remove") == 0) {
		calendar_remove(rq, c);
	} else {
		calendar_hurry(rq, c);
	}
}

static void busy_refused(struct request *rq, const struct db_result *res)
{
	const struct calendar_request *c = request_state(rq, sizeof *c);

	if (is_answer(rq, res, "calendar_show"))
		reply_invalid(rq, PAGE, document_of(rq, c, res->rows[0], fields_values(c->f)),
			      fields_errors(c->f));
}

static json_t *change_word(const struct wording *w, const char *action, const json_t *before,
			   const json_t *after)
{
	(void)before, (void)after;
	return word_text(w,
			 strcmp(action, "remove") == 0 ? "staff.audit.calendar.remove"
						       : "staff.audit.calendar.save",
			 NULL);
}

static void busy_done(struct request *rq, const struct db_result *res)
{
	const struct calendar_request *c = request_state(rq, sizeof *c);
	json_t *document, *history;

	if (!is_answer(rq, res, "busy_calendar"))
		return;
	if (PQntuples(res->rows[0]) > 0) {
		reply_back(rq, c, c->done);
		return;
	}
	document = document_of(rq, c, res->rows[1], fields_values(c->f));
	history = history_of(&c->w, res->rows[2], change_word);
	json_object_set_new(document, "changed", history_changed(history, &c->w, 1));
	json_decref(history);
	reply_problem_page(rq, &CHANGED, PAGE, document);
}
