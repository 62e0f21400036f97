/* children.c - the processes of one server. */
#include "server/children.h"

#include <assert.h>
#include <errno.h>
#include <signal.h>
#include <string.h>

#include "server/log.h"
#include "server/process.h"

enum {
	RESTART_FIRST_MS = 100, /* after the second death in a row */
	RESTART_MAX_MS = 5000,
	STEADY_MS = 10 * 1000, /* who lived so long did not die of its start */
	KILL_WAIT_MS = 2000,
};

struct child *children_add(struct children *all, const struct role *role, int index)
{
	struct child *c = &all->list[all->count++];

	assert(all->count <= CHILDREN_MAX);
	*c = (struct child){.role = role, .index = index};
	return c;
}

static void child_start(struct children *all, struct child *c)
{
	c->started_ms = process_now_ms();
	c->listening = false;
	c->pid = c->role->start(all->arg, c);
	if (c->pid != -1)
		return;
	log_error("fork_failed role=%s index=%d reason=\"%s\"", c->role->name, c->index,
		  strerror(errno));
	c->pid = 0;
	c->due_ms = c->started_ms + RESTART_MAX_MS;
}

void children_start(struct children *all)
{
	int64_t now = process_now_ms();

	for (size_t i = 0; i < all->count; i++)
		if (!all->list[i].pid && all->list[i].due_ms <= now)
			child_start(all, &all->list[i]);
}

struct child *children_ended(struct children *all, pid_t pid)
{
	for (size_t i = 0; i < all->count; i++) {
		if (all->list[i].pid != pid)
			continue;
		all->list[i].pid = 0;
		all->list[i].listening = false;
		return &all->list[i];
	}
	return NULL;
}

/* 0, 100, 200, 400 ... 5000 ms. */
int child_delay(struct child *c)
{
	int64_t now = process_now_ms();
	int delay = RESTART_FIRST_MS;

	if (now - c->started_ms > STEADY_MS)
		c->deaths = 0;
	if (c->deaths++ == 0)
		delay = 0;
	for (int i = 2; i < c->deaths && delay < RESTART_MAX_MS; i++)
		delay *= 2;
	if (delay > RESTART_MAX_MS)
		delay = RESTART_MAX_MS;
	c->due_ms = now + delay;
	return delay;
}

bool children_listen(const struct children *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].role->listens && !all->list[i].listening)
			return false;
	return true;
}

void children_listening(struct children *all, const struct role *role, int index)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].role == role && all->list[i].index == index)
			all->list[i].listening = true;
}

static bool role_lives(const struct children *all, const struct role *role)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].pid && all->list[i].role == role)
			return true;
	return false;
}

static void role_signal(const struct children *all, const struct role *role, int signal_number)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].pid && all->list[i].role == role)
			kill(all->list[i].pid, signal_number);
}

void children_stop(struct children *all, const struct role *first)
{
	all->stopping = first;
	all->kill_ms = 0;
}

bool children_stop_more(struct children *all)
{
	int64_t now = process_now_ms();

	for (; all->stopping->name; all->stopping++, all->kill_ms = 0) {
		const struct role *role = all->stopping;

		if (!role_lives(all, role))
			continue;
		if (!all->kill_ms) {
			role_signal(all, role, role->stop_signal);
			all->kill_ms = now + role->stop_ms;
		} else if (now >= all->kill_ms) {
			log_warn("stop_slow role=%s: killing it", role->name);
			role_signal(all, role, role->kill_signal);
			all->kill_ms = now + KILL_WAIT_MS;
		}
		return true;
	}
	return false;
}

void children_kill(const struct children *all)
{
	for (size_t i = 0; i < all->count; i++)
		if (all->list[i].pid)
			kill(all->list[i].pid, all->list[i].role->kill_signal);
}

int children_wait_ms(const struct children *all)
{
	int64_t due = all->stopping ? all->kill_ms : INT64_MAX, now = process_now_ms();

	for (size_t i = 0; i < all->count && !all->stopping; i++)
		if (!all->list[i].pid && all->list[i].due_ms < due)
			due = all->list[i].due_ms;
	return due == INT64_MAX ? -1 : due <= now ? 0 : (int)(due - now);
}
