/*
 * buffer.h - text that grows.
 *
 * Always ends in a NUL that does not count.  Initialise with {0}; an empty
 * buffer owns no memory and its data is NULL until something is added.
 */
#pragma once

#include <stdarg.h>
#include <stddef.h>

struct buffer {
	char *data;
	size_t len, size;
};

#define buffer_auto_t __attribute__((cleanup(buffer_done))) struct buffer

void buffer_add(struct buffer *b, const void *data, size_t len);
void buffer_puts(struct buffer *b, const char *text);
void buffer_putc(struct buffer *b, char c);
void buffer_printf(struct buffer *b, const char *fmt, ...)
	__attribute__((format(printf, 2, 3), nonnull(2)));
void buffer_vprintf(struct buffer *b, const char *fmt, va_list ap)
	__attribute__((format(printf, 2, 0), nonnull(2)));

/* Make room for len more bytes and return where they go; then set b->len. */
char *buffer_reserve(struct buffer *b, size_t len);

/* Forget the text, keep the memory. */
void buffer_clear(struct buffer *b);

/* Hand the text over to the caller, who frees it; never NULL. */
char *buffer_steal(struct buffer *b);

void buffer_done(struct buffer *b);
