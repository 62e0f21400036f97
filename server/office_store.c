/* office_store.c - authorities and offices in the database, as the documents of their files. */
#include "server/office_store.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/office_diff.h"
#include "lib/office_file.h"
#include "server/catalogue.h"
#include "server/db/rows.h"

enum { UNPROCESSABLE = 422, FAILED = 500 };

/* A statement whose rows nobody looks at. */
static bool run(struct connection *c, enum statement statement, const char *first,
		const char *second, struct problem *why)
{
	struct db_query query = DB_QUERY(statement, first, second);
	PGresult *rows;

	query.nparams = second ? 2 : 1;
	rows = connection_query(c, &query, why);
	PQclear(rows);
	return rows != NULL;
}

json_t *authorities_list(struct connection *c, const char *slugs, struct problem *why)
{
	struct db_query query = DB_QUERY(SQL_AUTHORITY_LIST, slugs);
	PGresult *rows = connection_query(c, &query, why);
	json_t *list = rows ? json_array() : NULL;

	for (int i = 0; rows && i < PQntuples(rows); i++)
		json_array_append_new(list, json_string(row_text(rows, i, "slug")));
	PQclear(rows);
	return list;
}

bool authority_lock(struct connection *c, const char *slug, struct problem *why)
{
	return run(c, SQL_AUTHORITY_LOCK, slug, NULL, why);
}

/* The document of the first row, or JSON null. */
static json_t *row_document(const PGresult *rows, enum office_file_kind kind, struct problem *why)
{
	json_t *raw, *document;

	if (PQntuples(rows) == 0)
		return json_null();
	raw = json_loads(row_text(rows, 0, "document"), 0, NULL);
	if (!raw) {
		problem(why, FAILED, "bad_document",
			"the database gave a document that is no JSON");
		return NULL;
	}
	document = office_file_canonical(kind, raw);
	json_decref(raw);
	return document;
}

json_t *authority_export(struct connection *c, const char *slug, int64_t *id, struct problem *why)
{
	struct db_query query = DB_QUERY(SQL_AUTHORITY_EXPORT, slug);
	PGresult *rows = connection_query(c, &query, why);
	json_t *document = rows ? row_document(rows, FILE_OF_AUTHORITY, why) : NULL;

	if (json_is_object(document))
		*id = row_integer(rows, 0, "authority_id");
	PQclear(rows);
	return document;
}

json_t *office_export(struct connection *c, int64_t authority, const char *slug,
		      struct problem *why)
{
	char id[KEY_TEXT_SIZE];
	struct db_query query = DB_QUERY(SQL_OFFICE_EXPORT, id, slug);
	PGresult *rows;
	json_t *document;

	snprintf(id, sizeof id, "%" PRId64, authority);
	rows = connection_query(c, &query, why);
	document = rows ? row_document(rows, FILE_OF_OFFICE, why) : NULL;
	PQclear(rows);
	return document;
}

/* What is read back must be what was to be written. */
static bool stored(const json_t *wanted, json_t *found, struct problem *why)
{
	buffer_auto_t differences = {0};
	bool same = found && json_equal(wanted, found);

	if (found && !same) {
		office_diff(&differences, found, wanted);
		problem(why, FAILED, "not_stored",
			"the database does not say what the file says:%.*s",
			(int)strcspn(differences.data, "\n"), differences.data);
	}
	json_decref(found);
	return same;
}

/*
 * Authorities
 */

/* What is gone from the authority's file is not needed by an office: the statement finds one. */
static bool unused(struct connection *c, enum statement statement, const char *code,
		   const char *text, struct problem *why)
{
	struct db_query query = DB_QUERY(statement, text);
	PGresult *rows = connection_query(c, &query, why);
	bool good = rows && PQntuples(rows) == 0;

	if (rows && !good)
		problem(why, UNPROCESSABLE, code,
			"%.60s is gone from the authority's file, but the office \"%.60s\" needs "
			"it: change that office first",
			row_text(rows, 0, "name"), row_text(rows, 0, "office"));
	PQclear(rows);
	return good;
}

