/* password.h - passwords as argon2id hashes (RFC 9106).  Slow: run it by request_work(). */
#pragma once

#include <stdbool.h>

enum {
	PASSWORD_MIN_CHARACTERS = 12,
	PASSWORD_MAX_CHARACTERS = 200,
	PASSWORD_HASH_SIZE = 128, /* of libsodium's text with parameters and salt */
};

/* False when there is no memory for it. */
bool password_hash(char out[PASSWORD_HASH_SIZE], const char *password);

/* hash NULL: false, after the same time. */
bool password_right(const char *hash, const char *password);
