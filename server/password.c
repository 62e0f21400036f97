/* password.c - passwords as argon2id hashes. */
#include "server/password.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

/* Above the floor of OWASP's Password Storage Cheat Sheet (19 MiB, 2 passes). */
enum { PASSES = 3, MEMORY_BYTES = 32 * 1024 * 1024 };

static_assert((int)PASSWORD_HASH_SIZE == (int)crypto_pwhash_STRBYTES, "libsodium writes that");

bool password_hash(char out[PASSWORD_HASH_SIZE], const char *password)
{
	return crypto_pwhash_str_alg(out, password, strlen(password), PASSES, MEMORY_BYTES,
				     crypto_pwhash_ALG_ARGON2ID13) == 0;
}

bool password_right(const char *hash, const char *password)
{
	char unused[PASSWORD_HASH_SIZE];

	if (hash)
		return crypto_pwhash_str_verify(hash, password, strlen(password)) == 0;
	return password_hash(unused, password) && false;
}
