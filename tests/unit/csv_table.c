/* csv_table.c - tables are read as spreadsheets write them, whatever their separator. */
#include "lib/csv_table.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/cleanup.h"
#include "lib/csv.h"

enum { ROWS_MAX = 4 };

static void reads(const char *text, const char *wanted)
{
	struct csv_mistake why;
	json_auto_t *rows = csv_table_read(text, strlen(text), ROWS_MAX, &why);
	str_auto_t *said = json_dumps(rows, JSON_COMPACT | JSON_SORT_KEYS);

	assert_int_equal(why.fault, CSV_RIGHT);
	assert_string_equal(said, wanted);
}

static void refuses(const char *text, enum csv_fault fault, size_t line)
{
	struct csv_mistake why;

	assert_null(csv_table_read(text, strlen(text), ROWS_MAX, &why));
	assert_int_equal(why.fault, fault);
	assert_int_equal(why.line, line);
}

static void semicolons_commas_and_tabs_separate(void **state)
{
	(void)state;
	reads("a;b\nc,d;e\n", "[{\"cells\":[\"a\",\"b\"],\"line\":1},{\"cells\":[\"c,d\",\"e\"],"
			      "\"line\":2}]");
	reads("a,b\r\nc;d,e", "[{\"cells\":[\"a\",\"b\"],\"line\":1},{\"cells\":[\"c;d\",\"e\"],"
			      "\"line\":2}]");
	reads("a\tb", "[{\"cells\":[\"a\",\"b\"],\"line\":1}]");
	reads("\";;;\",b", "[{\"cells\":[\";;;\",\"b\"],\"line\":1}]");
	reads("a", "[{\"cells\":[\"a\"],\"line\":1}]");
}

static void quotes_hold_separators_breaks_and_quotes(void **state)
{
	(void)state;
	reads("\"a;\"\"b\"\"\";\"c\nd\"\ne;f",
	      "[{\"cells\":[\"a;\\\"b\\\"\",\"c\\nd\"],\"line\":1},{\"cells\":[\"e\",\"f\"],"
	      "\"line\":3}]");
	reads("a;5\" Rohr", "[{\"cells\":[\"a\",\"5\\\" Rohr\"],\"line\":1}]");
}

static void marks_and_empty_lines_are_skipped_and_lines_counted_as_in_an_editor(void **state)
{
	(void)state;
	reads("\xEF\xBB\xBF"
	      "a;b\r\n\r\n ; \rc;",
	      "[{\"cells\":[\"a\",\"b\"],\"line\":1},{\"cells\":[\"c\",\"\"],\"line\":4}]");
	reads("\n\na,b", "[{\"cells\":[\"a\",\"b\"],\"line\":3}]");
	reads("", "[]");
}

static void what_is_no_table_is_told_with_its_line(void **state)
{
	char wide[2 * CSV_CELLS_MAX + 1];

	(void)state;
	refuses("a\n\"b\nc\n", CSV_OPEN_QUOTE, 2);
	refuses("a\n\"b\" c", CSV_AFTER_QUOTE, 2);
	refuses("1\n2\n3\n\n4\n5", CSV_TOO_MANY, 6);
	refuses("\xFF", CSV_NO_TEXT, 0);
	memset(wide, ';', sizeof wide - 1);
	wide[sizeof wide - 1] = '\0';
	refuses(wide, CSV_TOO_WIDE, 1);
}

static void what_is_written_is_read_again(void **state)
{
	static const char *const TEXTS[] = {"a", "", "b;c", "d,e", "f\"g\"", "h\r\ni", "ä\tü"};
	buffer_auto_t out = {0};
	struct csv_mistake why;
	json_auto_t *rows = NULL;
	const json_t *cells;

	(void)state;
	csv_begin(&out);
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
		csv_cell(&out, TEXTS[i]);
	csv_end_row(&out);
	rows = csv_table_read(out.data, out.len, ROWS_MAX, &why);
	cells = json_object_get(json_array_get(rows, 0), "cells");
	assert_int_equal(json_array_size(cells), sizeof TEXTS / sizeof *TEXTS);
	for (size_t i = 0; i < sizeof TEXTS / sizeof *TEXTS; i++)
		assert_string_equal(json_string_value(json_array_get(cells, i)), TEXTS[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(semicolons_commas_and_tabs_separate),
		cmocka_unit_test(quotes_hold_separators_breaks_and_quotes),
		cmocka_unit_test(
			marks_and_empty_lines_are_skipped_and_lines_counted_as_in_an_editor),
		cmocka_unit_test(what_is_no_table_is_told_with_its_line),
		cmocka_unit_test(what_is_written_is_read_again),
	};

	return cmocka_run_group_tests_name("csv_table", tests, NULL, NULL);
}
