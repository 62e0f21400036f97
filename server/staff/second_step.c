/* second_step.c - after the password: the code of the app, or a recovery code. */
#include <stdio.h>
#include <string.h>

#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/staff/endpoints.h"
#include "server/staff/step.h"
#include "server/totp.h"

static continuation_fn code_found, code_taken, code_session;
static handler_fn code_refuse;

struct second_step {
	struct step step;
	const char *code;
};

static json_t *code_document(struct request *rq, const struct step *s)
{
	const char *next = s->f ? s->next : request_param(rq, "next");

	return json_pack("{s:b, s:o, s:[], s:{s:n}}", "recovery",
			 request_param(rq, "recovery") != NULL, "next", word_or_null(next),
			 "errors", "error", "code");
}

static void code_refuse(struct request *rq)
{
	const struct second_step *c = request_state(rq, sizeof *c);

	reply_invalid(rq, "staff.totp", code_document(rq, &c->step), step_errors(&c->step));
}

static void code_wrong(struct request *rq, struct second_step *c)
{
	fields_wrong(c->step.f, "code", FIELD_WRONG_CODE);
	code_refuse(rq);
}

/*
 * GET and POST /staff/sign-in/totp
 */

void second_factor_show(struct request *rq)
{
	struct second_step *c = request_state(rq, sizeof *c);

	reply_document(rq, 200, "staff.totp", code_document(rq, &c->step));
}

static void code_ask(struct request *rq, struct second_step *c)
{
	struct step *s = &c->step;
	const struct session *session = staff_session(rq);

	snprintf(s->account_id, sizeof s->account_id, "%s", session->account_id);
	s->stage = STAGE_FULL;
	s->refuse = code_refuse;
	step_attempt(rq, s, session->email);
	c->code = fields_text(s->f, "code", FIELD_REQUIRED, 4 * RECOVERY_TEXT_SIZE);
	if (!c->code) {
		code_refuse(rq);
		return;
	}
	struct db_query batch[] = {
		step_count(s),
		DB_QUERY(SQL_ACCOUNT_SHOW, s->w.authority->id_text, s->account_id),
	};
	request_ask(rq, batch, 2, code_found);
}

void second_factor_check(struct request *rq)
{
	static const struct problem NOT_NOW = {409, "no_code_due", "no code is asked for now"};
	struct second_step *c = request_state(rq, sizeof *c);

	if (staff_session(rq)->stage != STAGE_CODE)
		reply_problem(rq, &NOT_NOW);
	else if (step_begin(rq, &c->step))
		code_ask(rq, c);
}

static void recovery_ask(struct request *rq, struct second_step *c)
{
	const struct step *s = &c->step;
	char recovery[RECOVERY_TEXT_SIZE], hash[TOKEN_HASH_SIZE];

	if (!recovery_parse(recovery, c->code)) {
		code_wrong(rq, c);
		return;
	}
	secret_hash(hash, recovery);
	struct db_query take =
		DB_QUERY(SQL_SECOND_FACTOR_RECOVER, s->w.authority->id_text, s->account_id, hash);

	request_ask(rq, &take, 1, code_taken);
}

static void code_found(struct request *rq, const struct db_result *res)
{
	struct second_step *c = request_state(rq, sizeof *c);
	const struct step *s = &c->step;
	unsigned char secret[TOTP_SECRET_BYTES];
	int64_t step = -1;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "account_show", res);
		return;
	}
	if (!step_allowed(rq, &c->step, res->rows[0], "code"))
		return;
	if (PQntuples(res->rows[1]) > 0 &&
	    totp_secret_parse(secret, row_text(res->rows[1], 0, "totp_secret")))
		step = totp_step(secret, c->code, time(NULL));
	if (step < 0) {
		recovery_ask(rq, c);
		return;
	}
	struct number at = number_of(step);
	struct db_query take =
		DB_QUERY(SQL_SECOND_FACTOR_CODE, s->w.authority->id_text, s->account_id, at.text);

	request_ask(rq, &take, 1, code_taken);
}

/* No row: this code, or all of its step, has been used. */
static void code_taken(struct request *rq, const struct db_result *res)
{
	struct second_step *c = request_state(rq, sizeof *c);

	if (res->status != DB_OK)
		reply_sql_error(rq, "second_factor", res);
	else if (PQntuples(res->rows[0]) == 0)
		code_wrong(rq, c);
	else
		step_session(rq, &c->step, code_session);
}

static void code_session(struct request *rq, const struct db_result *res)
{
	const struct second_step *c = request_state(rq, sizeof *c);

	if (res->status != DB_OK)
		reply_sql_error(rq, "sign_in_done", res);
	else
		step_reply(rq, &c->step);
}
