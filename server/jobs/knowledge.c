/* knowledge.c - what this process knows of the authorities. */
#include "server/jobs/knowledge.h"

#include <stdlib.h>
#include <string.h>

#include "lib/xalloc.h"
#include "server/db/rows.h"
#include "server/log.h"

struct version {
	int64_t authority_id;
	char *changed_in; /* NULL: never since the table of changes is there */
};

struct knowledge {
	struct db *db;
	const char *authorities;
	struct catalogue *catalogue;
	struct version *versions;
	size_t nversions;
	void (*done)(void *ctx, bool ok);
	void *ctx;
};

struct knowledge *knowledge_new(struct db *db, const char *authorities)
{
	struct knowledge *k = xcalloc(1, sizeof *k);

	k->db = db;
	k->authorities = authorities;
	return k;
}

static void versions_clear(struct knowledge *k)
{
	for (size_t i = 0; i < k->nversions; i++)
		free(k->versions[i].changed_in);
	k->nversions = 0;
}

void knowledge_free(struct knowledge *k)
{
	if (!k)
		return;
	versions_clear(k);
	free(k->versions);
	catalogue_drop(k->catalogue);
	free(k);
}

static void versions_note(struct knowledge *k, const PGresult *rows)
{
	size_t n = (size_t)PQntuples(rows);

	versions_clear(k);
	k->versions = xrealloc(k->versions, (n ? n : 1) * sizeof k->versions[0]);
	for (size_t i = 0; i < n; i++) {
		const char *changed_in = row_text(rows, (int)i, "changed_in");

		k->versions[i] = (struct version){
			.authority_id = row_integer(rows, (int)i, "authority_id"),
			.changed_in = changed_in ? xstrdup(changed_in) : NULL,
		};
	}
	k->nversions = n;
}

static struct catalogue *catalogue_of(const PGresult *rows)
{
	int n = PQntuples(rows);
	const char **documents = xcalloc((size_t)n + 1, sizeof documents[0]);
	struct catalogue *c;

	for (int row = 0; row < n; row++)
		documents[row] = row_text(rows, row, "document");
	c = catalogue_new(documents, (size_t)n);
	free(documents);
	return c;
}

static void on_catalogue(void *ctx, const struct db_result *res)
{
	struct knowledge *k = ctx;
	struct catalogue *c = res->status == DB_OK ? catalogue_of(res->rows[0]) : NULL;

	if (c) {
		catalogue_drop(k->catalogue);
		k->catalogue = c;
		versions_note(k, res->rows[0]);
	} else {
		log_error("catalogue_not_read sqlstate=%s", res->sqlstate);
	}
	k->done(k->ctx, c != NULL);
}

void knowledge_read(struct knowledge *k, void (*done)(void *ctx, bool ok), void *ctx)
{
	struct db_query query = DB_QUERY(SQL_CATALOGUE, k->authorities);

	k->done = done;
	k->ctx = ctx;
	db_run(k->db, &query, 1, on_catalogue, k);
}

bool knowledge_is_current(const struct knowledge *k, int64_t authority_id, const char *changed_in)
{
	for (size_t i = 0; i < k->nversions; i++) {
		const struct version *v = &k->versions[i];

		if (v->authority_id == authority_id)
			return v->changed_in && changed_in ? strcmp(v->changed_in, changed_in) == 0
							   : v->changed_in == changed_in;
	}
	return false;
}

const struct authority *knowledge_authority(const struct knowledge *k, int64_t authority_id)
{
	for (size_t i = 0; k->catalogue && i < k->catalogue->nauthorities; i++)
		if (k->catalogue->authorities[i].id == authority_id)
			return &k->catalogue->authorities[i];
	return NULL;
}
