/* rfc3339.h - a moment as clients write it. */
#pragma once

#include <stdbool.h>
#include <time.h>

/*
 * Exactly "2026-11-25T09:20:00+01:00" or the same with Z as the offset; the
 * seconds may be missing, as HTML's datetime-local leaves them out.  A moment
 * that does not exist (30 February, 24:00, a leap second), fractions and any
 * other spelling are refused; *out is then untouched.
 */
bool rfc3339_parse(time_t *out, const char *text);
