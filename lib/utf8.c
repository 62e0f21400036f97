/* utf8.c - text as people send it: is it UTF-8, how long is it, what is hidden in it. */
#include "lib/utf8.h"

#include <unicode/uchar.h>
#include <unicode/utf8.h>

enum {
	C0_END = 0x20,
	DEL = 0x7F,
	C1_LAST = 0x9F,
	ZERO_WIDTH_SPACE = 0x200B,
	LINE_SEPARATOR = 0x2028,
	PARAGRAPH_SEPARATOR = 0x2029,
	BIDI_EMBEDDING_FIRST = 0x202A,
	BIDI_OVERRIDE_LAST = 0x202E,
	BIDI_ISOLATE_FIRST = 0x2066,
	BIDI_ISOLATE_LAST = 0x2069,
	BYTE_ORDER_MARK = 0xFEFF,
};

int32_t utf8_next(const char **at, const char *end)
{
	ptrdiff_t i = 0, len = end - *at;
	UChar32 c;

	U8_NEXT(*at, i, len, c);
	*at += i;
	return c < 0 ? UTF8_BAD : c;
}

bool utf8_valid(const char *text, size_t len)
{
	const char *end = text + len;

	while (text < end) {
		if (utf8_next(&text, end) == UTF8_BAD)
			return false;
	}
	return true;
}

size_t utf8_count(const char *text, size_t len)
{
	const char *end = text + len;
	size_t n = 0;

	for (; text < end; n++)
		utf8_next(&text, end);
	return n;
}

size_t utf8_cut(const char *text, size_t len, size_t max)
{
	const char *at = text, *end = text + len;
	size_t fits = 0;

	while (at < end) {
		utf8_next(&at, end);
		if ((size_t)(at - text) > max)
			break;
		fits = (size_t)(at - text);
	}
	return fits;
}

static bool is_blank(int32_t c)
{
	return c == ZERO_WIDTH_SPACE || c == BYTE_ORDER_MARK ||
	       (c != UTF8_BAD && u_isUWhiteSpace(c));
}

size_t utf8_trim(const char **text, size_t len)
{
	const char *end = *text + len, *at = *text, *last;

	while (at < end && is_blank(utf8_next(&at, end)))
		*text = at;
	last = at = *text;
	while (at < end) {
		if (!is_blank(utf8_next(&at, end)))
			last = at;
	}
	return (size_t)(last - *text);
}

bool utf8_is_control(int32_t c)
{
	return (c >= 0 && c < C0_END) || (c >= DEL && c <= C1_LAST) || c == LINE_SEPARATOR ||
	       c == PARAGRAPH_SEPARATOR || (c >= BIDI_EMBEDDING_FIRST && c <= BIDI_OVERRIDE_LAST) ||
	       (c >= BIDI_ISOLATE_FIRST && c <= BIDI_ISOLATE_LAST);
}
