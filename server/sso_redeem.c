/* sso_redeem.c - the code that a browser brought back, redeemed: for the token, by the keys. */
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/form.h"
#include "lib/id_token.h"
#include "lib/xalloc.h"
#include "server/log.h"
#include "server/sso_inner.h"
#include "server/sso_signature.h"
#include "server/text.h"

enum { STATUS_OK = 200, STATUS_BAD_REQUEST = 400 };

struct redeeming {
	struct sso *sso;
	struct sso_return back;
	char *token, *access_token;
	bool reread; /* the keys, for this token */
	json_t *claims;
	sso_redeemed_fn *redeemed;
	void *ctx;
};

static sso_found_fn redeem_code, redeem_token;
static fetch_done_fn code_redeemed, userinfo_fetched;

/* The end, well or not. */
static void redeem_end(struct redeeming *r, const struct problem *why)
{
	if (why && why != &SSO_DOWN)
		log_warn("sso sign-in refused reason=\"%s\"", why->detail);
	r->redeemed(r->ctx, why, why ? NULL : r->claims, r->token);
	json_decref(r->claims);
	free(r->token);
	free(r->access_token);
	free(r);
}

void sso_redeem(struct sso *s, const struct sso_return *back, sso_redeemed_fn *redeemed, void *ctx)
{
	struct redeeming *r = xcalloc(1, sizeof *r);

	*r = (struct redeeming){.sso = s, .back = *back, .redeemed = redeemed, .ctx = ctx};
	sso_find(s, redeem_code, r);
}

/* A code that one provider gave must not be taken to another (RFC 9207). */
static bool answer_is_of(const struct sso *s, const char *iss)
{
	const char *names = "authorization_response_iss_parameter_supported";

	if (!iss)
		return !json_is_true(sso_provider_says(s->provider, names));
	return strcmp(iss, s->config->sso_issuer) == 0;
}

/* client_secret_basic, as every provider must know (RFC 6749 section 2.3.1), but where it says that
 * it knows only the other. */
static bool secret_in_form(const struct sso *s)
{
	const json_t *methods =
		sso_provider_says(s->provider, "token_endpoint_auth_methods_supported");
	bool basic = !methods, post = false;

	for (size_t i = 0; i < json_array_size(methods); i++) {
		const char *method = json_string_value(json_array_get(methods, i));

		basic = basic || (method && strcmp(method, "client_secret_basic") == 0);
		post = post || (method && strcmp(method, "client_secret_post") == 0);
	}
	return post && !basic;
}

static void code_post(struct redeeming *r)
{
	const struct sso *s = r->sso;
	const char *client = s->config->sso_client_id;
	buffer_auto_t form = {0}, user = {0}, password = {0};
	struct fetch_order order =
		sso_order(s->provider, sso_provider_text(s->provider, "token_endpoint"));

	form_parameter(&form, "grant_type", "authorization_code");
	form_parameter(&form, "code", r->back.code);
	form_parameter(&form, "redirect_uri", r->back.redirect_uri);
	form_parameter(&form, "code_verifier", r->back.pkce->verifier);
	if (!s->secret || secret_in_form(s)) {
		form_parameter(&form, "client_id", client);
		if (s->secret)
			form_parameter(&form, "client_secret", s->secret);
	} else {
		form_encode(&user, client);
		form_encode(&password, s->secret);
		order.user = user.data;
		order.password = password.data;
	}
	order.body = form.data;
	sso_ask(s->provider, &order, code_redeemed, r);
}

static void redeem_code(void *ctx, const struct problem *why)
{
	struct redeeming *r = ctx;
	struct problem foreign;

	if (why) {
		redeem_end(r, why);
	} else if (!answer_is_of(r->sso, r->back.iss)) {
		problem(&foreign, 403, "sso_refused", "another provider answered (iss)");
		redeem_end(r, &foreign);
	} else {
		code_post(r);
	}
}

