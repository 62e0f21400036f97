/* reply.c - the ways for a request to end: a document becomes HTML or JSON. */
#include "server/net/reply.h"

#include <event2/buffer.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/log.h"
#include "server/net/error_words.h"
#include "server/net/etag.h"
#include "server/net/net.h"
#include "server/net/site.h"
#include "server/text.h"

static const char HTML[] = "text/html; charset=utf-8";
static const char JSON[] = "application/json";
static const char PROBLEM_JSON[] = "application/problem+json";
static const char ERROR_PAGE[] = "citizen.error";

static const struct problem INTERNAL = {500, "internal", "something broke on our side"};

static struct evkeyvalq *headers(const struct request *rq)
{
	return evhttp_request_get_output_headers(rq->ev);
}

void reply_header(struct request *rq, const char *name, const char *value)
{
	evhttp_remove_header(headers(rq), name);
	evhttp_add_header(headers(rq), name, value);
}

void reply_cookie(struct request *rq, const char *cookie)
{
	evhttp_add_header(headers(rq), "Set-Cookie", cookie);
}

/*
 * Sending documents
 */

static void on_free(const void *data, size_t len, void *arg)
{
	(void)data, (void)len;
	free(arg);
}

/*
 * May be kept by the browser, for it must ask again; a document with a token never.
 * Pages of other sites may read what everybody may, as the embed element does: also
 * where a fresh token lies in it, which opens nothing yet.
 */
static void add_caching(struct request *rq, int status, bool secret, const char *data, size_t len,
			char etag[ETAG_BYTES])
{
	bool public = !secret && !request_is_private(rq);

	if (!rq->api)
		reply_header(rq, "Vary", "Accept, Accept-Language");
	else
		reply_header(rq, "Vary", "Accept-Language");
	reply_header(rq, "Content-Language", language_code(rq->language));
	if (rq->api && !request_is_private(rq))
		reply_header(rq, "Access-Control-Allow-Origin", "*");
	if (evhttp_find_header(headers(rq), "Cache-Control"))
		return;
	if (!public || status != 200) {
		reply_header(rq, "Cache-Control", "no-store");
		return;
	}
	if (!*etag)
		etag_make(etag, data, len, "");
	reply_header(rq, "Cache-Control", "private, no-cache");
	reply_header(rq, "ETag", etag);
}

/*
 * Kept answers: the name says all that the bytes depend on but the stamp.
 */

static bool keeps(const struct request *rq)
{
	return rq->route && rq->route->kept && request_is_get(rq) && rq->net->hooks->stamp &&
	       rq->tenant && !rq->set_private;
}

static bool kept_name(char name[CACHE_KEY_MAX_BYTES], struct request *rq)
{
	int len = snprintf(name, CACHE_KEY_MAX_BYTES, "%p %d %s %s?%s", rq->tenant, rq->format,
			   language_code(rq->language), rq->path, rq->query ? rq->query : "");

	return len < CACHE_KEY_MAX_BYTES;
}

static void on_answer_sent(const void *data, size_t len, void *arg)
{
	(void)data, (void)len;
	answer_drop(arg);
}

static void send_answer(struct request *rq, struct answer *a)
{
	char etag[ETAG_BYTES];
	char *copy;

	memcpy(etag, a->etag, sizeof etag);
	add_caching(rq, 200, false, NULL, 0, etag);
	if (etag_matches(request_header(rq, "If-None-Match"), a->etag)) {
		request_send(rq, 304, NULL, NULL, 0, NULL, NULL);
	} else if (a->ntokens > 0) {
		copy = answer_fill(a, request_fresh_token(rq));
		request_send(rq, 200, a->type, copy, a->len, on_free, copy);
	} else {
		request_send(rq, 200, a->type, a->bytes, a->len, on_answer_sent, answer_keep(a));
	}
}

bool reply_kept(struct request *rq)
{
	char name[CACHE_KEY_MAX_BYTES];
	struct answer *a = NULL;
	struct stamp stamp;

	if (keeps(rq) && kept_name(name, rq)) {
		stamp = rq->net->hooks->stamp(rq);
		a = cache_find(rq->net->cache, &stamp, name);
	}
	if (a && a->counted)
		rq->net->hooks->counted(rq, a->counted);
	if (a)
		send_answer(rq, a);
	return a != NULL;
}

