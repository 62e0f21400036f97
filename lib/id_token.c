/* id_token.c - whether an ID token says what it must. */
#include "lib/id_token.h"

#include <sodium.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/xalloc.h"

/* Those that are signed with a private key; a key that both sides know signs nothing here. */
static const struct algorithm {
	const char *name, *key_type, *curve;
} ALGORITHMS[] = {
	{"RS256", "RSA", NULL},
	{"PS256", "RSA", NULL},
	{"ES256", "EC", "P-256"},
	{0},
};

static const char *text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static bool wrong(struct problem *why, const char *what)
{
	return problem(why, 403, "sso_refused", "the ID token %s", what);
}

/*
 * The header
 */

json_t *id_token_header(const char *token)
{
	size_t len = strcspn(token, "."), size = len + 1, out = 0;
	unsigned char *bytes;
	json_t *header = NULL;

	if (token[len] != '.' || strlen(token) > ID_TOKEN_MAX_BYTES)
		return NULL;
	bytes = xcalloc(size, 1);
	if (sodium_base642bin(bytes, size, token, len, NULL, &out, NULL,
			      sodium_base64_VARIANT_URLSAFE_NO_PADDING) == 0)
		header = json_loadb((const char *)bytes, out, JSON_REJECT_DUPLICATES, NULL);
	free(bytes);
	if (json_is_object(header))
		return header;
	json_decref(header);
	return NULL;
}

static const struct algorithm *algorithm_of(const json_t *header)
{
	const char *name = text_of(header, "alg");

	for (const struct algorithm *a = ALGORITHMS; name && a->name; a++)
		if (strcmp(a->name, name) == 0)
			return a;
	return NULL;
}

bool id_token_header_check(const json_t *header, struct problem *why)
{
	const json_t *kid = json_object_get(header, "kid");

	if (!algorithm_of(header))
		return wrong(why, "is not signed by RS256, PS256 or ES256");
	if (json_object_get(header, "crit") || json_object_get(header, "b64"))
		return wrong(why, "has an extension that is not known here");
	if (kid && !json_is_string(kid))
		return wrong(why, "names no key");
	return true;
}

/* What the key says of itself, where it says it at all. */
static bool says_or_silent(const json_t *jwk, const char *member, const char *value)
{
	const json_t *said = json_object_get(jwk, member);

	return !said || (json_is_string(said) && strcmp(json_string_value(said), value) == 0);
}

bool id_token_key_fits(const json_t *jwk, const json_t *header)
{
	const struct algorithm *a = algorithm_of(header);
	const char *kid = text_of(header, "kid"), *own = text_of(jwk, "kid");
	const char *type = text_of(jwk, "kty"), *curve = text_of(jwk, "crv");

	if (!a || !type || strcmp(type, a->key_type) != 0)
		return false;
	if (a->curve && (!curve || strcmp(curve, a->curve) != 0))
		return false;
	if (kid && (!own || strcmp(own, kid) != 0))
		return false;
	return says_or_silent(jwk, "use", "sig") && says_or_silent(jwk, "alg", a->name);
}

/*
 * The claims
 */

static bool is_text(const json_t *claims, const char *name, const char *expected)
{
	const char *text = text_of(claims, name);

	return text && strcmp(text, expected) == 0;
}

/* For us, and when for others too, then given to us (azp). */
static bool audience_check(const json_t *claims, const char *client_id, struct problem *why)
{
	const json_t *aud = json_object_get(claims, "aud");
	bool named = is_text(claims, "aud", client_id);

	for (size_t i = 0; i < json_array_size(aud); i++) {
		const char *one = json_string_value(json_array_get(aud, i));

		named = named || (one && strcmp(one, client_id) == 0);
	}
	if (!named)
		return wrong(why, "is for another program (aud)");
	if ((json_array_size(aud) > 1 || json_object_get(claims, "azp")) &&
	    !is_text(claims, "azp", client_id))
		return wrong(why, "was given to another program (azp)");
	return true;
}

/* Seconds since 1970, perhaps with a fraction; false when it is no such number. */
static bool moment_read(const json_t *claims, const char *name, double *out)
{
	const json_t *value = json_object_get(claims, name);

	*out = json_number_value(value);
	return json_is_number(value);
}

static bool times_check(const json_t *claims, time_t now, struct problem *why)
{
	double exp, iat, nbf, at = (double)now;

	if (!moment_read(claims, "exp", &exp) || exp <= at - ID_TOKEN_SKEW_SECONDS)
		return wrong(why, "is over (exp)");
	if (!moment_read(claims, "iat", &iat) || iat > at + ID_TOKEN_SKEW_SECONDS)
		return wrong(why, "is from the future (iat): do the clocks agree?");
	if (iat < at - ID_TOKEN_AGE_SECONDS)
		return wrong(why, "is too old (iat): do the clocks agree?");
	if (json_object_get(claims, "nbf") &&
	    (!moment_read(claims, "nbf", &nbf) || nbf > at + ID_TOKEN_SKEW_SECONDS))
		return wrong(why, "does not hold yet (nbf)");
	return true;
}

static bool subject_right(const char *subject)
{
	size_t len = subject ? strlen(subject) : 0;

	for (size_t i = 0; i < len; i++)
		if (subject[i] < ' ' || subject[i] > '~')
			return false;
	return len > 0 && len <= SUBJECT_MAX_BYTES;
}

bool id_token_check(const json_t *claims, const struct id_token_expected *expected,
		    struct problem *why)
{
	if (!json_is_object(claims))
		return wrong(why, "cannot be read");
	if (!is_text(claims, "iss", expected->issuer))
		return wrong(why, "is from another provider (iss)");
	if (!audience_check(claims, expected->client_id, why) ||
	    !times_check(claims, expected->now, why))
		return false;
	if (!is_text(claims, "nonce", expected->nonce))
		return wrong(why, "was made for another sign-in (nonce)");
	if (!subject_right(text_of(claims, "sub")))
		return wrong(why, "does not say who it is about (sub)");
	return true;
}

static const json_t *claim_find(const json_t *claims, const char *name)
{
	const json_t *found = json_object_get(claims, name);
	const char *dot = strchr(name, '.');

	if (found || !dot)
		return found;
	return claim_find(json_object_getn(claims, name, (size_t)(dot - name)), dot + 1);
}

json_t *id_token_groups(const json_t *claims, const char *claim)
{
	const json_t *found = claim_find(claims, claim);
	json_t *groups = json_array();

	if (json_is_string(found))
		json_array_append_new(groups, json_string(json_string_value(found)));
	for (size_t i = 0; i < json_array_size(found); i++)
		if (json_is_string(json_array_get(found, i)))
			json_array_append(groups, json_array_get(found, i));
	return groups;
}

bool id_token_tells(const json_t *claims, const char *claim)
{
	return claim_find(claims, claim) != NULL;
}

bool id_token_complete(json_t *claims, const json_t *userinfo)
{
	const char *own = json_string_value(json_object_get(claims, "sub"));
	const char *told = json_string_value(json_object_get(userinfo, "sub"));
	bool email = json_object_get(claims, "email") != NULL;
	const char *name;
	json_t *value;

	if (!own || !told || strcmp(own, told) != 0)
		return false;
	json_object_foreach ((json_t *)(uintptr_t)userinfo, name, value)
		/* Of the other address, that is, should the two differ. */
		if (!json_object_get(claims, name) &&
		    !(email && strcmp(name, "email_verified") == 0))
			json_object_set(claims, name, value);
	return true;
}
