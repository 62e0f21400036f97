/* office_change.c - an office made or changed by its file from a page. */
#include "server/office_change.h"

#include <inttypes.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/office_diff.h"
#include "lib/office_file.h"
#include "lib/xalloc.h"
#include "server/db/rows.h"
#include "server/finding_words.h"
#include "server/office_store.h"
#include "server/release_dates.h"

enum { BASIS_BYTES = 16, BASIS_SIZE = 2 * BASIS_BYTES + 1 };

/* What one run works with. */
struct run {
	struct office_change *change;
	struct connection *c;
	struct problem why;
	json_t *authority, *before; /* before: JSON null for a new office */
	struct findings findings;
	char basis[BASIS_SIZE], kept_basis[BASIS_SIZE];
};

static PGresult *ask(struct run *r, const struct db_query *query)
{
	return connection_query(r->c, query, &r->why);
}

static bool run_statement(struct run *r, const struct db_query *query)
{
	PGresult *rows = ask(r, query);

	PQclear(rows);
	return rows != NULL;
}

static const char *text_of(const json_t *object, const char *name)
{
	const char *text = json_string_value(json_object_get(object, name));

	return text ? text : "";
}

/*
 * Where the document comes from
 */

static bool text_keep(struct run *r, json_t *document)
{
	free(r->change->text);
	r->change->text = office_file_write(document);
	json_decref(document);
	return true;
}

static bool document_copy(struct run *r)
{
	struct office_copy *how = &r->change->copy;
	json_t *original = NULL;
	bool good;

	if (r->change->original) {
		original =
			office_export(r->c, r->change->authority_id, r->change->original, &r->why);
		if (!original)
			return false;
	}
	how->original = json_is_object(original) ? original : NULL;
	how->languages = json_object_get(r->authority, "languages");
	good = text_keep(r, office_copy_make(how));
	json_decref(original);
	how->original = NULL;
	return good;
}

/* The file that was kept, and what it was shown against. */
static bool document_kept(struct run *r)
{
	struct office_change *change = r->change;
	struct db_query show = DB_QUERY(SQL_OFFICE_FILE_SHOW, change->authority_text,
					change->page_id, change->file_id, change->account_id);
	PGresult *rows = ask(r, &show);
	const char *text;

	if (!rows)
		return false;
	text = PQntuples(rows) ? row_text(rows, 0, "document") : NULL;
	if (text) {
		snprintf(r->kept_basis, sizeof r->kept_basis, "%s", row_text(rows, 0, "basis"));
		free(change->text);
		free(change->name);
		change->text = xstrdup(text);
		change->name = xstrdup(row_text(rows, 0, "name"));
	} else {
		problem(&r->why, 404, "no_such_file", "there is no such file, or it has mistakes");
	}
	PQclear(rows);
	return text != NULL;
}

static bool document_get(struct run *r)
{
	if (r->change->make)
		return document_copy(r);
	return !r->change->file_id || document_kept(r);
}

/*
 * Checking
 */

static void basis_make(struct run *r)
{
	unsigned char hash[BASIS_BYTES];
	str_auto_t *text = json_dumps(r->before, JSON_COMPACT | JSON_ENCODE_ANY | JSON_SORT_KEYS);

	crypto_generichash(hash, sizeof hash, (const unsigned char *)text, strlen(text), NULL, 0);
	sodium_bin2hex(r->basis, sizeof r->basis, hash, sizeof hash);
}

/* Of the office on whose page this is, or of a new one. */
static void slug_check(struct run *r, const json_t *document)
{
	struct office_change *change = r->change;
	const char *slug = text_of(document, "slug");

	if (!change->make && strcmp(slug, change->page_slug) == 0)
		snprintf(change->office_id, sizeof change->office_id, "%s", change->page_id);
	else if (!json_is_null(r->before))
		finding_mistake(&r->findings, "/slug", "office_exists",
				json_pack("{s:s}", "slug", slug));
}

/* The state is changed by going live, never by a file: it stays as it is. */
static void state_stay(const struct run *r, json_t *document)
{
	const char *state = text_of(r->before, "state");

	json_object_set_new(document, "state", json_string(*state ? state : "draft"));
}

