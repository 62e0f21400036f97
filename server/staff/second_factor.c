/*
 * second_factor.c - the code of an app: asked for, set up, taken away.
 *
 * The secret is shown as long as it waits for its first code, the recovery
 * codes once, when they are made.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/staff/endpoints.h"
#include "server/staff/step.h"
#include "server/totp.h"

enum { RECOVERY_CODES = 10 };

static continuation_fn code_found, code_taken, code_session, set_up_shown, begun, confirm_found,
	confirmed, confirm_session, remove_found, removed, codes_renewed;

struct second_factor {
	struct step step;
	const char *code;
	struct number time_step;
	json_t *recovery; /* kept by the request */
};

static json_t *code_document(struct request *rq, const struct step *s)
{
	const char *next = s->f ? s->next : request_param(rq, "next");

	return json_pack("{s:b, s:o, s:{}, s:[], s:{s:n}}", "recovery",
			 request_param(rq, "recovery") != NULL, "next",
			 word_or_null(next && *next ? next : NULL), "values", "errors", "error",
			 "code");
}

/* Read code and attempt; false, and replied, when there is none. */
static bool code_begin(struct request *rq, struct second_factor *sf)
{
	const struct session *session = staff_session(rq);

	if (!step_begin(rq, &sf->step))
		return false;
	snprintf(sf->step.account_id, sizeof sf->step.account_id, "%s", session->account_id);
	sf->step.stage = STAGE_FULL;
	step_attempt(rq, &sf->step, session->email);
	sf->code = fields_text(sf->step.f, "code", FIELD_REQUIRED, 4 * RECOVERY_TEXT_SIZE);
	return true;
}

/* Count the attempt, and get the secrets. */
static void code_ask(struct request *rq, struct second_factor *sf, continuation_fn *next)
{
	const struct step *s = &sf->step;
	struct db_query batch[] = {
		step_count(s),
		DB_QUERY(SQL_ACCOUNT_SHOW, s->w.authority->id_text, s->account_id),
	};

	request_ask(rq, batch, 2, next);
}

static bool code_answered(struct request *rq, const struct db_result *res)
{
	if (res->status != DB_OK) {
		reply_sql_error(rq, "account_show", res);
		return false;
	}
	return step_allowed(rq, res->rows[0]);
}

static void code_wrong(struct request *rq, struct second_factor *sf)
{
	fields_wrong(sf->step.f, "code", FIELD_WRONG_CODE);
	reply_invalid(rq, "staff.totp", code_document(rq, &sf->step), fields_errors(sf->step.f));
}

/* The step of a code of the secret in that column; false when it is none. */
static bool code_step(struct second_factor *sf, const PGresult *rows, const char *column)
{
	unsigned char secret[TOTP_SECRET_BYTES];
	int64_t step = -1;

	if (PQntuples(rows) > 0 && totp_secret_parse(secret, row_text(rows, 0, column)))
		step = totp_step(secret, sf->code, time(NULL));
	sf->time_step = number_of(step);
	return step >= 0;
}

/*
 * GET and POST /staff/sign-in/totp
 */

void second_factor_show(struct request *rq)
{
	struct second_factor *sf = request_state(rq, sizeof *sf);

	reply_document(rq, 200, "staff.totp", code_document(rq, &sf->step));
}

void second_factor_check(struct request *rq)
{
	static const struct problem NOT_NOW = {409, "no_code_due", "no code is asked for now"};
	struct second_factor *sf = request_state(rq, sizeof *sf);

	if (staff_session(rq)->stage != STAGE_CODE)
		reply_problem(rq, &NOT_NOW);
	else if (!code_begin(rq, sf))
		return;
	else if (!sf->code)
		reply_invalid(rq, "staff.totp", code_document(rq, &sf->step),
			      fields_errors(sf->step.f));
	else
		code_ask(rq, sf, code_found);
}

