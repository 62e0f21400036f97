/*
 * appointment.h - a booking as staff see it: the row of a list, and the whole page.
 *
 * Actions of kind 'booking' in the audit log, which its history tells: book, move
 * (before and after: {"from_at": seconds}), cancel, keep, note, told, attend and undo (after:
 * {"attendance": "arrived"}).
 */
#pragma once

#include "server/booking.h"
#include "server/db/pool.h"
#include "server/session.h"

enum attendance {
	ATTENDANCE_EXPECTED,
	ATTENDANCE_ARRIVED,
	ATTENDANCE_IN_PROGRESS,
	ATTENDANCE_DONE,
	ATTENDANCE_MISSED,
	ATTENDANCE_CANCELLED, /* only said, not stored: the booking's state */
	ATTENDANCES
};

/* Of a row of appointment_show or appointments_of_day.  Borrows from the rows and the catalogue. */
struct appointment {
	struct booking b;        /* without a token */
	const struct office *at; /* whose pages show it */
	const char *id, *version, *note, *call_due;
	enum attendance attendance;
	time_t attendance_since, cancelled_at, erased_at, told_at; /* 0: not */
	bool outside;
	bool rehearsal; /* somebody plays a citizen */
};

/* False when the office is no more.  appointment_done() is due either way. */
bool appointment_read(struct appointment *a, const struct wording *w, const struct office *at,
		      const PGresult *rows, int row);
void appointment_done(struct appointment *a);

const char *attendance_name(enum attendance attendance);
enum attendance attendance_parse(const char *name);

/* Flat: attendance, attendance_is, attendance_text, since_text. */
void shape_attendance(json_t *document, const struct wording *w, enum attendance attendance,
		      time_t since);

json_t *word_span(const struct wording *w, time_t from, int minutes); /* 8:30–9:00 */
json_t *word_short(const struct wording *w, time_t t);                /* Mo., 23.11., 10:00 */

json_t *appointment_name(const struct wording *w,
			 const struct appointment *a); /* Brenner, Katrin */
json_t *appointment_title(const struct wording *w,
			  const struct appointment *a); /* Katrin Brenner */

/* "/staff/OFFICE/bookings/ID" and what follows, in the page's language. */
json_t *appointment_url(const struct wording *w, const struct appointment *a, const char *rest);

/* Attendance is for the day itself, and after: appointments before this moment. */
time_t appointment_day_end(const struct wording *w);

/* While it is to come. */
bool appointment_can_change(const struct appointment *a);

/* {slug, name}; takes the name. */
json_t *shape_named(const char *slug, json_t *name);

/* What every list of bookings can say of one, and its page, too. */
json_t *appointment_new(const struct wording *w, const struct appointment *a);

/* A row of the day, without is_next. */
json_t *appointment_row(const struct wording *w, const struct appointment *a);

/*
 * All of one booking: append the three queries of appointment_ask() to a batch; their answers
 * begin at rows[first].  appointment_found() is false, and replied, when there is none
 * in scope.  appointment_document() is staff.booking, without form and `changed`.
 */
enum { APPOINTMENT_QUERIES = 3 };

void appointment_ask(struct db_query queries[APPOINTMENT_QUERIES], const struct wording *w,
		     const struct scope *scope, const char *id);
bool appointment_found(struct request *rq, struct appointment *a, const struct wording *w,
		       const struct db_result *res, size_t first);
json_t *appointment_document(const struct wording *w, const struct appointment *a,
			     const struct db_result *res, size_t first);

/* Whether the path's ":booking" is a key at all; else NULL, and 404 replied. */
const char *appointment_key(struct request *rq);
