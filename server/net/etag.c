/* etag.c - what lets a client ask "still the same?". */
#include "server/net/etag.h"

#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

void etag_make(char etag[ETAG_BYTES], const void *data, size_t len, const char *variant)
{
	/* No secret: the same bytes must get the same tag from every worker, after every start. */
	static const unsigned char key[crypto_shorthash_KEYBYTES];
	unsigned char hash[crypto_shorthash_BYTES];
	char hex[2 * sizeof hash + 1];

	crypto_shorthash(hash, data, len, key);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	snprintf(etag, ETAG_BYTES, "\"%s%s\"", hex, variant);
}

bool etag_matches(const char *if_none_match, const char *etag)
{
	size_t etag_len = strlen(etag);

	while (if_none_match && *(if_none_match += strspn(if_none_match, ", \t"))) {
		size_t len = strcspn(if_none_match, ", \t");

		if (len == 1 && *if_none_match == '*')
			return true;
		/* The comparison is the weak one (13.1.2): proxies that compress weaken tags. */
		if (len > 2 && memcmp(if_none_match, "W/", 2) == 0) {
			if_none_match += 2;
			len -= 2;
		}
		if (len == etag_len && memcmp(if_none_match, etag, len) == 0)
			return true;
		if_none_match += len;
	}
	return false;
}
