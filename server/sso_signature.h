/* sso_signature.h - whether one of the provider's keys signed a token, by cjose. */
#pragma once

#include <jansson.h>

#include "lib/problem.h"

enum signature {
	SIGNATURE_RIGHT,
	SIGNATURE_NO_KEY, /* none of these keys did: there may be newer ones */
	SIGNATURE_WRONG,  /* whatever the keys */
};

/* keys: the set (RFC 7517), {"keys": [...]}.  *claims is a new reference when it is right; *why
 * is filled in when it is not. */
enum signature signature_check(const char *token, const json_t *keys, json_t **claims,
			       struct problem *why);
