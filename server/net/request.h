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

#include "lib/language.h"
#include "lib/problem.h"
#include "server/db/pool.h"

enum { MAX_PATH_ARGS = 4 };

struct request;

typedef void handler_fn(struct request *rq);
typedef void continuation_fn(struct request *rq, const struct db_result *res);

struct route {
	enum evhttp_cmd_type method; /* GET serves HEAD too */
	const char *path;            /* "/offices/:office/services/:service", without /api/v1 */
	handler_fn *handle;
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

/* The query string as {name: "value" | ["value", ...]}; never NULL. */
json_t *request_params(struct request *rq);
const char *request_param(struct request *rq, const char *name);

/* The body, a form or JSON, as an object of the same shape; NULL and *why when
 * it is neither. */
json_t *request_body(struct request *rq, struct problem *why);

/* The path as the client sent it, without the query. */
const char *request_path(const struct request *rq);
const char *request_header(const struct request *rq, const char *name);

/* Scheme and host the client used, for absolute links: "https://termine.example".
 * From the option public_url if that is set, else from Host and, behind a
 * trusted proxy, X-Forwarded-Proto. */
const char *request_origin(struct request *rq);

/* The client's address as a keyed hash; the key lives as long as the server.
 * Behind a trusted proxy, of the address the proxy forwarded. */
uint64_t request_client(struct request *rq);

/* Set by the site's begin hook before the handler runs. */
const struct language *request_language(const struct request *rq);
void request_set_language(struct request *rq, const struct language *lang);

/* What the worker serves (struct world), as given to requests_serve(). */
void *request_world(const struct request *rq);

/* The tenant asked for, chosen by the begin hook; borrowed. */
void *request_tenant(const struct request *rq);
void request_set_tenant(struct request *rq, void *tenant);

/* Zeroed memory that lives as long as the request; same block every time. */
void *request_state(struct request *rq, size_t size);

/* Run a batch of SQL, then go on in next().  When the database is down the
 * client gets a 503 and next() is not called. */
void request_ask(struct request *rq, const struct db_query *queries, size_t n,
		 continuation_fn *next);
