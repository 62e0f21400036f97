/* account.c - one's own account: what it may, what protects it. */
#include "server/staff/account.h"

#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/staff/endpoints.h"
#include "server/staff/new_password.h"
#include "server/staff/owner.h"
#include "server/staff_words.h"

static continuation_fn account_shown, password_set, totp_removed;
static handler_fn password_proven, password_hashed, removal_proven;

struct password_change {
	struct owner owner;
	struct new_password password;
};

static json_t *grant_json(const struct wording *w, const struct grant *g)
{
	const struct contact_person *p =
		g->person_id ? authority_person_by_id(w->authority, g->person_id) : NULL;

	return json_pack("{s:s, s:o, s:o, s:o}", "role", role_name(g->role), "role_text",
			 word_role(w, g->role), "office",
			 g->office ? shape_office(w, g->office) : json_null(), "contact_person",
			 p ? shape_person(p) : json_null());
}

static json_t *totp_json(const struct wording *w, const struct protection *p)
{
	return json_pack(
		"{s:b, s:b, s:o, s:o}", "on", p->totp, "required", p->required, "since_text",
		p->totp && p->totp_since ? word_since(w, p->totp_since) : json_null(), "codes_text",
		p->totp ? word_count(w, "staff.count.codes", p->recovery_codes) : json_null());
}

static json_t *account_document(struct request *rq, const struct wording *w,
				const struct protection *p)
{
	const struct session *session = staff_session(rq);
	json_t *grants = json_array();

	for (size_t i = 0; i < session->ngrants; i++)
		json_array_append_new(grants, grant_json(w, &session->grants[i]));
	return json_pack("{s:s, s:s, s:b, s:b, s:o, s:o, s:[], s:{s:n, s:n, s:n}}", "name",
			 session->name, "email", session->email, "sso", owner_by_sso(rq, p), "demo",
			 p->demo, "grants", grants, "totp", totp_json(w, p), "errors", "error",
			 "current_password", "password", "password_again");
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
	struct protection p;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "account_show", res);
		return;
	}
	protection_read(&p, res->rows[0]);
	reply_document(rq, 200, "staff.account", account_document(rq, &s->w, &p));
}

void account_refuse(struct request *rq)
{
	const struct owner *o = request_state(rq, sizeof *o);

	reply_invalid(rq, "staff.account", account_document(rq, &o->step.w, &o->protection),
		      step_errors(&o->step));
}

/*
 * POST /staff/account/password
 */

void account_password(struct request *rq)
{
	struct password_change *c = request_state(rq, sizeof *c);

	if (!owner_begin(rq, &c->owner, account_refuse))
		return;
	new_password_read(rq, c->owner.step.f, &c->password, staff_session(rq)->email,
			  staff_session(rq)->name);
	owner_prove(rq, &c->owner, OWNER_PASSWORD, password_proven);
}

static void password_proven(struct request *rq)
{
	struct password_change *c = request_state(rq, sizeof *c);

	new_password_hash(rq, &c->password, password_hashed);
}

static void password_hashed(struct request *rq)
{
	struct password_change *c = request_state(rq, sizeof *c);
	const struct step *s = &c->owner.step;

	if (!new_password_hashed(rq, &c->password))
		return;
	struct db_query set =
		DB_QUERY(SQL_ACCOUNT_PASSWORD_SET, s->w.authority->id_text, s->account_id,
			 c->password.hash, staff_session(rq)->id, s->attempt);

	request_ask(rq, &set, 1, password_set);
}

static void password_set(struct request *rq, const struct db_result *res)
{
	if (res->status != DB_OK)
		reply_sql_error(rq, "account_password_set", res);
	else
		reply_see_other(rq, "/staff/account?done=password_changed");
}

/*
 * POST /staff/account/totp/off: who need not have a second factor may do without.
 */

void second_factor_remove(struct request *rq)
{
	struct owner *o = request_state(rq, sizeof *o);

	if (owner_begin(rq, o, account_refuse))
		owner_prove(rq, o, OWNER_PASSWORD, removal_proven);
}

static void removal_proven(struct request *rq)
{
	static const struct problem REQUIRED = {403, "second_factor_required",
						"your role needs a second factor"};
	const struct owner *o = request_state(rq, sizeof *o);

	if (o->protection.required) {
		reply_problem(rq, &REQUIRED);
		return;
	}
	struct db_query remove = DB_QUERY(SQL_TOTP_REMOVE, o->step.w.authority->id_text,
					  o->step.account_id, o->step.attempt);

	request_ask(rq, &remove, 1, totp_removed);
}

/* No row: there was none, which comes to the same. */
static void totp_removed(struct request *rq, const struct db_result *res)
{
	if (res->status != DB_OK)
		reply_sql_error(rq, "totp_remove", res);
	else
		reply_see_other(rq, "/staff/account?done=totp_off");
}
