/* booking_new.h - a booking for somebody who calls or stands there: what is asked, and its page. */
#pragma once

#include "lib/reference.h"
#include "lib/token.h"
#include "server/staff/choice.h"

/* Lives from the request to its answer. */
struct desk {
	struct wording w;
	const struct office *office;
	struct fields *f;
	bool can_overbook;

	/* 1. what for */
	const struct service *service; /* NULL: not chosen yet */
	const char *surname, *whom;
	const struct municipality *municipality;
	bool unclear; /* who is responsible: more must be said first */
	struct times_query query;
	struct date from; /* year 0: now */

	/* 2. when */
	struct choice choice;
	bool overbook, taken;

	/* 3. who */
	const char *given_name, *family_name, *email, *phone, *note, *confirmation;
	char *answers; /* JSON */

	/* claiming it */
	char token[TOKEN_TEXT_SIZE], hash[TOKEN_HASH_SIZE];
	struct times_place places[CHOICE_PLACES_MAX];
	size_t nplaces, tried, overbooked;
	bool renewed; /* the token brought along was used up: this is a fresh one */
};

/* Read step 1; strict: also say what is missing to tell who is responsible. */
void desk_read_what(struct desk *d, const struct session *s, bool strict);

/* Persons to choose from for booking over: those of the office, and all who take the service. */
const struct contact_person *desk_person(const struct desk *d, const char *slug);

/* The document; values: what was typed in the second form, or NULL. */
json_t *desk_document(struct request *rq, const struct desk *d, json_t *values);
