/* token.c - manage links cannot be guessed, and only their hash is stored. */
#include "lib/token.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void a_token_survives_its_link(void **state)
{
	char text[TOKEN_TEXT_SIZE];
	struct token token, again;

	(void)state;
	for (int i = 0; i < 1000; i++) {
		token_draw(&token);
		token_format(text, &token);
		assert_int_equal(strlen(text), 22);
		assert_int_equal(strspn(text, "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
					      "0123456789-_"),
				 22);
		assert_true(token_parse(&again, text));
		assert_memory_equal(&token, &again, sizeof token);
	}
}

static void no_two_tokens_are_alike(void **state)
{
	struct token tokens[200];

	(void)state;
	for (size_t i = 0; i < 200; i++) {
		token_draw(&tokens[i]);
		for (size_t j = 0; j < i; j++)
			assert_memory_not_equal(&tokens[i], &tokens[j], sizeof *tokens);
	}
}

static void only_the_one_spelling_of_a_token_is_read(void **state)
{
	static const char *const BAD[] = {
		"",
		"AAAAAAAAAAAAAAAAAAAAA",    /* 21 */
		"AAAAAAAAAAAAAAAAAAAAAAA",  /* 23 */
		"AAAAAAAAAAAAAAAAAAAAAA==", /* padded */
		"AAAAAAAAAAAAAAAAAAAAAB",   /* bits behind the last byte */
		"AAAAAAAAAAAAAAAAAAAAA=",
		"AAAAAAAAAA+AAAAAAAAAAA",
		"AAAAAAAAAA/AAAAAAAAAAA",
		"AAAAAAAAAA AAAAAAAAAAA",
		"AAAAAAAAAA\nAAAAAAAAAAA",
		"AAAAAAAAAAäAAAAAAAAAA",
		" AAAAAAAAAAAAAAAAAAAAA",
		"AAAAAAAAAAAAAAAAAAAAA ",
	};
	struct token token;

	(void)state;
	memset(&token, 7, sizeof token);
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++)
		assert_false(token_parse(&token, BAD[i]));
	assert_int_equal(token.bytes[0], 7);
	assert_true(token_parse(&token, "AAAAAAAAAAAAAAAAAAAAAA"));
	assert_int_equal(token.bytes[0], 0);
}

static void the_stored_hash_is_blake2b_in_hex(void **state)
{
	/* From Python: hashlib.blake2b(bytes(range(16)), digest_size=32).hexdigest() */
	static const char EXPECTED[] =
		"\\xc7cb5d1a1a214f1d833a21fe6c7b2420e417c2f220784cbe90072975131bc367";
	char hash[TOKEN_HASH_SIZE];
	struct token token;

	(void)state;
	for (unsigned char i = 0; i < TOKEN_BYTES; i++)
		token.bytes[i] = i;
	token_hash(hash, &token);
	assert_string_equal(hash, EXPECTED);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_token_survives_its_link),
		cmocka_unit_test(no_two_tokens_are_alike),
		cmocka_unit_test(only_the_one_spelling_of_a_token_is_read),
		cmocka_unit_test(the_stored_hash_is_blake2b_in_hex),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
