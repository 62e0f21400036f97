/* clean_text.c - is this text fit to be written into a mail or a calendar? */
#include "lib/clean_text.h"

#include <string.h>
#include <unicode/utf8.h>

enum { LINE_SEPARATOR = 0x2028, PARAGRAPH_SEPARATOR = 0x2029 };

static bool is_control(UChar32 c)
{
	return c < 0x20 || (c >= 0x7f && c < 0xa0) || c == LINE_SEPARATOR ||
	       c == PARAGRAPH_SEPARATOR;
}

static bool is_clean(const char *text, bool breaks)
{
	size_t len = strlen(text), i = 0;

	while (i < len) {
		UChar32 c;

		U8_NEXT(text, i, len, c);
		if (c < 0)
			return false;
		if (breaks && (c == '\n' || c == '\t' || (c == '\r' && text[i] == '\n')))
			continue;
		if (is_control(c))
			return false;
	}
	return true;
}

bool clean_line(const char *text)
{
	return is_clean(text, false);
}

bool clean_text(const char *text)
{
	return is_clean(text, true);
}

size_t clean_step(const char *text)
{
	unsigned char lead = (unsigned char)text[0];
	size_t len = 1;

	if (lead == 0)
		return 0;
	if (lead >= 0xc0)
		len += U8_COUNT_TRAIL_BYTES(lead);
	return strnlen(text, len);
}
