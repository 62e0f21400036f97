/*
 * links.c - GET and POST /staff/:office/links, GET /staff/:office/links.csv: links for the editors
 * of portals and homepages, what these can show, and which of them are trusted.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/csv.h"
#include "lib/web_origin.h"
#include "server/admin/endpoints.h"
#include "server/admin/links_page.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/text.h"

enum { ORIGINS_MAX = 50, ORIGINS_TEXT_MAX = 10000, VERSION_MAX_CHARACTERS = 32 };

static const char PAGE[] = "admin.links", KIND[] = "authority_sites";

static continuation_fn links_shown, links_exported, links_saved, links_outdated, links_refused;

/* Lives from the request to its answer. */
struct links {
	struct wording w;
	struct fields *f;
	const char *version;
	json_t *return_origins, *frame_origins; /* as read */
	char office_id[KEY_TEXT_SIZE];
};

static void json_release(void *json)
{
	json_decref(json);
}

static struct db_query sites_query(const struct links *l)
{
	return (struct db_query)DB_QUERY(SQL_AUTHORITY_SITES, l->w.authority->id_text);
}

static json_t *column_json(struct request *rq, const PGresult *rows, const char *column)
{
	json_t *list = json_loads(row_text(rows, 0, column), 0, NULL);

	request_keep(rq, list, json_release);
	return list;
}

/* From the row of authority_sites. */
static struct links_view links_view(struct request *rq, const struct links *l, const PGresult *rows)
{
	return (struct links_view){
		.rq = rq,
		.w = &l->w,
		.office = staff_office(rq),
		.return_origins = column_json(rq, rows, "return_origins"),
		.frame_origins = column_json(rq, rows, "frame_origins"),
		.version = row_text(rows, 0, "version"),
		.query = request_params(rq),
	};
}

/*
 * GET
 */

static void links_ask(struct request *rq, continuation_fn *next)
{
	struct links *l = request_state(rq, sizeof *l);

	if (!request_wording(rq, &l->w))
		return;
	struct db_query sites = sites_query(l);

	request_ask(rq, &sites, 1, next);
}

void links_show(struct request *rq)
{
	links_ask(rq, links_shown);
}

static void links_shown(struct request *rq, const struct db_result *res)
{
	const struct links *l = request_state(rq, sizeof *l);
	struct links_view v;
	json_t *document;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "authority_sites", res);
		return;
	}
	v = links_view(rq, l, res->rows[0]);
	document = links_document(&v);
	if (request_format(rq) == FORMAT_JSON)
		json_object_set_new(document, "links", links_list(&v));
	reply_document(rq, 200, PAGE, document);
}

/*
 * GET .csv
 */

void links_export(struct request *rq)
{
	links_ask(rq, links_exported);
}

/* Name of the text above the column, and the member of an entry. */
static const char *const COLUMNS[][2] = {
	{"staff.links.office", "office_name"},
	{"staff.label.service", "service_name"},
	{"staff.links.leika", "leika"},
	{"staff.label.municipality", "municipality_name"},
	{"staff.links.ags", "ags"},
	{"staff.label.language", "language"},
	{"staff.links.link", "url"},
};

enum { COLUMNS_COUNT = sizeof COLUMNS / sizeof *COLUMNS };

static void csv_write(struct buffer *csv, const struct wording *w, const json_t *list)
{
	size_t i;
	json_t *entry;

	csv_begin(csv);
	for (i = 0; i < COLUMNS_COUNT; i++) {
		json_auto_t *label = word_text(w, COLUMNS[i][0], NULL);

		csv_cell(csv, json_string_value(label));
	}
	csv_end_row(csv);
	json_array_foreach (list, i, entry) {
		for (size_t k = 0; k < COLUMNS_COUNT; k++)
			csv_cell(csv, json_string_value(json_object_get(entry, COLUMNS[k][1])));
		csv_end_row(csv);
	}
}

static void links_exported(struct request *rq, const struct db_result *res)
{
	const struct links *l = request_state(rq, sizeof *l);
	buffer_auto_t csv = {0};
	str_auto_t *disposition = NULL;
	json_auto_t *list = NULL;
	struct links_view v;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "authority_sites", res);
		return;
	}
	v = links_view(rq, l, res->rows[0]);
	list = links_list(&v);
	csv_write(&csv, &l->w, list);
	disposition = text_format("attachment; filename=\"links-%s.csv\"", v.office->slug);
	reply_header(rq, "Content-Disposition", disposition);
	reply_bytes(rq, 200, "text/csv; charset=utf-8", csv.data, csv.len);
}

/*
 * POST
 */

