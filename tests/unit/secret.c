/* secret.c - keys, links and recovery codes: their spelling and their hashes. */
#include "lib/secret.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static void keys_are_url_safe_and_differ(void **state)
{
	char a[SECRET_TEXT_SIZE], b[SECRET_TEXT_SIZE];

	(void)state;
	secret_draw(a);
	secret_draw(b);
	assert_int_equal(strlen(a), SECRET_TEXT_SIZE - 1);
	assert_int_equal(strspn(a, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
				   "0123456789-_"),
			 SECRET_TEXT_SIZE - 1);
	assert_string_not_equal(a, b);
}

static void a_hash_is_always_the_same_and_tells_texts_apart(void **state)
{
	char a[TOKEN_HASH_SIZE], b[TOKEN_HASH_SIZE];

	(void)state;
	secret_hash(a, "abc");
	secret_hash(b, "abc");
	assert_string_equal(a, b);
	/* BLAKE2b with 32 bytes of output, by Python's hashlib.blake2b(b"abc", digest_size=32) */
	assert_string_equal(a, "\\x"
			       "bddd813c634239723171ef3fee98579b"
			       "94964e3bb1cb3e427262c8c068d52319");
	secret_hash(b, "abd");
	assert_string_not_equal(a, b);
}

static void recovery_codes_are_read_however_they_are_typed(void **state)
{
	char out[RECOVERY_TEXT_SIZE];

	(void)state;
	assert_true(recovery_parse(out, "mfrg-gzdf-mzxw-6ytb"));
	assert_string_equal(out, "mfrg-gzdf-mzxw-6ytb");
	assert_true(recovery_parse(out, "  MFRG gzdfMZXW--6ytb "));
	assert_string_equal(out, "mfrg-gzdf-mzxw-6ytb");
}

static void what_is_no_recovery_code_is_refused(void **state)
{
	static const char *const WRONG[] = {"",
					    "123456",
					    "mfrg-gzdf-mzxw-6yt",
					    "mfrg-gzdf-mzxw-6ytbb",
					    "mfrg-gzdf-mzxw-6yt1",
					    "mfrg-gzdf-mzxw-6yt\xc3\xa4"};
	char out[RECOVERY_TEXT_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
		assert_false(recovery_parse(out, WRONG[i]));
}

static void a_drawn_recovery_code_reads_as_itself(void **state)
{
	char code[RECOVERY_TEXT_SIZE], out[RECOVERY_TEXT_SIZE];

	(void)state;
	recovery_draw(code);
	assert_true(recovery_parse(out, code));
	assert_string_equal(out, code);
}

static void secrets_of_apps_are_written_in_base32(void **state)
{
	char out[TOTP_SECRET_TEXT_SIZE];

	(void)state;
	totp_secret_format(out, (const unsigned char *)"12345678901234567890");
	assert_string_equal(out, "GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(keys_are_url_safe_and_differ),
		cmocka_unit_test(a_hash_is_always_the_same_and_tells_texts_apart),
		cmocka_unit_test(recovery_codes_are_read_however_they_are_typed),
		cmocka_unit_test(what_is_no_recovery_code_is_refused),
		cmocka_unit_test(a_drawn_recovery_code_reads_as_itself),
		cmocka_unit_test(secrets_of_apps_are_written_in_base32),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
