/*
 * request.h - one HTTP request, from arrival to reply.
 *
 * A handler must, now or in a continuation, call exactly one reply function.
 * The request, and everything lent from it, is gone after that call.
 *
 * A resource has one handler and one document.  /api/v1/PATH and PATH reach
 * the same handler; request_format() tells what the client gets.
 */
#pragma once

#include <event2/http.h>
#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/buffer.h"
#include "lib/language.h"
#include "lib/problem.h"
#include "server/db/pool.h"
#include "server/work.h"

enum { MAX_PATH_ARGS = 4 };

struct request;
struct site;

typedef void handler_fn(struct request *rq);
typedef void continuation_fn(struct request *rq, const struct db_result *res);

struct route {
	enum evhttp_cmd_type method; /* GET serves HEAD too */
	const char *path;            /* "/offices/:office/services/:service", without /api/v1 */
	handler_fn *handle;
	bool kept; /* answers follow from the world alone: they are kept (server/net/cache.h) */
	/* What who asks must have, for the site's admit hook (server/right.h); 0: nothing.
	 * Answers of such routes are never kept by anybody. */
	unsigned need;
	bool upload; /* takes files: a larger body, and forms of multipart/form-data */
};

/* What kept answers were made of: a version of the world, and the minute it was. */
struct stamp {
	uint64_t version;
	int64_t minute;
};

enum format {
	FORMAT_HTML,
	FORMAT_JSON, /* below /api/v1, or asked for by Accept */
};

/*
 * What the client said.  Lent until the reply.
 */

/* The i-th ":name" of the route, percent-decoded. */
const char *request_arg(const struct request *rq, size_t i);
enum format request_format(const struct request *rq);

/* The query string as {name: "value" | ["value", ...]}; never NULL.  One that
 * cannot be decoded was answered with 400 before the handler. */
json_t *request_params(struct request *rq);

/* Its first value; NULL when it is not there. */
const char *request_param(struct request *rq, const char *name);

/*
 * The body, a form or JSON, as an object; NULL and *why when it is neither.
 * Nothing at all is an empty object.  Of a form, "answers.size" stays one name:
 * lib/field.h reads it like {"answers": {"size": ...}}.
 * A form with files (lib/multipart.h) only where the route takes uploads.
 */
json_t *request_body(struct request *rq, struct problem *why);

/* The path as the client sent it, /api/v1 included, without the query. */
const char *request_path(const struct request *rq);
const char *request_header(const struct request *rq, const char *name);

/* Scheme and host the client used, for absolute links: "https://termine.example".
 * From the option public_url if that is set, else from Host and, behind a
 * trusted proxy, X-Forwarded-Proto. */
const char *request_origin(struct request *rq);

/* The client's address as a keyed hash, never logged and never stored; the key lives
 * as long as the server.  Of IPv6 the first 64 bits count.  Behind a trusted proxy, of the address
 * the proxy forwarded. */
uint64_t request_client(struct request *rq);

/* Set by the site's begin hook before the handler runs; SITE_LANGUAGE until then. */
const struct language *request_language(const struct request *rq);
void request_set_language(struct request *rq, const struct language *lang);

/* The tenant's own language; unless the client chose it by ?lang=, links do not
 * carry it.  Without this call it is SITE_LANGUAGE. */
void request_set_default_language(struct request *rq, const struct language *lang);

/* Pages and languages of web/ (server/net/site.h). */
const struct site *request_site(const struct request *rq);

/* What the worker serves, as given to net_new(). */
void *request_world(const struct request *rq);

/* The tenant asked for, chosen by the begin hook; borrowed. */
void *request_tenant(const struct request *rq);
void request_set_tenant(struct request *rq, void *tenant);

/*
 * Who asks, set by the admit hook; borrowed, NULL on routes that need nothing.
 *
 * The hook lets the request go on with request_admit().  Bar it before that when the
 * right depends on a thing that is still to be looked up: then a handler that
 * forgets to have the bar lifted gets no statement through request_ask() and no document out.
 */
void *request_session(const struct request *rq);
void request_set_session(struct request *rq, void *session);
void request_bar(struct request *rq);
void request_lift(struct request *rq);
void request_admit(struct request *rq);

/* What is said is for this client alone: not kept, by nobody. Only before the handler. */
void request_set_private(struct request *rq);

/* The row of the table it came by; NULL when none fits. */
const struct route *request_route(const struct request *rq);

/* The ":name" of the route, percent-decoded; NULL when it has none of that name. */
const char *request_arg_named(const struct request *rq, const char *name);

/* A cookie's value (RFC 6265 section 5.4), the first of that name that fits; false when there is
 * none. */
bool request_cookie(const struct request *rq, const char *name, char *out, size_t size);

/* The language code that links must carry (?lang=), or NULL in the tenant's own language. */
const char *request_language_carried(struct request *rq);

/* An address of somebody else to come back to, that links of ours carry on (?return=); copied. Only
 * the begin hook knows which may be trusted; without this call the parameter means nothing. */
void request_set_return(struct request *rq, const char *url);
const char *request_return(const struct request *rq);

/* Append what links must carry, language and return address, with what comes before the first of
 * them: "?lang=en&return=https%3A%2F%2F..."; nothing when there is nothing. */
void request_put_carried(struct request *rq, struct buffer *url, char joint);

/* GET and HEAD: nothing may change. */
bool request_is_get(const struct request *rq);

/* A text of the body, else of the query; NULL when neither has it. */
const char *request_input(struct request *rq, const char *name);

/* Call release(thing) when the request is gone. */
void request_keep(struct request *rq, void *thing, void (*release)(void *thing));

/* Zeroed memory that lives as long as the request; same block every time. */
void *request_state(struct request *rq, size_t size);

/* Run a batch of SQL, then go on in next(), with res lent for that call.  When the
 * database is down the client gets a 503 and next() is not called. */
void request_ask(struct request *rq, const struct db_query *queries, size_t n,
		 continuation_fn *next);

/*
 * Run what is slow in a thread (server/work.h), then go on in next().  arg lives until
 * then: request_state() does.  With too much in line the client gets a 503.
 */
void request_work(struct request *rq, struct work *work, work_fn *run, void *arg, handler_fn *next);

/*
 * Wait for something else: go on in next() once request_resume() is called, from the event loop
 * or at once.  It must be called exactly once; until then the request stays.
 */
void request_wait(struct request *rq, handler_fn *next);
void request_resume(struct request *rq);
