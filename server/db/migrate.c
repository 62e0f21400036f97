/* migrate.c - bring a database to the schema this program is written for. */
#include "server/db/migrate.h"

#include <ctype.h>
#include <dirent.h>
#include <errno.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/db/connection.h"
#include "server/db/rows.h"
#include "server/log.h"

enum {
	DIGITS = 4, /* of the number in a file's name */
	SHA256_TEXT_SIZE = 2 * crypto_hash_sha256_BYTES + 1,
};

/* Waiting for a table's lock stops all who come after: better fail and try again. */
#define MIGRATION_LIMITS "SET LOCAL lock_timeout = '10s'"

struct migration {
	char *name, *text;
	char sha256[SHA256_TEXT_SIZE];
};

/* list[i] is number i + 1. */
struct migrations {
	struct migration *list;
	size_t n;
};

static void migrations_done(struct migrations *all)
{
	for (size_t i = 0; i < all->n; i++) {
		free(all->list[i].name);
		free(all->list[i].text);
	}
	free(all->list);
}

/*
 * The folder
 */

static bool has_sql_suffix(const char *name)
{
	size_t len = strlen(name);

	return len > 4 && strcmp(name + len - 4, ".sql") == 0;
}

static int is_sql(const struct dirent *entry)
{
	return entry->d_name[0] != '.' && has_sql_suffix(entry->d_name);
}

/* 0 when the name is not NNNN_*.sql. */
static size_t name_number(const char *name)
{
	for (int i = 0; i < DIGITS; i++)
		if (!isdigit((unsigned char)name[i]))
			return 0;
	return name[DIGITS] == '_' ? strtoul(name, NULL, 10) : 0;
}

static char *file_read(const char *folder, const char *name, size_t *len, struct problem *why)
{
	buffer_auto_t path = {0};
	buffer_auto_t text = {0};
	FILE *file;
	size_t got;

	buffer_printf(&path, "%s/%s", folder, name);
	file = fopen(path.data, "re");
	if (!file) {
		problem(why, 500, "migration_unreadable", "%s: %s", name, strerror(errno));
		return NULL;
	}
	do {
		got = fread(buffer_reserve(&text, BUFSIZ), 1, BUFSIZ, file);
		text.len += got;
	} while (got > 0 && text.len <= MIGRATION_MAX_BYTES);
	buffer_add(&text, "", 0);
	if (ferror(file) || text.len > MIGRATION_MAX_BYTES ||
	    memchr(text.data, '\0', text.len) != NULL) {
		fclose(file);
		problem(why, 500, "migration_unreadable", "%s cannot be read as text", name);
		return NULL;
	}
	fclose(file);
	*len = text.len;
	return buffer_steal(&text);
}

static bool migration_read(struct migrations *all, const char *folder, const char *name,
			   struct problem *why)
{
	struct migration *m = &all->list[all->n];
	unsigned char hash[crypto_hash_sha256_BYTES];
	size_t len;

	if (name_number(name) != all->n + 1)
		return problem(why, 500, "migration_gap",
			       "%s: a migration of the form %04zu_what_it_adds.sql was expected",
			       name, all->n + 1);
	m->text = file_read(folder, name, &len, why);
	if (!m->text)
		return false;
	m->name = xstrdup(name);
	crypto_hash_sha256(hash, (const unsigned char *)m->text, len);
	sodium_bin2hex(m->sha256, sizeof m->sha256, hash, sizeof hash);
	all->n++;
	return true;
}

static bool migrations_read(struct migrations *all, const char *folder, struct problem *why)
{
	struct dirent **entries;
	int n = scandir(folder, &entries, is_sql, alphasort);
	bool good = true;

	if (n < 0)
		return problem(why, 500, "migration_unreadable", "%s: %s", folder, strerror(errno));
	if (n == 0 || n > MIGRATIONS_MAX)
		good = problem(why, 500, "migration_gap", "%s holds %s migrations", folder,
			       n ? "too many" : "no");
	all->list = xcalloc(n, sizeof all->list[0]);
	for (int i = 0; i < n; i++) {
		good = good && migration_read(all, folder, entries[i]->d_name, why);
		free(entries[i]);
	}
	free(entries);
	return good;
}

/*
 * The database
 */

