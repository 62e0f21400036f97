/* hold.h - a hold as the database knows it, and as a document. */
#pragma once

#include "lib/token.h"
#include "server/citizen/asked.h"

/* Of a row of hold_show.  Borrows from the catalogue, and the room from the row. */
struct hold {
	char token[TOKEN_TEXT_SIZE];
	struct service *service;
	struct contact_person *person;
	enum channel channel;
	time_t starts_at, expires_at;
	int minutes;
	bool held, confirmed, extended;
	const char *room; /* of the time; empty: that of the contact person */
};

/* Read the token of the path and its hash; false when it is none. */
bool hold_token_read(char token[TOKEN_TEXT_SIZE], char hash[TOKEN_HASH_SIZE], const char *text);

/* False when service or person are no more. */
bool hold_read(struct hold *h, const struct wording *w, const PGresult *rows, int row,
	       const char *token);

/* Of a hold this worker made itself; false when it is not known here. */
bool hold_recall(struct hold *h, struct request *rq, const struct wording *w, const char *token,
		 const char *hash);

/* This worker made it. */
void hold_remember(struct request *rq, const struct hold *h, const char *hash);

/*
 * What decided who is responsible, as the page's links and hidden fields carry it on; when that is
 * not said or not right, the hold's own person is.
 */
void hold_asked(struct asked *a, const struct hold *h, struct fields *f);

/* The hold document, without the form. */
json_t *hold_document(const struct wording *w, const struct hold *h, const struct asked *a);

/* "/holds/TOKEN?surname=..." for redirects. */
json_t *hold_url(const struct hold *h, const struct asked *a);

/* 410 with the nearest free times and what was typed (NULL: nothing). */
void hold_reply_expired(struct request *rq, const struct wording *w, const struct hold *h,
			const struct asked *a, const json_t *typed);

/* 409 with the nearest free times. */
void hold_reply_taken(struct request *rq, const struct wording *w, const struct asked *a,
		      time_t starts_at, const json_t *typed);