static void code_found(struct request *rq, const struct db_result *res)
{
	struct second_factor *sf = request_state(rq, sizeof *sf);
	const struct step *s = &sf->step;
	char recovery[RECOVERY_TEXT_SIZE], hash[TOKEN_HASH_SIZE];

	if (!code_answered(rq, res))
		return;
	if (code_step(sf, res->rows[1], "totp_secret")) {
		struct db_query take = DB_QUERY(SQL_SECOND_FACTOR_CODE, s->w.authority->id_text,
						s->account_id, sf->time_step.text);

		request_ask(rq, &take, 1, code_taken);
	} else if (recovery_parse(recovery, sf->code)) {
		secret_hash(hash, recovery);
		struct db_query take = DB_QUERY(SQL_SECOND_FACTOR_RECOVER, s->w.authority->id_text,
						s->account_id, hash);

		request_ask(rq, &take, 1, code_taken);
	} else {
		code_wrong(rq, sf);
	}
}

/* No row: this code, or all of its step, has been used. */
static void code_taken(struct request *rq, const struct db_result *res)
{
	struct second_factor *sf = request_state(rq, sizeof *sf);

	if (res->status != DB_OK)
		reply_sql_error(rq, "second_factor", res);
	else if (PQntuples(res->rows[0]) == 0)
		code_wrong(rq, sf);
	else
		step_session(rq, &sf->step, code_session);
}

static void code_session(struct request *rq, const struct db_result *res)
{
	const struct second_factor *sf = request_state(rq, sizeof *sf);

	if (res->status != DB_OK)
		reply_sql_error(rq, "sign_in_done", res);
	else
		step_reply(rq, &sf->step);
}

/*
 * Setting it up: GET and POST /staff/account/totp, POST /staff/account/totp/new
 */

static void secret_shape(json_t *document, const struct wording *w, const char *email,
			 const unsigned char secret[TOTP_SECRET_BYTES])
{
	char text[TOTP_SECRET_TEXT_SIZE];
	json_auto_t *authority = shape_authority(w);
	const char *issuer = json_string_value(json_object_get(authority, "name"));
	str_auto_t *url = totp_url(secret, issuer ? issuer : w->authority->slug, email);
	str_auto_t *svg = qr_svg(url);

	totp_secret_format(text, secret);
	json_object_set_new(document, "secret", json_string(text));
	json_object_set_new(document, "otpauth_url", json_string(url));
	json_object_set_new(document, "qr_svg", word_or_null(svg));
}

static json_t *set_up_document(struct request *rq, const struct step *s, const PGresult *rows)
{
	const struct session *session = staff_session(rq);
	unsigned char secret[TOTP_SECRET_BYTES];
	json_t *document = json_pack("{s:b, s:b, s:n, s:n, s:n, s:{}, s:[], s:{s:n}}", "active",
				     row_text(rows, 0, "totp_secret") != NULL, "required",
				     row_bool(rows, 0, "needs_totp"), "secret", "otpauth_url",
				     "qr_svg", "values", "errors", "error", "code");

	if (totp_secret_parse(secret, row_text(rows, 0, "totp_pending")))
		secret_shape(document, &s->w, session->email, secret);
	return document;
}

/* Between password and code nobody may change what the code is held against. */
static bool set_up_allowed(struct request *rq, struct second_factor *sf)
{
	static const struct problem CODE_FIRST = {403, "code_first",
						  "give the code of your app first"};

	if (staff_session(rq)->stage == STAGE_CODE) {
		reply_problem(rq, &CODE_FIRST);
		return false;
	}
	return request_wording(rq, &sf->step.w);
}

void second_factor_set_up(struct request *rq)
{
	struct second_factor *sf = request_state(rq, sizeof *sf);

	if (!set_up_allowed(rq, sf))
		return;
	struct db_query show = DB_QUERY(SQL_ACCOUNT_SHOW, sf->step.w.authority->id_text,
					staff_session(rq)->account_id);

	request_ask(rq, &show, 1, set_up_shown);
}

