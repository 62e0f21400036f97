/* totp.c - codes against the vectors of RFC 6238, and what sets an app up. */
#include "server/totp.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

/* RFC 6238 appendix B, SHA-1; of its eight digits the last six. */
static const unsigned char SECRET[TOTP_SECRET_BYTES + 1] = "12345678901234567890";
static const struct vector {
	time_t at;
	const char *code;
} VECTORS[] = {
	{59, "287082"},         {1111111109, "081804"}, {1111111111, "050471"},
	{1234567890, "005924"}, {2000000000, "279037"}, {20000000000, "353130"},
};

enum { STEP_SECONDS = 30 };

static void codes_are_those_of_the_rfc(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof VECTORS / sizeof *VECTORS; i++)
		assert_int_equal(totp_step(SECRET, VECTORS[i].code, VECTORS[i].at),
				 VECTORS[i].at / STEP_SECONDS);
}

static void a_clock_may_be_one_step_off_and_no_more(void **state)
{
	time_t at = VECTORS[3].at;
	int64_t step = at / STEP_SECONDS;

	(void)state;
	assert_int_equal(totp_step(SECRET, VECTORS[3].code, at - STEP_SECONDS), step);
	assert_int_equal(totp_step(SECRET, VECTORS[3].code, at + STEP_SECONDS), step);
	assert_int_equal(totp_step(SECRET, VECTORS[3].code, at - 2 * STEP_SECONDS), -1);
	assert_int_equal(totp_step(SECRET, VECTORS[3].code, at + 2 * STEP_SECONDS), -1);
}

static void blanks_within_do_not_count_and_all_else_does(void **state)
{
	static const char *const WRONG[] = {"", "00592", "0059244", "00592x", "-05924", "005 92"};

	(void)state;
	assert_true(totp_step(SECRET, " 005 924 ", VECTORS[3].at) > 0);
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
		assert_int_equal(totp_step(SECRET, WRONG[i], VECTORS[3].at), -1);
}

static void a_secret_is_twenty_bytes_in_hexadecimal(void **state)
{
	unsigned char out[TOTP_SECRET_BYTES];

	(void)state;
	assert_true(totp_secret_parse(out, "3132333435363738393031323334353637383930"));
	assert_memory_equal(out, SECRET, sizeof out);
	assert_false(totp_secret_parse(out, NULL));
	assert_false(totp_secret_parse(out, ""));
	assert_false(totp_secret_parse(out, "313233343536373839303132333435363738393"));
	assert_false(totp_secret_parse(out, "313233343536373839303132333435363738393031"));
	assert_false(totp_secret_parse(out, "zz32333435363738393031323334353637383930"));
}

static void the_address_for_apps_escapes_names(void **state)
{
	char *url = totp_url(SECRET, "Kreis & Co", "kim@kreis.example");

	(void)state;
	assert_string_equal(url,
			    "otpauth://totp/Kreis%20%26%20Co:kim@kreis.example"
			    "?secret=GEZDGNBVGY3TQOJQGEZDGNBVGY3TQOJQ&issuer=Kreis%20%26%20Co");
	free(url);
}

static void a_text_too_long_for_a_picture_gives_none(void **state)
{
	enum { TOO_LONG = 3000 }; /* ISO/IEC 18004: 2331 bytes at level M */
	char text[TOO_LONG + 1], *svg = qr_svg("otpauth://totp/x");

	(void)state;
	assert_non_null(svg);
	assert_ptr_equal(strstr(svg, "<svg "), svg);
	free(svg);
	memset(text, 'a', TOO_LONG);
	text[TOO_LONG] = '\0';
	assert_null(qr_svg(text));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_those_of_the_rfc),
		cmocka_unit_test(a_clock_may_be_one_step_off_and_no_more),
		cmocka_unit_test(blanks_within_do_not_count_and_all_else_does),
		cmocka_unit_test(a_secret_is_twenty_bytes_in_hexadecimal),
		cmocka_unit_test(the_address_for_apps_escapes_names),
		cmocka_unit_test(a_text_too_long_for_a_picture_gives_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
