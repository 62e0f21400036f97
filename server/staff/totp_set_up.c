/*
 * totp_set_up.c - an app is made the second factor: its secret shown, its first code asked for.
 *
 * The secret waits in the database until then.  Who has an app already and takes
 * another gives the password too.
 */
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

static json_t *set_up_document(struct request *rq, const struct wording *w,
			       const struct protection *p)
{
	json_t *document = json_pack("{s:b, s:b, s:[], s:{s:n, s:n}}", "on", p->totp, "required",
				     p->required, "errors", "error", "code", "current_password");

	secret_shape(document, w, staff_session(rq)->email, p->pending_secret);
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
 * GET /staff/account/totp: a secret is laid ready, which changes nothing until its code comes.
 */

static void secret_hex(char out[TOKEN_HASH_SIZE], const unsigned char secret[TOTP_SECRET_BYTES])
{
	size_t len = (size_t)snprintf(out, TOKEN_HASH_SIZE, "\\x");

	for (size_t i = 0; i < TOTP_SECRET_BYTES; i++)
		len += (size_t)snprintf(out + len, TOKEN_HASH_SIZE - len, "%02x", secret[i]);
}

void second_factor_set_up(struct request *rq)
{
	struct set_up *u = request_state(rq, sizeof *u);
	unsigned char secret[TOTP_SECRET_BYTES];
	char hex[TOKEN_HASH_SIZE];
	const char *account = staff_session(rq)->account_id;

	if (!set_up_allowed(rq) || !request_wording(rq, &u->owner.step.w))
		return;
	totp_secret_draw(secret);
	secret_hex(hex, secret);
	struct db_query batch[] = {
		DB_QUERY(SQL_TOTP_BEGIN, u->owner.step.w.authority->id_text, account, hex),
		DB_QUERY(SQL_ACCOUNT_SHOW, u->owner.step.w.authority->id_text, account),
	};
	request_ask(rq, batch, 2, set_up_shown);
}

static void set_up_shown(struct request *rq, const struct db_result *res)
{
	struct set_up *u = request_state(rq, sizeof *u);
	struct protection *p = &u->owner.protection;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "totp_begin", res);
		return;
	}
	protection_read(p, res->rows[1]);
	if (owner_may_change(rq, p))
		reply_document(rq, 200, "staff.totp_set_up",
			       set_up_document(rq, &u->owner.step.w, p));
}

/*
 * POST /staff/account/totp
 */

/* What another browser set up meanwhile, or nobody began. */
static bool pending_ready(struct request *rq, const struct owner *o)
{
	static const struct problem BEGIN_ANEW = {
		409, "begin_anew", "no secret waits for this code: load the page again"};

	if (o->protection.pending)
		return true;
	reply_problem(rq, &BEGIN_ANEW);
	return false;
}

static void set_up_refuse(struct request *rq)
{
	const struct owner *o = request_state(rq, sizeof *o);

	if (pending_ready(rq, o))
		reply_invalid(rq, "staff.totp_set_up",
			      set_up_document(rq, &o->step.w, &o->protection),
			      step_errors(&o->step));
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
	const unsigned char *secret = u->owner.protection.pending_secret;
	char hex[TOKEN_HASH_SIZE];
	buffer_auto_t hashes = {0};
	int64_t step;

	if (!pending_ready(rq, &u->owner))
		return;
	step = totp_step(secret, u->code, time(NULL));
	if (step < 0) {
		fields_wrong(s->f, "code", FIELD_WRONG_CODE);
		set_up_refuse(rq);
		return;
	}
	secret_hex(hex, secret);
	u->codes = recovery_make(rq, &hashes);
	struct number at = number_of(step);
	struct db_query set = DB_QUERY(SQL_TOTP_SET, s->w.authority->id_text, s->account_id, hex,
				       at.text, hashes.data, staff_session(rq)->id);
	request_ask(rq, &set, 1, confirmed);
}

/* No row: another browser was quicker. */
static void confirmed(struct request *rq, const struct db_result *res)
{
	struct set_up *u = request_state(rq, sizeof *u);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "totp_set", res);
		return;
	}
	u->owner.protection.pending = PQntuples(res->rows[0]) > 0;
	if (pending_ready(rq, &u->owner))
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
