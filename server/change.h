/*
 * change.h - a change that may take time away, and the bookings it would hit.
 *
 * Weekly hours, slots and closures are all changed this way.  The change is tried:
 * its statements run between change_begin and change_end (migrations/0007), which look,
 * in the same transaction, which confirmed bookings still to come would no longer lie in
 * released time (booking.outside, and those stranded before, apart).  When there are some
 * that nobody has decided about, the transaction is rolled back and staff.conflicts is
 * shown (JSON: 409 with it); its form sends the same
 * fields again with decision.ID = move | cancel | keep for each.  So no edit ever
 * leaves a booking outside of released time without somebody having decided, and the
 * citizen having been told.
 */
#pragma once

#include "server/db/pool.h"
#include "server/net/request.h"
#include "server/wording.h"

enum { CHANGE_QUERIES_MAX = 4 };

struct change_run;

/*
 * The first member of what the handler keeps by request_state(), and filled by it; what it
 * points to lives until the reply.
 */
struct change {
	const struct wording *w;
	const struct office *office;
	struct db_query queries[CHANGE_QUERIES_MAX]; /* what it writes, in this order */
	size_t nqueries;
	bool everywhere;     /* it takes the time of the whole authority */
	const char *persons; /* whose time it takes, as "{1,2}"; NULL: of everybody in the office
				and below */
	/* Who answers for what the absent person answers for, in [from, to) ticks; NULL: nobody. */
	const struct contact_person *absent, *substitute;
	int32_t substitute_from, substitute_to;
	const char *
		title_text; /* of staff.conflicts: "Sabine Keller ist abwesend"; how many follows */
	const char *back_url; /* where the change began */
	bool preview;         /* only count: always rolled back, then made() sees `hits` */
	size_t hits;          /* set before made(): how many bookings the change hits */
	size_t calls;         /* set before made(): how many citizens are to be called */
	/*
	 * The batch was committed (res->status DB_OK, rows of the queries in order, also when one
	 * found nothing, such as an old version), or it was refused (DB_REFUSED).
	 * Replies.  With `preview`, res->status is DB_OK and there are no rows.
	 */
	continuation_fn *made;
	struct change_run *run; /* of change.c alone */
};

/* What a citizen is told by phone whose appointment was moved; to be freed. */
json_t *change_tell_moved(const struct wording *w, time_t starts_at,
			  const struct contact_person *person);

/* Where to go on: to the list of calls when somebody is to be called, else as usual (takes it). */
json_t *change_location(const struct change *c, json_t *usual);

/* For the office and the persons of the change the handler has made sure of the right. */
void change_make(struct request *rq, struct change *c);
