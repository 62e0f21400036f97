/*
 * sign_in.c - e-mail and password.
 *
 * Whether there is such an account shows neither in the answer nor in the time it
 * takes: a password is hashed in any case.
 */
#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/form.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/password.h"
#include "server/staff/endpoints.h"
#include "server/staff/step.h"
#include "server/staff_words.h"

static continuation_fn sign_in_shown, sign_in_found, sign_in_refused, signed_in;
static handler_fn sign_in_refuse, sign_in_checked;

struct sign_in {
	struct step step;
	const char *email, *password;
	char hash[PASSWORD_HASH_SIZE];
	bool found, right;
};

static json_t *demo_json(const struct wording *w, const PGresult *rows)
{
	json_t *list = json_array();
	enum role role;

	for (int i = 0; rows && i < PQntuples(rows); i++)
		if (role_parse(&role, row_text(rows, i, "role")))
			json_array_append_new(
				list, json_pack("{s:o, s:s, s:s}", "role_text", word_role(w, role),
						"email", row_text(rows, i, "email"), "password",
						row_text(rows, i, "password")));
	return list;
}

static json_t *sso_url(struct request *rq, const struct wording *w, const char *next)
{
	buffer_auto_t url = {0};

	if (!request_sso(rq))
		return json_null();
	buffer_printf(&url, "/staff/sso%s", w->lang_query);
	if (next && *next) {
		buffer_puts(&url, *w->lang_query ? "&next=" : "?next=");
		form_encode(&url, next);
	}
	return json_string(url.data);
}

/* demo NULL: nothing to show. */
static json_t *document_of(struct request *rq, const struct step *s, const PGresult *demo)
{
	json_t *values = s->f ? fields_values(s->f) : NULL;
	const char *next = s->f ? s->next : request_param(rq, "next");

	json_t *sign_ins = demo_json(&s->w, demo);

	return json_pack("{s:o, s:o, s:{s:o}, s:[], s:{s:n, s:n}, s:b, s:o}", "sso_url",
			 sso_url(rq, &s->w, next), "next", word_or_null(next), "values", "email",
			 word_or_null(json_string_value(json_object_get(values, "email"))),
			 "errors", "error", "email", "password", "has_demo_sign_ins",
			 json_array_size(sign_ins) > 0, "demo_sign_ins", sign_ins);
}

static struct db_query demo_query(const struct step *s)
{
	struct db_query demo = DB_QUERY(SQL_DEMO_ACCOUNTS, s->w.authority->id_text);

	return demo;
}

/* Shown only where the server says it is a demo, whatever the database holds. */
static const PGresult *demo_of(struct request *rq, PGresult *rows)
{
	return request_tenancy(rq)->config->demo ? rows : NULL;
}

/*
 * GET /staff/sign-in
 */

void sign_in_show(struct request *rq)
{
	struct step *s = request_state(rq, sizeof(struct sign_in));

	if (!request_wording(rq, &s->w))
		return;
	struct db_query demo = demo_query(s);

	request_ask(rq, &demo, 1, sign_in_shown);
}

static void sign_in_shown(struct request *rq, const struct db_result *res)
{
	struct step *s = request_state(rq, sizeof(struct sign_in));

	if (res->status != DB_OK)
		reply_sql_error(rq, "demo_accounts", res);
	else
		reply_document(rq, 200, "staff.sign_in",
			       document_of(rq, s, demo_of(rq, res->rows[0])));
}

/*
 * POST /staff/sign-in
 */

void sign_in(struct request *rq)
{
	struct sign_in *in = request_state(rq, sizeof *in);
	struct step *s = &in->step;

	if (!step_begin(rq, s))
		return;
	s->refuse = sign_in_refuse;
	in->email = fields_email(s->f, "email", FIELD_REQUIRED);
	in->password = json_string_value(json_object_get(request_body(rq, NULL), "password"));
	if (!in->password || !*in->password)
		fields_wrong(s->f, "password", FIELD_EMPTY);
	else if (strlen(in->password) > 4 * PASSWORD_MAX_CHARACTERS)
		fields_wrong(s->f, "email", FIELD_WRONG_SIGN_IN);
	if (!fields_right(s->f)) {
		sign_in_refuse(rq);
		return;
	}
	step_attempt(rq, s, in->email);
	struct db_query batch[] = {
		step_count(s),
		DB_QUERY(SQL_SIGN_IN_ACCOUNT, s->w.authority->id_text, in->email,
			 request_tenancy(rq)->config->demo ? "true" : "false",
			 request_sso(rq) ? "true" : "false"),
	};
	request_ask(rq, batch, 2, sign_in_found);
}

static void password_compare(void *arg)
{
	struct sign_in *in = arg;

	in->right = password_right(in->found ? in->hash : NULL, in->password);
}

static void sign_in_found(struct request *rq, const struct db_result *res)
{
	struct sign_in *in = request_state(rq, sizeof *in);
	const PGresult *rows = res->status == DB_OK ? res->rows[1] : NULL;
	const char *hash;

	if (!rows) {
		reply_sql_error(rq, "sign_in_account", res);
		return;
	}
	if (!step_allowed(rq, &in->step, res->rows[0], "email"))
		return;
	hash = PQntuples(rows) > 0 ? row_text(rows, 0, "password_hash") : NULL;
	if (hash) {
		in->found = true;
		snprintf(in->hash, sizeof in->hash, "%s", hash);
		snprintf(in->step.account_id, sizeof in->step.account_id, "%s",
			 row_text(rows, 0, "account_id"));
		in->step.stage = row_bool(rows, 0, "has_totp")     ? STAGE_CODE
				 : row_bool(rows, 0, "needs_totp") ? STAGE_SET_UP
								   : STAGE_FULL;
	}
	request_work(rq, request_tenancy(rq)->work, password_compare, in, sign_in_checked);
}

static void sign_in_checked(struct request *rq)
{
	struct sign_in *in = request_state(rq, sizeof *in);

	if (in->right) {
		step_session(rq, &in->step, signed_in);
		return;
	}
	fields_wrong(in->step.f, "email", FIELD_WRONG_SIGN_IN);
	sign_in_refuse(rq);
}

/* The form again, for which the demo's sign-ins are asked for. */
static void sign_in_refuse(struct request *rq)
{
	struct step *s = request_state(rq, sizeof(struct sign_in));
	struct db_query demo = demo_query(s);

	request_ask(rq, &demo, 1, sign_in_refused);
}

static void sign_in_refused(struct request *rq, const struct db_result *res)
{
	struct step *s = request_state(rq, sizeof(struct sign_in));

	if (res->status != DB_OK)
		reply_sql_error(rq, "demo_accounts", res);
	else
		reply_invalid(rq, "staff.sign_in", document_of(rq, s, demo_of(rq, res->rows[0])),
			      step_errors(s));
}

/* No row: blocked since. */
static void signed_in(struct request *rq, const struct db_result *res)
{
	static const struct problem BLOCKED = {403, "blocked", "this account may not sign in"};

	if (res->status != DB_OK)
		reply_sql_error(rq, "sign_in_done", res);
	else if (PQntuples(res->rows[0]) == 0)
		reply_problem(rq, &BLOCKED);
	else
		step_reply(rq, request_state(rq, sizeof(struct sign_in)));
}
