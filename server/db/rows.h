/* rows.h - query results as JSON, one member per column, named by the SQL. */
#pragma once

#include <jansson.h>
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

/* The caller owns what these return. */
json_t *row_json(const PGresult *rows, int row);
json_t *rows_json(const PGresult *rows);

/* Single cells by column name; asserts that the column exists.  NULL cells
 * read as NULL, 0 and false. */
const char *row_text(const PGresult *rows, int row, const char *column);
int64_t row_integer(const PGresult *rows, int row, const char *column);
bool row_bool(const PGresult *rows, int row, const char *column);
