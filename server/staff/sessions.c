/* sessions.c - one's own account and where it is signed in. */
#include <stdlib.h>
#include <string.h>

#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/staff/endpoints.h"
#include "server/staff/step.h"

static continuation_fn account_shown, sessions_listed, sessions_ended, signed_out;

static json_t *grant_json(const struct wording *w, const struct grant *g)
{
	const struct contact_person *p =
		g->person_id ? authority_person_by_id(w->authority, g->person_id) : NULL;

	return json_pack("{s:s, s:o, s:o}", "role", role_name(g->role), "office",
			 g->office ? shape_office(w, g->office) : json_null(), "contact_person",
			 p ? shape_person(p) : json_null());
}

/*
 * GET /staff/account
 */

void account_show(struct request *rq)
{
	struct step *s = request_state(rq, sizeof *s);

	if (!request_wording(rq, &s->w))
		return;
	struct db_query show =
		DB_QUERY(SQL_ACCOUNT_SHOW, s->w.authority->id_text, staff_session(rq)->account_id);

	request_ask(rq, &show, 1, account_shown);
}

static void account_shown(struct request *rq, const struct db_result *res)
{
	const struct step *s = request_state(rq, sizeof *s);
	const struct session *session = staff_session(rq);
	json_t *grants;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "account_show", res);
		return;
	}
	grants = json_array();
	for (size_t i = 0; i < session->ngrants; i++)
		json_array_append_new(grants, grant_json(&s->w, &session->grants[i]));
	reply_document(rq, 200, "staff.account",
		       json_pack("{s:s, s:s, s:o, s:{s:b, s:b, s:i}}", "name", session->name,
				 "email", session->email, "grants", grants, "second_factor",
				 "active", row_text(res->rows[0], 0, "totp_secret") != NULL,
				 "required", row_bool(res->rows[0], 0, "needs_totp"),
				 "recovery_codes",
				 (int)row_integer(res->rows[0], 0, "recovery_codes")));
}

/*
 * GET /staff/sessions
 */

void sessions_list(struct request *rq)
{
	struct step *s = request_state(rq, sizeof *s);
	const struct session *session = staff_session(rq);
	struct number idle = number_of(SESSION_IDLE_SECONDS);

	if (!request_wording(rq, &s->w))
		return;
	struct db_query list = DB_QUERY(SQL_SESSION_LIST, s->w.authority->id_text,
					session->account_id, idle.text, session->id);

	request_ask(rq, &list, 1, sessions_listed);
}

static json_t *session_json(const struct wording *w, const PGresult *rows, int row)
{
	time_t created = row_integer(rows, row, "created_at");
	time_t seen = row_integer(rows, row, "last_seen_at");

	return json_pack("{s:I, s:s, s:b, s:o, s:o, s:o, s:o, s:o}", "id",
			 (json_int_t)row_integer(rows, row, "session_id"), "user_agent",
			 row_text(rows, row, "user_agent"), "current",
			 row_bool(rows, row, "current"), "created_at", word_rfc3339(w, created),
			 "created_day_text", word_day_of(w, DATE_FULL, created),
			 "created_time_text", word_clock_sentence(w, created), "last_seen_at",
			 word_rfc3339(w, seen), "last_seen_time_text",
			 word_clock_sentence(w, seen));
}

static void sessions_listed(struct request *rq, const struct db_result *res)
{
	const struct step *s = request_state(rq, sizeof *s);
	json_t *sessions;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "session_list", res);
		return;
	}
	sessions = json_array();
	for (int row = 0; row < PQntuples(res->rows[0]); row++)
		json_array_append_new(sessions, session_json(&s->w, res->rows[0], row));
	reply_document(rq, 200, "staff.sessions", json_pack("{s:o}", "sessions", sessions));
}

/*
 * Ending them: POST /staff/sessions/end (all), /staff/sessions/:session/end, /staff/sign-out
 */

static void sessions_end_ask(struct request *rq, const char *id, continuation_fn *next)
{
	const struct authority *a = request_tenant(rq);
	struct db_query end =
		DB_QUERY(SQL_SESSION_END, a->id_text, staff_session(rq)->account_id, id);

	request_ask(rq, &end, 1, next);
}

/* A key of ours is written in digits alone. */
static bool is_key(const char *text)
{
	enum { DIGITS_MAX = 18 };

	return *text && strlen(text) <= DIGITS_MAX && strspn(text, "0123456789") == strlen(text);
}

void sessions_end(struct request *rq)
{
	static const struct problem NO_SESSION = {404, "no_such_session",
						  "there is no such session"};
	const char *id = request_arg_named(rq, "session");

	if (id && !is_key(id))
		reply_problem(rq, &NO_SESSION);
	else
		sessions_end_ask(rq, id, sessions_ended);
}

static void sessions_ended(struct request *rq, const struct db_result *res)
{
	const char *id = request_arg_named(rq, "session");

	if (res->status != DB_OK) {
		reply_sql_error(rq, "session_end", res);
	} else if (id && strcmp(id, staff_session(rq)->id) != 0) {
		reply_see_other(rq, "/staff/sessions");
	} else {
		session_cookie(rq, NULL);
		reply_see_other(rq, "/staff/sign-in?done=signed_out");
	}
}

void session_sign_out(struct request *rq)
{
	sessions_end_ask(rq, staff_session(rq)->id, signed_out);
}

static void signed_out(struct request *rq, const struct db_result *res)
{
	if (res->status != DB_OK) {
		reply_sql_error(rq, "session_end", res);
		return;
	}
	session_cookie(rq, NULL);
	reply_see_other(rq, "/staff/sign-in?done=signed_out");
}
