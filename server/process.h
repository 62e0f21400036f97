/* process.h - what the supervisor needs to start processes and to watch over them. */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/types.h>

/* Remember where the arguments stand, for process_title(). */
void process_init(int argc, char **argv);

/* What ps and top show: "amtstermin: web 0", cut to the space there is. */
void process_title(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/*
 * In a new child: leave the terminal's process group, so that Ctrl-C reaches
 * the supervisor alone, take signals again, and get `signal` when the parent
 * dies, however it dies.  Changing the user id forgets that signal: change first.
 */
void process_follow_parent(pid_t parent, int signal);

/* Wait for a child; its exit code, or 128 + the signal that ended it. */
int process_wait(pid_t pid);

/* Milliseconds of a clock that is never set. */
int64_t process_now_ms(void);
void process_sleep_ms(long ms);
