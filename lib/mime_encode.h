/*
 * mime_encode.h - text as the ASCII lines of a mail.
 *
 * All of these append lines of at most 76 characters (an address is never cut)
 * that end in CR LF.  The bodies go without the last CR LF: in a multipart that
 * one belongs to the boundary.
 */
#pragma once

#include <stddef.h>

#include "lib/buffer.h"

/* RFC 2045 6.7.  Line breaks of the text (LF or CR LF) become CR LF. */
void mime_quoted_printable(const char *text, struct buffer *out);

/* RFC 2045 6.8. */
void mime_base64(const char *data, size_t len, struct buffer *out);

/*
 * "Name: text" as a header whose text is free: plain where it can be, else
 * encoded words (RFC 2047), none of which cuts a character in two.
 */
void mime_text_header(const char *name, const char *text, struct buffer *out);

/* "Name: Someone <email>"; a name of NULL or "" is left out. */
void mime_party_header(const char *header, const char *name, const char *email, struct buffer *out);

/* "Date: Wed, 25 Nov 2026 08:20:00 +0000" (RFC 5322 3.3). */
void mime_date_header(long long unix_seconds, struct buffer *out);
