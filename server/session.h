/*
 * session.h - who of the staff asks, and what they may do.
 *
 * One place decides.  A row of the route table says which right it needs (server/right.h).
 * Before its handler runs, session_admit() reads the session of the cookie and
 * answers who may not: JSON gets 401 or 403, a page leads to the sign-in.
 *
 * The right also has to hold for the office of the thing:
 *
 * - A route with ":office" in its path is checked there, by the office's slug (404 when
 *   there is none, 403 when it is foreign).  The handler finds it by staff_office().
 * - All other routes from RIGHT_BOOKINGS on, and everybody who acts for one contact person
 *   only, are barred: request_ask() refuses until the handler has called staff_scope(), whose
 *   lists its statements must narrow everything by, or staff_may().
 */
#pragma once

#include <stdint.h>

#include "lib/secret.h"
#include "server/net/request.h"
#include "server/right.h"
#include "server/tenant.h"

enum {
	GRANTS_MAX = 64,
	SESSION_IDLE_SECONDS = 30 * 60,
	SESSION_LIFE_SECONDS = 12 * 60 * 60,
	STEP_LIFE_SECONDS = 15 * 60, /* between password and second factor */
};

enum stage {
	STAGE_CODE,   /* the second factor is still to come */
	STAGE_SET_UP, /* it must be set up first */
	STAGE_FULL,
};

struct grant {
	enum role role;
	const struct office *office; /* and all below it; NULL: the whole authority */
	int64_t person_id;           /* of ROLE_CONTACT_PERSON, else 0 */
};

/* Lives as long as the request; request_session() gives it too. */
struct session {
	char id[KEY_TEXT_SIZE], account_id[KEY_TEXT_SIZE]; /* for SQL */
	char key_hash[TOKEN_HASH_SIZE];
	const char *name, *email;
	enum stage stage;
	struct grant grants[GRANTS_MAX];
	size_t ngrants;
	json_t *row;
};

/* The hook of server/net. */
void session_admit(struct request *rq);

/* NULL only on routes of RIGHT_ANYBODY, when nobody is signed in. */
const struct session *staff_session(const struct request *rq);

/* Whether who asks has the right to things of that office (NULL: of the whole authority),
 * or, where person_id is not 0, to those of that contact person there.  Lifts the bar when true. */
bool staff_may(struct request *rq, enum right right, const struct office *office,
	       int64_t person_id);

/* The same for reading what a page shows, such as which buttons: lifts nothing. */
bool session_may(const struct session *s, enum right right, const struct office *office,
		 int64_t person_id);

/* Whether there is anything there to which it has the right: a contact person's own is enough.
 * office NULL: anywhere. */
bool session_has(const struct session *s, enum right right, const struct office *office);

/*
 * Where the route's right holds, as PostgreSQL arrays of keys: a statement shows and changes
 * only rows with `office_id = ANY ($n::bigint[]) OR contact_person_id = ANY ($m::bigint[])`.
 * Lent until the reply.
 */
struct scope {
	const char *offices, *persons; /* "{1,2}", "{}" */
};

struct scope staff_scope(struct request *rq);

/* The same for a search that goes beyond the office of the path, to all it has the right to. */
struct scope staff_scope_everywhere(struct request *rq);

/* The office of the path's ":office", whatever its state; never NULL in a handler. */
const struct office *staff_office(const struct request *rq);

/* The office of that slug, whatever its state; NULL when there is none. */
const struct office *staff_office_named(const struct request *rq, const char *slug);

/* Set the cookie; key NULL: take it away. */
void session_cookie(struct request *rq, const char *key);

/* False, and a problem replied, when the browser would not keep a cookie here: staff sign in
 * by https, or on this very machine. */
bool session_possible(struct request *rq);

/* A secret for that purpose that follows from the cookie's key: the same in this session, and
 * nobody else's. */
void session_secret(struct request *rq, const char *purpose, unsigned char out[TOTP_SECRET_BYTES]);

/* The hash of the cookie's key; false when it has none. */
bool session_key_hash(struct request *rq, char out[TOKEN_HASH_SIZE]);

/* "full" and so on, as the database and the documents say it. */
const char *stage_name(enum stage stage);
