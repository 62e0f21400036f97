/* links.c - the mailed link that sets a password, and the form that asks for one. */
#include <string.h>

#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/staff/endpoints.h"
#include "server/staff/new_password.h"
#include "server/staff/step.h"

static const struct problem NO_LINK = {
	410, "no_such_link", "this link was used, or it is too old, or there is none such"};

static continuation_fn forgot_sent, link_shown, link_found, link_used, factor_reset;
static handler_fn link_hashed;

/*
 * GET and POST /staff/forgot.  The answer is the same whether there is such an account or not.
 */

static json_t *forgot_document(const struct step *s, bool sent)
{
	json_t *values = s ? fields_values(s->f) : NULL;

	return json_pack("{s:b, s:{s:o}, s:[], s:{s:n}}", "sent", sent, "values", "email",
			 word_or_null(json_string_value(json_object_get(values, "email"))),
			 "errors", "error", "email");
}

void password_forgot_show(struct request *rq)
{
	reply_document(rq, 200, "staff.forgot",
		       forgot_document(NULL, request_param(rq, "sent") != NULL));
}

void password_forgot(struct request *rq)
{
	struct step *s = request_state(rq, sizeof *s);
	char text[SECRET_TEXT_SIZE], hash[TOKEN_HASH_SIZE];
	struct number life = number_of(FORGOT_LINK_SECONDS);
	const char *email;
	int retry_after;

	if (!step_begin(rq, s))
		return;
	email = fields_email(s->f, "email", FIELD_REQUIRED);
	if (!email) {
		reply_invalid(rq, "staff.forgot", forgot_document(s, false), fields_errors(s->f));
		return;
	}
	if (!limits_take(request_tenancy(rq)->limits, LIMIT_LOST_LINK, request_client(rq),
			 time(NULL), &retry_after)) {
		reply_too_many(rq, retry_after);
		return;
	}
	secret_draw(text);
	secret_hash(hash, text);
	struct db_query forgot = DB_QUERY(SQL_ACCOUNT_FORGOT, s->w.authority->id_text, email, hash,
					  text, language_code(s->w.language), life.text,
					  request_sso(rq) ? "true" : "false");
	request_ask(rq, &forgot, 1, forgot_sent);
}

static void forgot_sent(struct request *rq, const struct db_result *res)
{
	if (res->status != DB_OK)
		reply_sql_error(rq, "account_forgot", res);
	else
		reply_made(rq, 202, "/staff/forgot?sent=1", json_pack("{s:b}", "sent", 1));
}

/*
 * GET and POST /staff/links/:token
 */

struct link {
	struct step step;
	char hash[TOKEN_HASH_SIZE];
	struct new_password password;
	json_t *row; /* kept by the request */
};

static void link_ask(struct request *rq, struct link *l, continuation_fn *next)
{
	secret_hash(l->hash, request_arg(rq, 0));
	struct db_query show =
		DB_QUERY(SQL_ACCOUNT_LINK_SHOW, l->step.w.authority->id_text, l->hash);

	request_ask(rq, &show, 1, next);
}

static void json_release(void *json)
{
	json_decref(json);
}

/* False, and replied, when there is none. */
static bool link_read(struct request *rq, struct link *l, const struct db_result *res)
{
	if (res->status != DB_OK) {
		reply_sql_error(rq, "account_link_show", res);
		return false;
	}
	if (PQntuples(res->rows[0]) == 0) {
		reply_problem(rq, &NO_LINK);
		return false;
	}
	l->row = row_json(res->rows[0], 0);
	request_keep(rq, l->row, json_release);
	return true;
}

static bool resets_factor(const struct link *l)
{
	return strcmp(json_string_value(json_object_get(l->row, "kind")), "second_factor") == 0;
}

static json_t *link_document(struct request *rq, const struct link *l)
{
	const char *kind = json_string_value(json_object_get(l->row, "kind"));

	return json_pack("{s:s, s:b, s:b, s:O, s:O, s:[], s:{s:n, s:n}}", "token",
			 request_arg(rq, 0), "first", strcmp(kind, "set_up") == 0, "second_factor",
			 resets_factor(l), "name", json_object_get(l->row, "name"), "email",
			 json_object_get(l->row, "email"), "errors", "error", "password",
			 "password_again");
}

void account_link_show(struct request *rq)
{
	struct link *l = request_state(rq, sizeof *l);

	if (request_wording(rq, &l->step.w))
		link_ask(rq, l, link_shown);
}

static void link_shown(struct request *rq, const struct db_result *res)
{
	struct link *l = request_state(rq, sizeof *l);

	if (link_read(rq, l, res))
		reply_document(rq, 200, "staff.link", link_document(rq, l));
}

void account_link_use(struct request *rq)
{
	struct link *l = request_state(rq, sizeof *l);

	if (step_begin(rq, &l->step))
		link_ask(rq, l, link_found);
}

static void link_found(struct request *rq, const struct db_result *res)
{
	struct link *l = request_state(rq, sizeof *l);

	if (!link_read(rq, l, res))
		return;
	if (resets_factor(l)) {
		struct db_query reset = DB_QUERY(SQL_ACCOUNT_LINK_SECOND_FACTOR,
						 l->step.w.authority->id_text, l->hash);

		request_ask(rq, &reset, 1, factor_reset);
		return;
	}
	new_password_read(rq, l->step.f, &l->password,
			  json_string_value(json_object_get(l->row, "email")),
			  json_string_value(json_object_get(l->row, "name")));
	if (fields_right(l->step.f))
		new_password_hash(rq, &l->password, link_hashed);
	else
		reply_invalid(rq, "staff.link", link_document(rq, l), fields_errors(l->step.f));
}

static void link_hashed(struct request *rq)
{
	struct link *l = request_state(rq, sizeof *l);

	if (!new_password_hashed(rq, &l->password))
		return;
	struct db_query use = DB_QUERY(SQL_ACCOUNT_LINK_USE, l->step.w.authority->id_text, l->hash,
				       l->password.hash);

	request_ask(rq, &use, 1, link_used);
}

static void link_used(struct request *rq, const struct db_result *res)
{
	if (res->status != DB_OK)
		reply_sql_error(rq, "account_link_use", res);
	else if (PQntuples(res->rows[0]) == 0)
		reply_problem(rq, &NO_LINK);
	else
		reply_see_other(rq, "/staff/sign-in?done=password");
}

/* The password stays: who has the mails alone does not get in. */
static void factor_reset(struct request *rq, const struct db_result *res)
{
	if (res->status != DB_OK)
		reply_sql_error(rq, "account_link_second_factor", res);
	else if (PQntuples(res->rows[0]) == 0)
		reply_problem(rq, &NO_LINK);
	else
		reply_see_other(rq, "/staff/sign-in?done=second_factor_reset");
}
