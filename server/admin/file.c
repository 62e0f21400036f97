/* file.c - GET and POST /staff/:office/import: an office as a file. */
#include "server/admin/file.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/office_file.h"
#include "lib/xalloc.h"
#include "server/admin/endpoints.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/session.h"
#include "server/tenant.h"
#include "server/text.h"

enum { FILE_NAME_MAX_CHARACTERS = 200 };

static const char PAGE[] = "admin.import";
static const struct problem NO_FILE = {404, "no_such_file", "there is no such file"};
static const struct problem NOT_ALLOWED = {403, "not_allowed", "your role does not allow this"};
static const struct problem CHANGED = {
	409, "changed", "the office was changed meanwhile: this is not what was shown"};
static const struct problem HIT = {409, "bookings_hit", "bookings would lose their time"};
static const struct problem MISTAKES = {422, "invalid", "the file has mistakes"};

static continuation_fn file_downloaded, file_shown, file_found;
static handler_fn file_tried, file_done;

static void change_release(void *f)
{
	office_change_done(&((struct file *)f)->change);
}

bool file_begin(struct request *rq, struct file *f)
{
	const struct authority *a;

	if (!request_wording(rq, &f->w))
		return false;
	a = f->w.authority;
	f->office = staff_office(rq);
	f->change = (struct office_change){
		.conninfo = request_tenancy(rq)->config->database,
		.authority_slug = a->slug,
		.authority_id = a->id,
		.authority_text = a->id_text,
		.account_id = staff_session(rq)->account_id,
		.page_slug = f->office->slug,
	};
	snprintf(f->change.page_id, sizeof f->change.page_id, "%" PRId64, f->office->id);
	request_keep(rq, f, change_release);
	return true;
}

bool file_may(struct request *rq, const struct file *f, const char *slug, const char *parent)
{
	const struct session *s = staff_session(rq);
	const struct office *above = parent ? staff_office_named(rq, parent) : NULL;

	if (slug && strcmp(slug, f->office->slug) == 0 && above == f->office->parent)
		return true;
	return session_may(s, RIGHT_AUTHORITY, NULL, 0) ||
	       (above && session_may(s, RIGHT_OFFICE, above, 0));
}

/*
 * GET: the form, the file of today, what an upload would change
 */

void file_show(struct request *rq)
{
	struct file *f = request_state(rq, sizeof *f);

	if (file_begin(rq, f))
		reply_document(rq, 200, PAGE, file_document(rq, f, NULL, NULL, NULL, false));
}

void file_download(struct request *rq)
{
	struct file *f = request_state(rq, sizeof *f);

	if (!file_begin(rq, f))
		return;
	struct db_query export =
		DB_QUERY(SQL_OFFICE_EXPORT, f->w.authority->id_text, f->office->slug);

	request_ask(rq, &export, 1, file_downloaded);
}

static void file_downloaded(struct request *rq, const struct db_result *res)
{
	const struct file *f = request_state(rq, sizeof *f);
	json_auto_t *raw = NULL, *document = NULL;
	str_auto_t *text = NULL, *disposition = NULL;

	if (res->status != DB_OK || PQntuples(res->rows[0]) == 0) {
		reply_sql_error(rq, "office_export", res);
		return;
	}
	raw = json_loads(row_text(res->rows[0], 0, "document"), 0, NULL);
	document = office_file_canonical(FILE_OF_OFFICE, raw);
	text = office_file_write(document);
	disposition = text_format("attachment; filename=\"%s.json\"", f->office->slug);
	reply_header(rq, "Content-Disposition", disposition);
	reply_header(rq, "Cache-Control", "no-store");
	reply_bytes(rq, 200, "application/json", text, strlen(text));
}

static bool file_ask(struct request *rq, struct file *f, continuation_fn *next)
{
	const char *id = request_arg_named(rq, "file");

	if (!file_begin(rq, f))
		return false;
	if (!text_is_key(id)) {
		reply_problem(rq, &NO_FILE);
		return false;
	}
	f->change.file_id = id;
	struct db_query show = DB_QUERY(SQL_OFFICE_FILE_SHOW, f->w.authority->id_text,
					f->change.page_id, id, f->change.account_id);

	request_ask(rq, &show, 1, next);
	return true;
}

void file_changes_show(struct request *rq)
{
	file_ask(rq, request_state(rq, sizeof(struct file)), file_shown);
}

/* False, and replied, when there is none. */
static bool row_found(struct request *rq, const struct db_result *res)
{
	if (res->status != DB_OK) {
		reply_sql_error(rq, "office_file_show", res);
		return false;
	}
	if (PQntuples(res->rows[0]) == 0) {
		reply_problem(rq, &NO_FILE);
		return false;
	}
	return true;
}

