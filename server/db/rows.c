/* rows.c - query results as JSON, one member per column, named by the SQL. */
#include "server/db/rows.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

/* PostgreSQL's own numbers for its types (pg_type.dat); they never change. */
enum {
	OID_BOOL = 16,
	OID_INT8 = 20,
	OID_INT2 = 21,
	OID_INT4 = 23,
	OID_JSON = 114,
	OID_JSONB = 3802,
};

/* JSON of the database may hold numbers that jansson does not: as text, then. */
static json_t *json_cell(const char *text)
{
	json_t *value = json_loads(text, JSON_DECODE_ANY, NULL);

	return value ? value : json_string(text);
}

static json_t *cell_json(const PGresult *rows, int row, int col)
{
	const char *text = PQgetvalue(rows, row, col);

	if (PQgetisnull(rows, row, col))
		return json_null();
	switch (PQftype(rows, col)) {
	case OID_BOOL:
		return json_boolean(*text == 't');
	case OID_INT2:
	case OID_INT4:
	case OID_INT8:
		return json_integer(strtoll(text, NULL, 10));
	case OID_JSON:
	case OID_JSONB:
		return json_cell(text);
	default:
		return json_string(text);
	}
}

json_t *row_json(const PGresult *rows, int row)
{
	json_t *object = json_object();

	for (int col = 0; col < PQnfields(rows); col++)
		json_object_set_new(object, PQfname(rows, col), cell_json(rows, row, col));
	return object;
}

json_t *rows_json(const PGresult *rows)
{
	json_t *list = json_array();

	for (int row = 0; row < PQntuples(rows); row++)
		json_array_append_new(list, row_json(rows, row));
	return list;
}

/* PQfnumber() would copy and fold the name at each call. */
static int column_number(const PGresult *rows, const char *column)
{
	int col = 0;

	while (col < PQnfields(rows) && strcmp(PQfname(rows, col), column) != 0)
		col++;
	assert(col < PQnfields(rows));
	return col;
}

const char *row_text(const PGresult *rows, int row, const char *column)
{
	int col = column_number(rows, column);

	assert(row >= 0 && row < PQntuples(rows));
	return PQgetisnull(rows, row, col) ? NULL : PQgetvalue(rows, row, col);
}

int64_t row_integer(const PGresult *rows, int row, const char *column)
{
	const char *text = row_text(rows, row, column);

	return text ? strtoll(text, NULL, 10) : 0;
}

bool row_bool(const PGresult *rows, int row, const char *column)
{
	const char *text = row_text(rows, row, column);

	return text && *text == 't';
}
