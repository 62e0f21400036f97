/*
 * office_copy.h - the file of a new office, empty or made from another one's.
 *
 * People are never copied.  Hours need somebody: for each contact person of the original who has
 * hours or answers for something there is a counter in the copy ("Platz 1"), with the
 * same hours and responsibilities, so that the copy offers the same times; who sits there is
 * filled in later.
 */
#pragma once

#include <jansson.h>

enum {
	COPY_SERVICES = 1,
	COPY_TEXTS = 2, /* what describes the office; texts of services come with these */
	COPY_RULES = 4,
	COPY_HOURS = 8,
};

struct office_copy {
	const char *slug, *name;
	const char *parent;      /* slug, or NULL */
	const json_t *languages; /* of the authority: the name goes into each */
	const json_t *original;  /* canonical document, or NULL for none */
	unsigned what;           /* of the original */
	const char *place_name;  /* "Platz" */
};

/* A document as an office file, in state draft; for the caller to release. */
json_t *office_copy_make(const struct office_copy *how);