static void file_shown(struct request *rq, const struct db_result *res)
{
	const struct file *f = request_state(rq, sizeof *f);
	const PGresult *rows = res->rows[0];
	json_auto_t *result = NULL;

	if (!row_found(rq, res))
		return;
	result = json_loads(row_text(rows, 0, "result"), 0, NULL);
	reply_document(rq, 200, PAGE,
		       file_document(rq, f, f->change.file_id, row_text(rows, 0, "name"), result,
				     row_text(rows, 0, "document") != NULL));
}

/*
 * POST /staff/:office/import
 */

void file_try(struct request *rq, struct file *f)
{
	request_work(rq, request_tenancy(rq)->work, office_change_run, &f->change, file_tried);
}

static json_t *tried_document(struct request *rq, const struct file *f)
{
	return file_document(rq, f, f->change.id, f->change.name, f->change.result,
			     f->change.document != NULL);
}

static void file_tried(struct request *rq)
{
	struct file *f = request_state(rq, sizeof *f);
	str_auto_t *where = NULL;

	if (f->change.why.status) {
		reply_problem(rq, &f->change.why);
		return;
	}
	where = text_format("/staff/%s/import/%s", f->office->slug, f->change.id);
	reply_made(rq, 201, where, tried_document(rq, f));
}

/* The text of the file, or of a JSON document as if it was one; NULL and noted when there is none.
 */
static char *file_text(struct file *f, json_t *body)
{
	json_t *file = json_object_get(body, "file");

	if (json_is_object(file))
		return office_file_write(file);
	if (json_is_string(file) && json_string_length(file) > 0)
		return xstrdup(json_string_value(file));
	fields_wrong(f->f, "file",
		     json_object_get(body, "file_base64") ? FIELD_INVALID : FIELD_EMPTY);
	return NULL;
}

/* As far as it can be told before the file was checked. */
static bool upload_allowed(struct request *rq, const struct file *f)
{
	json_auto_t *document = json_loads(f->change.text, 0, NULL);
	const char *slug = json_string_value(json_object_get(document, "slug"));

	return !slug ||
	       file_may(rq, f, slug, json_string_value(json_object_get(document, "parent")));
}

void file_upload(struct request *rq)
{
	struct file *f = request_state(rq, sizeof *f);
	struct problem why;
	json_t *body;
	const char *name;

	if (!file_begin(rq, f))
		return;
	body = request_body(rq, &why);
	if (!body) {
		reply_problem(rq, &why);
		return;
	}
	f->f = pick_fields(rq, body);
	name = fields_text(f->f, "file_name", FIELD_OPTIONAL, FILE_NAME_MAX_CHARACTERS);
	f->change.name = xstrdup(name ? name : "");
	f->change.text = file_text(f, body);
	if (!fields_right(f->f))
		reply_invalid(rq, PAGE, file_document(rq, f, NULL, NULL, NULL, false),
			      fields_errors(f->f));
	else if (!upload_allowed(rq, f))
		reply_problem(rq, &NOT_ALLOWED);
	else
		file_try(rq, f);
}

/*
 * POST /staff/:office/import/:file
 */

void file_apply(struct request *rq)
{
	file_ask(rq, request_state(rq, sizeof(struct file)), file_found);
}

static void file_found(struct request *rq, const struct db_result *res)
{
	struct file *f = request_state(rq, sizeof *f);
	const char *text;

	if (!row_found(rq, res))
		return;
	text = row_text(res->rows[0], 0, "document");
	if (!text) {
		reply_problem(rq, &MISTAKES);
		return;
	}
	f->change.text = xstrdup(text);
	if (!upload_allowed(rq, f)) {
		reply_problem(rq, &NOT_ALLOWED);
		return;
	}
	f->change.apply = true;
	request_work(rq, request_tenancy(rq)->work, office_change_run, &f->change, file_done);
}

static void file_done(struct request *rq)
{
	struct file *f = request_state(rq, sizeof *f);
	bool fresh = json_is_true(json_object_get(f->change.result, "fresh"));
	str_auto_t *where =
		text_format("/staff/%s/%s", f->office->slug,
			    fresh ? "offices?done=office_made" : "import?done=imported");

	if (f->change.why.status)
		reply_problem(rq, &f->change.why);
	else if (f->change.done)
		reply_see_other(rq, where);
	else
		reply_problem_page(rq,
				   f->change.changed    ? &CHANGED
				   : f->change.document ? &HIT
							: &MISTAKES,
				   PAGE, tried_document(rq, f));
}
