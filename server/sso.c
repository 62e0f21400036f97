/* sso.c - single sign-on by OpenID Connect: what the server asks the provider. */
#include "server/sso.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <time.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/form.h"
#include "lib/id_token.h"
#include "lib/xalloc.h"
#include "server/fetch.h"
#include "server/log.h"
#include "server/secret_file.h"
#include "server/sso_groups.h"
#include "server/sso_signature.h"
#include "server/text.h"

enum {
	STATUS_OK = 200,
	STATUS_BAD_REQUEST = 400,
	ANSWER_SECONDS = 10,
	ANSWER_BYTES_MAX = 256 * 1024,
};

/* Something of the provider's that several wait for and that is kept. */
struct known {
	const char *what; /* for the log */
	struct sso *sso;
	json_t *document; /* NULL: not read yet */
	time_t read_at, failed_at;
	bool under_way;
	bool (*right)(const struct sso *s, const json_t *document);
	SLIST_HEAD(waiting, wait) waiting;
};

struct wait {
	SLIST_ENTRY(wait) link;
	sso_found_fn *found;
	void *ctx;
};

struct sso {
	const struct config *config;
	struct fetches *fetches;
	char *secret; /* NULL: this program has none at the provider */
	json_t *groups;
	struct known provider, keys;
	int rereads; /* of the keys that are allowed now */
	time_t rereads_at;
};

static const struct problem DOWN = {503, "sso_down", "the provider of the sign-in does not answer"};

/*
 * Asking the provider
 */

static const char *scheme_of(const struct sso *s)
{
	return strncmp(s->config->sso_issuer, "http:", 5) == 0 ? "http" : "https";
}

static struct fetch_order order_of(const struct sso *s, const char *url)
{
	static const char *const HEADERS[] = {"Accept: application/json", NULL};

	return (struct fetch_order){
		.url = url,
		.protocols = scheme_of(s),
		.headers = HEADERS,
		.ca_file = s->config->sso_ca_file,
		.anywhere = true, /* whoever runs this server chose it */
		.seconds = ANSWER_SECONDS,
		.bytes_max = ANSWER_BYTES_MAX,
	};
}

/* The JSON object that was answered, or NULL. */
static json_t *answer_json(const struct fetched *answer)
{
	json_t *document = answer->end == FETCH_ANSWERED
				   ? json_loadb(answer->text->data, answer->text->len,
						JSON_REJECT_DUPLICATES, NULL)
				   : NULL;

	if (json_is_object(document))
		return document;
	json_decref(document);
	return NULL;
}

/*
 * What is kept of the provider
 */

static const char *provider_text(const struct sso *s, const char *name)
{
	return json_string_value(json_object_get(s->provider.document, name));
}

/* An address of the provider's: https, but where all of it is on this machine. */
static bool address_right(const struct sso *s, const json_t *document, const char *name)
{
	const char *url = json_string_value(json_object_get(document, name));
	const char *scheme = scheme_of(s);
	size_t len = strlen(scheme);

	return url && strncmp(url, scheme, len) == 0 && strncmp(url + len, "://", 3) == 0 &&
	       !strpbrk(url, " #\r\n");
}

static bool provider_right(const struct sso *s, const json_t *document)
{
	const char *issuer = json_string_value(json_object_get(document, "issuer"));

	return issuer && strcmp(issuer, s->config->sso_issuer) == 0 &&
	       address_right(s, document, "authorization_endpoint") &&
	       address_right(s, document, "token_endpoint") &&
	       address_right(s, document, "jwks_uri");
}

static bool keys_right(const struct sso *s, const json_t *document)
{
	(void)s;
	return json_is_array(json_object_get(document, "keys"));
}

static void known_tell(struct known *k, const struct problem *why)
{
	struct waiting waiting = k->waiting;

	SLIST_INIT(&k->waiting); /* who is told may wait anew */
	while (!SLIST_EMPTY(&waiting)) {
		struct wait *w = SLIST_FIRST(&waiting);

		SLIST_REMOVE_HEAD(&waiting, link);
		w->found(w->ctx, why);
		free(w);
	}
}

static void known_fetched(void *ctx, const struct fetched *fetched)
{
	struct known *k = ctx;
	json_auto_t *answer = answer_json(fetched);
	bool right = fetched->status == STATUS_OK && answer && k->right(k->sso, answer);

	k->under_way = false;
	if (right) {
		json_decref(k->document);
		k->document = json_incref(answer);
		k->read_at = time(NULL);
	} else {
		k->failed_at = time(NULL);
		log_warn("sso %s not read status=%ld reason=\"%s\"", k->what, fetched->status,
			 *fetched->why ? fetched->why
			 : answer      ? "it does not say what it must"
				       : "it is no JSON");
	}
	known_tell(k, right ? NULL : &DOWN);
}

