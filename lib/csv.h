/*
 * csv.h - tables for spreadsheets (RFC 4180), cells separated by semicolons as
 * German ones expect it.
 *
 * What a citizen typed must not become a formula: a cell that a spreadsheet could
 * take for one begins with an apostrophe, which it shows as plain text.
 */
#pragma once

#include "lib/buffer.h"

/* Append a cell, with the separator before it unless it is the first of its row; NULL is empty. */
void csv_cell(struct buffer *out, const char *text);
void csv_end_row(struct buffer *out);

/* By which a spreadsheet knows that it is UTF-8; begins the file. */
void csv_begin(struct buffer *out);