static void set_up_shown(struct request *rq, const struct db_result *res)
{
	const struct second_factor *sf = request_state(rq, sizeof *sf);

	if (res->status != DB_OK)
		reply_sql_error(rq, "account_show", res);
	else
		reply_document(rq, 200, "staff.totp_set_up",
			       set_up_document(rq, &sf->step, res->rows[0]));
}

static void secret_text(char out[TOKEN_HASH_SIZE], const unsigned char secret[TOTP_SECRET_BYTES])
{
	size_t len = (size_t)snprintf(out, TOKEN_HASH_SIZE, "\\x");

	for (size_t i = 0; i < TOTP_SECRET_BYTES; i++)
		len += (size_t)snprintf(out + len, TOKEN_HASH_SIZE - len, "%02x", secret[i]);
}

void second_factor_begin(struct request *rq)
{
	struct second_factor *sf = request_state(rq, sizeof *sf);
	unsigned char secret[TOTP_SECRET_BYTES];
	char text[TOKEN_HASH_SIZE];

	if (!set_up_allowed(rq, sf))
		return;
	totp_secret_draw(secret);
	secret_text(text, secret);
	struct db_query batch[] = {
		DB_QUERY(SQL_TOTP_BEGIN, sf->step.w.authority->id_text,
			 staff_session(rq)->account_id, text),
		DB_QUERY(SQL_ACCOUNT_SHOW, sf->step.w.authority->id_text,
			 staff_session(rq)->account_id),
	};
	request_ask(rq, batch, 2, begun);
}

static void begun(struct request *rq, const struct db_result *res)
{
	const struct second_factor *sf = request_state(rq, sizeof *sf);

	if (res->status != DB_OK)
		reply_sql_error(rq, "totp_begin", res);
	else
		reply_made(rq, 200, "/staff/account/totp",
			   set_up_document(rq, &sf->step, res->rows[1]));
}

static void json_release(void *json)
{
	json_decref(json);
}

/* Draw the codes, keep them for the reply, and their hashes as a PostgreSQL array. */
static void recovery_make(struct request *rq, struct second_factor *sf, struct buffer *hashes)
{
	char code[RECOVERY_TEXT_SIZE], hash[TOKEN_HASH_SIZE];

	sf->recovery = json_array();
	request_keep(rq, sf->recovery, json_release);
	for (int i = 0; i < RECOVERY_CODES; i++) {
		recovery_draw(code);
		secret_hash(hash, code);
		json_array_append_new(sf->recovery, json_string(code));
		/* Within an array a backslash is written twice. */
		buffer_printf(hashes, "%c\"\\%s\"", i ? ',' : '{', hash);
	}
	buffer_puts(hashes, "}");
}

static json_t *recovery_document(const struct second_factor *sf)
{
	return json_pack("{s:O, s:s}", "recovery_codes", sf->recovery, "next_url",
			 *sf->step.next ? sf->step.next : "/staff");
}

void second_factor_confirm(struct request *rq)
{
	struct second_factor *sf = request_state(rq, sizeof *sf);

	if (!set_up_allowed(rq, sf) || !code_begin(rq, sf))
		return;
	if (!sf->code)
		sf->code = "";
	code_ask(rq, sf, confirm_found);
}

static void confirm_wrong(struct request *rq, struct second_factor *sf, const PGresult *rows)
{
	fields_wrong(sf->step.f, "code", FIELD_WRONG_CODE);
	reply_invalid(rq, "staff.totp_set_up", set_up_document(rq, &sf->step, rows),
		      fields_errors(sf->step.f));
}

static void confirm_found(struct request *rq, const struct db_result *res)
{
	struct second_factor *sf = request_state(rq, sizeof *sf);
	const struct session *session = staff_session(rq);
	unsigned char secret[TOTP_SECRET_BYTES];
	char text[TOKEN_HASH_SIZE];
	buffer_auto_t hashes = {0};

	if (!code_answered(rq, res))
		return;
	if (!code_step(sf, res->rows[1], "totp_pending")) {
		confirm_wrong(rq, sf, res->rows[1]);
		return;
	}
	totp_secret_parse(secret, row_text(res->rows[1], 0, "totp_pending"));
	secret_text(text, secret);
	recovery_make(rq, sf, &hashes);
	struct db_query set =
		DB_QUERY(SQL_TOTP_SET, sf->step.w.authority->id_text, session->account_id, text,
			 sf->time_step.text, hashes.data, session->id);
	request_ask(rq, &set, 1, confirmed);
}

