/*
 * change_run.h - private to change.c, proposals.c and conflicts.c: one change on its way
 * through trial, proposals and decisions.
 */
#pragma once

#include "lib/field.h"
#include "lib/token.h"
#include "server/change.h"
#include "server/times.h"

enum {
	TRIES_MAX = 4,         /* memory may be behind for a moment */
	HITS_MAX = 200,        /* that one page decides about */
	PROPOSAL_MINUTES = 30, /* so long a page of proposals may lie open */
	DECISION_TEXT_MAX = 1000,
	NAME_OF_DECISION_SIZE = sizeof "decision." + KEY_TEXT_SIZE,
};

/* A booking the change hits, and where it could go. */
struct hit {
	json_t *row; /* of change_bookings */
	int64_t id;
	const struct office *office;
	const struct service *service;       /* NULL: no more */
	const struct contact_person *person; /* NULL: no more */
	enum channel channel;
	time_t starts_at;
	int minutes;
	bool mail; /* is reached by mail */
	const char *decision;

	char token[TOKEN_TEXT_SIZE], hash[TOKEN_HASH_SIZE]; /* of the hold; "" : none asked for */
	bool held;
	struct times_place place;
	bool standing_in; /* by the substitute that the change brings */
	int32_t start;    /* tick */
	time_t held_until;
	int tries;     /* to hold one */
	time_t beyond; /* propose only later ones: one was taken meanwhile */
};

/* A hold that was proposed for a booking when the page was made. */
struct proposed {
	int64_t booking_id;
	char token[TOKEN_TEXT_SIZE], hash[TOKEN_HASH_SIZE];
};

struct change_run {
	json_t *body; /* as it was sent; lives as long as the request */
	struct fields *f;
	const char *step;  /* do: "all", "recount", "confirm"; NULL: the first time */
	const char *text;  /* for the mails, or NULL */
	bool decided;      /* the decisions are to be carried out */
	bool text_refused; /* too long and such */
	bool again;        /* carried out, but something had changed */
	json_t *refusal;   /* {hits: [id], open: [{person, service, channel, spans}]} */
	struct hit hits[HITS_MAX];
	size_t nhits, seen; /* so many of them were looked at for a proposal */
	struct proposed proposed[HITS_MAX];
	size_t nproposed;
	char *ids, *hashes; /* "{1,2}" for statements */
	json_t *decisions;
	char *decisions_text;
};

/* What was sent for this booking: "move", "cancel", "keep", or NULL. */
const char *decision_sent(const struct change_run *run, int64_t id);

/* Note which holds were proposed for which bookings when the page was made. */
void proposals_read(struct change_run *run);

/* The hidden fields that bring them back. */
void proposals_fields(const struct change_run *run, json_t *fields);

/* Match rows of holds_of: which proposals still stand. */
void proposals_match(const struct change *c, const PGresult *rows);

/* Propose and hold a time for each that has none; then goes on in conflicts_reply(). */
void proposals_make(struct request *rq, struct change *c);

/* staff.conflicts */
void conflicts_reply(struct request *rq, struct change *c);

/* What a citizen without e-mail is to be told. */
json_t *conflict_tell(const struct change *c, const struct hit *h);

/* Mo 23.11., 10:00 */
json_t *conflict_moment(const struct wording *w, time_t t);
