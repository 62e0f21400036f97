/*
 * office_file.h - an authority or an office as one JSON file.
 *
 * The members are those of office_shape.c, described for people and editors in
 * authority.schema.json and office.schema.json.  What a file leaves out is
 * inherited (an office's address, phone, email and rules) or has the default.
 *
 * The canonical form is one text for one meaning: members in a fixed order,
 * defaults spelled out, lists without an order of their own sorted.  Two files
 * say the same exactly when their canonical forms are equal.
 */
#pragma once

#include <jansson.h>

#include "lib/finding.h"

enum office_file_kind { FILE_OF_NOTHING, FILE_OF_AUTHORITY, FILE_OF_OFFICE };

enum { OFFICE_FILE_MAX_BYTES = 4 << 20 };

/*
 * Parse f->text and note every mistake that can be seen without knowing other
 * files.  The document, for the caller to release, or NULL when it is no JSON;
 * it may be canonicalised only when there was no mistake.
 */
json_t *office_file_parse(struct findings *f, enum office_file_kind *kind);

/*
 * Note what else is wrong: references, ranges, rules and windows as mistakes,
 * gaps and overlaps, missing languages and idle persons as warnings.  Safe for
 * documents with mistakes.  `authority` is the document its municipalities and
 * languages are looked up in, or NULL when not known.
 */
void office_file_check(enum office_file_kind kind, json_t *document, const json_t *authority,
		       struct findings *f);

/* A new document. */
json_t *office_file_canonical(enum office_file_kind kind, const json_t *document);

/* As text: short objects and lists on one line; ends in a line break.  Free it. */
char *office_file_write(const json_t *document);
