/* sso_signature.c - whether one of the provider's keys signed a token, by cjose. */
#include "server/sso_signature.h"

#include <cjose/cjose.h>
#include <string.h>

#include "lib/id_token.h"

enum { RSA_MIN_BITS = 2048 };

static const char REFUSED[] = "sso_refused";

/* What the key signed: a new reference, or NULL when it did not. */
static json_t *claims_signed(const char *token, json_t *jwk)
{
	cjose_err err = {0};
	cjose_jwk_t *key = cjose_jwk_import_json((cjose_header_t *)jwk, &err);
	cjose_jws_t *jws = key ? cjose_jws_import(token, strlen(token), &err) : NULL;
	bool weak = key && cjose_jwk_get_kty(key, &err) == CJOSE_JWK_KTY_RSA &&
		    cjose_jwk_get_keysize(key, &err) < RSA_MIN_BITS;
	json_t *claims = NULL;
	uint8_t *text;
	size_t len;

	if (jws && !weak && cjose_jws_verify(jws, key, &err) &&
	    cjose_jws_get_plaintext(jws, &text, &len, &err))
		claims = json_loadb((const char *)text, len, JSON_REJECT_DUPLICATES, NULL);
	cjose_jws_release(jws);
	cjose_jwk_release(key);
	return claims;
}

enum signature signature_check(const char *token, const json_t *keys, json_t **claims,
			       struct problem *why)
{
	const json_t *list = json_object_get(keys, "keys");
	json_auto_t *header = id_token_header(token);

	*claims = NULL;
	if (!header) {
		problem(why, 403, REFUSED, "the ID token cannot be read");
		return SIGNATURE_WRONG;
	}
	if (!id_token_header_check(header, why))
		return SIGNATURE_WRONG;
	for (size_t i = 0; !*claims && i < json_array_size(list); i++) {
		json_t *jwk = json_array_get(list, i);

		if (id_token_key_fits(jwk, header))
			*claims = claims_signed(token, jwk);
	}
	if (*claims)
		return SIGNATURE_RIGHT;
	problem(why, 403, REFUSED, "no key of the provider signed the ID token");
	return SIGNATURE_NO_KEY;
}