/* Keep and send it; takes text. */
static bool send_and_keep(struct request *rq, int status, const char *type, char *text, size_t len)
{
	char name[CACHE_KEY_MAX_BYTES];
	struct answer *a;
	struct stamp stamp;

	if (status != 200 || !keeps(rq) || !kept_name(name, rq))
		return false;
	stamp = rq->net->hooks->stamp(rq);
	a = cache_add(rq->net->cache, &stamp, name, type, text, len, rq->fresh_token);
	a->counted = rq->counted;
	send_answer(rq, a);
	return true;
}

/* Takes text. */
static void send_text(struct request *rq, int status, const char *type, char *text, size_t len,
		      bool secret)
{
	char etag[ETAG_BYTES] = "";

	if (!secret && send_and_keep(rq, status, type, text, len))
		return;
	add_caching(rq, status, secret, text, len, etag);
	if (*etag && etag_matches(request_header(rq, "If-None-Match"), etag)) {
		free(text);
		request_send(rq, 304, NULL, NULL, 0, NULL, NULL);
	} else {
		request_send(rq, status, type, text, len, on_free, text);
	}
}

static int on_dump(const char *data, size_t len, void *arg)
{
	buffer_add(arg, data, len);
	return 0;
}

static void send_json(struct request *rq, int status, const char *type, const json_t *document)
{
	bool secret = json_object_get(document, "token") != NULL;
	struct buffer text = {0};
	size_t len;

	if (json_dump_callback(document, on_dump, &text, JSON_COMPACT) == -1)
		die("cannot write JSON");
	len = text.len;
	send_text(rq, status, type, buffer_steal(&text), len, secret);
}

/* When there is no page to show the mistake on. */
static void send_plain(struct request *rq, int status)
{
	const char *title = status_title(status);
	char *text = text_format("%d %s\n", status, title ? title : "");

	send_text(rq, status, "text/plain; charset=utf-8", text, strlen(text), true);
}

static bool render(struct request *rq, int status, const char *template, const json_t *document,
		   struct buffer *html)
{
	json_auto_t *page = page_new(rq, status);
	bool ok = site_render(rq->net->site, template, rq->language, document, page, false, html);

	if (!ok)
		log_error("page not rendered template=%s", template);
	return ok;
}

static const char *error_page(struct request *rq)
{
	return rq->net->hooks->error_page ? rq->net->hooks->error_page(rq) : ERROR_PAGE;
}

static void send_html(struct request *rq, int status, const char *template, const json_t *document)
{
	bool secret = json_object_get(document, "token") != NULL;
	struct buffer html = {0};
	size_t len;

	if (render(rq, status, template, document, &html)) {
		len = html.len;
		send_text(rq, status, HTML, buffer_steal(&html), len, secret);
		return;
	}
	buffer_done(&html);
	if (strcmp(template, error_page(rq)) == 0)
		send_plain(rq, status);
	else
		reply_problem(rq, &INTERNAL);
}

void reply_document(struct request *rq, int status, const char *template, json_t *document)
{
	if (rq->barred) {
		log_error("reply not cleared route=%s", rq->route->path);
		reply_problem(rq, &INTERNAL);
	} else if (rq->format == FORMAT_JSON)
		send_json(rq, status, JSON, document);
	else
		send_html(rq, status, template, document);
	json_decref(document);
}

void reply_bytes(struct request *rq, int status, const char *type, const void *data, size_t len)
{
	char *copy = xcalloc(len + 1, 1);

	if (len)
		memcpy(copy, data, len);
	send_text(rq, status, type, copy, len, false);
}

void reply_bytes_again(struct request *rq, const char *type, const void *data, size_t len)
{
	char etag[ETAG_BYTES];

	etag_make(etag, data, len, "");
	reply_header(rq, "Cache-Control", "private, no-cache");
	reply_header(rq, "ETag", etag);
	if (etag_matches(request_header(rq, "If-None-Match"), etag))
		request_send(rq, 304, NULL, NULL, 0, NULL, NULL);
	else
		reply_bytes(rq, 200, type, data, len);
}

