/*
 * work.c - a few threads beside the event loop.
 *
 * Two lines under one lock: what is to be run, and what has been.  The loop hears
 * of the second through an event descriptor.
 */
#include "server/work.h"

#include <errno.h>
#include <pthread.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <sys/queue.h>
#include <unistd.h>

#include "lib/xalloc.h"
#include "server/log.h"

enum {
	THREADS = 2,
	WAITING_MAX = 64, /* about four seconds of password hashing */
};

struct task {
	STAILQ_ENTRY(task) link;
	work_fn *run, *done;
	void *arg;
};

STAILQ_HEAD(task_line, task);

struct work {
	struct event *heard;
	int fd;
	pthread_t threads[THREADS];
	pthread_mutex_t lock;
	pthread_cond_t more;
	struct task_line todo, finished;
	int waiting;
	bool ending;
};

static struct task *task_take(struct task_line *line)
{
	struct task *task = STAILQ_FIRST(line);

	if (task)
		STAILQ_REMOVE_HEAD(line, link);
	return task;
}

static void *thread_run(void *arg)
{
	struct work *w = arg;
	const uint64_t one = 1;
	struct task *task;

	pthread_mutex_lock(&w->lock);
	while (!w->ending) {
		task = task_take(&w->todo);
		if (!task) {
			pthread_cond_wait(&w->more, &w->lock);
			continue;
		}
		w->waiting--;
		pthread_mutex_unlock(&w->lock);
		task->run(task->arg);
		pthread_mutex_lock(&w->lock);
		STAILQ_INSERT_TAIL(&w->finished, task, link);
		if (write(w->fd, &one, sizeof one) != sizeof one)
			log_error("work_not_told reason=\"%s\"", strerror(errno));
	}
	pthread_mutex_unlock(&w->lock);
	return NULL;
}

static void tasks_finish(struct task_line *line)
{
	struct task *task;

	while ((task = task_take(line))) {
		task->done(task->arg);
		free(task);
	}
}

/* done() may give more work, so it runs without the lock. */
static void on_finished(evutil_socket_t fd, short what, void *arg)
{
	struct work *w = arg;
	struct task_line finished = STAILQ_HEAD_INITIALIZER(finished);
	uint64_t count;

	(void)what;
	if (read(fd, &count, sizeof count) != sizeof count)
		return;
	pthread_mutex_lock(&w->lock);
	STAILQ_CONCAT(&finished, &w->finished);
	pthread_mutex_unlock(&w->lock);
	tasks_finish(&finished);
}

struct work *work_new(struct event_base *base)
{
	struct work *w = xcalloc(1, sizeof *w);

	STAILQ_INIT(&w->todo);
	STAILQ_INIT(&w->finished);
	w->fd = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
	if (w->fd == -1)
		die("cannot make an event descriptor: %s", strerror(errno));
	pthread_mutex_init(&w->lock, NULL);
	pthread_cond_init(&w->more, NULL);
	w->heard = event_new(base, w->fd, EV_READ | EV_PERSIST, on_finished, w);
	event_add(w->heard, NULL);
	for (int i = 0; i < THREADS; i++)
		if (pthread_create(&w->threads[i], NULL, thread_run, w) != 0)
			die("cannot start a thread");
	return w;
}

void work_free(struct work *w)
{
	if (!w)
		return;
	pthread_mutex_lock(&w->lock);
	w->ending = true;
	pthread_cond_broadcast(&w->more);
	pthread_mutex_unlock(&w->lock);
	for (int i = 0; i < THREADS; i++)
		pthread_join(w->threads[i], NULL);
	tasks_finish(&w->finished);
	tasks_finish(&w->todo);
	event_free(w->heard);
	close(w->fd);
	pthread_cond_destroy(&w->more);
	pthread_mutex_destroy(&w->lock);
	free(w);
}

bool work_run(struct work *w, work_fn *run, work_fn *done, void *arg)
{
	struct task *task = NULL;

	pthread_mutex_lock(&w->lock);
	if (!w->ending && w->waiting < WAITING_MAX) {
		task = xcalloc(1, sizeof *task);
		*task = (struct task){.run = run, .done = done, .arg = arg};
		STAILQ_INSERT_TAIL(&w->todo, task, link);
		w->waiting++;
		pthread_cond_signal(&w->more);
	}
	pthread_mutex_unlock(&w->lock);
	return task != NULL;
}
