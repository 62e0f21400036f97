/*
 * utf8.h - text as people send it: is it UTF-8, how long is it, what is hidden in it.
 *
 * Lengths are in bytes unless a name says characters; a character here is a
 * code point.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

/* What utf8_next() returns where no character is encoded. */
enum { UTF8_BAD = -1 };

/*
 * Read the character at *at and move *at behind it; *at < end.  Strict as
 * RFC 3629: no overlong forms, no surrogates, nothing past U+10FFFF.  Where
 * the bytes are wrong it returns UTF8_BAD and moves on by at least one byte.
 */
int32_t utf8_next(const char **at, const char *end);

/* True for well-formed UTF-8 (RFC 3629): nothing overlong, no surrogates. */
bool utf8_valid(const char *text, size_t len);

/* How many characters; wrong bytes count as one where utf8_next() steps over them. */
size_t utf8_count(const char *text, size_t len);

/* The largest length <= max that does not cut a character in two. */
size_t utf8_cut(const char *text, size_t len, size_t max);

/*
 * Move *text past leading white space and return the length up to trailing
 * white space.  White space is Unicode's, and the two characters of no width
 * that come along when text is pasted: U+200B and U+FEFF.
 */
size_t utf8_trim(const char **text, size_t len);

/*
 * Characters that have no place in a line of text: the controls C0, DEL and
 * C1, the line separators U+2028 and U+2029, and the marks that reorder
 * foreign text so that it reads as something else (CVE-2021-42574).  The plain
 * direction marks U+200E, U+200F and U+061C stay: Arabic and Hebrew need them.
 */
bool utf8_is_control(int32_t c);
