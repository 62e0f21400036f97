/* process.c - what the supervisor needs to start processes and to watch over them. */
#include "server/process.h"

#include <errno.h>
#include <signal.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

enum { SIGNAL_EXIT_BASE = 128, NAME_BYTES = 16 };

static char *title;
static size_t title_size;

/* The kernel lays the arguments out one after the other. */
void process_init(int argc, char **argv)
{
	title = argv[0];
	title_size = (size_t)(argv[argc - 1] - argv[0]) + strlen(argv[argc - 1]) + 1;
}

void process_title(const char *fmt, ...)
{
	char name[NAME_BYTES];
	va_list ap;

	if (!title)
		return;
	memset(title, 0, title_size);
	va_start(ap, fmt);
	vsnprintf(title, title_size, fmt, ap);
	va_end(ap);
	va_start(ap, fmt);
	vsnprintf(name, sizeof name, fmt, ap);
	va_end(ap);
	prctl(PR_SET_NAME, name);
}

void process_follow_parent(pid_t parent, int signal_number)
{
	sigset_t none;

	setpgid(0, 0);
	prctl(PR_SET_PDEATHSIG, signal_number);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	/* It may have died before the line above. */
	if (getppid() != parent)
		_exit(EXIT_SUCCESS);
}

int process_wait(pid_t pid)
{
	int status;

	while (waitpid(pid, &status, 0) == -1)
		if (errno != EINTR)
			return SIGNAL_EXIT_BASE;
	return WIFEXITED(status) ? WEXITSTATUS(status) : SIGNAL_EXIT_BASE + WTERMSIG(status);
}

int64_t process_now_ms(void)
{
	struct timespec now;

	clock_gettime(CLOCK_MONOTONIC, &now);
	return (int64_t)now.tv_sec * 1000 + now.tv_nsec / 1000000;
}

void process_sleep_ms(long ms)
{
	struct timespec left = {.tv_sec = ms / 1000, .tv_nsec = ms % 1000 * 1000000};

	while (nanosleep(&left, &left) == -1 && errno == EINTR)
		;
}