/* *applied: how many of them the database has. */
static bool migrations_compare(const struct migrations *all, const PGresult *rows, size_t *applied,
			       struct problem *why)
{
	for (int i = 0; i < PQntuples(rows); i++) {
		size_t number = row_integer(rows, i, "number");
		const struct migration *m = &all->list[i];

		if (number > all->n)
			return problem(why, 500, "schema_newer",
				       "the database is at migration %zu, this program knows %zu: "
				       "start a newer program",
				       number, all->n);
		if (number != (size_t)i + 1)
			return problem(why, 500, "schema_gap",
				       "the database lacks migration %d but has %zu", i + 1,
				       number);
		if (strcmp(row_text(rows, i, "sha256"), m->sha256) != 0)
			return problem(why, 500, "migration_changed",
				       "%s was changed after it had been applied", m->name);
	}
	*applied = PQntuples(rows);
	return true;
}

static bool migrations_count(const struct migrations *all, struct connection *c, size_t *applied,
			     struct problem *why)
{
	static const struct db_query list = {.statement = SQL_MIGRATION_LIST};
	PGresult *rows = connection_query(c, &list, why);
	bool good = rows && migrations_compare(all, rows, applied, why);

	PQclear(rows);
	return good;
}

static bool migration_record(const struct migration *m, struct connection *c, struct problem *why)
{
	char number[DIGITS + 1];
	struct db_query record = DB_QUERY(SQL_MIGRATION_RECORD, number, m->name, m->sha256);
	PGresult *rows;

	snprintf(number, sizeof number, "%.*s", DIGITS, m->name);
	rows = connection_query(c, &record, why);
	PQclear(rows);
	return rows != NULL;
}

/* A file that ends the transaction itself would be applied without a record. */
static bool migration_run(const struct migration *m, struct connection *c, struct problem *why)
{
	if (!connection_begin(c, why) || !connection_script(c, MIGRATION_LIMITS, why) ||
	    !connection_script(c, m->text, why))
		return false;
	if (!connection_in_transaction(c))
		return problem(why, 500, "migration_refused", "it ends its transaction itself");
	return migration_record(m, c, why) && connection_commit(c, why);
}

static bool migration_apply(const struct migration *m, struct connection *c, struct problem *why)
{
	struct problem cause;

	if (!migration_run(m, c, &cause)) {
		connection_rollback(c);
		return problem(why, cause.status, cause.code, "%s: %s", m->name, cause.detail);
	}
	log_info("migration applied name=%s", m->name);
	return true;
}

/* Looks only once it has the lock: whoever had it before may have changed all. */
static bool migrations_apply(const struct migrations *all, struct connection *c,
			     struct problem *why)
{
	static const struct db_query lock = {.statement = SQL_MIGRATION_LOCK};
	static const struct db_query table = {.statement = SQL_MIGRATION_TABLE};
	PGresult *locked = connection_query(c, &lock, why);
	size_t applied;

	PQclear(locked);
	if (!locked || !connection_run(c, &table, 1, why) ||
	    !migrations_count(all, c, &applied, why))
		return false;
	for (size_t i = applied; i < all->n; i++)
		if (!migration_apply(&all->list[i], c, why))
			return false;
	return true;
}

static bool schema_check(const struct migrations *all, struct connection *c, struct problem *why)
{
	static const struct db_query query = {.statement = SQL_MIGRATION_KNOWN};
	PGresult *known = connection_query(c, &query, why);
	size_t applied = 0;
	bool good = known != NULL;

	if (good && row_bool(known, 0, "known"))
		good = migrations_count(all, c, &applied, why);
	if (good && applied < all->n)
		good = problem(why, 503, "schema_behind",
			       "the database is at migration %zu of %zu: run amtstermin migrate",
			       applied, all->n);
	PQclear(known);
	return good;
}

typedef bool migrations_fn(const struct migrations *all, struct connection *c, struct problem *why);

static bool with_migrations(migrations_fn *step, const char *conninfo, const char *folder,
			    struct problem *why)
{
	struct migrations all = {0};
	struct connection *c = NULL;
	bool good = migrations_read(&all, folder, why);

	if (good) {
		c = connection_open(conninfo, why);
		good = c && step(&all, c, why);
	}
	connection_close(c);
	migrations_done(&all);
	return good;
}

bool migrate(const char *conninfo, const char *folder, struct problem *why)
{
	return with_migrations(migrations_apply, conninfo, folder, why);
}

bool migrate_check(const char *conninfo, const char *folder, struct problem *why)
{
	return with_migrations(schema_check, conninfo, folder, why);
}