/* Have it no older than so many seconds. */
static void known_find(struct known *k, const char *url, int seconds, sso_found_fn *found,
		       void *ctx)
{
	struct fetch_order order = order_of(k->sso, url);
	time_t now = time(NULL);
	struct wait *w;

	if (k->document && now - k->read_at < seconds) {
		found(ctx, NULL);
		return;
	}
	if (!k->under_way && now - k->failed_at < SSO_FAILED_SECONDS) {
		found(ctx, &DOWN);
		return;
	}
	w = xcalloc(1, sizeof *w);
	*w = (struct wait){.found = found, .ctx = ctx};
	SLIST_INSERT_HEAD(&k->waiting, w, link);
	if (!k->under_way) {
		k->under_way = true;
		fetch_begin(k->sso->fetches, &order, known_fetched, k);
	}
}

void sso_find(struct sso *s, sso_found_fn *found, void *ctx)
{
	const char *issuer = s->config->sso_issuer;
	size_t len = strlen(issuer);
	str_auto_t *url = text_format("%.*s/.well-known/openid-configuration",
				      (int)(len - (issuer[len - 1] == '/')), issuer);

	known_find(&s->provider, url, SSO_PROVIDER_SECONDS, found, ctx);
}

/* Whoever sends tokens with invented keys must not have the provider asked each time. */
static bool reread_allowed(struct sso *s)
{
	time_t now = time(NULL), more = (now - s->rereads_at) / SSO_REREAD_SECONDS;

	if (more > 0) {
		s->rereads = more > SSO_REREADS - s->rereads ? SSO_REREADS : s->rereads + (int)more;
		s->rereads_at = now;
	}
	return s->rereads > 0 && s->rereads-- > 0;
}

/*
 * Leading there
 */

static void parameter_add(struct buffer *b, const char *name, const char *value)
{
	buffer_printf(b, "%s%s=", b->len && !strchr("?&", b->data[b->len - 1]) ? "&" : "", name);
	form_encode(b, value);
}

char *sso_sign_in_url(const struct sso *s, const struct pkce *pkce, const char *redirect_uri)
{
	const char *page = provider_text(s, "authorization_endpoint");
	struct buffer url = {0};

	buffer_printf(&url, "%s%c", page, strchr(page, '?') ? '&' : '?');
	parameter_add(&url, "response_type", "code");
	parameter_add(&url, "client_id", s->config->sso_client_id);
	parameter_add(&url, "redirect_uri", redirect_uri);
	parameter_add(&url, "scope", s->config->sso_scopes);
	parameter_add(&url, "state", pkce->state);
	parameter_add(&url, "nonce", pkce->nonce);
	parameter_add(&url, "code_challenge", pkce->challenge);
	parameter_add(&url, "code_challenge_method", "S256");
	return buffer_steal(&url);
}

/*
 * Redeeming the code: the provider, the token, the keys, one after another
 */

struct redeeming {
	struct sso *sso;
	struct sso_return back;
	char *token;
	bool reread; /* the keys, for this token */
	sso_redeemed_fn *redeemed;
	void *ctx;
};

static sso_found_fn redeem_code, redeem_token;
static fetch_done_fn code_redeemed;

/* The end, well or not. */
static void redeem_end(struct redeeming *r, const struct problem *why, const json_t *claims)
{
	if (why && why != &DOWN)
		log_warn("sso sign-in refused reason=\"%s\"", why->detail);
	r->redeemed(r->ctx, why, claims);
	free(r->token);
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
		return !json_is_true(json_object_get(s->provider.document, names));
	return strcmp(iss, s->config->sso_issuer) == 0;
}

/* client_secret_basic, as every provider must know (RFC 6749 section 2.3.1), but where it says that
 * it knows only the other. */
static bool secret_in_form(const struct sso *s)
{
	const json_t *methods =
		json_object_get(s->provider.document, "token_endpoint_auth_methods_supported");
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
	struct fetch_order order = order_of(s, provider_text(s, "token_endpoint"));

	parameter_add(&form, "grant_type", "authorization_code");
	parameter_add(&form, "code", r->back.code);
	parameter_add(&form, "redirect_uri", r->back.redirect_uri);
	parameter_add(&form, "code_verifier", r->back.pkce->verifier);
	if (!s->secret || secret_in_form(s)) {
		parameter_add(&form, "client_id", client);
		if (s->secret)
			parameter_add(&form, "client_secret", s->secret);
	} else {
		form_encode(&user, client);
		form_encode(&password, s->secret);
		order.user = user.data;
		order.password = password.data;
	}
	order.body = form.data;
	fetch_begin(s->fetches, &order, code_redeemed, r);
}

