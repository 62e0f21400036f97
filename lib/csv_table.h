/*
 * csv_table.h - a table as spreadsheets save it (RFC 4180), or as it is pasted from one.
 *
 * Cells are separated by semicolons, as German spreadsheets do it, by commas or by tabs: what the
 * first line has most of.  A byte order mark and empty lines are skipped; line breaks are CR LF,
 * LF or CR.  A quote within a cell that does not begin with one is part of its text.
 */
#pragma once

#include <jansson.h>
#include <stddef.h>

enum csv_fault {
	CSV_RIGHT,
	CSV_NO_TEXT,     /* not UTF-8, or with NUL */
	CSV_OPEN_QUOTE,  /* a cell begins with a quote, and no other one ends it */
	CSV_AFTER_QUOTE, /* something follows the quote that ends a cell */
	CSV_TOO_MANY,    /* more lines than asked for */
	CSV_TOO_WIDE,    /* more cells in a line than CSV_CELLS_MAX */
};

enum { CSV_CELLS_MAX = 64 };

struct csv_mistake {
	enum csv_fault fault;
	size_t line; /* where, from 1; 0: the whole */
};

/*
 * [{line: int, cells: [string]}], a row each, the head too; `line` is where it begins, as an editor
 * counts.  Cells come as they are, not trimmed.  NULL, and the mistake, when it is no such table.
 */
json_t *csv_table_read(const char *text, size_t len, size_t max_rows, struct csv_mistake *why);
