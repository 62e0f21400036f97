/*
 * secret.h - what staff sign in with: session keys, links, recovery codes.
 *
 * Drawn from libsodium's generator and stored as hashes only.
 */
#pragma once

#include <stdbool.h>

#include "lib/token.h"

enum {
	SECRET_TEXT_SIZE = 43 + 1,  /* 256 bits, base64url (RFC 4648 section 5) without padding */
	RECOVERY_TEXT_SIZE = 4 * 5, /* "mfrg-gzdf-mzxw-6ytb": 80 bits, base32 in lower case */
	TOTP_SECRET_BYTES = 20,     /* as RFC 4226 section 4 recommends */
	TOTP_SECRET_TEXT_SIZE = 32 + 1, /* base32 (RFC 4648 section 6), no padding */
};

void secret_draw(char out[SECRET_TEXT_SIZE]);

/* The BLAKE2b-256 of a text as PostgreSQL reads a bytea; size as that of tokens. */
void secret_hash(char out[TOKEN_HASH_SIZE], const char *text);

void recovery_draw(char out[RECOVERY_TEXT_SIZE]);

/* What somebody typed, in the one spelling that is hashed: any case, any blanks and
 * hyphens.  False when it is no recovery code. */
bool recovery_parse(char out[RECOVERY_TEXT_SIZE], const char *typed);

void totp_secret_draw(unsigned char out[TOTP_SECRET_BYTES]);

/* One that follows from a key of secret_draw() and what it is for, the same each time. */
void totp_secret_derive(unsigned char out[TOTP_SECRET_BYTES], const char *key, const char *purpose);

void totp_secret_format(char out[TOTP_SECRET_TEXT_SIZE],
			const unsigned char secret[TOTP_SECRET_BYTES]);