static void redeem_code(void *ctx, const struct problem *why)
{
	struct redeeming *r = ctx;
	struct problem foreign;

	if (why) {
		redeem_end(r, why, NULL);
	} else if (!answer_is_of(r->sso, r->back.iss)) {
		problem(&foreign, 403, "sso_refused", "another provider answered (iss)");
		redeem_end(r, &foreign, NULL);
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
		redeem_end(r, &refused, NULL);
		return;
	}
	log_error("sso code not redeemed status=%ld error=\"%.60s\" reason=\"%s\"", status,
		  error ? error : "", why);
	redeem_end(r, &DOWN, NULL);
}

static void code_redeemed(void *ctx, const struct fetched *fetched)
{
	struct redeeming *r = ctx;
	json_auto_t *answer = answer_json(fetched);
	const char *token = json_string_value(json_object_get(answer, "id_token"));

	if (fetched->status != STATUS_OK || !token) {
		code_refused(r, fetched->status, answer, fetched->why);
		return;
	}
	r->token = xstrdup(token);
	known_find(&r->sso->keys, provider_text(r->sso, "jwks_uri"), SSO_KEYS_SECONDS, redeem_token,
		   r);
}

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

	if (id_token_check(claims, &expected, &why))
		redeem_end(r, NULL, claims);
	else
		redeem_end(r, &why, NULL);
}

static void redeem_token(void *ctx, const struct problem *down)
{
	struct redeeming *r = ctx;
	json_auto_t *claims = NULL;
	struct problem why;
	enum signature signature;

	if (down) {
		redeem_end(r, down, NULL);
		return;
	}
	signature = signature_check(r->token, r->sso->keys.document, &claims, &why);
	if (signature == SIGNATURE_RIGHT) {
		claims_check(r, claims);
	} else if (signature == SIGNATURE_NO_KEY && !r->reread && reread_allowed(r->sso)) {
		r->reread = true;
		known_find(&r->sso->keys, provider_text(r->sso, "jwks_uri"), 0, redeem_token, r);
	} else {
		redeem_end(r, &why, NULL);
	}
}

/*
 * What the claims mean here
 */

char *sso_subject(const struct sso *s, const json_t *claims)
{
	return text_format("%s %s", s->config->sso_issuer,
			   json_string_value(json_object_get(claims, "sub")));
}

json_t *sso_grants(const struct sso *s, const json_t *claims)
{
	json_auto_t *groups = id_token_groups(claims, s->config->sso_groups_claim);

	return sso_groups_grants(s->groups, groups);
}

/* ADFS does not say whether; its addresses are the directory's, which sso_trust_email tells. */
bool sso_email_believed(const struct sso *s, const json_t *claims)
{
	const json_t *verified = json_object_get(claims, "email_verified");

	return verified ? json_is_true(verified) : s->config->sso_trust_email;
}

/*
 * Life
 */

bool sso_serves(const struct sso *s, const struct authority *a)
{
	if (!s || !a)
		return false;
	if (*s->config->sso_authority)
		return strcmp(s->config->sso_authority, a->slug) == 0;
	return a->catalogue->nauthorities == 1;
}

static void known_init(struct known *k, struct sso *s, const char *what,
		       bool (*right)(const struct sso *s, const json_t *document))
{
	*k = (struct known){.what = what, .sso = s, .right = right};
	SLIST_INIT(&k->waiting);
}

struct sso *sso_new(struct event_base *base, const struct config *config, bool *failed)
{
	struct problem why;
	struct sso *s;

	*failed = false;
	if (!*config->sso_issuer)
		return NULL;
	s = xcalloc(1, sizeof *s);
	s->config = config;
	s->fetches = fetches_new(base);
	s->rereads = SSO_REREADS;
	s->rereads_at = time(NULL);
	known_init(&s->provider, s, "provider", provider_right);
	known_init(&s->keys, s, "keys", keys_right);
	if (*config->sso_groups && !(s->groups = sso_groups_read(config->sso_groups, &why))) {
		log_error("sso_groups: %s", why.detail);
		*failed = true;
	}
	if (*config->sso_client_secret_file) {
		s->secret =
			secret_file_read(config->sso_client_secret_file, "sso_client_secret_file");
		*failed = *failed || !s->secret;
	}
	if (!*failed)
		return s;
	sso_free(s);
	return NULL;
}

void sso_free(struct sso *s)
{
	if (!s)
		return;
	fetches_free(s->fetches);
	json_decref(s->provider.document);
	json_decref(s->keys.document);
	json_decref(s->groups);
	free(s->secret);
	free(s);
}
