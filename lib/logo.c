/* logo.c - is this a picture that may stand on every page? */
#include "lib/logo.h"

#include <ctype.h>
#include <stdint.h>
#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/utf8.h"
#include "lib/xalloc.h"

static const unsigned char PNG[] = {0x89, 'P', 'N', 'G', '\r', '\n', 0x1a, '\n'};

/* PNG (ISO/IEC 15948) 5.2 and 11.2.2: the signature, then the length, the name, width and height
 * of the first chunk; the last one is IEND. */
enum { NAME_AT = 12, WIDTH_AT = 16, HEIGHT_AT = 20, PNG_MIN_BYTES = 45, END_BYTES = 8 };

static uint32_t number(const unsigned char *at)
{
	return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

static bool side_fits(uint32_t pixels)
{
	return pixels > 0 && pixels <= LOGO_MAX_PIXELS;
}

static enum logo png_check(const unsigned char *png, size_t len)
{
	bool whole = len >= PNG_MIN_BYTES && memcmp(png + NAME_AT, "IHDR", 4) == 0 &&
		     memcmp(png + len - END_BYTES, "IEND", 4) == 0;

	return whole && side_fits(number(png + WIDTH_AT)) && side_fits(number(png + HEIGHT_AT))
		       ? LOGO_PNG
		       : LOGO_NOT_AN_IMAGE;
}

/* Behind what may stand before the root element; NULL when that does not end. */
static const char *svg_root(const char *at)
{
	static const char MARK[] = "\xEF\xBB\xBF";

	if (strncmp(at, MARK, sizeof MARK - 1) == 0)
		at += sizeof MARK - 1;
	for (;;) {
		at += strspn(at, " \t\r\n");
		if (strncmp(at, "<!--", 4) == 0) {
			at = strstr(at, "-->");
			at = at ? at + 3 : NULL;
		} else if (strncmp(at, "<?", 2) == 0 || strncmp(at, "<!", 2) == 0) {
			at = strchr(at, '>');
			at = at ? at + 1 : NULL;
		} else {
			return at;
		}
		if (!at)
			return NULL;
	}
}

static bool is_svg(const char *text)
{
	const char *root = svg_root(text);
	const char *end = strrchr(text, '>');

	return root && strncmp(root, "<svg", 4) == 0 && root[4] && strchr(" \t\r\n>/", root[4]) &&
	       end && end[1 + strspn(end + 1, " \t\r\n")] == '\0';
}

/* An attribute such as onload= */
static bool has_handler(const char *text)
{
	for (const char *at = strcasestr(text, "on"); at; at = strcasestr(at + 2, "on")) {
		size_t len = 2;

		if (at == text || !strchr(" \t\r\n\"'/\f", at[-1]))
			continue;
		while (isalpha((unsigned char)at[len]))
			len++;
		if (len > 2 && at[len + strspn(at + len, " \t\r\n")] == '=')
			return true;
	}
	return false;
}

/* With a prefix, elements of the same name are the same elements. */
static bool has_element(const char *text, const char *name)
{
	for (const char *at = strcasestr(text, name); at; at = strcasestr(at + 1, name))
		if (at > text && (at[-1] == '<' || at[-1] == ':'))
			return true;
	return false;
}

static bool is_active(const char *text)
{
	static const char *const ELEMENTS[] = {"script", "foreignobject", "iframe",  "embed",
					       "object", "handler",       "listener"};
	static const char *const ANYWHERE[] = {"javascript:", "<!entity", "<?xml-stylesheet"};

	for (size_t i = 0; i < sizeof ELEMENTS / sizeof *ELEMENTS; i++)
		if (has_element(text, ELEMENTS[i]))
			return true;
	for (size_t i = 0; i < sizeof ANYWHERE / sizeof *ANYWHERE; i++)
		if (strcasestr(text, ANYWHERE[i]))
			return true;
	return has_handler(text);
}

enum logo logo_check(const void *data, size_t len)
{
	str_auto_t *text = NULL;

	if (len > LOGO_MAX_BYTES)
		return LOGO_TOO_LARGE;
	if (len >= sizeof PNG && memcmp(data, PNG, sizeof PNG) == 0)
		return png_check(data, len);
	if (len == 0 || !utf8_valid(data, len) || memchr(data, 0, len))
		return LOGO_NOT_AN_IMAGE;
	text = xstrndup(data, len);
	if (is_active(text))
		return LOGO_ACTIVE;
	return is_svg(text) ? LOGO_SVG : LOGO_NOT_AN_IMAGE;
}

const char *logo_type(enum logo logo)
{
	return logo == LOGO_SVG ? "image/svg+xml" : logo == LOGO_PNG ? "image/png" : NULL;
}
