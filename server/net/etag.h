/* etag.h - what lets a client ask "still the same?" (RFC 9110 8.8.3, 13.1.2). */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { ETAG_BYTES = sizeof "\"0123456789abcdef-gz\"" };

/* A strong tag of the bytes, the same in every process.  variant sets apart encodings of
 * one resource: "", "-gz", "-br". */
void etag_make(char etag[ETAG_BYTES], const void *data, size_t len, const char *variant);

/* Does If-None-Match (may be NULL) name it? */
bool etag_matches(const char *if_none_match, const char *etag);
