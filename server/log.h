/*
 * log.h - one line per event: level, what happened, key=value details.
 *
 * error = someone must look; warn = we coped; info = once per life event;
 * debug = off.  At most one line per request, and no names, addresses or
 * tokens of citizens.  Quote what a client sent.
 *
 * Lines go to standard error, each in one write, so that the processes of one
 * server do not mix them.  Under journald they carry the syslog priority, else
 * the time.  Control characters are flattened to blanks: nobody forges a line.
 */
#pragma once

enum log_level { LOG_LEVEL_ERROR, LOG_LEVEL_WARN, LOG_LEVEL_INFO, LOG_LEVEL_DEBUG };

/* Exit codes of the program. */
enum { EXIT_FAILED = 1, EXIT_USAGE = 2 };

extern enum log_level log_threshold;

/* Which process of the server speaks, "web 0"; a static string or one that stays. */
void log_speaker(const char *name);

/* That name, "" when none was set. */
const char *log_name(void);

void log_line(enum log_level level, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/*
 * For setup that cannot go on: one sentence for the person who started the
 * program, and exit with EXIT_FAILED, or EXIT_USAGE when it is the settings
 * that must be mended.  Once the doors are open, answer 500 or 503 instead.
 */
_Noreturn void die(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
_Noreturn void die_usage(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

#define log_error(...) log_line(LOG_LEVEL_ERROR, __VA_ARGS__)
#define log_warn(...) log_line(LOG_LEVEL_WARN, __VA_ARGS__)
#define log_info(...) log_line(LOG_LEVEL_INFO, __VA_ARGS__)
#define log_debug(...) log_line(LOG_LEVEL_DEBUG, __VA_ARGS__)
