/* links.c - the mailed link that sets a password, and the form that asks for one. */
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/utf8.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/password.h"
#include "server/staff/endpoints.h"
#include "server/staff/step.h"

static const struct problem NO_LINK = {
	404, "no_such_link", "this link was used, or it is too old, or there is none such"};

static continuation_fn forgot_sent, link_shown, link_found, link_used;
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
	struct number life = number_of(LINK_LIFE_SECONDS);
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
					  text, language_code(s->w.language), life.text);
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
	char hash[TOKEN_HASH_SIZE], password_hash[PASSWORD_HASH_SIZE];
	const char *password;
	char kind[16], email[FIELD_EMAIL_MAX_CHARACTERS + 1];
	bool hashed;
};

static void link_ask(struct request *rq, struct link *l, continuation_fn *next)
{
	secret_hash(l->hash, request_arg(rq, 0));
	struct db_query show =
		DB_QUERY(SQL_ACCOUNT_LINK_SHOW, l->step.w.authority->id_text, l->hash);

	request_ask(rq, &show, 1, next);
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
	snprintf(l->kind, sizeof l->kind, "%s", row_text(res->rows[0], 0, "kind"));
	snprintf(l->email, sizeof l->email, "%s", row_text(res->rows[0], 0, "email"));
	return true;
}

static json_t *link_document(struct request *rq, const struct link *l)
{
	return json_pack("{s:s, s:s, s:s, s:b, s:i, s:[], s:{s:n}}", "token", request_arg(rq, 0),
			 "kind", l->kind, "email", l->email, "is_set_up",
			 strcmp(l->kind, "set_up") == 0, "min_characters", PASSWORD_MIN_CHARACTERS,
			 "errors", "error", "password");
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

/* NIST SP 800-63B section 5.1.1.2: length counts, no rules about kinds of characters. */
static bool password_read(struct request *rq, struct link *l)
{
	const char *password =
		json_string_value(json_object_get(request_body(rq, NULL), "password"));
	size_t length = password ? utf8_count(password, strlen(password)) : 0;

	if (length == 0)
		fields_wrong(l->step.f, "password", FIELD_EMPTY);
	else if (length < PASSWORD_MIN_CHARACTERS)
		fields_wrong(l->step.f, "password", FIELD_TOO_SHORT);
	else if (length > PASSWORD_MAX_CHARACTERS)
		fields_wrong(l->step.f, "password", FIELD_TOO_LONG);
	l->password = password;
	return fields_right(l->step.f);
}

static void link_hash(void *arg)
{
	struct link *l = arg;

	l->hashed = password_hash(l->password_hash, l->password);
}

static void link_found(struct request *rq, const struct db_result *res)
{
	struct link *l = request_state(rq, sizeof *l);

	if (!link_read(rq, l, res))
		return;
	if (password_read(rq, l))
		request_work(rq, request_tenancy(rq)->work, link_hash, l, link_hashed);
	else
		reply_invalid(rq, "staff.link", link_document(rq, l), fields_errors(l->step.f));
}

static void link_hashed(struct request *rq)
{
	static const struct problem NO_MEMORY = {503, "try_again", "there is no memory for this"};
	struct link *l = request_state(rq, sizeof *l);

	if (!l->hashed) {
		reply_problem(rq, &NO_MEMORY);
		return;
	}
	struct db_query use = DB_QUERY(SQL_ACCOUNT_LINK_USE, l->step.w.authority->id_text, l->hash,
				       l->password_hash);

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
