/* theme.c - whatever an authority chooses, a shade of it can be read. */
#include "lib/theme.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/cleanup.h"

static void the_product_s_own_colours_pass(void **state)
{
	(void)state;
	for (enum theme_colour i = 0; i < THEME_COLOURS; i++)
		assert_null(theme_worst(&THEME_DEFAULT, i));
}

static void what_is_too_weak_is_named_with_a_shade_that_is_not(void **state)
{
	json_auto_t *colours = json_pack("{s:s}", "hint", "#8a94a0");
	const struct theme_pair *worst;
	struct theme t;

	(void)state;
	theme_read(&t, colours);
	worst = theme_worst(&t, THEME_HINT);
	assert_string_equal(worst->key, "hint_quiet");
	assert_true(theme_ratio(&t, worst) < 2.9 && theme_ratio(&t, worst) > 2.7);
	t.colours[THEME_HINT] = theme_suggest(&t, THEME_HINT);
	assert_null(theme_worst(&t, THEME_HINT));
	assert_null(theme_worst(&t, THEME_HINT_DARK)); /* it followed */
}

/* Every colour of a coarse grid, in every place. */
static void suggestions_pass_whatever_was_chosen(void **state)
{
	static const struct colour WHITE = {0xff, 0xff, 0xff};

	(void)state;
	for (int n = 0; n < 6 * 6 * 6 * THEME_COLOURS; n++) {
		enum theme_colour which = n % THEME_COLOURS;
		int rest = n / THEME_COLOURS;
		struct colour c = {(unsigned char)(rest % 6 * 51),
				   (unsigned char)(rest / 6 % 6 * 51),
				   (unsigned char)(rest / 36 * 51)};
		struct theme t = THEME_DEFAULT;

		t.colours[which] = c;
		for (enum theme_colour i = 0; i < THEME_COLOURS; i++)
			t.colours[i] = theme_suggest(&t, i);
		for (enum theme_colour i = 0; i < THEME_COLOURS; i++)
			assert_null(theme_worst(&t, i));
		assert_true(contrast_ratio(t.colours[THEME_HOUSE], WHITE) >= 4.5);
	}
}

static void a_colour_that_passes_stays_as_it_is(void **state)
{
	struct colour same;

	(void)state;
	for (enum theme_colour i = 0; i < THEME_COLOURS; i++) {
		same = theme_suggest(&THEME_DEFAULT, i);
		assert_memory_equal(&same, &THEME_DEFAULT.colours[i], sizeof same);
	}
}

static void the_address_of_a_style_sheet_says_all_that_is_in_it(void **state)
{
	char code[THEME_CODE_SIZE];
	struct theme t;

	(void)state;
	theme_code(code, &THEME_DEFAULT);
	assert_string_equal(code, "003c4d-004c60-62c288-51577a-88d3db-b2b6cc");
	assert_true(theme_decode(&t, code));
	assert_memory_equal(&t, &THEME_DEFAULT, sizeof t);
	assert_false(theme_decode(&t, "003c4d-004c60-62c288-51577a-88d3db"));
	assert_false(theme_decode(&t, "003C4D-004c60-62c288-51577a-88d3db-b2b6cc"));
	assert_false(theme_decode(&t, "003c4d-004c60-62c288-51577a-88d3db}b2b6cc"));
	assert_false(theme_decode(&t, ""));
}

static void a_style_sheet_names_every_colour(void **state)
{
	buffer_auto_t css = {0};

	(void)state;
	theme_css(&THEME_DEFAULT, &css);
	assert_non_null(strstr(css.data, "--kern-color-darkblue-700:#004c60;"));
	assert_non_null(strstr(css.data, "--kern-color-neutral-250:#b2b6cc;"));
}

static void only_what_was_chosen_is_written_down(void **state)
{
	json_auto_t *colours =
		json_pack("{s:s, s:s, s:s}", "accent", "#FFF", "house", "#012345", "hint", "grey");
	json_auto_t *chosen = theme_chosen(colours);
	str_auto_t *text = json_dumps(chosen, JSON_COMPACT);

	(void)state;
	assert_string_equal(text, "{\"house\":\"#012345\",\"accent\":\"#ffffff\"}");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_product_s_own_colours_pass),
		cmocka_unit_test(what_is_too_weak_is_named_with_a_shade_that_is_not),
		cmocka_unit_test(suggestions_pass_whatever_was_chosen),
		cmocka_unit_test(a_colour_that_passes_stays_as_it_is),
		cmocka_unit_test(the_address_of_a_style_sheet_says_all_that_is_in_it),
		cmocka_unit_test(a_style_sheet_names_every_colour),
		cmocka_unit_test(only_what_was_chosen_is_written_down),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
