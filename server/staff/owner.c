/* owner.c - who changes what protects an account gives its password once more. */
#include "server/staff/owner.h"

#include <stdio.h>
#include <string.h>

#include "server/db/rows.h"
#include "server/net/reply.h"

static continuation_fn owner_found;
static handler_fn owner_checked;

void protection_read(struct protection *p, const PGresult *rows)
{
	p->totp = row_text(rows, 0, "totp_secret") != NULL;
	p->required = row_bool(rows, 0, "needs_totp");
	p->demo = row_bool(rows, 0, "demo");
	p->sso = row_bool(rows, 0, "sso");
	p->totp_since = row_integer(rows, 0, "totp_since");
	p->recovery_codes = (int)row_integer(rows, 0, "recovery_codes");
}

bool owner_by_sso(const struct request *rq, const struct protection *p)
{
	return p->sso && request_sso(rq);
}

bool owner_may_change(struct request *rq, const struct protection *p)
{
	static const struct problem SSO = {403, "sso_account",
					   "password and second factor are kept by the provider"};
	static const struct problem DEMO = {403, "demo_account",
					    "this account is shared by all who try the demo"};

	if (!p->demo && !owner_by_sso(rq, p))
		return true;
	reply_problem(rq, p->demo ? &DEMO : &SSO);
	return false;
}

bool owner_begin(struct request *rq, struct owner *o, handler_fn *refuse)
{
	const struct session *session = staff_session(rq);

	if (!step_begin(rq, &o->step))
		return false;
	o->step.refuse = refuse;
	o->step.stage = STAGE_FULL;
	snprintf(o->step.account_id, sizeof o->step.account_id, "%s", session->account_id);
	step_attempt(rq, &o->step, session->email);
	return true;
}

void owner_prove(struct request *rq, struct owner *o, enum owner_need need, handler_fn *proven)
{
	const struct step *s = &o->step;

	o->need = need;
	o->proven = proven;
	o->current = json_string_value(json_object_get(request_body(rq, NULL), "current_password"));
	struct db_query batch[] = {
		step_count(s),
		DB_QUERY(SQL_ACCOUNT_SHOW, s->w.authority->id_text, s->account_id),
	};
	request_ask(rq, batch, 2, owner_found);
}

static void password_compare(void *arg)
{
	struct owner *o = arg;

	o->right = password_right(*o->hash ? o->hash : NULL, o->current);
}

static void current_check(struct owner *o)
{
	if (!o->current || !*o->current)
		fields_wrong(o->step.f, "current_password", FIELD_EMPTY);
	else if (strlen(o->current) > 4 * PASSWORD_MAX_CHARACTERS)
		fields_wrong(o->step.f, "current_password", FIELD_INVALID);
}

static void owner_found(struct request *rq, const struct db_result *res)
{
	struct owner *o = request_state(rq, sizeof *o);
	const char *hash;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "account_show", res);
		return;
	}
	protection_read(&o->protection, res->rows[1]);
	if (!owner_may_change(rq, &o->protection))
		return;
	o->asked = o->need == OWNER_PASSWORD || o->protection.totp;
	if (!step_allowed(rq, &o->step, res->rows[0], o->asked ? "current_password" : "code"))
		return;
	if (o->asked)
		current_check(o);
	hash = row_text(res->rows[1], 0, "password_hash");
	snprintf(o->hash, sizeof o->hash, "%s", hash ? hash : "");
	if (!fields_right(o->step.f))
		o->step.refuse(rq);
	else if (o->asked)
		request_work(rq, request_tenancy(rq)->work, password_compare, o, owner_checked);
	else
		o->proven(rq);
}

static void owner_checked(struct request *rq)
{
	struct owner *o = request_state(rq, sizeof *o);

	if (o->right) {
		o->proven(rq);
		return;
	}
	fields_wrong(o->step.f, "current_password", FIELD_INVALID);
	o->step.refuse(rq);
}
