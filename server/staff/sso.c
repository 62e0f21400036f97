/*
 * sso.c - signing in by the authority's single sign-on.
 *
 * The browser keeps one secret in a cookie while it is at the provider; state, nonce and PKCE's
 * verifier follow from it (lib/pkce.h).  So whoever brings back somebody else's code has not the
 * cookie to it, and the server keeps nothing meanwhile.
 */
#include "server/sso.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clean_text.h"
#include "lib/cleanup.h"
#include "lib/mail_address.h"
#include "lib/utf8.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/staff/endpoints.h"
#include "server/staff/sso_cookie.h"
#include "server/text.h"

enum { NAME_MAX_BYTES = 100 };

struct sso_step {
	struct step step;
	struct pkce pkce;
	char *redirect_uri; /* kept by the request, as all below */
	struct problem why;
	bool wrong;
	json_t *claims;
	char *subject, *grants;
};

static handler_fn sso_found, sso_redeemed;
static continuation_fn sso_known, sso_signed_in;

static struct sso_step *begin(struct request *rq)
{
	static const struct problem NO_SSO = {404, "no_sso", "there is no single sign-on here"};
	struct sso_step *s = request_state(rq, sizeof *s);

	if (!request_wording(rq, &s->step.w))
		return NULL;
	if (!request_sso(rq)) {
		reply_problem(rq, &NO_SSO);
		return NULL;
	}
	if (!session_possible(rq))
		return NULL;
	s->redirect_uri = text_format("%s/staff/sso/back", request_origin(rq));
	request_keep(rq, s->redirect_uri, free);
	return s;
}

/*
 * GET /staff/sso: on to the provider
 */

/* Called by server/sso when it knows, or knows that it cannot. */
static void on_found(void *ctx, const struct problem *why)
{
	struct request *rq = ctx;
	struct sso_step *s = request_state(rq, sizeof *s);

	s->wrong = why != NULL;
	if (why)
		s->why = *why;
	request_resume(rq);
}

void sso_show(struct request *rq)
{
	struct sso_step *s = begin(rq);

	if (!s)
		return;
	step_next(&s->step, request_param(rq, "next"));
	request_wait(rq, sso_found);
	sso_find(request_sso(rq), on_found, rq);
}

static void sso_found(struct request *rq)
{
	const struct sso_step *s = request_state(rq, sizeof *s);
	char secret[SECRET_TEXT_SIZE];
	str_auto_t *url = NULL;
	struct pkce pkce;

	if (s->wrong) {
		reply_problem(rq, &s->why);
		return;
	}
	secret_draw(secret);
	pkce_derive(&pkce, secret);
	url = sso_sign_in_url(request_sso(rq), &pkce, s->redirect_uri);
	sso_cookie_keep(rq, secret, s->step.next);
	reply_leave(rq, url);
}

/*
 * GET /staff/sso/back: the provider leads back here.  Nothing changes unless the browser has the
 * cookie that belongs to the address.
 */

static void json_release(void *json)
{
	json_decref(json);
}

/* Longer ones would not fit into the address that signs out: "", then. */
static char *token_copy(const char *id_token)
{
	return text_format("%s", strlen(id_token) <= SSO_HINT_MAX_BYTES ? id_token : "");
}

static void on_redeemed(void *ctx, const struct problem *why, const json_t *claims,
			const char *id_token)
{
	struct request *rq = ctx;
	struct sso_step *s = request_state(rq, sizeof *s);

	if (claims) {
		s->claims = json_deep_copy(claims);
		request_keep(rq, s->claims, json_release);
		s->step.id_token = token_copy(id_token);
		request_keep(rq, s->step.id_token, free);
	}
	on_found(rq, why);
}

/* Why the provider sent nobody; its own words are not shown. */
static bool came_back(struct request *rq, struct sso_step *s)
{
	static const struct problem ANEW = {400, "sso_anew",
					    "this sign-in was begun elsewhere, or too long ago"};
	static const struct problem REFUSED = {403, "sso_refused",
					       "the provider did not confirm the sign-in"};
	const char *state = request_param(rq, "state");
	bool own = sso_cookie_read(rq, &s->pkce, &s->step) && state &&
		   pkce_state_matches(&s->pkce, state);

	sso_cookie_forget(rq);
	if (!own)
		reply_problem(rq, &ANEW);
	else if (request_param(rq, "error") || !request_param(rq, "code"))
		reply_problem(rq, &REFUSED);
	else
		return true;
	return false;
}