/* What the provider says to the code when it does not take it: our fault, or the sign-in's. */
static void code_refused(struct redeeming *r, long status, const json_t *answer, const char *why)
{
	const char *error = json_string_value(json_object_get(answer, "error"));
	struct problem refused;

	if (status == STATUS_BAD_REQUEST && error && strcmp(error, "invalid_grant") == 0) {
		problem(&refused, 403, "sso_refused", "the provider knows no such code");
		redeem_end(r, &refused);
		return;
	}
	log_error("sso code not redeemed status=%ld error=\"%.60s\" reason=\"%s\"", status,
		  error ? error : "", why);
	redeem_end(r, &SSO_DOWN);
}

static void code_redeemed(void *ctx, const struct fetched *fetched)
{
	struct redeeming *r = ctx;
	json_auto_t *answer = sso_answer(fetched);
	const char *token = json_string_value(json_object_get(answer, "id_token"));
	const char *bearer = json_string_value(json_object_get(answer, "access_token"));

	if (fetched->status != STATUS_OK || !token) {
		code_refused(r, fetched->status, answer, fetched->why);
		return;
	}
	r->token = xstrdup(token);
	r->access_token = bearer ? xstrdup(bearer) : NULL;
	sso_keys_find(r->sso->provider, redeem_token, r);
}

/*
 * What the token leaves out (Core section 5.3): Keycloak and ADFS can put all into it, others
 * tell e-mail address and groups to whoever asks with the access token only.
 */

/* Whether it says all that a sign-in needs, or there is nobody to ask for more. */
static bool is_whole(const struct redeeming *r)
{
	const struct sso *s = r->sso;
	bool groups = !s->groups || id_token_tells(r->claims, s->config->sso_groups_claim);

	return (groups && id_token_tells(r->claims, "email")) || !r->access_token ||
	       strpbrk(r->access_token, "\r\n") ||
	       !sso_provider_page(s->provider, "userinfo_endpoint");
}

static void userinfo_ask(struct redeeming *r)
{
	struct sso_provider *p = r->sso->provider;
	struct fetch_order order = sso_order(p, sso_provider_page(p, "userinfo_endpoint"));
	str_auto_t *bearer = text_format("Authorization: Bearer %s", r->access_token);
	const char *const headers[] = {"Accept: application/json", bearer, NULL};

	order.headers = headers;
	sso_ask(p, &order, userinfo_fetched, r);
}

/* Without an answer nobody is signed in: grants would be withdrawn for groups nobody left. */
static void userinfo_fetched(void *ctx, const struct fetched *fetched)
{
	struct redeeming *r = ctx;
	json_auto_t *answer = sso_answer(fetched);
	struct problem foreign;

	if (fetched->status != STATUS_OK || !answer) {
		log_error("sso userinfo not read status=%ld reason=\"%s\"", fetched->status,
			  *fetched->why ? fetched->why : "it is no JSON object");
		redeem_end(r, &SSO_DOWN);
	} else if (!id_token_complete(r->claims, answer)) {
		problem(&foreign, 403, "sso_refused", "the provider told of somebody else");
		redeem_end(r, &foreign);
	} else {
		redeem_end(r, NULL);
	}
}

/*
 * The token itself
 */

static void claims_check(struct redeeming *r, const json_t *claims)
{
	const struct config *config = r->sso->config;
	struct id_token_expected expected = {
		.issuer = config->sso_issuer,
		.client_id = config->sso_client_id,
		.nonce = r->back.pkce->nonce,
		.now = time(NULL),
	};
	struct problem why;

	if (!id_token_check(claims, &expected, &why)) {
		redeem_end(r, &why);
		return;
	}
	r->claims = json_deep_copy(claims);
	if (is_whole(r))
		redeem_end(r, NULL);
	else
		userinfo_ask(r);
}

static void redeem_token(void *ctx, const struct problem *down)
{
	struct redeeming *r = ctx;
	json_auto_t *claims = NULL;
	struct problem why;
	enum signature signature;

	if (down) {
		redeem_end(r, down);
		return;
	}
	signature = signature_check(r->token, sso_keys(r->sso->provider), &claims, &why);
	if (signature == SIGNATURE_RIGHT) {
		claims_check(r, claims);
	} else if (signature == SIGNATURE_NO_KEY && !r->reread) {
		r->reread = true;
		if (!sso_keys_find_newer(r->sso->provider, redeem_token, r))
			redeem_end(r, &why);
	} else {
		redeem_end(r, &why);
	}
}
