/* clean_text.c - is this text fit to be written into a mail or a calendar? */
#include "lib/clean_text.h"

#include <string.h>

#include "lib/utf8.h"

enum { C1_LAST = 0x9f };

bool clean_line(const char *text)
{
	const char *end = text + strlen(text);

	while (text < end) {
		int32_t c = utf8_next(&text, end);

		if (c == UTF8_BAD || utf8_is_control(c))
			return false;
	}
	return true;
}

bool clean_text(const char *text)
{
	const char *end = text + strlen(text);

	while (text < end) {
		int32_t c = utf8_next(&text, end);

		if (c == '\n' || c == '\t' || (c == '\r' && *text == '\n'))
			continue;
		/* The direction marks beyond may be our own, around a name in Arabic. */
		if (c == UTF8_BAD || (c <= C1_LAST && utf8_is_control(c)))
			return false;
	}
	return true;
}

size_t clean_step(const char *text)
{
	const char *at = text;

	if (*text)
		utf8_next(&at, text + strlen(text));
	return (size_t)(at - text);
}
