/*
 * school.c - POST /staff/:office/holidays/school, .../school/remove: school holidays out of a file.
 *
 * They come as the ministries publish them, iCalendar or CSV, and only by upload: nothing is
 * fetched.  They close nothing.
 */
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/admin/endpoints.h"
#include "server/admin/holidays.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/text.h"

enum {
	BYTE_MAX_ASCII = 0x7f,
	SIX_BITS = 6,
	LEAD_OF_TWO = 0xc0,
	FOLLOWS = 0x80,
	LOW_SIX = 0x3f,
	VALUE_MAX = 20
};

static const struct problem NOT_FOUND = {404, "no_such_school_holiday",
					 "there are no such school holidays"};

static continuation_fn school_added, school_removed;

/* What older spreadsheets save (ISO 8859-1) as UTF-8; NULL when it is no text. */
static char *latin_text(const char *base64)
{
	size_t size = strlen(base64), len = 0;
	str_auto_t *bytes = xcalloc(size + 1, 1);
	struct buffer text = {0};

	if (sodium_base642bin((unsigned char *)bytes, size + 1, base64, size, NULL, &len, NULL,
			      sodium_base64_VARIANT_ORIGINAL) != 0 ||
	    len == 0 || memchr(bytes, 0, len))
		return NULL;
	for (size_t i = 0; i < len; i++) {
		unsigned char c = (unsigned char)bytes[i];

		if (c > BYTE_MAX_ASCII)
			buffer_putc(&text, (char)(LEAD_OF_TWO | c >> SIX_BITS));
		buffer_putc(&text, (char)(c > BYTE_MAX_ASCII ? FOLLOWS | (c & LOW_SIX) : c));
	}
	return buffer_steal(&text);
}

/* Every mistake with its line stands below the field. */
static void file_read(struct holidays_request *h, const json_t *body)
{
	const char *given = json_string_value(json_object_get(body, "file"));
	const char *base64 = json_string_value(json_object_get(body, "file_base64"));
	str_auto_t *text = base64 ? latin_text(base64) : given ? xstrdup(given) : NULL;

	if (!base64 && (!given || !*given))
		fields_wrong(h->f, "file", FIELD_EMPTY);
	else if (!text)
		fields_wrong(h->f, "file", FIELD_INVALID);
	else if (!school_holidays_read(&h->school, text))
		fields_wrong(h->f, "file", FIELD_INVALID);
}

static json_t *list_json(const struct school_holidays *s)
{
	json_t *list = json_array();

	for (size_t i = 0; i < s->n; i++) {
		char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];

		date_format(from, s->list[i].from);
		date_format(to, s->list[i].to);
		json_array_append_new(list, json_pack("{s:s, s:s, s:s}", "name", s->list[i].name,
						      "from", from, "to", to));
	}
	return list;
}

void school_import(struct request *rq)
{
	struct holidays_request *h = request_state(rq, sizeof *h);
	json_auto_t *list = NULL;
	json_t *body;

	if (!holidays_begin_post(rq, h, &body))
		return;
	file_read(h, body);
	if (!fields_right(h->f)) {
		holidays_ask(rq, h);
		return;
	}
	list = list_json(&h->school);
	h->list = json_dumps(list, JSON_COMPACT);
	struct db_query add = DB_QUERY(SQL_SCHOOL_HOLIDAYS_ADD, h->w.authority->id_text,
				       staff_session(rq)->account_id, h->office_id, h->list);

	request_ask(rq, &add, 1, school_added);
}

static void school_added(struct request *rq, const struct db_result *res)
{
	const struct holidays_request *h = request_state(rq, sizeof *h);
	str_auto_t *where =
		text_format("/staff/%s/holidays?done=school_added#school", h->office->slug);

	if (res->status != DB_OK)
		reply_sql_error(rq, "school_holidays_add", res);
	else
		reply_made(rq, 201, where,
			   json_pack("{s:I, s:I}", "read", (json_int_t)h->school.n, "added",
				     (json_int_t)row_integer(res->rows[0], 0, "added")));
}

void school_remove(struct request *rq)
{
	struct holidays_request *h = request_state(rq, sizeof *h);
	const char *id;
	json_t *body;

	if (!holidays_begin_post(rq, h, &body))
		return;
	id = fields_text(h->f, "id", FIELD_OPTIONAL, VALUE_MAX);
	if (id && !text_is_key(id)) {
		reply_problem(rq, &NOT_FOUND);
		return;
	}
	struct db_query drop = DB_QUERY(SQL_SCHOOL_HOLIDAYS_REMOVE, h->w.authority->id_text,
					staff_session(rq)->account_id, h->office_id, id);

	request_ask(rq, &drop, 1, school_removed);
}

static void school_removed(struct request *rq, const struct db_result *res)
{
	const struct holidays_request *h = request_state(rq, sizeof *h);
	str_auto_t *where =
		text_format("/staff/%s/holidays?done=withdrawn#school", h->office->slug);

	if (res->status != DB_OK)
		reply_sql_error(rq, "school_holidays_remove", res);
	else if (row_integer(res->rows[0], 0, "gone") == 0)
		reply_problem(rq, &NOT_FOUND);
	else
		reply_see_other(rq, where);
}