/* No row: another browser began anew meanwhile. */
static void confirmed(struct request *rq, const struct db_result *res)
{
	static const struct problem BEGUN_ANEW = {
		409, "begun_anew", "another secret was made meanwhile: load the page again"};
	struct second_factor *sf = request_state(rq, sizeof *sf);

	if (res->status != DB_OK)
		reply_sql_error(rq, "totp_set", res);
	else if (PQntuples(res->rows[0]) == 0)
		reply_problem(rq, &BEGUN_ANEW);
	else
		step_session(rq, &sf->step, confirm_session);
}

static void confirm_session(struct request *rq, const struct db_result *res)
{
	const struct second_factor *sf = request_state(rq, sizeof *sf);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "sign_in_done", res);
		return;
	}
	session_cookie(rq, sf->step.key);
	reply_document(rq, 200, "staff.recovery_codes", recovery_document(sf));
}

/*
 * POST /staff/account/totp/remove: who need not have it may do without, given a code.
 */

void second_factor_remove(struct request *rq)
{
	struct second_factor *sf = request_state(rq, sizeof *sf);

	if (!code_begin(rq, sf))
		return;
	if (!sf->code)
		sf->code = "";
	code_ask(rq, sf, remove_found);
}

static void remove_found(struct request *rq, const struct db_result *res)
{
	static const struct problem REQUIRED = {403, "second_factor_required",
						"your role needs a second factor"};
	struct second_factor *sf = request_state(rq, sizeof *sf);

	if (!code_answered(rq, res))
		return;
	if (row_bool(res->rows[1], 0, "needs_totp")) {
		reply_problem(rq, &REQUIRED);
	} else if (!code_step(sf, res->rows[1], "totp_secret")) {
		confirm_wrong(rq, sf, res->rows[1]);
	} else {
		struct db_query remove = DB_QUERY(SQL_TOTP_REMOVE, sf->step.w.authority->id_text,
						  sf->step.account_id, sf->time_step.text);

		request_ask(rq, &remove, 1, removed);
	}
}

static void removed(struct request *rq, const struct db_result *res)
{
	struct second_factor *sf = request_state(rq, sizeof *sf);

	if (res->status != DB_OK)
		reply_sql_error(rq, "totp_remove", res);
	else if (PQntuples(res->rows[0]) == 0)
		code_wrong(rq, sf);
	else
		reply_see_other(rq, "/staff/account");
}

/*
 * POST /staff/account/recovery-codes
 */

void recovery_codes_renew(struct request *rq)
{
	struct second_factor *sf = request_state(rq, sizeof *sf);
	buffer_auto_t hashes = {0};

	if (!request_wording(rq, &sf->step.w))
		return;
	recovery_make(rq, sf, &hashes);
	struct db_query set = DB_QUERY(SQL_RECOVERY_CODES_SET, sf->step.w.authority->id_text,
				       staff_session(rq)->account_id, hashes.data);

	request_ask(rq, &set, 1, codes_renewed);
}

static void codes_renewed(struct request *rq, const struct db_result *res)
{
	static const struct problem NO_SECOND_FACTOR = {
		409, "no_second_factor", "there is no second factor to recover from"};
	const struct second_factor *sf = request_state(rq, sizeof *sf);

	if (res->status != DB_OK)
		reply_sql_error(rq, "recovery_codes_set", res);
	else if (PQntuples(res->rows[0]) == 0)
		reply_problem(rq, &NO_SECOND_FACTOR);
	else
		reply_document(rq, 200, "staff.recovery_codes", recovery_document(sf));
}
