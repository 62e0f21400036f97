/* log.c - one line per event: level, what happened, key=value details. */
#include "server/log.h"

#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

enum { LINE_MAX_BYTES = 2048, STAMP_BYTES = sizeof "2026-01-01T00:00:00Z" };

enum log_level log_threshold = LOG_LEVEL_INFO;

static const char *speaker = "";

void log_speaker(const char *name)
{
	speaker = name;
}

const char *log_name(void)
{
	return speaker;
}

/* journald reads "<N>" as the syslog priority and knows the time and the process itself. */
static int head_write(char *line, size_t size, enum log_level level)
{
	static const int PRIORITY[] = {3, 4, 6, 7};
	static const char *const NAME[] = {"error", "warn", "info", "debug"};
	time_t now = time(NULL);
	char stamp[STAMP_BYTES];
	struct tm tm;

	if (getenv("JOURNAL_STREAM"))
		return snprintf(line, size, "<%d>", PRIORITY[level]);
	strftime(stamp, sizeof stamp, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&now, &tm));
	return snprintf(line, size, "%s %s%s%s: ", stamp, NAME[level], *speaker ? " " : "",
			speaker);
}

static void line_write(char *line, size_t from, size_t size, const char *fmt, va_list ap)
	__attribute__((format(printf, 4, 0)));

/* One byte stays for the line break. */
static void line_write(char *line, size_t from, size_t size, const char *fmt, va_list ap)
{
	size_t len;

	vsnprintf(line + from, size - from - 1, fmt, ap);
	len = from + strlen(line + from);
	for (char *p = line + from; *p; p++)
		if ((unsigned char)*p < ' ' || *p == '\x7f')
			*p = ' ';
	line[len++] = '\n';
	/* Nobody to tell when standard error is gone. */
	if (write(STDERR_FILENO, line, len) == -1)
		return;
}

void log_line(enum log_level level, const char *fmt, ...)
{
	char line[LINE_MAX_BYTES];
	va_list ap;

	if (level > log_threshold)
		return;
	va_start(ap, fmt);
	line_write(line, (size_t)head_write(line, sizeof line, level), sizeof line, fmt, ap);
	va_end(ap);
}

static void sentence_write(const char *fmt, va_list ap) __attribute__((format(printf, 1, 0)));

static void sentence_write(const char *fmt, va_list ap)
{
	const char *head = getenv("JOURNAL_STREAM") ? "<3>" : "amtstermin: ";
	char line[LINE_MAX_BYTES];

	fflush(stdout);
	snprintf(line, sizeof line, "%s", head);
	line_write(line, strlen(head), sizeof line, fmt, ap);
}

void die(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	sentence_write(fmt, ap);
	va_end(ap);
	exit(EXIT_FAILED);
}

void die_usage(const char *fmt, ...)
{
	va_list ap;

	va_start(ap, fmt);
	sentence_write(fmt, ap);
	va_end(ap);
	exit(EXIT_USAGE);
}
