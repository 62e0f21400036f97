/*
 * totp_set_up.c - an app is made the second factor: its secret shown, its first code asked for.
 *
 * Until then the secret is stored nowhere: it follows from the key of the session and from the app
 * that it replaces.  Who has an app already gives the password too.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/staff/endpoints.h"
#include "server/staff/owner.h"
#include "server/staff/recovery.h"
#include "server/text.h"
#include "server/totp.h"

static continuation_fn set_up_shown, confirmed, confirm_session;
static handler_fn set_up_refuse, confirm_proven;

struct set_up {
	struct owner owner;
	unsigned char secret[TOTP_SECRET_BYTES];
	const char *code;
	json_t *codes; /* kept by the request */
};

/* As one types it: "JBSW Y3DP ..." */
static json_t *secret_text(const char *secret)
{
	enum { GROUP = 4 };
	buffer_auto_t text = {0};

	for (size_t i = 0; secret[i]; i++)
		buffer_printf(&text, "%s%c", i && i % GROUP == 0 ? " " : "", secret[i]);
	return json_stringn(text.data, text.len);
}

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
	json_object_set_new(document, "secret_text", secret_text(text));
	json_object_set_new(document, "otpauth_url", json_string(url));
	json_object_set_new(document, "qr_svg", word_or_null(svg));
}

static void secret_make(struct request *rq, struct set_up *u)
{
	str_auto_t *purpose = text_format("totp %s %" PRId64, staff_session(rq)->account_id,
					  u->owner.protection.totp_since);

	session_secret(rq, purpose, u->secret);
}

static json_t *set_up_document(struct request *rq, struct set_up *u)
{
	const struct protection *p = &u->owner.protection;
	json_t *document = json_pack("{s:b, s:b, s:[], s:{s:n, s:n}}", "on", p->totp, "required",
				     p->required, "errors", "error", "code", "current_password");

	secret_make(rq, u);
	secret_shape(document, &u->owner.step.w, staff_session(rq)->email, u->secret);
	return document;
}

/* Between password and code nobody may change what the code is held against. */
static bool set_up_allowed(struct request *rq)
{
	static const struct problem CODE_FIRST = {403, "code_first",
						  "give the code of your app first"};
	bool allowed = staff_session(rq)->stage != STAGE_CODE;

	if (!allowed)
		reply_problem(rq, &CODE_FIRST);
	return allowed;
}

/*
 * GET /staff/account/totp
 */

void second_factor_set_up(struct request *rq)
{
	struct set_up *u = request_state(rq, sizeof *u);

	if (!set_up_allowed(rq) || !request_wording(rq, &u->owner.step.w))
		return;
	struct db_query show = DB_QUERY(SQL_ACCOUNT_SHOW, u->owner.step.w.authority->id_text,
					staff_session(rq)->account_id);
	request_ask(rq, &show, 1, set_up_shown);
}

static void set_up_shown(struct request *rq, const struct db_result *res)
{
	struct set_up *u = request_state(rq, sizeof *u);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "account_show", res);
		return;
	}
	protection_read(&u->owner.protection, res->rows[0]);
	if (owner_may_change(rq, &u->owner.protection))
		reply_document(rq, 200, "staff.totp_set_up", set_up_document(rq, u));
}

/*
 * POST /staff/account/totp
 */

static void secret_hex(char out[TOKEN_HASH_SIZE], const unsigned char secret[TOTP_SECRET_BYTES])
{
	size_t len = (size_t)snprintf(out, TOKEN_HASH_SIZE, "\\x");

	for (size_t i = 0; i < TOTP_SECRET_BYTES; i++)
		len += (size_t)snprintf(out + len, TOKEN_HASH_SIZE - len, "%02x", secret[i]);
}

static void set_up_refuse(struct request *rq)
{
	struct set_up *u = request_state(rq, sizeof *u);

	reply_invalid(rq, "staff.totp_set_up", set_up_document(rq, u), step_errors(&u->owner.step));
}

void second_factor_confirm(struct request *rq)
{
	struct set_up *u = request_state(rq, sizeof *u);

	if (!set_up_allowed(rq) || !owner_begin(rq, &u->owner, set_up_refuse))
		return;
	u->code = fields_text(u->owner.step.f, "code", FIELD_REQUIRED, 4 * RECOVERY_TEXT_SIZE);
	owner_prove(rq, &u->owner, OWNER_PASSWORD_IF_TOTP, confirm_proven);
}

static void confirm_proven(struct request *rq)
{
	struct set_up *u = request_state(rq, sizeof *u);
	const struct step *s = &u->owner.step;
	const struct protection *p = &u->owner.protection;
	char hex[TOKEN_HASH_SIZE];
	buffer_auto_t hashes = {0};
	int64_t step;

	secret_make(rq, u);
	step = totp_step(u->secret, u->code, time(NULL));
	if (step < 0) {
		fields_wrong(s->f, "code", FIELD_WRONG_CODE);
		set_up_refuse(rq);
		return;
	}
	secret_hex(hex, u->secret);
	u->codes = recovery_make(rq, &hashes);
	struct number at = number_of(step), since = number_of(p->totp_since);
	struct db_query set =
		DB_QUERY(SQL_TOTP_SET, s->w.authority->id_text, s->account_id, hex, at.text,
			 hashes.data, staff_session(rq)->id, p->totp ? since.text : NULL);
	request_ask(rq, &set, 1, confirmed);
}

static void confirmed(struct request *rq, const struct db_result *res)
{
	static const struct problem BEGIN_ANEW = {
		409, "begin_anew", "another browser set up a second factor: load the page again"};
	struct set_up *u = request_state(rq, sizeof *u);

	if (res->status != DB_OK)
		reply_sql_error(rq, "totp_set", res);
	else if (PQntuples(res->rows[0]) == 0)
		reply_problem(rq, &BEGIN_ANEW);
	else
		step_session(rq, &u->owner.step, confirm_session);
}

static void confirm_session(struct request *rq, const struct db_result *res)
{
	const struct set_up *u = request_state(rq, sizeof *u);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "sign_in_done", res);
		return;
	}
	session_cookie(rq, u->owner.step.key);
	recovery_reply(rq, u->codes);
}