/* One origin a line, each once; what is none of them is the field's mistake. */
static json_t *origins_read(struct request *rq, struct fields *f, const char *name)
{
	const char *at = fields_lines(f, name, FIELD_OPTIONAL, ORIGINS_TEXT_MAX);
	json_t *list = json_array();

	request_keep(rq, list, json_release);
	while (at && *at) {
		size_t len = strcspn(at, "\n"), blank = strspn(at, " \t");
		str_auto_t *line = text_format("%.*s", (int)len, at);
		char origin[WEB_ORIGIN_SIZE], *end;

		line[strcspn(line, "\r")] = '\0';
		for (end = line + strlen(line); end > line && strchr(" \t", end[-1]);)
			*--end = '\0';
		if (line[0] && blank < strlen(line)) {
			if (!web_origin_read(origin, line + blank))
				fields_wrong(f, name, FIELD_INVALID);
			else
				json_array_append_new(list, json_string(origin));
		}
		at += len + (at[len] == '\n');
	}
	if (json_array_size(list) > ORIGINS_MAX)
		fields_wrong(f, name, FIELD_TOO_MANY);
	return list;
}

void links_save(struct request *rq)
{
	static const struct problem NOT_ALLOWED = {403, "not_allowed",
						   "this is for the whole authority"};
	struct links *l = request_state(rq, sizeof *l);
	struct problem why;
	json_t *body;

	if (!request_wording(rq, &l->w))
		return;
	if (!staff_may(rq, RIGHT_AUTHORITY, NULL, 0)) {
		reply_problem(rq, &NOT_ALLOWED);
		return;
	}
	if (!(body = request_body(rq, &why))) {
		reply_problem(rq, &why);
		return;
	}
	l->f = pick_fields(rq, body);
	l->version = fields_text(l->f, "version", FIELD_REQUIRED, VERSION_MAX_CHARACTERS);
	l->return_origins = origins_read(rq, l->f, "return_origins");
	l->frame_origins = origins_read(rq, l->f, "frame_origins");
	snprintf(l->office_id, sizeof l->office_id, "%" PRId64, staff_office(rq)->id);
	if (!fields_right(l->f)) {
		struct db_query sites = sites_query(l);

		request_ask(rq, &sites, 1, links_refused);
		return;
	}
	str_auto_t *back = json_dumps(l->return_origins, JSON_COMPACT);
	str_auto_t *frames = json_dumps(l->frame_origins, JSON_COMPACT);
	struct db_query save =
		DB_QUERY(SQL_AUTHORITY_SITES_SAVE, l->w.authority->id_text,
			 staff_session(rq)->account_id, l->office_id, l->version, back, frames);

	request_ask(rq, &save, 1, links_saved);
}

static void links_saved(struct request *rq, const struct db_result *res)
{
	struct links *l = request_state(rq, sizeof *l);
	str_auto_t *where = text_format("/staff/%s/links?done=saved#sites", staff_office(rq)->slug);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "authority_sites_save", res);
	} else if (PQntuples(res->rows[0]) > 0) {
		reply_see_other(rq, where);
	} else {
		struct db_query batch[] = {
			sites_query(l),
			DB_QUERY(SQL_AUDIT_OF, l->w.authority->id_text, KIND,
				 l->w.authority->id_text, HISTORY_MAX_TEXT),
		};

		request_ask(rq, batch, 2, links_outdated);
	}
}

/* What is now stands on the page; who changed it is told. */
static json_t *no_words(const struct wording *w, const char *action, const json_t *before,
			const json_t *after)
{
	(void)w, (void)action, (void)before, (void)after;
	return json_string("");
}

static void links_outdated(struct request *rq, const struct db_result *res)
{
	static const struct problem CHANGED = {409, "changed",
					       "somebody else has changed this meanwhile"};
	const struct links *l = request_state(rq, sizeof *l);
	json_auto_t *history = NULL;
	struct links_view v;
	json_t *document;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "authority_sites", res);
		return;
	}
	history = history_of(&l->w, res->rows[1], no_words);
	v = links_view(rq, l, res->rows[0]);
	document = links_document(&v);
	json_object_set_new(document, "changed", history_changed(history, &l->w, 0));
	reply_problem_page(rq, &CHANGED, PAGE, document);
}

static void links_refused(struct request *rq, const struct db_result *res)
{
	const struct links *l = request_state(rq, sizeof *l);
	struct links_view v;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "authority_sites", res);
		return;
	}
	v = links_view(rq, l, res->rows[0]);
	v.typed = l->f;
	reply_invalid(rq, PAGE, links_document(&v), fields_errors(l->f));
}
