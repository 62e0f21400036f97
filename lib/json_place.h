/*
 * json_place.h - where in a JSON text a value stands.
 *
 * jansson forgets the places of what it parsed, and people who mend a file need
 * its lines.  Members are named by JSON Pointer (RFC 6901): "/services/0/slug".
 */
#pragma once

#include <stddef.h>

#include "lib/buffer.h"

/* Both begin at 1; the column counts bytes. */
struct json_place {
	int line, column;
};

/*
 * The place of the value that the pointer names, or, where there is none, of the
 * nearest value around it.  The text must be one that jansson accepts.
 */
struct json_place json_place_find(const char *text, size_t len, const char *pointer);

/* Append "/name" with ~ and / escaped, or "/7". */
void json_pointer_add(struct buffer *pointer, const char *name);
void json_pointer_add_index(struct buffer *pointer, size_t index);