/*
 * Leading on
 */

/* What links carry goes along, before the fragment; a path that was made with it has it already. */
static char *location_carrying(struct request *rq, const char *location)
{
	size_t len = strcspn(location, "#");
	struct buffer url = {0};

	buffer_add(&url, location, len);
	if (!strstr(location, "lang=") && !strstr(location, "return="))
		request_put_carried(rq, &url, memchr(location, '?', len) ? '&' : '?');
	buffer_puts(&url, location + len);
	return buffer_steal(&url);
}

void reply_leave(struct request *rq, const char *url)
{
	reply_header(rq, "Location", url);
	reply_header(rq, "Cache-Control", "no-store");
	request_send(rq, 303, NULL, NULL, 0, NULL, NULL);
}

static void see_other(struct request *rq, const char *location)
{
	str_auto_t *url = location_carrying(rq, location);

	reply_leave(rq, url);
}

void reply_made(struct request *rq, int status, const char *location, json_t *document)
{
	if (rq->format == FORMAT_JSON)
		send_json(rq, status, JSON, document);
	else
		see_other(rq, location);
	json_decref(document);
}

void reply_see_other(struct request *rq, const char *location)
{
	if (rq->format == FORMAT_HTML) {
		see_other(rq, location);
		return;
	}
	reply_header(rq, "Cache-Control", "no-store");
	request_send(rq, 204, NULL, NULL, 0, NULL, NULL);
}

/*
 * Refusing
 */

void reply_problem(struct request *rq, const struct problem *why)
{
	json_auto_t *document = NULL;

	if (why->status == 503 && !evhttp_find_header(headers(rq), "Retry-After"))
		reply_header(rq, "Retry-After", "10");
	if (rq->format == FORMAT_JSON) {
		document = error_words_plain(why);
		send_json(rq, why->status, PROBLEM_JSON, document);
	} else {
		document = error_words_page(rq, why);
		send_html(rq, why->status, error_page(rq), document);
	}
}

void reply_too_many(struct request *rq, int retry_after)
{
	static const struct problem TOO_MANY = {
		429, "too_many", "too many requests from this address; see Retry-After"};
	str_auto_t *seconds = text_format("%d", retry_after);

	reply_header(rq, "Retry-After", seconds);
	reply_problem(rq, &TOO_MANY);
}

void reply_problem_page(struct request *rq, const struct problem *why, const char *template,
			json_t *document)
{
	json_auto_t *body = NULL;

	if (rq->format == FORMAT_JSON) {
		body = error_words_plain(why);
		json_object_update_missing(body, document);
		send_json(rq, why->status, PROBLEM_JSON, body);
	} else {
		send_html(rq, why->status, template, document);
	}
	json_decref(document);
}

void reply_sql_error(struct request *rq, const char *what, const struct db_result *res)
{
	log_error("%s sqlstate=%s constraint=%s", what, res->sqlstate, res->constraint);
	reply_problem(rq, &INTERNAL);
}

void reply_asset(struct request *rq, const char *key)
{
	static const struct problem NOT_FOUND = {404, "not_found", "there is nothing here"};
	static const char FOLDER[] = "/static/";
	const char *path = json_string_value(json_object_get(rq->net->assets, key));

	if (!path ||
	    !static_reply(rq->net->files, rq, path + sizeof FOLDER - 1, "public, max-age=3600"))
		reply_problem(rq, &NOT_FOUND);
}

void reply_invalid(struct request *rq, const char *template, json_t *document, json_t *errors)
{
	static const struct problem INVALID = {422, "invalid", "some fields are not right"};
	json_auto_t *body = NULL;

	if (rq->format == FORMAT_JSON) {
		body = error_words_plain(&INVALID);
		json_object_set(body, "errors", errors);
		send_json(rq, INVALID.status, PROBLEM_JSON, body);
	} else {
		error_words_form(rq, document, errors);
		send_html(rq, INVALID.status, template, document);
	}
	json_decref(document);
}
