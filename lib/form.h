/*
 * form.h - query strings, form bodies and path segments, decoded.
 *
 * A form (application/x-www-form-urlencoded, as the WHATWG URL standard
 * section 5.1 reads it) becomes the JSON object that the same fields have in a
 * JSON body, so that one parser serves both: {"name": "value"}, or {"name":
 * ["first", "second"]} where a name repeats.  Every string in it is valid
 * UTF-8 without NUL.
 */
#pragma once

#include <jansson.h>
#include <stddef.h>

#include "lib/buffer.h"
#include "lib/problem.h"

enum {
	FORM_FIELDS_MAX = 256,
	FORM_NAME_MAX_BYTES = 128, /* "cell.", two slugs */
	FORM_VALUE_MAX_BYTES = 4096,
};

/*
 * Decode a form of at most max_bytes (encoded).  Returns a new object, or NULL
 * and a problem that names the field: 413 when the whole is too long, 400 for
 * everything else.  An empty form is an empty object.
 */
json_t *form_decode(const char *text, size_t len, size_t max_bytes, struct problem *why);

/*
 * Decode one segment of a path ("%C3%84mter" is "Ämter"; a plus is a plus).
 * Returns text the caller frees, or NULL and a problem (400) when it holds a
 * wrong percent sequence, NUL, a slash, or anything but UTF-8.
 */
char *form_decode_path(const char *segment, size_t len, struct problem *why);

/* Append text as the value of a query or form: what is not unreserved (RFC 3986
 * section 2.3) is percent-encoded. */
void form_encode(struct buffer *out, const char *text);

/* Append NAME=VALUE, encoded, behind a & unless `out` ends with one, with a ?, or is empty. */
void form_parameter(struct buffer *out, const char *name, const char *value);
