/* office_source.h - authority files and office files as a command was given them. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/office_file.h"

enum { OFFICE_SOURCES_MAX = 1000 };

struct office_source {
	char *path, *text;
	enum office_file_kind kind;
	json_t *document; /* as written; NULL when it is no JSON */
	struct findings findings;
};

struct office_sources {
	struct office_source *list;
	size_t n;
};

/* Read and parse them; ends the program when a file cannot be read. */
void office_sources_read(struct office_sources *all, size_t n, char *const *paths);

/* Every *.json of a folder. */
void office_sources_read_folder(struct office_sources *all, const char *folder);

/* The authority's file first, then offices, each behind its parent. */
void office_sources_sort(struct office_sources *all);

/* The document of the first authority file among them, or NULL. */
const json_t *office_sources_authority(const struct office_sources *all);

/* Print what was found, in the words of that folder; true when nothing of it is a mistake. */
bool office_sources_tell(struct office_sources *all, bool warnings, const char *web);

void office_sources_done(struct office_sources *all);
