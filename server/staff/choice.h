/*
 * choice.h - free times as staff choose among them, booking for somebody or moving a booking.
 */
#pragma once

#include "lib/field.h"
#include "server/session.h"
#include "server/times.h"
#include "server/wording.h"

enum {
	CHOICE_DAYS = 5, /* with times, on one page */
	CHOICE_PLACES_MAX = 64,
};

/* What the field `time` says: "STARTS_AT SLUG". */
struct choice {
	time_t starts_at;
	const struct contact_person *person; /* NULL: nothing chosen */
};

/* Set the persons to all who take the service at all. */
void choice_everybody(struct times_query *q);

/* Set them to one person. */
void choice_only(struct times_query *q, const struct contact_person *p);

/* Leave out with whom who asks may not book. */
void choice_narrow(struct times_query *q, const struct session *s);

/* One of the query's persons by slug; NULL when there is none. */
const struct contact_person *choice_person(const struct times_query *q, const char *slug);

/* Read the field `time`; its person is one of all who take the service. */
bool choice_read(struct choice *c, struct fields *f, enum field_need need,
		 const struct times_query *q);

/*
 * Add `days` to the document, from that day on, with the time of that value checked
 * (NULL: none) and without one that was lost (NULL: none).  Gives the day to go on
 * from; year 0: there are no later times.
 */
struct date choice_days(json_t *document, const struct wording *w, const struct times_query *q,
			const struct calendars *calendars, struct date from, const char *checked,
			const struct choice *lost);

/* The start as statements take it. */
enum { CHOICE_TIME_SIZE = sizeof "2026-11-25T09:20:00Z" };

void choice_time(char out[CHOICE_TIME_SIZE], time_t starts_at);
