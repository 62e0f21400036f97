/* office_import.h - files into the database, all or none of them. */
#pragma once

#include <stdbool.h>

#include "server/config.h"
#include "server/office_source.h"

struct office_import {
	const char *conninfo;
	const char *web;         /* folder of the words that findings are told in */
	const char *authority;   /* slug the offices belong to; NULL: the file's, or the only one */
	const char *authorities; /* slugs this server serves, "" for all */
	bool dry_run;            /* tell what would change, change nothing */
	bool quiet;              /* no warnings, only mistakes */
};

/*
 * Check the files, print what is wrong or what changes, and bring them in, in one
 * transaction.  False, with everything printed, when nothing was done because of
 * mistakes; ends the program when the database fails.
 */
bool office_import_run(const struct office_import *how, struct office_sources *all);

/*
 * The files of the demo's folder and accounts for everybody (server/demo.h), when the database
 * holds no authority yet.  True when they were brought in.
 */
bool demo_import(const struct config *config);
