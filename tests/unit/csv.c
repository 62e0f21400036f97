/* csv.c - what citizens typed stays text in a spreadsheet. */
#include "lib/csv.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

static void rows_are_of_quoted_cells(void **state)
{
	buffer_auto_t out = {0};

	(void)state;
	csv_cell(&out, "a \"b\"");
	csv_cell(&out, NULL);
	csv_end_row(&out);
	csv_cell(&out, "c;d");
	csv_end_row(&out);
	assert_string_equal(out.data, "\"a \"\"b\"\"\";\"\"\r\n\"c;d\"\r\n");
}

static void a_file_begins_with_its_mark(void **state)
{
	buffer_auto_t out = {0};

	(void)state;
	csv_begin(&out);
	csv_cell(&out, "a");
	csv_cell(&out, "b");
	assert_string_equal(out.data, "\xEF\xBB\xBF\"a\";\"b\"");
}

static void nothing_becomes_a_formula(void **state)
{
	static const char *const FORMULAS[] = {"=1",   "+1",  "-1",  "@A",
					       "\t=1", " =1", "\r1", "\n=1"};
	static const char *const TEXTS[] = {"1", "a=b", "", "A-K"};

	(void)state;
	for (size_t i = 0; i < sizeof FORMULAS / sizeof *FORMULAS; i++) {
		buffer_auto_t out = {0};

		csv_cell(&out, FORMULAS[i]);
		assert_int_equal(out.data[1], '\'');
	}
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++) {
		buffer_auto_t out = {0};

		csv_cell(&out, TEXTS[i]);
		assert_int_not_equal(out.data[1], '\'');
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(rows_are_of_quoted_cells),
		cmocka_unit_test(a_file_begins_with_its_mark),
		cmocka_unit_test(nothing_becomes_a_formula),
	};

	return cmocka_run_group_tests_name("csv", tests, NULL, NULL);
}