static bool document_read(struct run *r)
{
	struct office_change *change = r->change;
	enum office_file_kind kind;
	json_t *raw;

	r->findings = (struct findings){.text = change->text, .len = strlen(change->text)};
	raw = office_file_parse(&r->findings, &kind);
	if (raw && kind == FILE_OF_AUTHORITY)
		finding_mistake(&r->findings, "/format", "file_of_authority", NULL);
	r->before = office_export(r->c, change->authority_id, text_of(raw, "slug"), &r->why);
	if (!r->before) {
		json_decref(raw);
		return false;
	}
	basis_make(r);
	if (raw && kind == FILE_OF_OFFICE) {
		office_file_check(kind, raw, r->authority, &r->findings);
		slug_check(r, raw);
	}
	if (raw && r->findings.mistakes == 0) {
		state_stay(r, raw);
		change->document = office_file_canonical(FILE_OF_OFFICE, raw);
	}
	json_decref(raw);
	return true;
}

/*
 * Carrying out, and looking what came of it
 */

/* Slots follow at once, so that it shows which bookings lose their time. */
static bool hours_release(struct run *r)
{
	struct db_query due = DB_QUERY(SQL_WEEKLY_HOURS_DUE, "60", "2000", r->change->office_id);
	PGresult *rows = ask(r, &due);
	bool good = rows != NULL;

	for (int row = 0; good && row < PQntuples(rows); row++) {
		buffer_auto_t dates = {0};

		release_dates_due(&dates, rows, row);
		struct db_query release =
			DB_QUERY(SQL_SLOTS_RELEASE, row_text(rows, row, "authority_id"),
				 row_text(rows, row, "weekly_hours_id"), dates.data,
				 row_text(rows, row, "through"), row_text(rows, row, "rule"),
				 row_text(rows, row, "valid_from"),
				 row_text(rows, row, "valid_until"), row_text(rows, row, "ended"));
		good = run_statement(r, &release);
	}
	PQclear(rows);
	return good;
}

static bool hits_find(struct run *r, json_t *hits)
{
	struct db_query hit =
		DB_QUERY(SQL_CHANGE_HIT, r->change->authority_text, r->change->office_id);
	PGresult *rows = ask(r, &hit);

	for (int row = 0; rows && row < PQntuples(rows); row++)
		json_array_append_new(hits,
				      json_pack("{s:s, s:s, s:s, s:s, s:I}", "booking_id",
						row_text(rows, row, "booking_id"), "reference",
						row_text(rows, row, "reference"), "office",
						row_text(rows, row, "office"), "contact_person",
						row_text(rows, row, "contact_person"), "starts_at",
						(json_int_t)row_integer(rows, row, "starts_at")));
	PQclear(rows);
	return rows != NULL;
}

/* A refusal that is the file's fault is a mistake in it. */
static bool import_try(struct run *r)
{
	struct office_change *change = r->change;

	if (office_import(r->c, change->authority_id, change->document, &r->why))
		return true;
	if (r->why.status >= 500)
		return false;
	finding_mistake(&r->findings, "/parent", r->why.code,
			json_pack("{s:s}", "parent", text_of(change->document, "parent")));
	json_decref(change->document);
	change->document = NULL;
	r->why = (struct problem){0};
	return true;
}

static bool document_try(struct run *r, json_t *hits)
{
	const struct office_change *change = r->change;
	struct db_query begin =
		DB_QUERY(SQL_CHANGE_BEGIN, change->authority_text, change->office_id, NULL);
	bool known = *change->office_id != '\0';

	if (!change->document)
		return true;
	if (known && !run_statement(r, &begin))
		return false;
	if (!import_try(r))
		return false;
	return !known || !change->document || (hours_release(r) && hits_find(r, hits));
}

/*
 * What was found
 */

static json_t *findings_json(struct findings *f)
{
	json_t *list = json_array();

	findings_sort(f);
	for (size_t i = 0; i < f->n; i++)
		json_array_append_new(list, finding_json(&f->list[i]));
	return list;
}

/* What people call the item of that slug in a list of the document; NULL when it has no name. */
static const char *item_name(const json_t *document, const char *list, const char *slug)
{
	size_t i;
	json_t *item;

	json_array_foreach (json_object_get(document, list), i, item) {
		json_t *texts = json_object_get(item, "texts");
		const json_t *first = json_object_iter_value(json_object_iter(texts));

		if (strcmp(text_of(item, "slug"), slug) == 0)
			return *text_of(item, "name") ? text_of(item, "name")
						      : text_of(first, "name");
	}
	return NULL;
}

