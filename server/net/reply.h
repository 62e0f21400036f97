/*
 * reply.h - the ways for a request to end.
 *
 * Documents are taken: the reply frees them.  HTML is the document poured into
 * the template of that name (web/pages/citizen/times.html is "citizen.times"),
 * with the site's `page` object as second context; JSON is the document.
 */
#pragma once

#include "server/net/request.h"

/* The document itself: 200, or another status such as 410 for a page that explains. */
void reply_document(struct request *rq, int status, const char *template, json_t *document);

/* Something was made or changed: JSON gets status and the document, HTML is
 * sent on (303) to the location, a path of our own; what links carry is kept. */
void reply_made(struct request *rq, int status, const char *location, json_t *document);

/* HTML 303, JSON 204: done, nothing to show here. */
void reply_see_other(struct request *rq, const char *location);

/* 303 to an address of somebody else, which nothing is added to. */
void reply_leave(struct request *rq, const char *url);

/*
 * A form with mistakes, 422.  errors is the list of lib/field.h [{field, code}].
 * HTML gets the template again: the document with `errors` [{field, code, text}]
 * and `error` {field: {code, text}} added, texts by error.FIELD.CODE, else
 * error.CODE, in which {{value}}, {{limit}} and {{label}} (of a question) can stand.
 * JSON gets application/problem+json with the list.  errors is borrowed until
 * this returns.
 */
void reply_invalid(struct request *rq, const char *template, json_t *document, json_t *errors);

/* RFC 9457 for JSON; for HTML the page "citizen.error" in the client's language,
 * with texts by the problem's code or else by its status. */
void reply_problem(struct request *rq, const struct problem *why);

/* 429 with Retry-After: the client may try again in so many seconds. */
void reply_too_many(struct request *rq, int retry_after);

/* reply_problem() with more to say: JSON gets the document's members added to the
 * problem, HTML gets the template with the document. */
void reply_problem_page(struct request *rq, const struct problem *why, const char *template,
			json_t *document);

/* A statement was refused that should not have been: logged, 500. */
void reply_sql_error(struct request *rq, const char *what, const struct db_result *res);

/* Any bytes, copied. */
void reply_bytes(struct request *rq, int status, const char *type, const void *data, size_t len);

/* A built file by its key in the manifest, at an address that stays when the file changes: asked
 * for again after an hour.  404 when there is none. */
void reply_asset(struct request *rq, const char *key);

/* The same for a program that asks again and again: 304 when it has them already (ETag). */
void reply_bytes_again(struct request *rq, const char *type, const void *data, size_t len);

/*
 * One more header for the reply that follows.  Without a Cache-Control of the
 * handler's, GET documents may be kept by the browser and are asked for again with
 * their ETag, unless the route or the document has a token: those and all others are no-store.
 */
void reply_header(struct request *rq, const char *name, const char *value);

/* One more cookie: a Set-Cookie line beside others there may be. */
void reply_cookie(struct request *rq, const char *cookie);
