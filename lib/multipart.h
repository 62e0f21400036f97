/*
 * multipart.h - forms with files (multipart/form-data, RFC 7578), decoded.
 *
 * It becomes the JSON object that lib/form.h makes of other forms: {"name": "value"}, a list where
 * a name repeats.  Of a file the text is the value, and "NAME_name" what the file is called; a file
 * that was not chosen is left out.  Of a file that is no text in UTF-8, such as a picture,
 * "NAME_base64" is the value (RFC 4648) instead.
 */
#pragma once

#include <jansson.h>
#include <stddef.h>

#include "lib/problem.h"

enum { MULTIPART_VALUE_MAX_BYTES = 256 * 1024 }; /* a table pasted into a form */

/* type: the header Content-Type.  NULL and a problem (400, 413) when it is no such form, has
 * more fields than FORM_FIELDS_MAX, or is anything but UTF-8 without NUL, files aside. */
json_t *multipart_decode(const char *type, const char *body, size_t len, struct problem *why);
