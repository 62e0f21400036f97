/* secret.c - what staff sign in with: session keys, links, recovery codes. */
#include "lib/secret.h"

#include <ctype.h>
#include <sodium.h>
#include <stddef.h>
#include <string.h>

enum {
	SECRET_BYTES = 32,
	RECOVERY_BYTES = 10,
	GROUP = 4, /* letters of a recovery code between hyphens */
	BASE32_BITS = 5,
};

static const char BASE32[] = "abcdefghijklmnopqrstuvwxyz234567";

/* len is a multiple of 5, so that no padding arises. */
static void base32_write(char *out, const unsigned char *bytes, size_t len)
{
	unsigned bits = 0, have = 0;

	for (size_t i = 0; i < len; i++) {
		bits = bits << 8 | bytes[i];
		for (have += 8; have >= BASE32_BITS; have -= BASE32_BITS)
			*out++ = BASE32[bits >> (have - BASE32_BITS) & 31];
	}
	*out = '\0';
}

void secret_draw(char out[SECRET_TEXT_SIZE])
{
	unsigned char bytes[SECRET_BYTES];

	randombytes_buf(bytes, sizeof bytes);
	sodium_bin2base64(out, SECRET_TEXT_SIZE, bytes, sizeof bytes,
			  sodium_base64_VARIANT_URLSAFE_NO_PADDING);
}

void secret_hash(char out[TOKEN_HASH_SIZE], const char *text)
{
	unsigned char hash[TOKEN_HASH_BYTES];

	crypto_generichash(hash, sizeof hash, (const unsigned char *)text, strlen(text), NULL, 0);
	out[0] = '\\';
	out[1] = 'x';
	sodium_bin2hex(out + 2, TOKEN_HASH_SIZE - 2, hash, sizeof hash);
}

void recovery_draw(char out[RECOVERY_TEXT_SIZE])
{
	unsigned char bytes[RECOVERY_BYTES];
	char text[RECOVERY_BYTES * 8 / BASE32_BITS + 1];

	randombytes_buf(bytes, sizeof bytes);
	base32_write(text, bytes, sizeof bytes);
	recovery_parse(out, text);
}

bool recovery_parse(char out[RECOVERY_TEXT_SIZE], const char *typed)
{
	size_t n = 0;

	for (; *typed; typed++) {
		int c = tolower((unsigned char)*typed);

		if (c == '-' || c == ' ')
			continue;
		if (!strchr(BASE32, c) || n == RECOVERY_TEXT_SIZE - 1)
			return false;
		out[n++] = (char)c;
		if (n % (GROUP + 1) == GROUP && n < RECOVERY_TEXT_SIZE - 1)
			out[n++] = '-';
	}
	out[n] = '\0';
	return n == RECOVERY_TEXT_SIZE - 1;
}

void totp_secret_derive(unsigned char out[TOTP_SECRET_BYTES], const char *key, const char *purpose)
{
	crypto_generichash(out, TOTP_SECRET_BYTES, (const unsigned char *)purpose, strlen(purpose),
			   (const unsigned char *)key, strlen(key));
}

void totp_secret_draw(unsigned char out[TOTP_SECRET_BYTES])
{
	randombytes_buf(out, TOTP_SECRET_BYTES);
}

void totp_secret_format(char out[TOTP_SECRET_TEXT_SIZE],
			const unsigned char secret[TOTP_SECRET_BYTES])
{
	base32_write(out, secret, TOTP_SECRET_BYTES);
	for (char *c = out; *c; c++)
		*c = (char)toupper((unsigned char)*c);
}
