/* pkce.c - state, nonce and verifier of one sign-in. */
#include "lib/pkce.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

enum { HASH_BYTES = 32 };

static_assert((int)crypto_hash_sha256_BYTES == (int)HASH_BYTES, "as many as a secret has");

static void base64_write(char out[SECRET_TEXT_SIZE], const unsigned char hash[HASH_BYTES])
{
	sodium_bin2base64(out, SECRET_TEXT_SIZE, hash, HASH_BYTES,
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

/* Whoever knows one of them knows none of the others: the secret is the key of the hash. */
static void part_derive(char out[SECRET_TEXT_SIZE], const char *part, const char *secret)
{
	unsigned char key[HASH_BYTES], hash[HASH_BYTES];

	crypto_generichash(key, sizeof key, (const unsigned char *)secret, strlen(secret), NULL, 0);
	crypto_generichash(hash, sizeof hash, (const unsigned char *)part, strlen(part), key,
			   sizeof key);
	base64_write(out, hash);
}

void pkce_challenge(char out[SECRET_TEXT_SIZE], const char *verifier)
{
	unsigned char hash[HASH_BYTES];

	crypto_hash_sha256(hash, (const unsigned char *)verifier, strlen(verifier));
	base64_write(out, hash);
}

void pkce_derive(struct pkce *out, const char *secret)
{
	part_derive(out->state, "state", secret);
	part_derive(out->nonce, "nonce", secret);
	part_derive(out->verifier, "verifier", secret);
	pkce_challenge(out->challenge, out->verifier);
}

bool pkce_state_matches(const struct pkce *p, const char *state)
{
	return strlen(state) == SECRET_TEXT_SIZE - 1 &&
	       sodium_memcmp(p->state, state, SECRET_TEXT_SIZE) == 0;
}
