/* sso_provider.c - what is known of the provider of the single sign-on, and kept for a while. */
#include "server/sso_provider.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <time.h>

#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/log.h"
#include "server/text.h"

enum {
	STATUS_OK = 200,
	ANSWER_SECONDS = 10,
	ANSWER_BYTES_MAX = 256 * 1024,
};

/* Something of the provider's that several wait for and that is kept. */
struct known {
	const char *what; /* for the log */
	struct sso_provider *provider;
	json_t *document; /* NULL: not read yet */
	time_t read_at, failed_at;
	bool under_way;
	bool (*right)(const struct sso_provider *p, const json_t *document);
	SLIST_HEAD(waiting, wait) waiting;
};

struct wait {
	SLIST_ENTRY(wait) link;
	sso_found_fn *found;
	void *ctx;
};

struct sso_provider {
	const struct config *config;
	struct fetches *fetches;
	struct known document, keys;
	int rereads; /* of the keys that are allowed now */
	time_t rereads_at;
};

const struct problem SSO_DOWN = {503, "sso_down", "the provider of the sign-in does not answer"};

/*
 * Asking the provider
 */

static const char *scheme_of(const struct sso_provider *p)
{
	return strncmp(p->config->sso_issuer, "http:", 5) == 0 ? "http" : "https";
}

struct fetch_order sso_order(const struct sso_provider *p, const char *url)
{
	static const char *const HEADERS[] = {"Accept: application/json", NULL};

	return (struct fetch_order){
		.url = url,
		.protocols = scheme_of(p),
		.headers = HEADERS,
		.ca_file = p->config->sso_ca_file,
		.anywhere = true, /* whoever runs this server chose it */
		.proxied = true,
		.seconds = ANSWER_SECONDS,
		.bytes_max = ANSWER_BYTES_MAX,
	};
}

json_t *sso_answer(const struct fetched *answer)
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

void sso_ask(struct sso_provider *p, const struct fetch_order *order, fetch_done_fn *done,
	     void *ctx)
{
	fetch_begin(p->fetches, order, done, ctx);
}

/*
 * What is kept of the provider
 */

/* An address of the provider's: https, but where all of it is on this machine. */
static bool address_right(const struct sso_provider *p, const json_t *document, const char *name)
{
	const char *url = json_string_value(json_object_get(document, name));
	const char *scheme = scheme_of(p);
	size_t len = strlen(scheme);

	return url && strncmp(url, scheme, len) == 0 && strncmp(url + len, "://", 3) == 0 &&
	       !strpbrk(url, " #\r\n");
}

static bool provider_right(const struct sso_provider *p, const json_t *document)
{
	const char *issuer = json_string_value(json_object_get(document, "issuer"));

	return issuer && strcmp(issuer, p->config->sso_issuer) == 0 &&
	       address_right(p, document, "authorization_endpoint") &&
	       address_right(p, document, "token_endpoint") &&
	       address_right(p, document, "jwks_uri");
}

static bool keys_right(const struct sso_provider *p, const json_t *document)
{
	(void)p;
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
	json_auto_t *answer = sso_answer(fetched);
	bool right = fetched->status == STATUS_OK && answer && k->right(k->provider, answer);

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
	known_tell(k, right ? NULL : &SSO_DOWN);
}

/* Have it no older than so many seconds. */
static void known_find(struct known *k, const char *url, int seconds, sso_found_fn *found,
		       void *ctx)
{
	struct fetch_order order = sso_order(k->provider, url);
	time_t now = time(NULL);
	struct wait *w;

	if (k->document && now - k->read_at < seconds) {
		found(ctx, NULL);
		return;
	}
	if (!k->under_way && now - k->failed_at < SSO_FAILED_SECONDS) {
		found(ctx, &SSO_DOWN);
		return;
	}
	w = xcalloc(1, sizeof *w);
	*w = (struct wait){.found = found, .ctx = ctx};
	SLIST_INSERT_HEAD(&k->waiting, w, link);
	if (!k->under_way) {
		k->under_way = true;
		fetch_begin(k->provider->fetches, &order, known_fetched, k);
	}
}

void sso_provider_find(struct sso_provider *p, sso_found_fn *found, void *ctx)
{
	const char *issuer = p->config->sso_issuer;
	size_t len = strlen(issuer);
	str_auto_t *url = text_format("%.*s/.well-known/openid-configuration",
				      (int)(len - (issuer[len - 1] == '/')), issuer);

	known_find(&p->document, url, SSO_PROVIDER_SECONDS, found, ctx);
}

/* Whoever sends tokens with invented keys must not have the provider asked each time. */
static bool reread_allowed(struct sso_provider *p)
{
	time_t now = time(NULL), more = (now - p->rereads_at) / SSO_REREAD_SECONDS;

	if (more > 0) {
		p->rereads = more > SSO_REREADS - p->rereads ? SSO_REREADS : p->rereads + (int)more;
		p->rereads_at = now;
	}
	return p->rereads > 0 && p->rereads-- > 0;
}

void sso_keys_find(struct sso_provider *p, sso_found_fn *found, void *ctx)
{
	known_find(&p->keys, sso_provider_text(p, "jwks_uri"), SSO_KEYS_SECONDS, found, ctx);
}

bool sso_keys_find_newer(struct sso_provider *p, sso_found_fn *found, void *ctx)
{
	if (!reread_allowed(p))
		return false;
	known_find(&p->keys, sso_provider_text(p, "jwks_uri"), 0, found, ctx);
	return true;
}

const json_t *sso_keys(const struct sso_provider *p)
{
	return p->keys.document;
}

const json_t *sso_provider_says(const struct sso_provider *p, const char *name)
{
	return json_object_get(p->document.document, name);
}

const char *sso_provider_text(const struct sso_provider *p, const char *name)
{
	return json_string_value(sso_provider_says(p, name));
}

const char *sso_provider_page(const struct sso_provider *p, const char *name)
{
	return address_right(p, p->document.document, name) ? sso_provider_text(p, name) : NULL;
}

/*
 * Life
 */

static void known_init(struct known *k, struct sso_provider *p, const char *what,
		       bool (*right)(const struct sso_provider *p, const json_t *document))
{
	*k = (struct known){.what = what, .provider = p, .right = right};
	SLIST_INIT(&k->waiting);
}

struct sso_provider *sso_provider_new(struct event_base *base, const struct config *config)
{
	struct sso_provider *p = xcalloc(1, sizeof *p);

	p->config = config;
	p->fetches = fetches_new(base);
	p->rereads = SSO_REREADS;
	p->rereads_at = time(NULL);
	known_init(&p->document, p, "provider", provider_right);
	known_init(&p->keys, p, "keys", keys_right);
	return p;
}

void sso_provider_free(struct sso_provider *p)
{
	if (!p)
		return;
	fetches_free(p->fetches);
	json_decref(p->document.document);
	json_decref(p->keys.document);
	free(p);
}
