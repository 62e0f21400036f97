/* csv_table.c - whatever is uploaded, a table is rows of clean cells, or a mistake with its line;
 * and what we write of it is read again as the same. */
#include "lib/csv_table.h"

#include <assert.h>
#include <string.h>

#include "lib/csv.h"
#include "tests/fuzz/target.h"

enum { ROWS_MAX = 50 };

static void write(struct buffer *out, const json_t *rows)
{
	json_t *row, *cell;
	size_t i, k;

	json_array_foreach (rows, i, row) {
		json_array_foreach (json_object_get(row, "cells"), k, cell)
			csv_cell(out, json_string_value(cell));
		csv_end_row(out);
	}
}

/* An apostrophe keeps what could be a formula from being one. */
static void same_check(const char *now, const char *then)
{
	assert(strcmp(now, then) == 0 || (*now == '\'' && strcmp(now + 1, then) == 0));
}

static void again_check(const json_t *rows)
{
	buffer_auto_t out = {0};
	struct csv_mistake why;
	json_auto_t *again = NULL;
	json_t *row, *cell;
	size_t i, k;

	csv_begin(&out);
	write(&out, rows);
	again = csv_table_read(out.data, out.len, ROWS_MAX, &why);
	/* A table of one column has no separator to tell it by. */
	if (!again || json_array_size(json_object_get(json_array_get(rows, 0), "cells")) < 2)
		return;
	assert(json_array_size(again) == json_array_size(rows));
	json_array_foreach (rows, i, row) {
		const json_t *then = json_object_get(row, "cells"),
			     *now = json_object_get(json_array_get(again, i), "cells");

		assert(json_array_size(now) == json_array_size(then));
		json_array_foreach (then, k, cell)
			same_check(json_string_value(json_array_get(now, k)),
				   json_string_value(cell));
	}
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct csv_mistake why;
	json_auto_t *rows = csv_table_read((const char *)data, size, ROWS_MAX, &why);
	json_t *row;
	size_t i;

	assert(rows ? why.fault == CSV_RIGHT : why.fault != CSV_RIGHT);
	assert(json_array_size(rows) <= ROWS_MAX);
	json_array_foreach (rows, i, row) {
		size_t cells = json_array_size(json_object_get(row, "cells"));

		assert(cells >= 1 && cells <= CSV_CELLS_MAX);
		assert(json_integer_value(json_object_get(row, "line")) >= 1);
	}
	again_check(rows);
	return 0;
}
