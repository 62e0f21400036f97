/* region_key.c - the keys of municipalities and counties, long and short. */
#include "lib/region_key.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void the_short_key_is_the_long_one_without_the_association(void **state)
{
	char ags[AGS_SIZE];

	(void)state;
	assert_true(region_key_read(ags, "083265003012"));
	assert_string_equal(ags, "08326012");
	assert_true(region_key_read(ags, "08326074"));
	assert_string_equal(ags, "08326074");
	assert_false(region_key_is_county(ags));
}

static void a_county_has_no_municipality_in_its_key(void **state)
{
	char ags[AGS_SIZE], ars[ARS_SIZE];

	(void)state;
	region_key_county(ars, "08326074");
	assert_string_equal(ars, "083260000000");
	assert_true(region_key_read(ags, ars));
	assert_true(region_key_is_county(ags));
}

static void anything_else_is_no_key(void **state)
{
	static const char *const WRONG[] = {"",         "8326074",       "0832607",    "083260740",
					    "08326O74", "0832600000000", "08 326 074", "-8326074"};
	char ags[AGS_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof WRONG / sizeof *WRONG; i++)
		assert_false(region_key_read(ags, WRONG[i]));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_short_key_is_the_long_one_without_the_association),
		cmocka_unit_test(a_county_has_no_municipality_in_its_key),
		cmocka_unit_test(anything_else_is_no_key),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
