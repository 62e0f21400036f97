/* booking.h - a booking as the database knows it, and as a document. */
#pragma once

#include <libpq-fe.h>

#include "lib/token.h"
#include "server/db/pool.h"
#include "server/wording.h"

/* Of a row of booking_show.  Borrows from the rows and the catalogue. */
struct booking {
	const char *token, *reference, *uid, *family_name, *given_name, *email, *phone, *language;
	const char *room; /* of the time; empty: that of the contact person */
	int sequence, minutes;
	bool cancelled;
	const struct office *office;
	const struct service *service;
	const struct contact_person *person;
	enum channel channel;
	time_t starts_at, created_at, changed_at;
	json_t *answers, *asked; /* owned */
};

/* A fresh UID of a calendar entry (RFC 5545 section 3.8.4.7): random, at the authority's host. */
enum { BOOKING_UID_SIZE = 2 * TOKEN_BYTES + 256 };

void booking_uid(char out[BOOKING_UID_SIZE], const struct authority *a);

/* Whether a move was refused since the time was taken meanwhile, or since two who wanted each
 * other's time met. */
bool booking_move_lost(const struct db_result *res);

/* False when the office is no more; service and person may be NULL. */
bool booking_read(struct booking *b, const struct wording *w, const PGresult *rows, int row,
		  const char *token);
void booking_done(struct booking *b);

/* While it is to come and the office's deadline has not passed. */
bool booking_can_change(const struct booking *b);

json_t *booking_document(const struct wording *w, const struct booking *b);
