/* text.c - numbers and phrases as text, and text that is a number. */
#include "server/text.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

char *text_format(const char *fmt, ...)
{
	char *text = NULL;
	va_list ap;

	va_start(ap, fmt);
	if (vasprintf(&text, fmt, ap) == -1)
		abort();
	va_end(ap);
	return text;
}

struct number number_of(long long n)
{
	struct number number;

	snprintf(number.text, sizeof number.text, "%lld", n);
	return number;
}

bool text_is_key(const char *text)
{
	enum { DIGITS_MAX = 18 };

	return *text && strlen(text) <= DIGITS_MAX && strspn(text, "0123456789") == strlen(text);
}
