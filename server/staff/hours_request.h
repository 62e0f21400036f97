/* hours_request.h - what reading and writing of weekly hours share: one request of either. */
#pragma once

#include <string.h>

#include "server/change.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/staff/hours.h"
#include "server/staff/step.h"

/* Rows of the first batch. */
enum { ROWS_LIST, ROWS_CLOSED, ROWS_KEY, ROWS_AUDIT = ROWS_KEY };

struct hours_request {
	struct change change; /* first: change.c finds it here */
	struct wording w;
	const struct office *office;
	const struct contact_person *person; /* NULL: the office has none */
	struct fields *f;
	struct scope scope;
	const char *id; /* of the path; NULL: a new rule, or all of them */
	continuation_fn *judge;
	bool preview;
	json_t *document; /* of a preview that waits for the number of hits */
	/* What the change writes, as texts. */
	struct hours sent;
	struct hours_writing text;
	struct number person_id, office_id;
	char persons[sizeof(struct number) + 2];
	const char *title, *back;
};

extern const struct problem HOURS_NO_PERSON, HOURS_NO_RULE;

/* What the path and the body say.  False, and replied, when it cannot go on. */
bool hours_begin(struct request *rq, struct hours_request *h);

/* Whose hours: the field contact_person.  False, and replied, when that cannot be. */
bool hours_pick_person(struct request *rq, struct hours_request *h);

/* The Monday a preview begins with: of this week, or of that in which the rule begins. */
struct date hours_preview_monday(const struct hours_request *h, struct date valid_from);

/* The batch everything begins with; GET has only its first rows. */
void hours_ask(struct request *rq, struct hours_request *h, continuation_fn *judge);

/* False, and replied, when it failed. */
bool hours_answered(struct request *rq, const struct db_result *res);
