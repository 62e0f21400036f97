/* csv_table.c - tables as spreadsheets save them, read. */
#include "lib/csv_table.h"

#include <stdbool.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/utf8.h"

static const char BYTE_ORDER_MARK[] = "\xEF\xBB\xBF";
static const char SEPARATORS[] = ";,\t"; /* the first wins where the head has as many of two */

struct reader {
	const char *at, *end;
	size_t line;
	char separator;
	struct csv_mistake *why;
};

static bool fail(struct reader *r, enum csv_fault fault, size_t line)
{
	*r->why = (struct csv_mistake){fault, line};
	return false;
}

static bool at_break(const struct reader *r)
{
	return r->at < r->end && (*r->at == '\n' || *r->at == '\r');
}

/* Behind the break there; CR LF is one. */
static void skip_break(struct reader *r)
{
	bool cr = *r->at++ == '\r';

	if (cr && r->at < r->end && *r->at == '\n')
		r->at++;
	r->line++;
}

/* What the first line that holds something has most of, outside quotes. */
static char separator_of(const char *text, const char *end)
{
	size_t counts[sizeof SEPARATORS - 1] = {0}, best = 0;
	bool quoted = false;

	text += strspn(text, "\r\n");
	for (; text < end && (quoted || (*text != '\n' && *text != '\r')); text++) {
		const char *found = strchr(SEPARATORS, *text);

		if (*text == '"')
			quoted = !quoted;
		else if (!quoted && found)
			counts[found - SEPARATORS]++;
	}
	for (size_t i = 1; i < sizeof SEPARATORS - 1; i++)
		if (counts[i] > counts[best])
			best = i;
	return SEPARATORS[best];
}

/* The opening quote stands there; false when nothing closes it. */
static bool quoted_read(struct reader *r, struct buffer *cell)
{
	size_t began = r->line;

	for (r->at++; r->at < r->end; r->at++) {
		if (*r->at == '"') {
			if (r->at + 1 == r->end || r->at[1] != '"') {
				r->at++;
				return true;
			}
			r->at++;
		} else if (*r->at == '\n' || (*r->at == '\r' && r->at[1] != '\n')) {
			r->line++;
		}
		buffer_putc(cell, *r->at);
	}
	return fail(r, CSV_OPEN_QUOTE, began);
}

static bool cell_read(struct reader *r, struct buffer *cell)
{
	buffer_clear(cell);
	if (r->at < r->end && *r->at == '"') {
		if (!quoted_read(r, cell))
			return false;
		if (r->at < r->end && *r->at != r->separator && !at_break(r))
			return fail(r, CSV_AFTER_QUOTE, r->line);
		return true;
	}
	while (r->at < r->end && *r->at != r->separator && !at_break(r))
		buffer_putc(cell, *r->at++);
	return true;
}

/* One line's cells, and its break. */
static bool row_read(struct reader *r, json_t *cells)
{
	buffer_auto_t cell = {0};

	for (;;) {
		if (json_array_size(cells) == CSV_CELLS_MAX)
			return fail(r, CSV_TOO_WIDE, r->line);
		if (!cell_read(r, &cell))
			return false;
		json_array_append_new(cells, json_stringn(cell.data ? cell.data : "", cell.len));
		if (r->at == r->end)
			return true;
		if (at_break(r)) {
			skip_break(r);
			return true;
		}
		r->at++;
	}
}

static bool is_empty(const json_t *cells)
{
	json_t *cell;
	size_t i;

	json_array_foreach (cells, i, cell) {
		const char *text = json_string_value(cell);

		if (utf8_trim(&text, json_string_length(cell)) > 0)
			return false;
	}
	return true;
}

static bool rows_read(struct reader *r, size_t max_rows, json_t *rows)
{
	while (r->at < r->end) {
		size_t line = r->line;
		json_auto_t *cells = json_array();

		if (!row_read(r, cells))
			return false;
		if (is_empty(cells))
			continue;
		if (json_array_size(rows) == max_rows)
			return fail(r, CSV_TOO_MANY, line);
		json_array_append_new(rows,
				      json_pack("{s:i, s:O}", "line", (int)line, "cells", cells));
	}
	return true;
}

json_t *csv_table_read(const char *text, size_t len, size_t max_rows, struct csv_mistake *why)
{
	str_auto_t *copy = NULL;
	struct buffer whole = {0};
	struct reader r = {.line = 1, .why = why};
	json_t *rows;

	*why = (struct csv_mistake){CSV_RIGHT, 0};
	if (!utf8_valid(text, len) || memchr(text, '\0', len)) {
		fail(&r, CSV_NO_TEXT, 0);
		return NULL;
	}
	buffer_add(&whole, text, len); /* with a NUL behind it */
	copy = buffer_steal(&whole);
	r.at = copy;
	r.end = copy + len;
	if (strncmp(r.at, BYTE_ORDER_MARK, strlen(BYTE_ORDER_MARK)) == 0)
		r.at += strlen(BYTE_ORDER_MARK);
	r.separator = separator_of(r.at, r.end);
	rows = json_array();
	if (!rows_read(&r, max_rows, rows)) {
		json_decref(rows);
		return NULL;
	}
	return rows;
}
