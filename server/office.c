/* office.c - the commands that work on office files. */
#include "server/office.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/database.h"
#include "server/db/migrate.h"
#include "server/office_import.h"
#include "server/office_store.h"

/* What a command was given besides the settings. */
struct arguments {
	char **names; /* files, or a slug */
	int n;
	char *authority; /* of --authority=, or NULL */
	bool dry_run;
};

/* argv[0] is the command's last word; names stay in argv. */
static struct arguments arguments_read(int argc, char **argv, bool dry_run_known)
{
	static const char AUTHORITY[] = "--authority=";
	struct arguments a = {.names = argv + 1};

	for (int i = 1; i < argc; i++) {
		if (strncmp(argv[i], AUTHORITY, sizeof AUTHORITY - 1) == 0)
			a.authority = argv[i] + sizeof AUTHORITY - 1;
		else if (dry_run_known && strcmp(argv[i], "--dry-run") == 0)
			a.dry_run = true;
		else if (argv[i][0] == '-')
			die_usage("%s: there is no such option; \"amtstermin --help\" lists them "
				  "all",
				  argv[i]);
		else
			a.names[a.n++] = argv[i];
	}
	return a;
}

static void schema_check(const struct config *config)
{
	struct problem why;

	if (!migrate_check(config->database, config->migrations, &why))
		die("database: %s", why.detail);
}

int office_check_command(struct config *config, int argc, char **argv)
{
	struct arguments a = arguments_read(argc, argv, false);
	struct office_sources all = {0}, beside = {0};
	const json_t *authority;
	bool good;

	if (a.n == 0)
		die_usage("say which files to check: amtstermin office check FILE...");
	office_sources_read(&all, (size_t)a.n, a.names);
	if (a.authority)
		office_sources_read(&beside, 1, &a.authority);
	authority = office_sources_authority(a.authority ? &beside : &all);
	if (a.authority && !authority)
		die_usage("--authority: %s is not the file of an authority", a.authority);
	for (size_t i = 0; i < all.n; i++)
		office_file_check(all.list[i].kind, all.list[i].document, authority,
				  &all.list[i].findings);
	good = office_sources_tell(&all, true, config->web);
	office_sources_done(&all);
	office_sources_done(&beside);
	return good ? EXIT_SUCCESS : EXIT_FAILED;
}

int office_import_command(struct config *config, int argc, char **argv)
{
	struct arguments a = arguments_read(argc, argv, true);
	struct office_sources all = {0};
	struct office_import how = {
		.authority = a.authority, .authorities = config->authorities, .dry_run = a.dry_run};
	struct database *db;
	bool good;

	if (a.n == 0)
		die_usage("say which files to import: amtstermin office import FILE...");
	office_sources_read(&all, (size_t)a.n, a.names);
	db = database_open(config);
	schema_check(config);
	how.conninfo = config->database;
	how.web = config->web;
	good = office_import_run(&how, &all);
	database_close(db);
	office_sources_done(&all);
	return good ? EXIT_SUCCESS : EXIT_FAILED;
}

/* An office of that slug in any of the authorities, else the authority itself. */
static json_t *document_find(struct connection *c, const json_t *authorities, const char *slug,
			     struct problem *why)
{
	json_t *found = json_null(), *name, *authority;
	size_t i, n = 0;
	int64_t id = 0;

	json_array_foreach (authorities, i, name) {
		json_t *office;

		authority = authority_export(c, json_string_value(name), &id, why);
		office = json_is_object(authority) ? office_export(c, id, slug, why) : NULL;
		if (!authority || !office)
			die("database: %s", why->detail);
		if (json_is_object(office)) {
			n++;
			found = office;
		} else if (json_is_null(found) && strcmp(json_string_value(name), slug) == 0) {
			found = json_incref(authority);
		}
		json_decref(authority);
	}
	if (n > 1)
		die("several authorities have an office \"%s\": say which one is meant with "
		    "--authority=SLUG",
		    slug);
	return found;
}

static void document_print(const struct config *config, const char *authorities, const char *slug)
{
	struct problem why;
	struct connection *c = connection_open(config->database, &why);
	json_t *list = c ? authorities_list(c, authorities, &why) : NULL, *document;
	str_auto_t *text = NULL;

	if (!list)
		die("database: %s", why.detail);
	document = document_find(c, list, slug, &why);
	if (!json_is_object(document))
		die("there is no office \"%s\" in the database", slug);
	text = office_file_write(document);
	fputs(text, stdout);
	json_decref(document);
	json_decref(list);
	connection_close(c);
}

int office_export_command(struct config *config, int argc, char **argv)
{
	struct arguments a = arguments_read(argc, argv, false);
	struct database *db;

	if (a.n != 1)
		die_usage("say which office to export: amtstermin office export SLUG");
	db = database_open(config);
	schema_check(config);
	document_print(config, a.authority ? a.authority : config->authorities, a.names[0]);
	database_close(db);
	return EXIT_SUCCESS;
}

int demo_command(struct config *config, int argc, char **argv)
{
	struct database *db = database_open(config);

	(void)argc, (void)argv;
	database_migrate(config);
	if (!demo_import(config))
		puts("the database holds an authority already: nothing was changed");
	database_close(db);
	return EXIT_SUCCESS;
}
