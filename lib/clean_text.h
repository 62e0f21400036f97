/*
 * clean_text.h - is this text fit to be written into a mail or a calendar?
 *
 * Both formats are lines of text, so a control character in a value can end
 * a line early and forge the next one.  These checks come before any encoding.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

/* Valid UTF-8 on one line, without what utf8_is_control() knows. */
bool clean_line(const char *text);

/* Valid UTF-8 whose only control characters are tabs and line breaks (LF or CR LF). */
bool clean_text(const char *text);

/* Bytes of the character at the start of valid UTF-8; 1 for a stray byte, 0 at the end. */
size_t clean_step(const char *text);
