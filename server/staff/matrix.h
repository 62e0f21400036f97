/*
 * matrix.h - an office's responsibilities as one table: a row per service, a column per contact
 * person, in the cells the letters they answer for.
 *
 * Read from the database, since what was saved a moment ago must be there.  A cell's ranges are
 * JSON as statements take it: [{from, to, municipalities}], from and to null for everybody.
 *
 * Changes hold from a day on.  A form is filled with what holds on the day `shown`; of it,
 * only cells that were typed otherwise are changed, from the day `from` on.
 */
#pragma once

#include "lib/field.h"
#include "server/session.h"
#include "server/wording.h"

enum { CELL_MAX_BYTES = 400 };

struct cell {
	json_t *shown;     /* ranges on the day shown */
	json_t *ranges;    /* on the day `from`, as typed if they are changed */
	const char *typed; /* NULL: nothing was */
	bool changed, wrong;
};

/* Lives from the request to its answer. */
struct matrix {
	struct wording w;
	const struct office *office;
	char office_id[KEY_TEXT_SIZE];
	struct fields *f;
	struct date today, shown, from;
	const char *version; /* of the rows */
	json_t *rows;
	json_t *taken_over; /* by substitutes; with instead_of, whose it is */
	const struct service **services;
	const struct contact_person **persons;
	size_t nservices, npersons;
	struct cell *cells; /* nservices * npersons */
};

/* False, and replied, when the worker knows nothing yet. */
bool matrix_new(struct request *rq, struct matrix *m);

/* Ask for its rows and for what was done to it; MATRIX_QUERIES statements. */
enum { MATRIX_QUERIES = 2 };
void matrix_ask(struct request *rq, struct matrix *m, continuation_fn *next);

/* Their answer, over `shown` and `from`; false, and replied, when it was none. */
bool matrix_read(struct request *rq, struct matrix *m, const struct db_result *res);

struct cell *matrix_cell(const struct matrix *m, size_t service, size_t person);

/* Take over what was typed: {"cell.SERVICE.PERSON": "A-K"} or {"cell": {SERVICE: {PERSON: ...}}}.
 */
void matrix_type(struct matrix *m, const json_t *body);

/* Whether any cell is changed. */
bool matrix_changed(const struct matrix *m);

/* Save the changed cells; the second statement's answer has no row when the version is old. */
void matrix_save(struct request *rq, const struct matrix *m, continuation_fn *next);

void matrix_reply_saved(struct request *rq, const struct matrix *m);

/* 409 with `changed`, from the document's history; takes the document. */
void matrix_reply_changed(struct request *rq, const struct matrix *m, const char *page,
			  json_t *document);

/* "cell.SERVICE.PERSON"; the caller frees it. */
char *cell_name(const struct matrix *m, size_t service, size_t person);

/* Those of the rows that hold on a day, as {service_id, contact_person_id, from, to, ...}. */
bool matrix_row_holds(const json_t *row, struct date day);

/* matrix_page.c: the document of staff.responsibilities; audit: rows of audit_of. */
json_t *matrix_document(struct request *rq, const struct matrix *m, const PGresult *audit);

/* The field `from` as it was typed, else the day. */
json_t *matrix_from_value(const struct matrix *m);

/* What was done to it, for its history. */
json_t *matrix_history(const struct matrix *m, const PGresult *audit);

/* matrix_try.c: whom a citizen of ?surname=, ?municipality=, ?service= meets ?on= a day. */
json_t *matrix_try(struct request *rq, const struct matrix *m);

/* matrix_lint.c: gaps and overlaps, put into the rows of the document and told together. */
void matrix_lint(json_t *document, json_t *rows, const struct matrix *m);
