/* text.h - printf into memory of its own; the caller frees it, never NULL. */
#pragma once

char *text_format(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
