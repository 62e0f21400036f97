/* pkce.c - what holds a sign-in together: the vector of RFC 7636, and parts that tell nothing. */
#include "lib/pkce.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void the_challenge_is_that_of_the_rfc(void **state)
{
	char challenge[SECRET_TEXT_SIZE];

	(void)state;
	/* RFC 7636 appendix B */
	pkce_challenge(challenge, "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk");
	assert_string_equal(challenge, "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM");
}

static void all_follow_from_the_secret_and_differ(void **state)
{
	struct pkce a, again, other;

	(void)state;
	pkce_derive(&a, "secret");
	pkce_derive(&again, "secret");
	pkce_derive(&other, "Secret");
	assert_memory_equal(&a, &again, sizeof a);
	assert_string_not_equal(a.state, other.state);
	assert_string_not_equal(a.state, a.nonce);
	assert_string_not_equal(a.state, a.verifier);
	assert_string_not_equal(a.nonce, a.verifier);
	assert_int_equal(strlen(a.verifier), SECRET_TEXT_SIZE - 1);
}

static void only_the_very_state_matches(void **state)
{
	struct pkce a, other;

	(void)state;
	pkce_derive(&a, "secret");
	pkce_derive(&other, "other");
	assert_true(pkce_state_matches(&a, a.state));
	assert_false(pkce_state_matches(&a, other.state));
	assert_false(pkce_state_matches(&a, ""));
	assert_false(pkce_state_matches(&a, a.state + 1));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_challenge_is_that_of_the_rfc),
		cmocka_unit_test(all_follow_from_the_secret_and_differ),
		cmocka_unit_test(only_the_very_state_matches),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
