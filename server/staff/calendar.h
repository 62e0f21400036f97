/* calendar.h - the page of a contact person's calendars, and what the POSTs to it share. */
#pragma once

#include <libpq-fe.h>

#include "lib/field.h"
#include "lib/token.h"
#include "server/session.h"
#include "server/text.h"
#include "server/wording.h"

#define CALENDAR_PAGE "staff.calendar"

/* Of external calendars; ends with NULL. */
extern const char *const CALENDAR_KINDS[];

/* Lives from the request to its answer. */
struct calendar_request {
	struct wording w;
	const struct office *office;
	const struct contact_person *person;
	struct fields *f;
	struct number office_id, person_id;
	/* What is done. */
	const char *what, *kind, *url, *user, *version, *done;
	char token[TOKEN_TEXT_SIZE]; /* a new one, else "" */
};

/* Read the request, and whose calendars it is about; false, and replied, when it cannot go on. */
bool calendar_begin(struct request *rq, struct calendar_request *c);

/* Ask for what the document is made of: one row. */
struct db_query calendar_query(const struct calendar_request *c);

/* values: what was typed, NULL for what is stored. */
json_t *calendar_document(struct request *rq, const struct calendar_request *c,
			  const PGresult *rows, const json_t *values);

/* Ask for the page again and reply it, with what is wrong in the fields. */
void calendar_refuse(struct request *rq, const struct calendar_request *c);

/* False, and 500 replied, when the answer is none. */
bool calendar_answered(struct request *rq, const struct db_result *res, const char *what);

void calendar_reply_back(struct request *rq, const struct calendar_request *c, const char *done);
