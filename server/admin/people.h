/* people.h - the contact persons of an office on a page: web/pages/admin/README.md. */
#pragma once

#include <libpq-fe.h>

#include "server/catalogue.h"
#include "server/net/request.h"
#include "server/wording.h"

/* What the handlers keep by request_state(). */
struct people {
	struct wording w;
	const struct office *office;
	char office_id[KEY_TEXT_SIZE];
	const char *id;   /* who is shown or changed; NULL: somebody new */
	struct fields *f; /* of the POST */
	char version[KEY_TEXT_SIZE];
	char *wanted;        /* JSON for person_save */
	bool outdated, kept; /* the form was not saved: an old version; bookings are in the way */
	const PGresult *rows, *audit; /* of person_list, of audit_of */
};

extern const char *const PERSON_KINDS[];

/* The row of that key among the list; -1 when there is none. */
int people_row(const struct people *p);
json_t *people_document(const struct people *p);
