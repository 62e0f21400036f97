/* fetch.c - what another server answers over http or https. */
#include "server/fetch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>

#include "lib/xalloc.h"
#include "server/log.h"
#include "server/transfers.h"

enum { CONNECT_SECONDS = 5, LINK_LOCAL_V4 = 0xA9FE, LOOPBACK_V4 = 127, CLASS_D_V4 = 224 };

struct fetch {
	LIST_ENTRY(fetch) link;
	struct fetches *fetches;
	CURL *curl;
	struct curl_slist *headers;
	size_t bytes_max;
	bool forbidden, too_large; /* why it was given up */
	struct buffer text;
	fetch_done_fn *done;
	void *ctx;
};

struct fetches {
	struct transfers *transfers;
	bool ending;
	LIST_HEAD(fetch_list, fetch) list;
};

/*
 * Where it may go
 */

static bool is_local_v4(uint32_t address)
{
	uint32_t net = address >> 24;

	return net == 0 || net == LOOPBACK_V4 || net >= CLASS_D_V4 ||
	       address >> 16 == LINK_LOCAL_V4;
}

static bool is_local_v6(const struct in6_addr *a)
{
	uint32_t v4;

	memcpy(&v4, a->s6_addr + sizeof a->s6_addr - sizeof v4, sizeof v4);
	if (IN6_IS_ADDR_V4MAPPED(a) || IN6_IS_ADDR_V4COMPAT(a))
		return is_local_v4(ntohl(v4));
	return IN6_IS_ADDR_LOOPBACK(a) || IN6_IS_ADDR_UNSPECIFIED(a) || IN6_IS_ADDR_LINKLOCAL(a) ||
	       IN6_IS_ADDR_MULTICAST(a);
}

static bool is_local(const struct sockaddr *address)
{
	struct sockaddr_in v4;
	struct sockaddr_in6 v6;

	if (address->sa_family == AF_INET) {
		memcpy(&v4, address, sizeof v4);
		return is_local_v4(ntohl(v4.sin_addr.s_addr));
	}
	if (address->sa_family == AF_INET6) {
		memcpy(&v6, address, sizeof v6);
		return is_local_v6(&v6.sin6_addr);
	}
	return true;
}

/* Called by curl with the very address it connects to. */
static curl_socket_t on_open(void *arg, curlsocktype purpose, struct curl_sockaddr *address)
{
	struct fetch *x = arg;

	(void)purpose;
	x->forbidden = is_local(&address->addr);
	if (x->forbidden)
		return CURL_SOCKET_BAD;
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t on_write(char *data, size_t size, size_t n, void *arg)
{
	struct fetch *x = arg;

	x->too_large = x->text.len + size * n > x->bytes_max;
	if (x->too_large)
		return 0;
	buffer_add(&x->text, data, size * n);
	return size * n;
}

/*
 * How it ends
 */

static enum fetch_end end_of(const struct fetch *x, CURLcode code)
{
	if (x->forbidden)
		return FETCH_FORBIDDEN_ADDRESS;
	if (x->too_large)
		return FETCH_TOO_LARGE;
	switch (code) {
	case CURLE_OK:
		return FETCH_ANSWERED;
	case CURLE_OPERATION_TIMEDOUT:
		return FETCH_TIMEOUT;
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
		return FETCH_CERTIFICATE;
	case CURLE_TOO_MANY_REDIRECTS:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return FETCH_LED_ASTRAY;
	default:
		return FETCH_UNREACHABLE;
	}
}

/* Takes it out before its owner hears of it: that one may begin another. */
static void fetch_end(struct fetch *x, struct fetched *answer)
{
	if (answer->end == FETCH_ANSWERED)
		curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &answer->status);
	LIST_REMOVE(x, link);
	transfers_remove(x->fetches->transfers, x->curl);
	curl_easy_cleanup(x->curl);
	curl_slist_free_all(x->headers);
	buffer_putc(&x->text, '\0'); /* a text, also when there is nothing */
	x->text.len--;
	answer->text = &x->text;
	x->done(x->ctx, answer);
	buffer_done(&x->text);
	free(x);
}

static void on_done(CURL *curl, CURLcode code)
{
	struct fetch *x = NULL;
	struct fetched answer = {.why = code == CURLE_OK ? "" : curl_easy_strerror(code)};

	curl_easy_getinfo(curl, CURLINFO_PRIVATE, &x);
	answer.end = end_of(x, code);
	fetch_end(x, &answer);
}

/*
 * Beginning
 */

static void bounds_set(struct fetch *x, const struct fetch_order *order)
{
	CURL *curl = x->curl;

	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, order->protocols);
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, order->protocols);
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, order->redirections > 0 ? 1L : 0L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)order->redirections);
	if (!order->proxied)
		curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)order->seconds);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYPEER, 1L);
	curl_easy_setopt(curl, CURLOPT_SSL_VERIFYHOST, 2L);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_write);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, x);
	if (order->ca_file && *order->ca_file)
		curl_easy_setopt(curl, CURLOPT_CAINFO, order->ca_file);
	if (order->anywhere)
		return;
	/* Each looks at its address itself: no connection that another one opened. */
	curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_open);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, x);
}

static void order_set(struct fetch *x, const struct fetch_order *order)
{
	CURL *curl = x->curl;

	curl_easy_setopt(curl, CURLOPT_URL, order->url);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "Amtstermin");
	curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, x->headers);
	curl_easy_setopt(curl, CURLOPT_PRIVATE, x);
	if (order->user && *order->user) {
		curl_easy_setopt(curl, CURLOPT_HTTPAUTH,
				 (long)(CURLAUTH_BASIC | (order->digest ? CURLAUTH_DIGEST : 0)));
		curl_easy_setopt(curl, CURLOPT_USERNAME, order->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, order->password);
	}
	if (order->body)
		curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, order->body);
	if (order->body && order->method)
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, order->method);
}

static struct curl_slist *headers_of(const struct fetch_order *order)
{
	struct curl_slist *headers = NULL;

	for (const char *const *h = order->headers; *h; h++)
		if (!(headers = curl_slist_append(headers, *h)))
			die("out of memory");
	return headers;
}

void fetch_begin(struct fetches *f, const struct fetch_order *order, fetch_done_fn *done, void *ctx)
{
	struct fetch *x;

	if (f->ending) {
		done(ctx,
		     &(struct fetched){FETCH_ENDED, "the server ends", 0, &(struct buffer){0}});
		return;
	}
	x = xcalloc(1, sizeof *x);
	*x = (struct fetch){
		.fetches = f,
		.curl = curl_easy_init(),
		.headers = headers_of(order),
		.bytes_max = order->bytes_max,
		.done = done,
		.ctx = ctx,
	};
	if (!x->curl)
		die("out of memory");
	LIST_INSERT_HEAD(&f->list, x, link);
	bounds_set(x, order);
	order_set(x, order);
	transfers_add(f->transfers, x->curl);
}

/*
 * Life
 */

struct fetches *fetches_new(struct event_base *base)
{
	struct fetches *f = xcalloc(1, sizeof *f);

	f->transfers = transfers_new(base, on_done);
	LIST_INIT(&f->list);
	return f;
}

void fetches_free(struct fetches *f)
{
	f->ending = true;
	while (!LIST_EMPTY(&f->list))
		fetch_end(LIST_FIRST(&f->list),
			  &(struct fetched){FETCH_ENDED, "the server ends", 0, NULL});
	transfers_free(f->transfers);
	free(f);
}
