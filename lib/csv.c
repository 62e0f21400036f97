/* csv.c - tables for spreadsheets. */
#include "lib/csv.h"

#include <stdbool.h>
#include <string.h>

static const char BYTE_ORDER_MARK[] = "\xEF\xBB\xBF";

/* Spreadsheets skip spaces; what they read as line break may begin a cell of its own. */
static bool could_be_formula(const char *text)
{
	text += strspn(text, " \t\r\n");
	return *text && strchr("=+-@", *text);
}

static bool begins_row(const struct buffer *out)
{
	return out->len == 0 || out->data[out->len - 1] == '\n' ||
	       strcmp(out->data, BYTE_ORDER_MARK) == 0;
}

void csv_begin(struct buffer *out)
{
	buffer_puts(out, BYTE_ORDER_MARK);
}

void csv_cell(struct buffer *out, const char *text)
{
	text = text ? text : "";
	if (!begins_row(out))
		buffer_putc(out, ';');
	buffer_putc(out, '"');
	if (could_be_formula(text) || *text == '\t' || *text == '\r')
		buffer_putc(out, '\'');
	for (; *text; text++) {
		if (*text == '"')
			buffer_putc(out, '"');
		buffer_putc(out, *text);
	}
	buffer_putc(out, '"');
}

void csv_end_row(struct buffer *out)
{
	buffer_puts(out, "\r\n");
}
