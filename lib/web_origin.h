/*
 * web_origin.h - sites as lists of those allowed name them: "https://www.service-bw.de".
 *
 * A scheme, a host and perhaps a port, in lower case and nothing more.  Plain http is
 * taken of this very machine only, for trying things out.
 */
#pragma once

#include <stdbool.h>

enum { WEB_ORIGIN_SIZE = 256 };

/* The origin that was typed, be it in capitals or with a slash behind; false when it is none. */
bool web_origin_read(char out[WEB_ORIGIN_SIZE], const char *text);

/* Whether an address belongs to that origin, and is made of nothing but what addresses are
 * made of (RFC 3986): no user before the host, no blank, no line end. */
bool web_origin_has(const char *origin, const char *url);
