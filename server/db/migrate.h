/*
 * migrate.h - bring a database to the schema this program is written for.
 *
 * Migrations are the files NNNN_what_it_adds.sql of one folder, numbered from
 * 0001 without gaps.  Each is applied once, in one transaction with the row of
 * schema_migration that records it.  They only go forward.
 */
#pragma once

#include <stdbool.h>

#include "lib/problem.h"

enum { MIGRATIONS_MAX = 9999, MIGRATION_MAX_BYTES = 4 * 1024 * 1024 };

/*
 * Apply what is missing.  Any number of programs may do so at once: one works,
 * the others wait for it and find nothing left to do.  Blocks.
 *
 * False and a problem when the folder has gaps or doubles, when an applied file
 * was changed since, when the database is newer than the folder, or when a
 * statement is refused; migrations before that one stay applied.
 */
bool migrate(const char *conninfo, const char *folder, struct problem *why);

/* Whether nothing is missing; changes nothing.  False with the same problems,
 * and with "schema_behind" when migrations have yet to be applied. */
bool migrate_check(const char *conninfo, const char *folder, struct problem *why);
