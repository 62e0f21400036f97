/* logo.c - pictures, and what only looks like one. */
#include "lib/logo.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/cleanup.h"
#include "lib/xalloc.h"

/* 1 x 1, transparent. */
static const char PIXEL[] = "\x89PNG\r\n\x1a\n\0\0\0\rIHDR\0\0\0\x01\0\0\0\x01\x08\x06\0\0\0\x1f"
			    "\x15\xc4\x89\0\0\0\nIDATx\x9c"
			    "c\0\x01\0\0\x05\0\x01\r\n-\xb4\0\0\0\0IEND\xae"
			    "B`\x82";

static enum logo check(const char *text)
{
	return logo_check(text, strlen(text));
}

static void drawings_as_programs_save_them_are_taken(void **state)
{
	static const char *const GOOD[] = {
		"<svg xmlns=\"http://www.w3.org/2000/svg\"><path d=\"M0 0h1\"/></svg>",
		"\xEF\xBB\xBF<?xml version=\"1.0\"?>\n<!-- Generator -->\n<!DOCTYPE svg PUBLIC "
		"\"-//W3C\" \"svg11.dtd\">\n<svg>\n</svg>\n",
		"<svg><style>.on{fill:red}</style><title>Person = Button</title><path "
		"class=\"on\"/></svg>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++)
		assert_int_equal(check(GOOD[i]), LOGO_SVG);
	assert_int_equal(logo_check(PIXEL, sizeof PIXEL - 1), LOGO_PNG);
}

static void what_could_run_is_refused(void **state)
{
	static const char *const ACTIVE[] = {
		"<svg><script>alert(1)</script></svg>",
		"<svg xmlns:s=\"http://www.w3.org/2000/svg\"><s:SCRIPT/></svg>",
		"<svg onload=\"alert(1)\"/>",
		"<svg><path d=\"\"onclick = 'x'/></svg>",
		"<svg><a href=\"javascript:alert(1)\"/></svg>",
		"<svg><foreignObject><p/></foreignObject></svg>",
		"<!DOCTYPE svg [<!ENTITY a \"b\">]><svg/>",
		"<?xml-stylesheet href=\"https://elsewhere.example/a.css\"?><svg/>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof ACTIVE / sizeof *ACTIVE; i++)
		assert_int_equal(check(ACTIVE[i]), LOGO_ACTIVE);
}

static void other_files_are_no_pictures(void **state)
{
	static const char *const OTHER[] = {"",       "<html></html>",    "<svg",
					    "svg",    "<!-- <svg></svg>", "<svgx></svgx>",
					    "GIF89a", "<svg></svg> tail"};
	char broken[sizeof PIXEL];

	(void)state;
	for (size_t i = 0; i < sizeof OTHER / sizeof *OTHER; i++)
		assert_int_equal(check(OTHER[i]), LOGO_NOT_AN_IMAGE);
	for (size_t len = 0; len < sizeof PIXEL - 1; len++)
		assert_int_equal(logo_check(PIXEL, len), LOGO_NOT_AN_IMAGE);
	memcpy(broken, PIXEL, sizeof PIXEL);
	broken[16] = 1; /* 16 million pixels wide */
	assert_int_equal(logo_check(broken, sizeof broken - 1), LOGO_NOT_AN_IMAGE);
}

static void large_ones_are_refused(void **state)
{
	str_auto_t *large = xcalloc(1, LOGO_MAX_BYTES + 1);

	(void)state;
	assert_int_equal(logo_check(large, LOGO_MAX_BYTES + 1), LOGO_TOO_LARGE);
	assert_null(logo_type(LOGO_TOO_LARGE));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(drawings_as_programs_save_them_are_taken),
		cmocka_unit_test(what_could_run_is_refused),
		cmocka_unit_test(other_files_are_no_pictures),
		cmocka_unit_test(large_ones_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
