/*
 * token.h - the secret in a manage link.
 *
 * 128 random bits.  Whoever has them may act on the booking, so only their hash
 * is stored: a copy of the database opens nothing.
 */
#pragma once

#include <stdbool.h>

enum {
	TOKEN_BYTES = 16,
	TOKEN_TEXT_SIZE = 22 + 1,         /* base64url (RFC 4648, section 5), no padding */
	TOKEN_HASH_BYTES = 32,            /* BLAKE2b-256 */
	TOKEN_HASH_SIZE = 2 + 2 * 32 + 1, /* "\x" and hex digits */
};

struct token {
	unsigned char bytes[TOKEN_BYTES];
};

/* Draw a fresh one from libsodium's generator. */
void token_draw(struct token *out);

void token_format(char out[TOKEN_TEXT_SIZE], const struct token *token);

/* Exactly what token_format() writes; any other spelling of the same bits, or
 * anything else, is false. */
bool token_parse(struct token *out, const char *text);

/* The hash as PostgreSQL reads a bytea: \x and 64 lower case hex digits. */
void token_hash(char out[TOKEN_HASH_SIZE], const struct token *token);
