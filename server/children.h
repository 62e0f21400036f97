/*
 * children.h - the processes of one server: what each is for, whether it runs,
 * and when it is started again.
 *
 * What dies is started again at once, and ever slower when it keeps dying.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <sys/types.h>

#include "server/config.h"

enum { CHILDREN_MAX = WORKERS_MAX + 2 };

struct child;

/* In the order in which they are stopped; the last row is empty. */
struct role {
	const char *name;
	pid_t (*start)(void *arg, const struct child *c); /* -1 and errno when it cannot */
	int stop_signal, kill_signal;
	int stop_ms;  /* then it is killed */
	bool listens; /* the server is ready when all of these say so */
};

struct child {
	const struct role *role;
	int index;
	pid_t pid; /* 0: not running */
	bool listening;
	int deaths; /* in a row */
	int64_t started_ms, due_ms;
};

struct children {
	struct child list[CHILDREN_MAX];
	size_t count;
	const struct role *stopping; /* NULL while serving */
	int64_t kill_ms;
	void *arg; /* for role->start() */
};

/* Add a child to the table; children_start() starts it. */
struct child *children_add(struct children *all, const struct role *role, int index);

/* Start what does not run and is due. */
void children_start(struct children *all);

/* Note that a child has ended; NULL when it is not one of these. */
struct child *children_ended(struct children *all, pid_t pid);

/* When to start it again: sets and returns the delay in milliseconds. */
int child_delay(struct child *c);

/* Whether all that listen do. */
bool children_listen(const struct children *all);
void children_listening(struct children *all, const struct role *role, int index);

/*
 * Begin to stop, one role after the other; then call children_stop_more()
 * whenever a child has ended or children_wait_ms() have passed, until it says
 * false: all have ended.  children_kill() stops whatever is left the hard way.
 */
void children_stop(struct children *all, const struct role *first);
bool children_stop_more(struct children *all);
void children_kill(const struct children *all);

/* Milliseconds until something is due; -1 for never. */
int children_wait_ms(const struct children *all);
