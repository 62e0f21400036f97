/* office_file.c - an authority or an office as one JSON file. */
#include "lib/office_file.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/office_canonical.h"
#include "lib/office_check.h"
#include "lib/office_shape.h"

enum { LINE_MAX_CHARACTERS = 100, INDENT = 2 };

static enum office_file_kind kind_of(const json_t *document)
{
	const char *format = json_string_value(json_object_get(document, "format"));

	if (format && strcmp(format, AUTHORITY_FORMAT) == 0)
		return FILE_OF_AUTHORITY;
	return format && strcmp(format, OFFICE_FORMAT) == 0 ? FILE_OF_OFFICE : FILE_OF_NOTHING;
}

static const struct shape *shape_of(enum office_file_kind kind)
{
	return kind == FILE_OF_AUTHORITY ? &AUTHORITY_SHAPE : &OFFICE_SHAPE;
}

json_t *office_file_parse(struct findings *f, enum office_file_kind *kind)
{
	json_error_t error;
	json_t *document = json_loadb(f->text, f->len, JSON_REJECT_DUPLICATES, &error);
	buffer_auto_t pointer = {0};

	*kind = FILE_OF_NOTHING;
	if (!document) {
		struct json_place place = {error.line > 0 ? error.line : 1,
					   error.column > 0 ? error.column : 1};

		finding_mistake_at(f, place, "not_json", json_pack("{s:s}", "detail", error.text));
		return NULL;
	}
	*kind = kind_of(document);
	if (*kind == FILE_OF_NOTHING) {
		finding_mistake(f, json_object_get(document, "format") ? "/format" : "",
				"no_format",
				json_pack("{s:s, s:s}", "authority", AUTHORITY_FORMAT, "office",
					  OFFICE_FORMAT));
		return document;
	}
	buffer_puts(&pointer, "");
	json_shape_check(shape_of(*kind), document, &pointer, f);
	return document;
}

void office_file_check(enum office_file_kind kind, json_t *document, const json_t *authority,
		       struct findings *f)
{
	if (kind == FILE_OF_AUTHORITY)
		authority_check(document, f);
	else if (kind == FILE_OF_OFFICE)
		office_check(document, authority, f);
}

json_t *office_file_canonical(enum office_file_kind kind, const json_t *document)
{
	json_t *canonical = json_shape_canonical(shape_of(kind), document);

	if (kind == FILE_OF_OFFICE)
		responsibilities_group(canonical);
	lists_sort(canonical);
	return canonical;
}

/*
 * Writing
 */

static void value_write(struct buffer *out, const json_t *value, size_t indent, size_t used);

static void line_begin(struct buffer *out, size_t indent)
{
	buffer_printf(out, "\n%*s", (int)indent, "");
}

/* `value` is a part of a document that is not changed here. */
static void parts_write(struct buffer *out, json_t *value, size_t indent)
{
	const char *name;
	json_t *item;
	size_t i, n = 0;

	json_array_foreach (value, i, item) {
		buffer_puts(out, n++ ? "," : "");
		line_begin(out, indent + INDENT);
		value_write(out, item, indent + INDENT, 0);
	}
	json_object_foreach (value, name, item) {
		json_t *key = json_string(name);
		str_auto_t *quoted = json_dumps(key, JSON_ENCODE_ANY);

		json_decref(key);
		buffer_puts(out, n++ ? "," : "");
		line_begin(out, indent + INDENT);
		buffer_printf(out, "%s: ", quoted);
		value_write(out, item, indent + INDENT, strlen(quoted) + 2);
	}
}

/* `used`: what stands on the line already, behind the indent. */
static void value_write(struct buffer *out, const json_t *value, size_t indent, size_t used)
{
	str_auto_t *line = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(9));
	bool is_short = indent + used + strlen(line) < LINE_MAX_CHARACTERS;

	if ((is_short && indent > 0) || !(json_is_object(value) || json_is_array(value)) ||
	    strlen(line) == 2) {
		buffer_puts(out, line);
		return;
	}
	buffer_putc(out, json_is_object(value) ? '{' : '[');
	parts_write(out, (json_t *)(uintptr_t)value, indent);
	line_begin(out, indent);
	buffer_putc(out, json_is_object(value) ? '}' : ']');
}

char *office_file_write(const json_t *document)
{
	struct buffer out = {0};

	value_write(&out, document, 0, 0);
	buffer_putc(&out, '\n');
	return buffer_steal(&out);
}
