/* week.h - a contact person's week: what lies in it, drawn from the rows of one batch. */
#pragma once

#include "lib/tick.h"
#include "server/db/pool.h"
#include "server/session.h"
#include "server/wording.h"

enum {
	WEEK_DAYS = 7,
	WEEK_TICKS_MAX = WEEK_DAYS * DAY_TICKS + HOUR_TICKS, /* the clocks may go back */
};

/* Rows of the batch. */
enum { WEEK_SLOTS, WEEK_RESERVED, WEEK_CLOSED, WEEK_QUERIES };

enum week_kind { WEEK_BOOKING, WEEK_FREE, WEEK_HOLD, WEEK_CLOSURE, WEEK_BUSY };

struct week_item {
	enum week_kind kind;
	time_t from, to;
	const char *id; /* of the row; of free time NULL */
	json_t *text, *detail, *url;
};

/* Lives from the request to its answer. */
struct week {
	struct wording w;
	const struct office *office;
	const struct contact_person *person;
	struct scope scope;
	struct date monday, today;
	bool list, changes; /* as a list; whether who asks may change times */
	json_t *closures_url;
	time_t midnights[WEEK_DAYS + 1];
	size_t ndays; /* that are shown: 5, or more when something lies at the weekend */
	int from_hour, to_hour;
	int16_t slot[WEEK_TICKS_MAX]; /* row of WEEK_SLOTS, or -1 */
	uint8_t reserved[WEEK_TICKS_MAX];
	bool closed[WEEK_TICKS_MAX];
	struct week_item *items; /* in the order of time */
	size_t nitems, room;
	const struct db_result *rows;
};

/* Draw the rows; week_done() lets it go. */
void week_draw(struct week *k, const struct db_result *res);
void week_done(struct week *k);

/* What the rows of week_reserved say of one of them, with `kind`, `text`, `detail` and `url`. */
struct week_item week_reserved_item(const struct wording *w, const PGresult *rows, int row);

bool week_has(const struct week *k, time_t from, time_t to); /* something but closures */

/* What a slot is called: kept back from citizens, as a whole or a share of it, or `otherwise`. */
json_t *week_slot_text(const struct week *k, int row, const char *otherwise);

json_t *week_item_json(const struct week *k, const struct week_item *item);
json_t *week_document(struct request *rq, struct week *k);
