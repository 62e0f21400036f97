/*
 * id_token.h - whether an ID token says what it must (OpenID Connect Core 1.0 section 3.1.3.7).
 *
 * All but the signature itself, which is judged between the two: the header says which key and
 * algorithm, the claims count only once they are signed.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <time.h>

#include "lib/problem.h"

enum {
	ID_TOKEN_MAX_BYTES = 32 * 1024, /* people are in many groups */
	ID_TOKEN_SKEW_SECONDS = 60,     /* clocks may differ so much */
	ID_TOKEN_AGE_SECONDS = 10 * 60, /* it was made for this very sign-in */
	SUBJECT_MAX_BYTES = 255,        /* section 2, sub */
};

/* All borrowed. */
struct id_token_expected {
	const char *issuer, *client_id, *nonce;
	time_t now;
};

/* The header of a token as it came: a new reference, NULL when it is none. */
json_t *id_token_header(const char *token);

/*
 * RS256, PS256 or ES256, and no extension that would have to be understood (RFC 7515 section
 * 4.1.11).  In what a problem says nothing of the token's owner stands.
 */
bool id_token_header_check(const json_t *header, struct problem *why);

/* Whether a key of the provider's set (RFC 7517) may have signed a token with this header. */
bool id_token_key_fits(const json_t *jwk, const json_t *header);

bool id_token_check(const json_t *claims, const struct id_token_expected *expected,
		    struct problem *why);

/* Whether it says anything under that name, or path such as "realm_access.roles". */
bool id_token_tells(const json_t *claims, const char *claim);

/*
 * Add what the provider tells besides (Core section 5.3); what the token says itself stays.
 * False, and nothing added, when that is of somebody else.
 */
bool id_token_complete(json_t *claims, const json_t *userinfo);

/*
 * The groups: a list of texts, a new reference, empty when there are none.  A provider that
 * has but one may give it without a list.  claim is its name as it stands, else a path such
 * as "realm_access.roles".
 */
json_t *id_token_groups(const json_t *claims, const char *claim);
