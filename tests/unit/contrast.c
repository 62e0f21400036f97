/* contrast.c - contrast as WCAG 2.2 defines it. */
#include "lib/contrast.h"

#include <math.h>
#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static struct colour colour(const char *text)
{
	struct colour c;

	assert_true(colour_parse(&c, text));
	return c;
}

/* Known from the tools people check with. */
static void contrasts_are_those_of_other_tools(void **state)
{
	static const struct {
		const char *a, *b;
		double ratio;
	} CASES[] = {
		{"#000000", "#ffffff", 21.0}, {"#ffffff", "#ffffff", 1.0},
		{"#777777", "#ffffff", 4.48}, {"#767676", "#fff", 4.54},
		{"#ff0000", "#ffffff", 4.00}, {"#0000ff", "#ffffff", 8.59},
		{"#00ff00", "#ffffff", 1.37}, {"#8a94a0", "#f1f6f8", 2.82},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct colour a = colour(CASES[i].a), b = colour(CASES[i].b);

		assert_true(fabs(contrast_ratio(a, b) - CASES[i].ratio) < 0.006);
		assert_true(fabs(contrast_ratio(a, b) - contrast_ratio(b, a)) < 1e-9);
	}
}

static void colours_are_read_as_people_write_them(void **state)
{
	static const char *const WRONG[] = {"",         "#",       "003042", "#00304",
					    "#0030422", "#00304g", "red",    "#00 042"};
	char text[COLOUR_TEXT_SIZE];
	struct colour c = {1, 2, 3};

	(void)state;
	colour_format(text, colour("#0A3"));
	assert_string_equal(text, "#00aa33");
	colour_format(text, colour("#00304F"));
	assert_string_equal(text, "#00304f");
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
		assert_false(colour_parse(&c, WRONG[i]));
	assert_int_equal(c.green, 2);
}

static void mixing_ends_at_the_other_colour(void **state)
{
	struct colour a = colour("#204060"), b = colour("#ffffff"), half = colour_mix(a, b, 50);
	char text[COLOUR_TEXT_SIZE];

	(void)state;
	colour_format(text, half);
	assert_string_equal(text, "#8f9faf");
	half = colour_mix(a, b, 0);
	assert_memory_equal(&half, &a, sizeof a);
	half = colour_mix(a, b, 100);
	assert_memory_equal(&half, &b, sizeof b);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(contrasts_are_those_of_other_tools),
		cmocka_unit_test(colours_are_read_as_people_write_them),
		cmocka_unit_test(mixing_ends_at_the_other_colour),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
