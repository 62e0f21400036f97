/* holidays.h - private to holidays.c, school.c and holidays_page.c: days nobody works, and those
 * children have off. */
#pragma once

#include <libpq-fe.h>

#include "lib/field.h"
#include "lib/school_holidays.h"
#include "server/change.h"
#include "server/session.h"

struct holidays_request {
	struct change change; /* first: change.c finds it here */
	struct wording w;
	const struct office *office;
	char office_id[KEY_TEXT_SIZE], version[KEY_TEXT_SIZE];
	struct fields *f;              /* of a POST, else NULL */
	struct school_holidays school; /* as read from a file, with its faults */
	bool may_all;                  /* what holds for the whole authority */
	bool outdated;
	const PGresult *closing, *open,
		*listed; /* closing_days, holidays_open, school_holidays_list */
	char *reason, *span, *title, *back, *list;
	const char *closed_id; /* the office; NULL: all */
};

/* False, and replied. */
bool holidays_begin(struct request *rq, struct holidays_request *h);
bool holidays_begin_post(struct request *rq, struct holidays_request *h, json_t **body);

/* Read what stands on the page and reply with it: with the mistakes of h->f when there are any. */
void holidays_ask(struct request *rq, struct holidays_request *h);

/* web/pages/admin/README.md, admin.holidays */
json_t *holidays_document(const struct holidays_request *h);
