/* id_token.c - tokens with one thing wrong, and who may have signed them. */
#include "lib/id_token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct id_token_expected EXPECTED = {"https://sso.kreis.example", "amtstermin", "n-1",
						  1800000000};

#define GOOD                                                                                 \
	"\"iss\": \"https://sso.kreis.example\", \"aud\": \"amtstermin\", \"sub\": \"u1\", " \
	"\"nonce\": \"n-1\", \"iat\": 1800000000, \"exp\": 1800000300"

static json_t *json_of(const char *text)
{
	json_t *json = json_loads(text, 0, NULL); /* a name given twice: the last one counts */

	assert_non_null(json);
	return json;
}

static bool claims_right(const char *text, struct problem *why)
{
	json_auto_t *claims = json_of(text);

	return id_token_check(claims, &EXPECTED, why);
}

static void a_token_made_for_this_sign_in_is_right(void **state)
{
	static const char *const RIGHT[] = {
		"{" GOOD "}",
		"{" GOOD ", \"aud\": [\"amtstermin\"]}",
		"{" GOOD ", \"aud\": [\"other\", \"amtstermin\"], \"azp\": \"amtstermin\"}",
		"{" GOOD ", \"exp\": 1799999941, \"iat\": 1799999401}", /* the clocks differ */
		"{" GOOD ", \"iat\": 1800000060, \"nbf\": 1800000060}",
		"{" GOOD ", \"iat\": 1799999999.5}",
	};
	struct problem why;

	(void)state;
	for (size_t i = 0; i < sizeof RIGHT / sizeof *RIGHT; i++)
		if (!claims_right(RIGHT[i], &why))
			fail_msg("%s: %s", RIGHT[i], why.detail);
}

static void a_token_with_one_thing_wrong_is_refused_and_the_reason_named(void **state)
{
	static const struct {
		const char *claim, *names;
	} WRONG[] = {
		{"\"iss\": \"https://sso.kreis.example/\"", "iss"},
		{"\"iss\": null", "iss"},
		{"\"aud\": \"other\"", "aud"},
		{"\"aud\": []", "aud"},
		{"\"aud\": [1, null, \"amtsterminX\"]", "aud"},
		{"\"aud\": [\"amtstermin\", \"other\"]", "azp"},
		{"\"azp\": \"other\"", "azp"},
		{"\"azp\": 7", "azp"},
		{"\"exp\": 1799999940", "exp"},
		{"\"exp\": \"1800000300\"", "exp"},
		{"\"iat\": 1800000061", "future"},
		{"\"iat\": 1799999399", "old"},
		{"\"iat\": null", "iat"},
		{"\"nbf\": 1800000061", "nbf"},
		{"\"nbf\": \"now\"", "nbf"},
		{"\"nonce\": \"n-2\"", "nonce"},
		{"\"nonce\": null", "nonce"},
		{"\"sub\": \"\"", "sub"},
		{"\"sub\": 5", "sub"},
		{"\"sub\": \"u\\n1\"", "sub"},
		{"\"sub\": \"\\u00fc\"", "sub"},
	};
	struct problem why;
	char text[1000];

	(void)state;
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
		snprintf(text, sizeof text, "{%s, %s}", GOOD, WRONG[i].claim);
		if (claims_right(text, &why) || !strstr(why.detail, WRONG[i].names))
			fail_msg("%s: %s", WRONG[i].claim, why.detail);
	}
	assert_false(id_token_check(NULL, &EXPECTED, &why));
}

static void only_algorithms_with_a_private_key_are_taken(void **state)
{
	static const char *const RIGHT[] = {"RS256", "PS256", "ES256"};
	static const char *const WRONG[] = {
		"{}",
		"{\"alg\": \"none\"}",
		"{\"alg\": \"HS256\"}",
		"{\"alg\": \"rs256\"}",
		"{\"alg\": \"RS512\"}",
		"{\"alg\": [\"RS256\"]}",
		"{\"alg\": \"RS256\", \"crit\": [\"b64\"]}",
		"{\"alg\": \"RS256\", \"b64\": false}",
		"{\"alg\": \"RS256\", \"kid\": 1}",
	};
	struct problem why;

	(void)state;
	for (size_t i = 0; i < sizeof RIGHT / sizeof *RIGHT; i++) {
		json_auto_t *header = json_pack("{s:s}", "alg", RIGHT[i]);

		assert_true(id_token_header_check(header, &why));
	}
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++) {
		json_auto_t *header = json_of(WRONG[i]);

		if (id_token_header_check(header, &why))
			fail_msg("%s", WRONG[i]);
	}
}

static bool fits(const char *key, const char *header_text)
{
	json_auto_t *jwk = json_of(key), *header = json_of(header_text);

	return id_token_key_fits(jwk, header);
}

