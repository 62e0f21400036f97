/* net.h - what the files of this folder share; for nobody else. */
#pragma once

#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <jansson.h>

#include "lib/token.h"
#include "server/net/address.h"
#include "server/net/cache.h"
#include "server/net/connections.h"
#include "server/net/request.h"
#include "server/net/router.h"
#include "server/net/server.h"
#include "server/net/site.h"
#include "server/net/static.h"

enum {
	HEADERS_MAX_BYTES = 16 * 1024,
	BODY_MAX_BYTES = 64 * 1024,
	UPLOAD_MAX_BYTES = 512 * 1024, /* of routes that take files */
	/* Up to here a body that is too large is read to be answered with a page of ours;
	 * above, evhttp answers 413 by itself. */
	BODY_READ_MAX_BYTES = UPLOAD_MAX_BYTES + 4 * BODY_MAX_BYTES,
	PATH_MAX_BYTES = 1024,
	QUERY_MAX_BYTES = 8 * 1024,
};

struct net {
	struct event_base *base;
	struct net_config config; /* borrowed texts */
	struct evhttp *http;
	struct connections *connections;
	struct router *router;
	const struct site *site;
	const struct static_files *files;
	struct cache *cache;
	json_t *assets; /* URLs of the built files, of struct static_files */
	struct address_trust *trust;
	const struct site_hooks *hooks;
	struct db *db;
	void *world;
	bool https; /* public_url says so */
	uint8_t client_key[ADDRESS_KEY_BYTES];
	int port;
};

/* Something to let go of with the request. */
struct kept {
	struct kept *next;
	void *thing;
	void (*release)(void *thing);
};

struct request {
	struct net *net;
	struct evhttp_request *ev; /* NULL: the connection is gone, and it with it */
	struct connection *connection;
	const struct route *route; /* NULL: none fits */
	char *args[MAX_PATH_ARGS];
	const char *query; /* raw, NULL: none */
	char *path;        /* raw, with /api/v1 */
	enum format format;
	bool api; /* the path is below /api/v1 */
	bool set_private;
	json_t *params, *body;
	struct kept *kept;                 /* the last first */
	char fresh_token[TOKEN_TEXT_SIZE]; /* offered to the page's forms; "" until a page is made
					    */
	void *state;
	continuation_fn *next;
	/* of request_wait() and request_work() */
	handler_fn *worked;
	work_fn *run;
	void *work_arg;
	void *session;
	bool barred; /* the right to the thing is still to be shown */
	const struct language *language, *default_language;
	void *tenant;
	char *origin, *back; /* back: of request_set_return() */
	uint64_t client;
	bool client_known;
	int64_t counted; /* server/net/counted.h; 0: it is not */
};

/* Take over what evhttp has read. */
struct request *request_new(struct net *net, struct evhttp_request *ev);
void request_free(struct request *rq);

/* The path without /api/v1, "/" at least. */
const char *request_resource(const struct request *rq);
/* The peer is a proxy of ours. */
bool request_proxied(const struct request *rq);
/* May a browser have been led here by a page of somebody else?  (OWASP ASVS 5.0, 3.5.1) */
bool request_is_foreign(struct request *rq);
/* Carries a token in its path or is not a GET: nobody may keep or share the answer. */
bool request_is_private(const struct request *rq);

/*
 * Send, with the headers all replies have, and free the request.  data stays where it is
 * until done(data, len, arg) is called; done NULL: it stays for good.
 */
void request_send(struct request *rq, int status, const char *type, const void *data, size_t len,
		  evbuffer_ref_cleanup_cb done, void *arg);
bool request_is_head(const struct request *rq);

/* Answer with what is kept for this request; false, and nothing done, when nothing is. */
bool reply_kept(struct request *rq);

/* The same one throughout the request. */
const char *request_fresh_token(struct request *rq);

/* The `page` object of an HTML reply, a new reference. */
json_t *page_new(struct request *rq, int status);

/* "Not Found" (RFC 9110 section 15). */
const char *status_title(int status);
