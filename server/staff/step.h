/*
 * step.h - what the steps of signing in share: the lock-out, and the session each ends with.
 *
 * Attempts are counted per address typed and client together, before they are
 * looked at.  So whoever guesses locks out himself, and nobody else.
 */
#pragma once

#include "lib/field.h"
#include "server/session.h"
#include "server/text.h"

enum {
	FREE_FAILURES = 5,
	FIRST_WAIT_SECONDS = 5 * 60,
	LONGEST_WAIT_SECONDS = 60 * 60,
	FORGOT_LINK_SECONDS = 60 * 60, /* the text staff.forgot.sent says so too */
};

/* Lives from the request to its answer. */
struct step {
	struct wording w;
	struct fields *f;
	char attempt[TOKEN_HASH_SIZE];
	char account_id[KEY_TEXT_SIZE];
	enum stage stage;           /* of the session to come */
	char key[SECRET_TEXT_SIZE]; /* its key */
	char next[1024];            /* path to go on to, or "" */
	char *id_token;     /* by the single sign-on (server/staff/sso_leave.h); else NULL */
	handler_fn *refuse; /* shows the form again, with step_errors() */
	json_t *wait;       /* errors of an attempt that was not looked at, or NULL */
};

/* Read the body; false, and replied, when it cannot be, or this client asks too often. */
bool step_begin(struct request *rq, struct step *s);

/* Where to go on to after all steps; what is no page of the staff side is left out. */
void step_next(struct step *s, const char *path);

/* Name the attempt: whose account, as it was typed. */
void step_attempt(struct request *rq, struct step *s, const char *email);

/* SQL_SIGN_IN_BEGIN with its parameters. */
struct db_query step_count(const struct step *s);

/*
 * Its answer: false, and replied, when the attempt may not be looked at.  JSON
 * gets 429; a page its form again, with "wait" as error of that field.
 */
bool step_allowed(struct request *rq, struct step *s, const PGresult *rows, const char *field);

/* What is wrong, for reply_invalid(). */
json_t *step_errors(const struct step *s);

/* Start the session of s->stage in place of the one there was; goes on in done(). */
void step_session(struct request *rq, struct step *s, continuation_fn *done);

/* Where the stage leads; JSON gets {stage, next_url}. */
void step_reply(struct request *rq, const struct step *s);
