/* buffer.c - text that grows. */
#include "lib/buffer.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/xalloc.h"

enum { BUFFER_FIRST_BYTES = 256 };

char *buffer_reserve(struct buffer *b, size_t len)
{
	size_t need = b->len + len + 1;

	if (need > b->size) {
		size_t size = b->size ? b->size : BUFFER_FIRST_BYTES;

		while (size < need)
			size *= 2;
		b->data = xrealloc(b->data, size);
		b->size = size;
	}
	return b->data + b->len;
}

void buffer_add(struct buffer *b, const void *data, size_t len)
{
	char *end = buffer_reserve(b, len);

	if (len)
		memcpy(end, data, len);
	end[len] = '\0';
	b->len += len;
}

void buffer_puts(struct buffer *b, const char *text)
{
	buffer_add(b, text, strlen(text));
}

void buffer_putc(struct buffer *b, char c)
{
	buffer_add(b, &c, 1);
}

void buffer_vprintf(struct buffer *b, const char *fmt, va_list ap)
{
	va_list again;
	int len;

	va_copy(again, ap);
	len = vsnprintf(NULL, 0, fmt, ap);
	if (len > 0) {
		vsnprintf(buffer_reserve(b, (size_t)len), (size_t)len + 1, fmt, again);
		b->len += (size_t)len;
	}
	va_end(again);
}

void buffer_printf(struct buffer *b, const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	buffer_vprintf(b, fmt, ap);
	va_end(ap);
}

void buffer_clear(struct buffer *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

char *buffer_steal(struct buffer *b)
{
	char *text;

	buffer_add(b, "", 0);
	text = b->data;
	*b = (struct buffer){0};
	return text;
}

void buffer_done(struct buffer *b)
{
	free(b->data);
	*b = (struct buffer){0};
}
