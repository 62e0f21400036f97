/* sessions.c - where one's own account is signed in. */
#include <stdlib.h>
#include <string.h>

#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/staff/endpoints.h"
#include "server/staff/sso_leave.h"
#include "server/staff/step.h"
#include "server/staff_words.h"

static continuation_fn sessions_listed, sessions_ended, signed_out;

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

static json_t *seen_text(const struct wording *w, time_t seen)
{
	enum { NOW_SECONDS = 2 * 60 }; /* finer than the session notes it */

	return time(NULL) - seen < NOW_SECONDS ? word_text(w, "staff.just_now", NULL)
					       : word_at(w, seen);
}

static json_t *session_json(const struct wording *w, const PGresult *rows, int row)
{
	time_t created = row_integer(rows, row, "created_at");
	time_t seen = row_integer(rows, row, "last_seen_at");

	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:o, s:b}", "id",
			 row_text(rows, row, "session_id"), "device_text",
			 word_device(w, row_text(rows, row, "user_agent")), "began_at",
			 word_rfc3339(w, created), "began_text", word_at(w, created), "seen_at",
			 word_rfc3339(w, seen), "seen_text", seen_text(w, seen), "current",
			 row_bool(rows, row, "current"));
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
 * Ending them: POST /staff/sessions/end-all, /staff/sessions/:session/end, /staff/sign-out
 */

static void sessions_end_ask(struct request *rq, const char *id, continuation_fn *next)
{
	const struct authority *a = request_tenant(rq);
	struct db_query end =
		DB_QUERY(SQL_SESSION_END, a->id_text, staff_session(rq)->account_id, id);

	request_ask(rq, &end, 1, next);
}

/* That of the session that asks, among those that ended. */
static const char *own_token(struct request *rq, const PGresult *rows)
{
	for (int row = 0; row < PQntuples(rows); row++)
		if (strcmp(row_text(rows, row, "session_id"), staff_session(rq)->id) == 0)
			return row_text(rows, row, "id_token");
	return NULL;
}

void sessions_end(struct request *rq)
{
	static const struct problem NO_SESSION = {404, "no_such_session",
						  "there is no such session"};
	const char *id = request_arg_named(rq, "session");

	if (id && !text_is_key(id))
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
		reply_see_other(rq, "/staff/sessions?done=session_ended");
	} else {
		sso_leave(rq, own_token(rq, res->rows[0]));
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
	sso_leave(rq, own_token(rq, res->rows[0]));
}
