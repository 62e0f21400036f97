/*
 * pkce.h - what a sign-in with OpenID Connect is held together by: state, nonce, and the
 * verifier of PKCE (RFC 7636).
 *
 * All three follow from one secret that the browser keeps in its cookie until it comes back.
 * So the server keeps nothing, and none of the three tells another.
 */
#pragma once

#include "lib/secret.h"

struct pkce {
	/* 256 bits each, base64url: what RFC 7636 section 4.1 recommends for a verifier. */
	char state[SECRET_TEXT_SIZE], nonce[SECRET_TEXT_SIZE], verifier[SECRET_TEXT_SIZE];
	char challenge[SECRET_TEXT_SIZE]; /* of the verifier, method S256 */
};

void pkce_derive(struct pkce *out, const char *secret);

/* RFC 7636 section 4.2. */
void pkce_challenge(char out[SECRET_TEXT_SIZE], const char *verifier);

/* In a time that tells nothing. */
bool pkce_state_matches(const struct pkce *p, const char *state);
