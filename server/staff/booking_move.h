/* booking_move.h - a booking that staff move to another time, and the page of it. */
#pragma once

#include "server/own_time.h"
#include "server/staff/appointment.h"
#include "server/staff/choice.h"

/* Too late to change it. */
extern const struct problem RELOCATION_OVER;

/* Lives from the request to its answer. */
struct relocation {
	struct wording w;
	struct scope scope;
	const char *id;
	struct appointment a; /* borrows from rows: for one continuation only */
	struct fields *f;
	struct times_query query;
	const char *whom; /* "", "all" or a slug */
	struct own_time own;
	struct date from;
	struct choice choice;
	const char *text, *version;
	char token[TOKEN_TEXT_SIZE], hash[TOKEN_HASH_SIZE];
	struct times_place places[CHOICE_PLACES_MAX];
	size_t nplaces, tried;
	bool taken;
};

/* Read the booking, of the rows of appointment_ask() that begin with the first, and who might take
 * it; false, and replied, when it cannot be moved (any more). */
bool relocation_open(struct request *rq, struct relocation *m, const struct db_result *res,
		     size_t first);

json_t *relocation_document(struct request *rq, struct relocation *m, const struct db_result *res,
			    size_t first);
