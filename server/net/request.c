/*
 * request.c - one HTTP request, from arrival to reply.
 *
 * evhttp stops reading from a connection while its request is being worked on,
 * so a client that hangs up is noticed only by the reply that fails to reach
 * it.  Until then the request stays valid.
 */
#include "server/net/request.h"

#include <event2/buffer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/buffer.h"
#include "lib/form.h"
#include "lib/multipart.h"
#include "lib/xalloc.h"
#include "server/log.h"
#include "server/net/accept.h"
#include "server/net/counted.h"
#include "server/net/net.h"
#include "server/net/reply.h"

static const char API[] = "/api/v1";

enum { HOST_MAX_BYTES = 255 };

static enum format choose_format(const struct request *rq)
{
	const char *accept = request_header(rq, "Accept");

	if (rq->api ||
	    (accept_names(accept, "application/json") && !accept_names(accept, "text/html")))
		return FORMAT_JSON;
	return FORMAT_HTML;
}

struct request *request_new(struct net *net, struct evhttp_request *ev)
{
	struct request *rq = xcalloc(1, sizeof *rq);
	const struct evhttp_uri *uri = evhttp_request_get_evhttp_uri(ev);
	const char *path = evhttp_uri_get_path(uri);
	size_t api = sizeof API - 1;

	rq->net = net;
	rq->ev = ev;
	rq->language = rq->default_language = site_language(net->site, SITE_LANGUAGE);
	rq->path = xstrdup(path && *path ? path : "/");
	rq->query = evhttp_uri_get_query(uri);
	rq->api = strncmp(rq->path, API, api) == 0 && (rq->path[api] == '/' || !rq->path[api]);
	rq->format = choose_format(rq);
	return rq;
}

void request_keep(struct request *rq, void *thing, void (*release)(void *thing))
{
	struct kept *kept = xcalloc(1, sizeof *kept);

	*kept = (struct kept){rq->kept, thing, release};
	rq->kept = kept;
}

const char *request_fresh_token(struct request *rq)
{
	struct token token;

	if (!*rq->fresh_token) {
		token_draw(&token);
		token_format(rq->fresh_token, &token);
	}
	return rq->fresh_token;
}

static void kept_release(struct request *rq)
{
	struct kept *kept;

	while ((kept = rq->kept)) {
		rq->kept = kept->next;
		kept->release(kept->thing);
		free(kept);
	}
}

void request_free(struct request *rq)
{
	kept_release(rq);
	for (size_t i = 0; i < MAX_PATH_ARGS; i++)
		free(rq->args[i]);
	json_decref(rq->params);
	json_decref(rq->body);
	free(rq->state);
	free(rq->origin);
	free(rq->back);
	free(rq->path);
	free(rq);
}

/*
 * What the client said
 */

const char *request_arg(const struct request *rq, size_t i)
{
	return rq->args[i];
}

enum format request_format(const struct request *rq)
{
	return rq->format;
}

json_t *request_params(struct request *rq)
{
	if (!rq->params)
		rq->params = json_object();
	return rq->params;
}

static const char *first_text(const json_t *object, const char *name)
{
	const json_t *value = json_object_get(object, name);

	if (json_is_array(value))
		value = json_array_get(value, 0);
	return json_string_value(value);
}

const char *request_param(struct request *rq, const char *name)
{
	return first_text(rq->params, name);
}

bool request_is_get(const struct request *rq)
{
	return evhttp_request_get_command(rq->ev) & (EVHTTP_REQ_GET | EVHTTP_REQ_HEAD);
}

const char *request_input(struct request *rq, const char *name)
{
	struct problem why;
	const json_t *body = request_is_get(rq) ? NULL : request_body(rq, &why);
	const char *text = first_text(body, name);

	return text ? text : request_param(rq, name);
}

/* "application/json; charset=utf-8" is application/json. */
static bool is_type(const char *header, const char *type)
{
	size_t len = strcspn(header, "; \t");

	return len == strlen(type) && strncasecmp(header, type, len) == 0;
}

static json_t *json_decode(const char *text, size_t len, struct problem *why)
{
	json_error_t err;
	json_t *body = json_loadb(text, len, JSON_REJECT_DUPLICATES, &err);

	if (!body) {
		problem(why, 400, "bad_json", "line %d: %.100s", err.line, err.text);
	} else if (!json_is_object(body)) {
		problem(why, 400, "bad_json", "the body is not a JSON object");
		json_decref(body);
		body = NULL;
	}
	return body;
}

