/* Text as people send it. */
#include "lib/utf8.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

static void only_strict_utf8_is_valid(void **state)
{
	// clang-format off
	static const struct { const char *text; bool valid; } CASES[] = {
		{"", true},
		{"Grüße, 你好, \U0001F600", true},
		{"\x7F", true},
		{"\xC2\x80 \xDF\xBF \xE0\xA0\x80 \xEF\xBF\xBD \xF0\x90\x80\x80 \xF4\x8F\xBF\xBF", true},
		{"\xED\x9F\xBF \xEE\x80\x80", true},    /* beside the surrogates */
		{"\xED\xA0\x80", false},                /* U+D800 */
		{"\xED\xBF\xBF", false},                /* U+DFFF */
		{"\xC0\xAF", false},                    /* a slash in two bytes */
		{"\xC1\xBF", false},
		{"\xE0\x80\xAF", false},                /* in three */
		{"\xF0\x80\x80\xAF", false},            /* in four */
		{"\xF4\x90\x80\x80", false},            /* past U+10FFFF */
		{"\xF5\x80\x80\x80", false},
		{"\x80", false},
		{"a\xC3", false},
		{"\xE2\x82", false},
		{"\xE2\x82" "a", false},
		{"\xF0\x9F\x98", false},
		{"Gr\xFC\xDF" "e", false},              /* Latin-1 */
		{"\xFE\xFF", false},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		if (utf8_valid(CASES[i].text, strlen(CASES[i].text)) != CASES[i].valid)
			fail_msg("case %zu: %s", i, CASES[i].text);
	}
	assert_true(utf8_valid("a\0b", 3));
}

static void characters_come_one_by_one(void **state)
{
	const char *at = "aß€\U0001F600\xFF", *end = at + strlen(at);

	(void)state;
	assert_int_equal(utf8_next(&at, end), 'a');
	assert_int_equal(utf8_next(&at, end), 0xDF);
	assert_int_equal(utf8_next(&at, end), 0x20AC);
	assert_int_equal(utf8_next(&at, end), 0x1F600);
	assert_int_equal(utf8_next(&at, end), UTF8_BAD);
	assert_ptr_equal(at, end);
}

static void umlauts_count_once(void **state)
{
	(void)state;
	assert_int_equal(utf8_count("", 0), 0);
	assert_int_equal(utf8_count("Müller", strlen("Müller")), 6);
	assert_int_equal(utf8_count("€\U0001F600", strlen("€\U0001F600")), 2);
}

static void text_is_cut_between_characters(void **state)
{
	const char *text = "aß€";

	(void)state;
	assert_int_equal(utf8_cut(text, 6, 6), 6);
	assert_int_equal(utf8_cut(text, 6, 99), 6);
	assert_int_equal(utf8_cut(text, 6, 5), 3);
	assert_int_equal(utf8_cut(text, 6, 3), 3);
	assert_int_equal(utf8_cut(text, 6, 2), 1);
	assert_int_equal(utf8_cut(text, 6, 0), 0);
}

static void white_space_of_every_kind_is_trimmed(void **state)
{
	// clang-format off
	static const struct { const char *text, *want; } CASES[] = {
		{"", ""},
		{" \t\r\n ", ""},
		{"Anna", "Anna"},
		{"  Anna Maria\n", "Anna Maria"},
		{"\u00A0Anna\u3000\u2003", "Anna"},
		{"\uFEFFAnna\u200B", "Anna"},
		{"\u2028ß\u2029", "ß"},
		{" \xFF ", "\xFF"},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		const char *at = CASES[i].text;
		size_t len = utf8_trim(&at, strlen(at));

		assert_int_equal(len, strlen(CASES[i].want));
		assert_memory_equal(at, CASES[i].want, len);
	}
}

static void controls_and_reordering_marks_are_known(void **state)
{
	static const int32_t CONTROLS[] = {0,      1,      '\t',   '\n',   0x1F,   0x7F,
					   0x80,   0x85,   0x9F,   0x2028, 0x2029, 0x202A,
					   0x202D, 0x202E, 0x2066, 0x2069};
	static const int32_t OTHERS[] = {UTF8_BAD, ' ',    '~',    0xA0,   'a',    0x200E, 0x200F,
					 0x061C,   0x2027, 0x202F, 0x2065, 0x206A, 0x200D, 0x1F600};

	(void)state;
	for (size_t i = 0; i < sizeof CONTROLS / sizeof CONTROLS[0]; i++)
		assert_true(utf8_is_control(CONTROLS[i]));
	for (size_t i = 0; i < sizeof OTHERS / sizeof OTHERS[0]; i++)
		assert_false(utf8_is_control(OTHERS[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_strict_utf8_is_valid),
		cmocka_unit_test(characters_come_one_by_one),
		cmocka_unit_test(umlauts_count_once),
		cmocka_unit_test(text_is_cut_between_characters),
		cmocka_unit_test(white_space_of_every_kind_is_trimmed),
		cmocka_unit_test(controls_and_reordering_marks_are_known),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
