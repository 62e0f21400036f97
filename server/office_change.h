/*
 * office_change.h - an office made or changed by its file from a page: first only tried, then done.
 *
 * Everything here blocks and runs in a thread (request_work()), with a connection of its own.  A
 * try carries the change out, looks what came of it, takes it back, and keeps the
 * file with what was found (table office_file).  Doing it goes the same way once more, and is
 * refused when the office has become another one since it was shown, or when bookings would lose
 * their time or contact person.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "lib/office_copy.h"
#include "server/catalogue.h"

enum { OFFICE_CHANGE_HITS_MAX = 100 };

/* Where the document comes from: a text, a form for a new office, or a file that was kept. */
struct office_change {
	/* given; texts live until it has run */
	const char *conninfo, *authority_slug;
	int64_t authority_id;
	const char *authority_text, *account_id;
	const char *page_slug; /* the office on whose page this is */
	char page_id[KEY_TEXT_SIZE];
	char *text; /* of the file; owned */
	char *name; /* of the file; owned, may be NULL */
	bool make;  /* a new office by `copy`, whose original has this slug */
	struct office_copy copy;
	const char *original; /* or NULL */
	const char *file_id;  /* that was kept, or NULL */
	bool apply;

	/* found */
	char office_id[KEY_TEXT_SIZE]; /* that is changed; "" for a new one */
	struct problem why;            /* status 0: it went well */
	bool done,
		changed; /* done: it was carried out; changed: refused, the office is another one */
	char id[KEY_TEXT_SIZE]; /* of the file that is kept now */
	json_t *document;       /* canonical, or NULL */
	json_t *result;         /* {slug, name, fresh, findings, changes, hits} */
};

void office_change_run(void *office_change);

/* Frees what it owns and has found. */
void office_change_done(struct office_change *c);
