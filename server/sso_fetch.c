/* sso_fetch.c - what the provider of the single sign-on answers, as JSON. */
#include "server/sso_fetch.h"

#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "lib/buffer.h"
#include "lib/xalloc.h"
#include "server/log.h"
#include "server/transfers.h"

enum { CONNECT_SECONDS = 5 };

struct sso_transfer {
	LIST_ENTRY(sso_transfer) link;
	struct sso_fetches *fetches;
	CURL *curl;
	struct curl_slist *headers;
	struct buffer text;
	sso_fetched_fn *fetched;
	void *ctx;
};

struct sso_fetches {
	struct transfers *transfers;
	const struct config *config;
	bool ending;
	LIST_HEAD(sso_transfers, sso_transfer) list;
};

static size_t on_write(char *data, size_t size, size_t n, void *arg)
{
	struct sso_transfer *x = arg;

	if (x->text.len + size * n > SSO_FETCH_MAX_BYTES)
		return 0;
	buffer_add(&x->text, data, size * n);
	return size * n;
}

/* Takes it out and frees it before its owner hears of it: that one may begin another. */
static void transfer_end(struct sso_transfer *x, CURLcode code, const char *why)
{
	sso_fetched_fn *fetched = x->fetched;
	void *ctx = x->ctx;
	json_t *answer = NULL;
	long status = 0;

	if (code == CURLE_OK) {
		curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &status);
		answer = json_loadb(x->text.data ? x->text.data : "", x->text.len,
				    JSON_REJECT_DUPLICATES, NULL);
	}
	LIST_REMOVE(x, link);
	transfers_remove(x->fetches->transfers, x->curl);
	curl_easy_cleanup(x->curl);
	curl_slist_free_all(x->headers);
	buffer_done(&x->text);
	free(x);
	fetched(ctx, status, json_is_object(answer) ? answer : NULL, why);
	json_decref(answer);
}

static void on_done(CURL *curl, CURLcode code)
{
	struct sso_transfer *x = NULL;

	curl_easy_getinfo(curl, CURLINFO_PRIVATE, &x);
	transfer_end(x, code, code == CURLE_OK ? "" : curl_easy_strerror(code));
}

static void bounds_set(struct sso_transfer *x)
{
	const struct config *config = x->fetches->config;
	CURL *curl = x->curl;

	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR,
			 strncmp(config->sso_issuer, "http:", 5) == 0 ? "http" : "https");
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)SSO_FETCH_SECONDS);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	if (*config->sso_ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, config->sso_ca_file);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_write);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, x);
}

static void order_set(struct sso_transfer *x, const struct sso_order *order)
{
	CURL *curl = x->curl;

	curl_easy_setopt(curl, CURLOPT_URL, order->url);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "Amtstermin");
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, x->headers);
	curl_easy_setopt(curl, CURLOPT_PRIVATE, x);
	if (order->form)
		curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, order->form);
	if (order->user) {
		curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)CURLAUTH_BASIC);
		curl_easy_setopt(curl, CURLOPT_USERNAME, order->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, order->password);
	}
}

void sso_fetch(struct sso_fetches *f, const struct sso_order *order, sso_fetched_fn *fetched,
	       void *ctx)
{
	struct sso_transfer *x;

	if (f->ending) {
		fetched(ctx, 0, NULL, "the server ends");
		return;
	}
	x = xcalloc(1, sizeof *x);
	*x = (struct sso_transfer){
		.fetches = f,
		.curl = curl_easy_init(),
		.headers = curl_slist_append(NULL, "Accept: application/json"),
		.fetched = fetched,
		.ctx = ctx,
	};
	if (!x->curl || !x->headers)
		die("out of memory");
	LIST_INSERT_HEAD(&f->list, x, link);
	bounds_set(x);
	order_set(x, order);
	transfers_add(f->transfers, x->curl);
}

/*
 * Life
 */

struct sso_fetches *sso_fetches_new(struct event_base *base, const struct config *config)
{
	struct sso_fetches *f = xcalloc(1, sizeof *f);

	f->config = config;
	f->transfers = transfers_new(base, on_done);
	LIST_INIT(&f->list);
	return f;
}

void sso_fetches_free(struct sso_fetches *f)
{
	f->ending = true;
	while (!LIST_EMPTY(&f->list))
		transfer_end(LIST_FIRST(&f->list), CURLE_ABORTED_BY_CALLBACK, "the server ends");
	transfers_free(f->transfers);
	free(f);
}
