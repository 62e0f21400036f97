/* booking.h - a booking as the database knows it, and as a document. */
#pragma once

#include "server/wording.h"
#include <libpq-fe.h>

/* Of a row of booking_show.  Borrows from the rows and the catalogue. */
struct booking {
	const char *token, *reference, *uid, *family_name, *given_name, *email, *phone, *language;
	int sequence, minutes;
	bool cancelled;
	const struct office *office;
	const struct service *service;
	const struct contact_person *person;
	enum channel channel;
	time_t starts_at, created_at, changed_at;
	json_t *answers, *asked; /* owned */
};

/* False when the office is no more; service and person may be NULL. */
bool booking_read(struct booking *b, const struct wording *w, const PGresult *rows, int row,
		  const char *token);
void booking_done(struct booking *b);

/* While it is to come and the office's deadline has not passed. */
bool booking_can_change(const struct booking *b);

json_t *booking_document(const struct wording *w, const struct booking *b);
