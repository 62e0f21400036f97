/* fetch.c - the text of an external calendar, over http or https. */
#include "server/jobs/fetch.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>
#include <sys/socket.h>

#include "lib/xalloc.h"
#include "server/log.h"
#include "server/transfers.h"

enum { CONNECT_SECONDS = 10, LINK_LOCAL_V4 = 0xA9FE, LOOPBACK_V4 = 127, CLASS_D_V4 = 224 };

struct fetch {
	LIST_ENTRY(fetch) link;
	struct fetches *fetches;
	CURL *curl;
	struct curl_slist *headers;
	bool report;
	bool forbidden, too_large; /* why it was given up */
	struct buffer text;
	fetch_done_fn *done;
	void *ctx;
};

struct fetches {
	struct transfers *transfers;
	bool local; /* allowed */
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
	if (!x->fetches->local && is_local(&address->addr)) {
		x->forbidden = true;
		return CURL_SOCKET_BAD;
	}
	return socket(address->family, address->socktype | SOCK_CLOEXEC, address->protocol);
}

static size_t on_write(char *data, size_t size, size_t n, void *arg)
{
	struct fetch *x = arg;

	x->too_large = x->text.len + size * n > FETCH_BYTES_MAX;
	if (x->too_large)
		return 0;
	buffer_add(&x->text, data, size * n);
	return size * n;
}

/*
 * One fetch
 */

static const char *failure_of_status(const struct fetch *x, long status)
{
	enum {
		OK = 200,
		MULTISTATUS = 207,
		UNAUTHORIZED = 401,
		FORBIDDEN = 403,
		NOT_FOUND = 404,
		GONE = 410
	};

	if (status == (x->report ? MULTISTATUS : OK))
		return NULL;
	if (status == UNAUTHORIZED || status == FORBIDDEN)
		return "refused";
	if (status == NOT_FOUND || status == GONE)
		return "not_found";
	return x->report && status == OK ? "no_calendar" : "server_error";
}

static const char *failure_of(const struct fetch *x, CURLcode code)
{
	long status = 0;

	if (x->forbidden)
		return "forbidden_address";
	if (x->too_large)
		return "too_large";
	curl_easy_getinfo(x->curl, CURLINFO_RESPONSE_CODE, &status);
	switch (code) {
	case CURLE_OK:
		return failure_of_status(x, status);
	case CURLE_OPERATION_TIMEDOUT:
		return "timeout";
	case CURLE_PEER_FAILED_VERIFICATION:
	case CURLE_SSL_CONNECT_ERROR:
		return "certificate";
	case CURLE_TOO_MANY_REDIRECTS:
	case CURLE_UNSUPPORTED_PROTOCOL:
		return "server_error";
	default:
		return "unreachable";
	}
}

static void fetch_free(struct fetch *x)
{
	LIST_REMOVE(x, link);
	transfers_remove(x->fetches->transfers, x->curl);
	curl_easy_cleanup(x->curl);
	curl_slist_free_all(x->headers);
	buffer_done(&x->text);
	free(x);
}

static void on_done(CURL *curl, CURLcode code)
{
	struct fetch *x = NULL;

	curl_easy_getinfo(curl, CURLINFO_PRIVATE, &x);
	buffer_putc(&x->text, '\0'); /* a text, also when there is nothing */
	x->text.len--;
	x->done(x->ctx, failure_of(x, code), &x->text);
	fetch_free(x);
}

static void bounds_set(struct fetch *x)
{
	CURL *curl = x->curl;

	curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_REDIR_PROTOCOLS_STR, "http,https");
	curl_easy_setopt(curl, CURLOPT_FOLLOWLOCATION, 1L);
	curl_easy_setopt(curl, CURLOPT_MAXREDIRS, (long)FETCH_REDIRECTIONS);
	curl_easy_setopt(curl, CURLOPT_PROXY, "");
	curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
	curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, (long)CONNECT_SECONDS);
	curl_easy_setopt(curl, CURLOPT_TIMEOUT, (long)FETCH_SECONDS);
	/* Each looks at its address itself: no connection that another one opened. */
	curl_easy_setopt(curl, CURLOPT_FRESH_CONNECT, 1L);
	curl_easy_setopt(curl, CURLOPT_FORBID_REUSE, 1L);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETFUNCTION, on_open);
	curl_easy_setopt(curl, CURLOPT_OPENSOCKETDATA, x);
	curl_easy_setopt(curl, CURLOPT_WRITEFUNCTION, on_write);
	curl_easy_setopt(curl, CURLOPT_WRITEDATA, x);
}

static void order_set(struct fetch *x, const struct fetch_order *order)
{
	CURL *curl = x->curl;

	curl_easy_setopt(curl, CURLOPT_URL, order->url);
	curl_easy_setopt(curl, CURLOPT_USERAGENT, "Amtstermin");
	curl_easy_setopt(curl, CURLOPT_ACCEPT_ENCODING, "");
	curl_easy_setopt(curl, CURLOPT_HTTPHEADER, x->headers);
	curl_easy_setopt(curl, CURLOPT_PRIVATE, x);
	if (*order->user) {
		curl_easy_setopt(curl, CURLOPT_HTTPAUTH, (long)(CURLAUTH_BASIC | CURLAUTH_DIGEST));
		curl_easy_setopt(curl, CURLOPT_USERNAME, order->user);
		curl_easy_setopt(curl, CURLOPT_PASSWORD, order->password);
	}
	if (order->report) {
		curl_easy_setopt(curl, CURLOPT_COPYPOSTFIELDS, order->report);
		curl_easy_setopt(curl, CURLOPT_CUSTOMREQUEST, "REPORT");
	}
}

static struct curl_slist *headers_of(const struct fetch_order *order)
{
	struct curl_slist *headers;

	if (!order->report)
		return curl_slist_append(NULL, "Accept: text/calendar, */*;q=0.1");
	headers = curl_slist_append(NULL, "Content-Type: application/xml; charset=utf-8");
	return curl_slist_append(headers, "Depth: 1");
}

void fetch_begin(struct fetches *f, const struct fetch_order *order, fetch_done_fn *done, void *ctx)
{
	struct fetch *x = xcalloc(1, sizeof *x);

	*x = (struct fetch){
		.fetches = f,
		.curl = curl_easy_init(),
		.headers = headers_of(order),
		.report = order->report != NULL,
		.done = done,
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

struct fetches *fetches_new(struct event_base *base, bool local)
{
	struct fetches *f = xcalloc(1, sizeof *f);

	f->local = local;
	f->transfers = transfers_new(base, on_done);
	LIST_INIT(&f->list);
	return f;
}

void fetches_free(struct fetches *f, void (*released)(void *ctx))
{
	while (!LIST_EMPTY(&f->list)) {
		released(LIST_FIRST(&f->list)->ctx);
		fetch_free(LIST_FIRST(&f->list));
	}
	transfers_free(f->transfers);
	free(f);
}
