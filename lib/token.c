/* token.c - the secret in a manage link. */
#include "lib/token.h"

#include <assert.h>
#include <sodium.h>
#include <string.h>

void token_draw(struct token *out)
{
	/* Harmless when it has been called before, and the only failure is a
	 * machine without a source of randomness. */
	int ready = sodium_init();

	assert(ready >= 0);
	(void)ready;
	randombytes_buf(out->bytes, sizeof out->bytes);
}

void token_format(char out[TOKEN_TEXT_SIZE], const struct token *token)
{
	sodium_bin2base64(out, TOKEN_TEXT_SIZE, token->bytes, sizeof token->bytes,
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

bool token_parse(struct token *out, const char *text)
{
	struct token token;
	char again[TOKEN_TEXT_SIZE];
	size_t length = strnlen(text, TOKEN_TEXT_SIZE), bytes;

	if (sodium_base642bin(token.bytes, sizeof token.bytes, text, length, NULL, &bytes, NULL,
			      sodium_base64_VARIANT_URLSAFE_NO_PADDING) != 0 ||
	    bytes != sizeof token.bytes)
		return false;
	/* libsodium 1.0.18 takes bytes above 127 for letters. */
	token_format(again, &token);
	if (strcmp(text, again) != 0)
		return false;
	*out = token;
	return true;
}

void token_hash(char out[TOKEN_HASH_SIZE], const struct token *token)
{
	unsigned char hash[TOKEN_HASH_BYTES];

	crypto_generichash(hash, sizeof hash, token->bytes, sizeof token->bytes, NULL, 0);
	out[0] = '\\';
	out[1] = 'x';
	sodium_bin2hex(out + 2, TOKEN_HASH_SIZE - 2, hash, sizeof hash);
}
