/* day_list.h - which day is asked for, and of whom: what the page and the table share. */
#pragma once

#include "lib/buffer.h"
#include "server/staff/appointment.h"

enum show { SHOW_ALL, SHOW_OPEN, SHOW_WAITING };

/* Lives from the request to its answer. */
struct day_list {
	struct wording w;
	struct scope scope;
	const struct office *office;
	struct date date, today;
	const struct contact_person *person; /* NULL: everybody */
	enum show show;
	bool print, notes;
};

/* Read the query string and ask for the day's bookings; what it does not understand it leaves out.
 */
void day_list_ask(struct request *rq, continuation_fn *next);

/* Under which office's path the booking of that row stands: its own below the list's. */
const struct office *day_list_place(struct request *rq, const struct day_list *d,
				    const PGresult *rows, int row);

/* Whether the list shows such a booking. */
bool day_list_shows(const struct day_list *d, enum attendance attendance);

/* Whether who asks may see that person's bookings here. */
bool day_list_offers(struct request *rq, const struct day_list *d, const struct contact_person *p);

/* "/staff/OFFICE/day" or day.csv with all that is asked for, at that date. */
json_t *day_list_url(const struct day_list *d, const char *path, struct date date,
		     const char *more);
