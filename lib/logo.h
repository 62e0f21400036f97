/*
 * logo.h - is this a picture that may stand on every page?
 *
 * An SVG is a document and can hold scripts.  Two things keep ours from running any, each of them
 * enough: pages show it by <img>, where browsers run none and load nothing, and it is served with a
 * Content-Security-Policy of "sandbox" for who opens its address.  What has active content is
 * refused besides, since people save pictures and put them elsewhere.  It is not cleaned: to change
 * somebody's coat of arms without a word would be worse than to say what is wrong with it.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum { LOGO_MAX_BYTES = 100 * 1024, LOGO_MAX_PIXELS = 4096 };

enum logo {
	LOGO_SVG,
	LOGO_PNG,
	LOGO_NOT_AN_IMAGE, /* neither, broken, or of more than LOGO_MAX_PIXELS a side */
	LOGO_ACTIVE,       /* an SVG with scripts, or what could bring some */
	LOGO_TOO_LARGE,
};

enum logo logo_check(const void *data, size_t len);

/* "image/svg+xml" or "image/png"; NULL of all others. */
const char *logo_type(enum logo logo);