json_t *request_body(struct request *rq, struct problem *why)
{
	struct evbuffer *in = evhttp_request_get_input_buffer(rq->ev);
	size_t len = evbuffer_get_length(in);
	const char *text = len ? (const char *)evbuffer_pullup(in, -1) : "";
	const char *type = request_header(rq, "Content-Type");

	if (rq->body)
		return rq->body;
	if (len == 0)
		rq->body = json_object();
	else if (type && is_type(type, "application/json"))
		rq->body = json_decode(text, len, why);
	else if (!type || is_type(type, "application/x-www-form-urlencoded"))
		rq->body = form_decode(text, len, BODY_MAX_BYTES, why);
	else if (rq->route && rq->route->upload && is_type(type, "multipart/form-data"))
		rq->body = multipart_decode(type, text, len, why);
	else
		problem(why, 415, "unsupported_media_type",
			"send application/json or application/x-www-form-urlencoded");
	return rq->body;
}

void request_count(struct request *rq, int64_t id)
{
	rq->counted = id;
	rq->net->hooks->counted(rq, id);
}

const char *request_path(const struct request *rq)
{
	return rq->path;
}

const char *request_resource(const struct request *rq)
{
	const char *path = rq->path + (rq->api ? sizeof API - 1 : 0);

	return *path ? path : "/";
}

const char *request_header(const struct request *rq, const char *name)
{
	return evhttp_find_header(evhttp_request_get_input_headers(rq->ev), name);
}

bool request_is_head(const struct request *rq)
{
	return evhttp_request_get_command(rq->ev) == EVHTTP_REQ_HEAD;
}

void request_set_private(struct request *rq)
{
	rq->set_private = true;
}

bool request_is_private(const struct request *rq)
{
	enum evhttp_cmd_type method = evhttp_request_get_command(rq->ev);

	return !(method & (EVHTTP_REQ_GET | EVHTTP_REQ_HEAD)) || !rq->route || rq->route->need ||
	       rq->set_private || strstr(rq->route->path, "/:token");
}

/*
 * Where it comes from
 */

static bool peer_address(const struct request *rq, struct address *peer)
{
	char *text = NULL;
	ev_uint16_t port;

	evhttp_connection_get_peer(evhttp_request_get_connection(rq->ev), &text, &port);
	*peer = (struct address){0};
	return text && address_parse(peer, text, strcspn(text, "%"));
}

bool request_proxied(const struct request *rq)
{
	struct address peer;

	return peer_address(rq, &peer) && address_trusted(rq->net->trust, &peer);
}

uint64_t request_client(struct request *rq)
{
	struct address peer, client;

	if (!rq->client_known) {
		peer_address(rq, &peer);
		client = address_client(rq->net->trust, &peer,
					request_header(rq, "X-Forwarded-For"));
		rq->client = address_hash(&client, rq->net->client_key);
		rq->client_known = true;
	}
	return rq->client;
}

/* It goes into links: nothing but what host names, addresses and ports are made of. */
static bool host_is_plain(const char *host)
{
	static const char plain[] = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ"
				    "0123456789.-:[]";
	size_t len = host ? strlen(host) : 0;

	return len > 0 && len <= HOST_MAX_BYTES && strspn(host, plain) == len;
}

static bool forwarded_https(const struct request *rq)
{
	const char *proto = request_header(rq, "X-Forwarded-Proto");

	return proto && strcasecmp(proto, "https") == 0 && request_proxied(rq);
}

const char *request_origin(struct request *rq)
{
	const char *host = request_header(rq, "Host");
	struct buffer origin = {0};

	if (*rq->net->config.public_url)
		return rq->net->config.public_url;
	if (!rq->origin) {
		buffer_puts(&origin, forwarded_https(rq) ? "https://" : "http://");
		if (host_is_plain(host))
			buffer_puts(&origin, host);
		else
			buffer_printf(&origin, "localhost:%d", rq->net->port);
		rq->origin = buffer_steal(&origin);
	}
	return rq->origin;
}

/*
 * The browser itself says where a request was born, and no script can change
 * it (Fetch Metadata); older ones send at least Origin.  What sends neither is
 * no browser and has no one to mislead.
 */
bool request_is_foreign(struct request *rq)
{
	const char *site = request_header(rq, "Sec-Fetch-Site");
	const char *origin = request_header(rq, "Origin");

	if (site)
		return strcmp(site, "same-origin") != 0 && strcmp(site, "none") != 0;
	return origin && strcasecmp(origin, request_origin(rq)) != 0;
}

/*
 * Language and tenant
 */

const struct language *request_language(const struct request *rq)
{
	return rq->language;
}

