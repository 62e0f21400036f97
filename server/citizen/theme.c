/*
 * theme.c - GET /theme/:colours.css and /logo/:hash: an authority's own colours and picture.
 *
 * Both addresses say all that is behind them, so that browsers keep it for a year, and any process
 * answers at once, also one that has not yet heard of a change.  The style sheet is made of its
 * address; the logo lies in memory, and one that is only looked at before it is saved, in the
 * database.
 */
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/logo.h"
#include "lib/theme.h"
#include "server/citizen/endpoints.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/tenant.h"

static const char FOR_A_YEAR[] = "public, max-age=31536000, immutable";
static const struct problem NOT_FOUND = {404, "not_found", "there is nothing here"};

enum { HASH_BYTES = 64 };

static continuation_fn logo_found;

void theme_css_show(struct request *rq)
{
	buffer_auto_t css = {0};
	struct theme theme;

	if (!theme_decode(&theme, request_arg_named(rq, "colours"))) {
		reply_problem(rq, &NOT_FOUND);
		return;
	}
	theme_css(&theme, &css);
	reply_header(rq, "Cache-Control", FOR_A_YEAR);
	reply_bytes(rq, 200, "text/css; charset=utf-8", css.data, css.len);
}

/* Opened by itself, an SVG would be a document of this site: it may run and load nothing. */
static void reply_logo(struct request *rq, const char *type, const char *base64)
{
	unsigned char bytes[LOGO_MAX_BYTES];
	size_t len;

	if (sodium_base642bin(bytes, sizeof bytes, base64, strlen(base64), "\r\n", &len, NULL,
			      sodium_base64_VARIANT_ORIGINAL) != 0) {
		reply_problem(rq, &NOT_FOUND);
		return;
	}
	reply_header(rq, "Cache-Control", FOR_A_YEAR);
	reply_header(rq, "Content-Security-Policy",
		     "default-src 'none'; style-src 'unsafe-inline'; sandbox");
	reply_bytes(rq, 200, type, bytes, len);
}

void logo_show(struct request *rq)
{
	const struct authority *a = request_tenant(rq);
	const char *hash = request_arg_named(rq, "hash"), *saved;
	const json_t *logo;

	if (!a || strlen(hash) != HASH_BYTES) {
		reply_problem(rq, &NOT_FOUND);
		return;
	}
	logo = json_object_get(a->document, "logo");
	saved = json_string_value(json_object_get(json_object_get(a->document, "theme"), "logo"));
	if (json_is_object(logo) && saved && strcmp(saved, hash) == 0) {
		reply_logo(rq, json_string_value(json_object_get(logo, "type")),
			   json_string_value(json_object_get(logo, "base64")));
		return;
	}
	struct db_query show = DB_QUERY(SQL_LOGO_SHOW, a->id_text, hash);

	request_ask(rq, &show, 1, logo_found);
}

static void logo_found(struct request *rq, const struct db_result *res)
{
	if (res->status != DB_OK)
		reply_sql_error(rq, "logo_show", res);
	else if (PQntuples(res->rows[0]) == 0)
		reply_problem(rq, &NOT_FOUND);
	else
		reply_logo(rq, row_text(res->rows[0], 0, "type"),
			   row_text(res->rows[0], 0, "base64"));
}