bool authority_import(struct connection *c, const json_t *document, struct problem *why)
{
	str_auto_t *text = json_dumps(document, JSON_COMPACT);
	const char *slug = json_string_value(json_object_get(document, "slug"));
	int64_t id;

	return authority_lock(c, slug, why) &&
	       unused(c, SQL_AUTHORITY_MUNICIPALITIES_USED, "municipality_used", text, why) &&
	       unused(c, SQL_AUTHORITY_COMMON_SERVICES_USED, "common_service_used", text, why) &&
	       run(c, SQL_AUTHORITY_SAVE, text, NULL, why) &&
	       run(c, SQL_AUTHORITY_MUNICIPALITIES_SAVE, text, NULL, why) &&
	       run(c, SQL_AUTHORITY_CLOSURES_SAVE, text, NULL, why) &&
	       run(c, SQL_AUTHORITY_THEME_SAVE, text, NULL, why) &&
	       run(c, SQL_AUTHORITY_COMMON_SERVICES_SAVE, text, NULL, why) &&
	       stored(document, authority_export(c, slug, &id, why), why);
}

/*
 * Offices
 */

/* There is such an office, it is not below this one, and the tree does not grow too high. */
static bool parent_fits(struct connection *c, const char *authority, const json_t *document,
			struct problem *why)
{
	const char *slug = json_string_value(json_object_get(document, "slug"));
	const char *parent = json_string_value(json_object_get(document, "parent"));
	struct db_query query = DB_QUERY(SQL_OFFICE_ABOVE, authority, parent);
	PGresult *rows;
	bool good = true;

	if (!parent)
		return true;
	rows = connection_query(c, &query, why);
	if (!rows)
		return false;
	if (PQntuples(rows) == 0)
		good = problem(why, UNPROCESSABLE, "no_parent",
			       "the parent \"%.60s\" does not exist: import its file first or in "
			       "the same command",
			       parent);
	else if (PQntuples(rows) >= OFFICE_DEPTH_MAX)
		good = problem(why, UNPROCESSABLE, "too_deep",
			       "the parent \"%.60s\" has %d offices above it: no more than %d may "
			       "stand above each other",
			       parent, PQntuples(rows) - 1, OFFICE_DEPTH_MAX);
	for (int i = 0; good && i < PQntuples(rows); i++)
		if (strcmp(row_text(rows, i, "slug"), slug) == 0)
			good = problem(why, UNPROCESSABLE, "parent_below",
				       "the parent \"%.60s\" is itself below this office: choose "
				       "another one",
				       parent);
	PQclear(rows);
	return good;
}

/* Each finds what those before it have written. */
static const enum statement OFFICE_STEPS[] = {
	SQL_OFFICE_SAVE,          SQL_OFFICE_OWN_TEXTS_SAVE,        SQL_OFFICE_SERVICES_SAVE,
	SQL_OFFICE_PERSONS_SAVE,  SQL_OFFICE_RESPONSIBILITIES_SAVE, SQL_OFFICE_HOURS_SAVE,
	SQL_OFFICE_CLOSURES_SAVE, SQL_OFFICE_PERSONS_LEAVE,         SQL_OFFICE_SERVICES_LEAVE,
};

bool office_import(struct connection *c, int64_t authority, const json_t *document,
		   struct problem *why)
{
	str_auto_t *text = json_dumps(document, JSON_COMPACT);
	const char *slug = json_string_value(json_object_get(document, "slug"));
	char id[KEY_TEXT_SIZE];

	snprintf(id, sizeof id, "%" PRId64, authority);
	if (!parent_fits(c, id, document, why))
		return false;
	for (size_t i = 0; i < sizeof OFFICE_STEPS / sizeof OFFICE_STEPS[0]; i++)
		if (!run(c, OFFICE_STEPS[i], id, text, why))
			return false;
	return stored(document, office_export(c, authority, slug, why), why);
}