/* Each change says what the thing is called, not only its slug. */
static json_t *changes_json(const struct run *r)
{
	const json_t *before = json_is_object(r->before) ? r->before : NULL;
	json_t *changes = office_changes(before, r->change->document), *change;
	size_t i;

	json_array_foreach (changes, i, change) {
		json_t *path = json_object_get(change, "path");
		const char *list = json_string_value(json_array_get(path, 0));
		const char *slug = json_string_value(json_array_get(path, 1));
		const char *name = slug ? item_name(r->change->document, list, slug) : NULL;

		if (slug && !name)
			name = item_name(before, list, slug);
		if (name)
			json_object_set_new(change, "name", json_string(name));
	}
	return changes;
}

static void result_make(struct run *r, json_t *hits)
{
	const json_t *document = r->change->document;
	const json_t *texts = json_object_get(document, "texts");

	r->change->result = json_pack(
		"{s:s, s:O?, s:b, s:o, s:o, s:o}", "slug", text_of(document, "slug"), "texts",
		texts, "fresh", json_is_null(r->before), "findings", findings_json(&r->findings),
		"changes", document ? changes_json(r) : json_array(), "hits", hits);
}

/*
 * Keeping it, or doing it
 */

static bool file_keep(struct run *r)
{
	struct office_change *change = r->change;
	str_auto_t *document = change->document ? json_dumps(change->document, JSON_COMPACT) : NULL;
	str_auto_t *result = json_dumps(change->result, JSON_COMPACT);
	struct db_query add = DB_QUERY(SQL_OFFICE_FILE_ADD, change->authority_text, change->page_id,
				       change->account_id, change->name ? change->name : "",
				       document, r->basis, result);
	PGresult *rows;

	connection_rollback(r->c);
	rows = ask(r, &add);
	if (rows)
		snprintf(change->id, sizeof change->id, "%s", row_text(rows, 0, "office_file_id"));
	PQclear(rows);
	return rows != NULL;
}

static bool file_do(struct run *r)
{
	struct office_change *change = r->change;
	bool known = *change->office_id != '\0';
	str_auto_t *changes = json_dumps(json_object_get(change->result, "changes"), JSON_COMPACT);
	struct db_query end = DB_QUERY(SQL_CHANGE_END, change->authority_text, "false");
	struct db_query done = DB_QUERY(
		SQL_OFFICE_FILE_DONE, change->authority_text, change->account_id, change->file_id,
		text_of(change->document, "slug"), known ? "import" : "create", changes);

	if (known && !run_statement(r, &end)) /* somebody booked just now */
		return problem(&r->why, 409, "bookings_hit", "bookings would lose their time");
	return run_statement(r, &done) && connection_commit(r->c, &r->why);
}

static bool may_do(const struct run *r, const json_t *hits)
{
	return r->change->apply && r->change->document && strcmp(r->basis, r->kept_basis) == 0 &&
	       json_array_size(hits) == 0;
}

static bool change_run(struct run *r)
{
	struct office_change *change = r->change;
	json_t *hits = json_array();

	if (!document_try(r, hits)) {
		json_decref(hits);
		return false;
	}
	result_make(r, hits);
	change->changed = change->apply && strcmp(r->basis, r->kept_basis) != 0;
	change->done = may_do(r, hits);
	return change->done ? file_do(r) : file_keep(r);
}

static bool run_open(struct run *r)
{
	const struct office_change *change = r->change;
	struct db_query limits = {.statement = SQL_OFFICE_FILE_LIMITS};
	int64_t id;

	r->c = connection_open(change->conninfo, &r->why);
	if (!r->c || !run_statement(r, &limits) || !connection_begin(r->c, &r->why) ||
	    !authority_lock(r->c, change->authority_slug, &r->why))
		return false;
	r->authority = authority_export(r->c, change->authority_slug, &id, &r->why);
	return r->authority != NULL;
}

void office_change_run(void *office_change)
{
	struct run r = {.change = office_change};

	if (!run_open(&r) || !document_get(&r) || !document_read(&r) || !change_run(&r)) {
		r.change->done = false;
		r.change->why = r.why;
	}
	connection_close(r.c);
	findings_done(&r.findings);
	json_decref(r.authority);
	json_decref(r.before);
}

void office_change_done(struct office_change *c)
{
	free(c->text);
	free(c->name);
	json_decref(c->document);
	json_decref(c->result);
}