void sso_back(struct request *rq)
{
	struct sso_step *s = begin(rq);
	int retry_after;

	if (!s || !came_back(rq, s))
		return;
	if (!limits_take(request_tenancy(rq)->limits, LIMIT_SIGN_IN, request_client(rq), time(NULL),
			 &retry_after)) {
		reply_too_many(rq, retry_after);
		return;
	}
	struct sso_return back = {
		.code = request_param(rq, "code"),
		.iss = request_param(rq, "iss"),
		.redirect_uri = s->redirect_uri,
		.pkce = &s->pkce,
	};
	request_wait(rq, sso_redeemed);
	sso_redeem(request_sso(rq), &back, on_redeemed, rq);
}

static const char *claim_text(const json_t *claims, const char *name)
{
	return json_string_value(json_object_get(claims, name));
}

static const char *claim_email(const json_t *claims)
{
	const char *email = claim_text(claims, "email");

	return email && mail_address_valid(email) ? email : NULL;
}

/* What the provider calls the person; an account has a name in any case. */
static char *claim_name(const json_t *claims)
{
	static const char *const NAMES[] = {"name", "preferred_username", "upn", "email", "sub"};

	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++) {
		const char *name = claim_text(claims, NAMES[i]);

		if (name && *name && clean_line(name))
			return text_format("%.*s",
					   (int)utf8_cut(name, strlen(name), NAME_MAX_BYTES), name);
	}
	return text_format("-");
}

static void sso_redeemed(struct request *rq)
{
	struct sso_step *s = request_state(rq, sizeof *s);
	struct sso *sso = request_sso(rq);
	str_auto_t *name = NULL, *grants = NULL;
	json_auto_t *list = NULL;

	if (s->wrong) {
		reply_problem(rq, &s->why);
		return;
	}
	s->subject = sso_subject(sso, s->claims);
	request_keep(rq, s->subject, free);
	name = claim_name(s->claims);
	list = sso_grants(sso, s->claims);
	grants = json_dumps(list, JSON_COMPACT);
	struct db_query sign_in = DB_QUERY(
		SQL_SSO_SIGN_IN, s->step.w.authority->id_text, s->subject, claim_email(s->claims),
		sso_email_believed(sso, s->claims) ? "true" : "false", name, grants);

	request_ask(rq, &sign_in, 1, sso_known);
}

static const struct problem *refusal_of(const char *outcome)
{
	static const struct {
		const char *outcome;
		struct problem why;
	} REFUSALS[] = {
		{"blocked", {403, "blocked", "this account may not sign in"}},
		{"no_grant", {403, "sso_no_grant", "none of your groups has a role here"}},
		{"no_email", {403, "sso_no_email", "the provider tells no e-mail address"}},
		{"taken", {403, "sso_email_taken", "another account has this e-mail address"}},
		{"again", {503, "try_again", "this account was signing in twice at once"}},
	};

	for (size_t i = 0; i < sizeof REFUSALS / sizeof *REFUSALS; i++)
		if (strcmp(REFUSALS[i].outcome, outcome) == 0)
			return &REFUSALS[i].why;
	return NULL;
}

static void sso_known(struct request *rq, const struct db_result *res)
{
	struct sso_step *s = request_state(rq, sizeof *s);
	const struct problem *refusal;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "sso_sign_in", res);
		return;
	}
	refusal = refusal_of(row_text(res->rows[0], 0, "outcome"));
	if (refusal) {
		reply_problem(rq, refusal);
		return;
	}
	snprintf(s->step.account_id, sizeof s->step.account_id, "%s",
		 row_text(res->rows[0], 0, "account_id"));
	s->step.stage = STAGE_FULL; /* a second factor is the provider's to ask for */
	step_attempt(rq, &s->step, s->subject);
	step_session(rq, &s->step, sso_signed_in);
}

static void sso_signed_in(struct request *rq, const struct db_result *res)
{
	if (res->status != DB_OK)
		reply_sql_error(rq, "sign_in_done", res);
	else if (PQntuples(res->rows[0]) == 0)
		reply_problem(rq, refusal_of("blocked"));
	else
		step_reply(rq, request_state(rq, sizeof(struct sso_step)));
}
