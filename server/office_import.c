/* office_import.c - files into the database, all or none of them. */
#include "server/office_import.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/office_diff.h"
#include "lib/xalloc.h"
#include "server/demo.h"
#include "server/log.h"
#include "server/office_store.h"

struct import {
	const struct office_import *how;
	struct connection *c;
	char *slug;        /* of the authority */
	int64_t authority; /* its key; 0 while it does not exist */
	json_t *document;  /* of the authority; NULL while it does not exist */
	size_t changes;
};

static const char *slug_of(const json_t *document)
{
	const char *slug = json_string_value(json_object_get(document, "slug"));

	return slug ? slug : "";
}

/* Which authority the offices belong to. */
static char *authority_choose(struct import *im, const struct office_sources *all)
{
	const json_t *file = office_sources_authority(all);
	struct problem why;
	json_t *list;
	char *slug;

	if (file)
		return xstrdup(slug_of(file));
	if (im->how->authority)
		return xstrdup(im->how->authority);
	list = authorities_list(im->c, im->how->authorities, &why);
	if (!list)
		die("database: %s", why.detail);
	if (json_array_size(list) == 0)
		die("the database holds no authority yet: import its file first or in the same "
		    "command");
	if (json_array_size(list) > 1)
		die("the database holds several authorities: say which one is meant with "
		    "--authority=SLUG");
	slug = xstrdup(json_string_value(json_array_get(list, 0)));
	json_decref(list);
	return slug;
}

/* What the database knows of the authority, under the lock. */
static void authority_load(struct import *im)
{
	struct problem why;

	if (!authority_lock(im->c, im->slug, &why))
		die("database: %s", why.detail);
	im->document = authority_export(im->c, im->slug, &im->authority, &why);
	if (!im->document)
		die("database: %s", why.detail);
	if (json_is_null(im->document))
		im->document = NULL;
}

static bool sources_check(struct import *im, struct office_sources *all)
{
	const json_t *file = office_sources_authority(all);

	if (!file && !im->document)
		die("there is no authority \"%s\" in the database: import its file first or in the "
		    "same command",
		    im->slug);
	for (size_t i = 0; i < all->n; i++) {
		struct office_source *s = &all->list[i];

		office_file_check(s->kind, s->document, file ? file : im->document, &s->findings);
		if (s->kind == FILE_OF_AUTHORITY && strcmp(slug_of(s->document), im->slug) != 0)
			finding_mistake(&s->findings, "/slug", "second_authority", NULL);
	}
	return office_sources_tell(all, !im->how->quiet, im->how->web);
}

static json_t *known_document(struct import *im, const struct office_source *s, struct problem *why)
{
	json_t *known = s->kind == FILE_OF_AUTHORITY
				? authority_export(im->c, im->slug, &im->authority, why)
				: office_export(im->c, im->authority, slug_of(s->document), why);

	return known;
}

static bool document_import(struct import *im, const struct office_source *s,
			    const json_t *document, struct problem *why)
{
	json_t *now;

	if (s->kind == FILE_OF_OFFICE)
		return office_import(im->c, im->authority, document, why);
	if (!authority_import(im->c, document, why))
		return false;
	now = authority_export(im->c, im->slug, &im->authority, why);
	json_decref(now);
	return now != NULL;
}

static void changes_tell(struct import *im, const struct office_source *s, const json_t *known,
			 const json_t *document)
{
	buffer_auto_t changes = {0};
	size_t n = office_diff(&changes, json_is_null(known) ? NULL : known, document);

	printf("%s: %s %s: %s\n%s", s->path, s->kind == FILE_OF_AUTHORITY ? "authority" : "office",
	       slug_of(document), n ? "changes" : "nothing changes", n ? changes.data : "");
	im->changes += n;
}

/* The difference is told before it is made; a dry run makes it as well, and takes it back. */
static bool source_import(struct import *im, const struct office_source *s, struct problem *why)
{
	json_auto_t *document = office_file_canonical(s->kind, s->document);
	json_auto_t *known = known_document(im, s, why);

	if (!known)
		return false;
	changes_tell(im, s, known, document);
	return document_import(im, s, document, why);
}

static bool sources_import(struct import *im, const struct office_sources *all)
{
	struct problem why;

	for (size_t i = 0; i < all->n; i++) {
		if (source_import(im, &all->list[i], &why))
			continue;
		if (why.status >= 500)
			die("%s: %s", all->list[i].path, why.detail);
		printf("%s: mistake: %s\n", all->list[i].path, why.detail);
		return false;
	}
	if (im->how->dry_run)
		puts("dry run: nothing was changed");
	else if (!connection_commit(im->c, &why))
		die("database: %s", why.detail);
	return true;
}

bool office_import_run(const struct office_import *how, struct office_sources *all)
{
	struct import im = {.how = how};
	struct problem why;
	bool good;

	im.c = connection_open(how->conninfo, &why);
	if (!im.c || !connection_begin(im.c, &why))
		die("database: %s", why.detail);
	office_sources_sort(all);
	im.slug = authority_choose(&im, all);
	authority_load(&im);
	good = sources_check(&im, all) && sources_import(&im, all);
	connection_close(im.c);
	json_decref(im.document);
	free(im.slug);
	if (!good)
		puts("nothing was changed");
	return good;
}

static bool holds_authority(const char *conninfo)
{
	struct problem why;
	struct connection *c = connection_open(conninfo, &why);
	json_t *list = c ? authorities_list(c, "", &why) : NULL;
	bool held = json_array_size(list) > 0;

	if (!list)
		die("database: %s", why.detail);
	json_decref(list);
	connection_close(c);
	return held;
}

bool demo_import(const struct config *config)
{
	/* Who starts the demo did not write its files: what they leave untranslated is no news. */
	struct office_import how = {
		.conninfo = config->database, .web = config->web, .authorities = "", .quiet = true};
	struct office_sources all = {0};

	if (holds_authority(config->database))
		return false;
	office_sources_read_folder(&all, config->demo_folder);
	if (!office_import_run(&how, &all))
		die("the demo county could not be brought in");
	office_sources_done(&all);
	demo_accounts_add(config->database);
	return true;
}
