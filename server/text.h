/* text.h - numbers and phrases as text, and text that is a number. */
#pragma once

#include <stdbool.h>

/* printf into memory of its own; the caller frees it, never NULL. */
char *text_format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The number as text, for statements. */
struct number {
	char text[24];
};

struct number number_of(long long n);

/* Whether it can be a key of ours: digits alone, not more than a bigint has. */
bool text_is_key(const char *text);
