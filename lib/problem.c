/* problem.c - what went wrong, in words the client may see. */
#include "lib/problem.h"

#include <stdarg.h>
#include <stdio.h>

bool problem(struct problem *why, int status, const char *code, const char *fmt, ...)
{
	va_list ap;

	why->status = status;
	why->code = code;
	va_start(ap, fmt);
	vsnprintf(why->detail, sizeof why->detail, fmt, ap);
	va_end(ap);
	return false;
}