static void a_key_signs_only_what_it_is_for(void **state)
{
	static const char RS[] = "{\"alg\": \"RS256\", \"kid\": \"a\"}";
	static const char ES[] = "{\"alg\": \"ES256\"}";

	(void)state;
	assert_true(fits("{\"kty\": \"RSA\", \"kid\": \"a\"}", RS));
	assert_true(fits("{\"kty\": \"RSA\", \"kid\": \"a\", \"use\": \"sig\", \"alg\": \"RS256\"}",
			 RS));
	assert_true(fits("{\"kty\": \"RSA\", \"kid\": \"a\"}", "{\"alg\": \"PS256\"}"));
	assert_false(fits("{\"kty\": \"RSA\", \"kid\": \"b\"}", RS));
	assert_false(fits("{\"kty\": \"RSA\"}", RS));
	assert_false(fits("{\"kty\": \"RSA\", \"kid\": \"a\", \"use\": \"enc\"}", RS));
	assert_false(fits("{\"kty\": \"RSA\", \"kid\": \"a\", \"alg\": \"PS256\"}", RS));
	assert_false(fits("{\"kty\": \"oct\", \"kid\": \"a\"}", RS));
	assert_false(fits("{\"kty\": \"EC\", \"crv\": \"P-256\", \"kid\": \"a\"}", RS));
	assert_true(fits("{\"kty\": \"EC\", \"crv\": \"P-256\"}", ES));
	assert_false(fits("{\"kty\": \"EC\", \"crv\": \"P-384\"}", ES));
	assert_false(fits("{\"kty\": \"EC\"}", ES));
	assert_false(fits("{\"kty\": \"RSA\"}", "{\"alg\": \"none\"}"));
}

static void the_header_is_the_first_part(void **state)
{
	/* {"alg":"RS256","kid":"a"} */
	json_auto_t *header = id_token_header("eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ.e30.c2ln");

	(void)state;
	assert_string_equal(json_string_value(json_object_get(header, "kid")), "a");
	assert_null(id_token_header(""));
	assert_null(id_token_header("eyJhbGciOiJSUzI1NiIsImtpZCI6ImEifQ"));
	assert_null(id_token_header("ey!!.e30.c2ln"));
	assert_null(id_token_header("W10.e30.c2ln"));                /* [] */
	assert_null(id_token_header("eyJhIjoxLCJhIjoyfQ.e30.c2ln")); /* {"a":1,"a":2} */
}

static void groups_are_found_however_they_are_given(void **state)
{
	static const struct {
		const char *claims, *claim;
		size_t count;
	} CASES[] = {
		{"{\"groups\": [\"a\", \"b\", 3]}", "groups", 2},
		{"{\"groups\": \"a\"}", "groups", 1},
		{"{}", "groups", 0},
		{"{\"groups\": {\"a\": 1}}", "groups", 0},
		{"{\"realm_access\": {\"roles\": [\"a\"]}}", "realm_access.roles", 1},
		{"{\"realm_access\": [\"a\"]}", "realm_access.roles", 0},
		{"{\"http://x.example/Group\": [\"a\"]}", "http://x.example/Group", 1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		json_auto_t *claims = json_of(CASES[i].claims);
		json_auto_t *groups = id_token_groups(claims, CASES[i].claim);

		assert_int_equal(json_array_size(groups), CASES[i].count);
	}
}

static void what_the_token_leaves_out_is_taken_from_the_same_person_only(void **state)
{
	static const struct {
		const char *claims, *told, *then; /* NULL: of somebody else */
	} CASES[] = {
		{"{\"sub\": \"a\"}", "{\"sub\": \"a\", \"groups\": [\"x\"], \"email\": \"a@b.de\"}",
		 "{\"sub\": \"a\", \"groups\": [\"x\"], \"email\": \"a@b.de\"}"},
		{"{\"sub\": \"a\"}", "{\"sub\": \"b\", \"groups\": [\"x\"]}", NULL},
		{"{\"sub\": \"a\"}", "{\"groups\": [\"x\"]}", NULL},
		{"{\"sub\": \"a\"}", "{\"sub\": 1}", NULL},
		{"{\"sub\": \"a\", \"groups\": []}", "{\"sub\": \"a\", \"groups\": [\"x\"]}",
		 "{\"sub\": \"a\", \"groups\": []}"},
		{"{\"sub\": \"a\", \"email\": \"a@b.de\"}",
		 "{\"sub\": \"a\", \"email\": \"c@d.de\", \"email_verified\": true}",
		 "{\"sub\": \"a\", \"email\": \"a@b.de\"}"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		json_auto_t *claims = json_of(CASES[i].claims), *told = json_of(CASES[i].told);
		json_auto_t *then = json_of(CASES[i].then ? CASES[i].then : CASES[i].claims);

		assert_int_equal(id_token_complete(claims, told), CASES[i].then != NULL);
		assert_true(json_equal(claims, then));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_made_for_this_sign_in_is_right),
		cmocka_unit_test(a_token_with_one_thing_wrong_is_refused_and_the_reason_named),
		cmocka_unit_test(only_algorithms_with_a_private_key_are_taken),
		cmocka_unit_test(a_key_signs_only_what_it_is_for),
		cmocka_unit_test(the_header_is_the_first_part),
		cmocka_unit_test(groups_are_found_however_they_are_given),
		cmocka_unit_test(what_the_token_leaves_out_is_taken_from_the_same_person_only),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
