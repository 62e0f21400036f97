/* checklist.h - the page on which an office goes live: web/pages/admin/README.md. */
#pragma once

#include "lib/field.h"
#include "server/checklist.h"
#include "server/session.h"

enum {
	EPOCH_SIZE = 24,
	GOING_LIVE_TRIES = 3, /* while others change the catalogue */
};

struct step;

/* Lives from the request to its answer. */
struct going {
	struct wording w;            /* of the request */
	struct wording fresh;        /* the same, of the catalogue as the database has it */
	const struct office *office; /* of w */
	char office_id[KEY_TEXT_SIZE], days[KEY_TEXT_SIZE], version[KEY_TEXT_SIZE];
	struct checklist list;
	const PGresult *audit;
	const char *changed_in; /* of the catalogue that was judged */

	/* Of a POST */
	struct fields *typed; /* NULL: a GET */
	const struct step *step;
	bool outdated;     /* somebody else has changed the office meanwhile */
	const char *alert; /* text that says why nothing was done; or NULL */
	char at[EPOCH_SIZE], successor[KEY_TEXT_SIZE];
	const char *email;
	int tries;
};

json_t *checklist_document(struct request *rq, const struct going *g);