void request_set_language(struct request *rq, const struct language *lang)
{
	rq->language = lang;
}

void request_set_default_language(struct request *rq, const struct language *lang)
{
	rq->default_language = lang;
}

const struct site *request_site(const struct request *rq)
{
	return rq->net->site;
}

const char *request_language_carried(struct request *rq)
{
	if (rq->language == rq->default_language && !request_param(rq, "lang"))
		return NULL;
	return language_code(rq->language);
}

void request_set_return(struct request *rq, const char *url)
{
	free(rq->back);
	rq->back = xstrdup(url);
}

const char *request_return(const struct request *rq)
{
	return rq->back;
}

void request_put_carried(struct request *rq, struct buffer *url, char joint)
{
	const char *language = request_language_carried(rq);

	if (language)
		buffer_printf(url, "%clang=%s", joint, language);
	if (rq->back) {
		buffer_printf(url, "%creturn=", language ? '&' : joint);
		form_encode(url, rq->back);
	}
}

void *request_world(const struct request *rq)
{
	return rq->net->world;
}

void *request_tenant(const struct request *rq)
{
	return rq->tenant;
}

void request_set_tenant(struct request *rq, void *tenant)
{
	rq->tenant = tenant;
}

/*
 * Who asks
 */

void *request_session(const struct request *rq)
{
	return rq->session;
}

void request_set_session(struct request *rq, void *session)
{
	rq->session = session;
}

void request_bar(struct request *rq)
{
	rq->barred = true;
}

void request_lift(struct request *rq)
{
	rq->barred = false;
}

void request_admit(struct request *rq)
{
	rq->route->handle(rq);
}

const struct route *request_route(const struct request *rq)
{
	return rq->route;
}

const char *request_arg_named(const struct request *rq, const char *name)
{
	const char *at = rq->route ? strstr(rq->route->path, "/:") : NULL;

	for (size_t i = 0; at && i < MAX_PATH_ARGS; i++, at = strstr(at, "/:")) {
		size_t len = strcspn(at += 2, "/.");

		if (strlen(name) == len && strncmp(at, name, len) == 0)
			return rq->args[i];
	}
	return NULL;
}

bool request_cookie(const struct request *rq, const char *name, char *out, size_t size)
{
	const char *at = request_header(rq, "Cookie");
	size_t len = strlen(name);

	while (at && *at) {
		size_t pair = strcspn(at, ";");

		if (strncmp(at, name, len) == 0 && at[len] == '=' && pair - len - 1 < size) {
			snprintf(out, size, "%.*s", (int)(pair - len - 1), at + len + 1);
			return true;
		}
		at += pair + strspn(at + pair, "; ");
	}
	return false;
}

void *request_state(struct request *rq, size_t size)
{
	if (!rq->state)
		rq->state = xcalloc(1, size);
	return rq->state;
}

/*
 * Waiting for the database
 */

static const struct problem NOT_CLEARED = {500, "internal", "something broke on our side"};

static void on_answer(void *ctx, const struct db_result *res)
{
	static const struct problem DOWN = {503, "try_again", "the database is not reachable"};
	struct request *rq = ctx;

	if (!rq->ev)
		request_free(rq);
	else if (res->status == DB_DOWN)
		reply_problem(rq, &DOWN);
	else
		rq->next(rq, res);
}

void request_ask(struct request *rq, const struct db_query *queries, size_t n,
		 continuation_fn *next)
{
	if (rq->barred) {
		log_error("request not cleared route=%s", rq->route->path);
		reply_problem(rq, &NOT_CLEARED);
		return;
	}
	rq->next = next;
	db_run(rq->net->db, queries, n, on_answer, rq);
}

/*
 * Waiting for something else
 */

void request_wait(struct request *rq, handler_fn *next)
{
	rq->worked = next;
}

void request_resume(struct request *rq)
{
	if (rq->ev)
		rq->worked(rq);
	else
		request_free(rq);
}

/*
 * Waiting for a thread
 */

static void on_run(void *arg)
{
	struct request *rq = arg;

	rq->run(rq->work_arg);
}

static void on_worked(void *arg)
{
	request_resume(arg);
}

void request_work(struct request *rq, struct work *work, work_fn *run, void *arg, handler_fn *next)
{
	static const struct problem BUSY = {503, "busy", "too many sign-ins are being checked"};

	rq->run = run;
	rq->work_arg = arg;
	request_wait(rq, next);
	if (!work_run(work, on_run, on_worked, rq))
		reply_problem(rq, &BUSY);
}
