/* supervisor.c - the process that starts the others and waits. */
#include "server/supervisor.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/surname.h"
#include "lib/xalloc.h"
#include "server/children.h"
#include "server/database.h"
#include "server/db/postgres.h"
#include "server/demo.h"
#include "server/jobs/jobs.h"
#include "server/net/site.h"
#include "server/net/static.h"
#include "server/office_import.h"
#include "server/port.h"
#include "server/process.h"
#include "server/shared.h"
#include "server/worker.h"

enum {
	WEB_STOP_MS = (WORKER_DRAIN_SECONDS + 2) * 1000,
	JOBS_STOP_MS = (JOBS_DRAIN_SECONDS + 2) * 1000,
	POSTGRES_STOP_MS = 60 * 1000,
	TITLE_BYTES = 32,
	READY_JOBS =
		255, /* what the jobs process says when it is ready; web workers say their index */
};

struct supervisor {
	struct config *config;
	struct shared *shared;
	struct postgres *postgres; /* NULL: one is configured */
	struct site *site;
	struct static_files *files;
	struct children children;
	int signals, ready_in, ready_out, reserved_port;
	bool announced, failed;
	int64_t stopping_ms; /* since when, process_now_ms() */
};

/* A process of our own: it shares nothing with the supervisor but what it is given. */
static void child_enter(struct supervisor *s, pid_t parent, const struct child *c)
{
	static char speaker[TITLE_BYTES];

	process_follow_parent(parent, SIGTERM);
	close(s->signals);
	close(s->ready_in);
	close(s->reserved_port);
	postgres_free(s->postgres); /* with it our copy of the lock */
	snprintf(speaker, sizeof speaker, "%s %d", c->role->name, c->index);
	log_speaker(speaker);
	process_title("amtstermin: %s", speaker);
}

static pid_t web_start(void *arg, const struct child *c)
{
	struct supervisor *s = arg;
	pid_t parent = getpid(), pid = fork();

	if (pid == 0) {
		child_enter(s, parent, c);
		exit(worker_run(s->config, s->shared, c->index, s->ready_out));
	}
	return pid;
}

static pid_t jobs_start(void *arg, const struct child *c)
{
	struct supervisor *s = arg;
	pid_t parent = getpid(), pid = fork();

	if (pid == 0) {
		child_enter(s, parent, c);
		exit(jobs_run(s->config, s->shared, READY_JOBS, s->ready_out));
	}
	return pid;
}

static pid_t postgres_start(void *arg, const struct child *c)
{
	struct supervisor *s = arg;

	(void)c;
	return postgres_spawn(s->postgres);
}

enum { ROLE_WEB, ROLE_JOBS, ROLE_POSTGRES };

// clang-format off
static const struct role ROLES[] = {
	[ROLE_WEB]      = {"web",        web_start,      SIGTERM,              SIGKILL,              WEB_STOP_MS,      true},
	[ROLE_JOBS]     = {"jobs",       jobs_start,     SIGTERM,              SIGKILL,              JOBS_STOP_MS,     true},
	[ROLE_POSTGRES] = {"postgresql", postgres_start, POSTGRES_STOP_SIGNAL, POSTGRES_KILL_SIGNAL, POSTGRES_STOP_MS, false},
	{0},
};
// clang-format on

static void child_died(struct supervisor *s, struct child *c, int status)
{
	int code = WIFEXITED(status) ? WEXITSTATUS(status) : -WTERMSIG(status);

	if (s->children.stopping)
		return;
	if (!s->announced) {
		/* It cannot work: trying again would only hide the reason above. */
		log_error("start_failed role=%s index=%d code=%d", c->role->name, c->index, code);
		s->failed = true;
		children_stop(&s->children, ROLES);
		return;
	}
	atomic_fetch_add(&s->shared->restarts, 1);
	log_warn("child_died role=%s index=%d code=%d restart_ms=%d", c->role->name, c->index, code,
		 child_delay(c));
}

static void children_reap(struct supervisor *s)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0) {
		struct child *c = children_ended(&s->children, pid);

		if (c)
			child_died(s, c, status);
	}
}

/* Told again at once, as by a shell and its terminal both, it is the same order. */
static void stop_told(struct supervisor *s)
{
	enum { SAME_ORDER_MS = 500 };
	int64_t now = process_now_ms();

	if (!s->children.stopping) {
		log_info("stopping: no new requests");
		s->stopping_ms = now;
		children_stop(&s->children, ROLES);
	} else if (now - s->stopping_ms > SAME_ORDER_MS) {
		log_warn("killing: told to stop a second time");
		children_kill(&s->children);
	}
}

static void signals_read(struct supervisor *s)
{
	struct signalfd_siginfo info;

	while (read(s->signals, &info, sizeof info) == sizeof info) {
		if (info.ssi_signo == SIGCHLD)
			continue;
		stop_told(s);
	}
	children_reap(s);
}

static const char *host_shown(const char *address)
{
	static const char *const LOCAL[] = {"127.0.0.1", "::1", "0.0.0.0", "::"};

	for (size_t i = 0; i < sizeof LOCAL / sizeof *LOCAL; i++)
		if (strcmp(address, LOCAL[i]) == 0)
			return "localhost";
	return address;
}

static void pages_print(const struct config *c)
{
	static const struct {
		const char *path, *what;
	} PAGES[] = {
		{"/", "citizens find an office and book"},
		{"/lost-link", "a new link to an appointment"},
		{"/api/v1/offices", "the same as JSON"},
		{"/healthz", "whether it can book"},
	};

	for (size_t i = 0; i < sizeof PAGES / sizeof PAGES[0]; i++)
		printf("  http://%s:%d%-16s  %s\n", host_shown(c->address), c->port, PAGES[i].path,
		       PAGES[i].what);
}

static void ready_read(struct supervisor *s)
{
	const struct config *c = s->config;
	unsigned char index;

	while (read(s->ready_in, &index, sizeof index) == sizeof index) {
		if (index == READY_JOBS)
			children_listening(&s->children, &ROLES[ROLE_JOBS], 0);
		else
			children_listening(&s->children, &ROLES[ROLE_WEB], index);
	}
	if (s->announced || s->children.stopping || !children_listen(&s->children))
		return;
	s->announced = true;
	atomic_store(&s->shared->serving, true);
	printf("ready http://%s:%d\n", host_shown(c->address), c->port);
	pages_print(c);
	fflush(stdout);
}

static void supervisor_watch(struct supervisor *s)
{
	struct pollfd fds[] = {{.fd = s->signals, .events = POLLIN},
			       {.fd = s->ready_in, .events = POLLIN}};

	for (;;) {
		if (s->children.stopping && !children_stop_more(&s->children))
			return;
		if (!s->children.stopping)
			children_start(&s->children);
		poll(fds, sizeof fds / sizeof *fds, children_wait_ms(&s->children));
		signals_read(s);
		ready_read(s);
	}
}

static void signals_take(struct supervisor *s)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigaddset(&set, SIGCHLD);
	sigprocmask(SIG_BLOCK, &set, NULL);
	s->signals = signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
	if (s->signals == -1)
		die("cannot wait for signals: %s", strerror(errno));
}

static void pipe_open(struct supervisor *s)
{
	int fds[2];

	if (pipe2(fds, O_NONBLOCK | O_CLOEXEC) == -1)
		die("cannot make a pipe: %s", strerror(errno));
	s->ready_in = fds[0];
	s->ready_out = fds[1];
}

/* What takes its time and is the same for all children; PostgreSQL starts meanwhile. */
static void web_read(struct supervisor *s)
{
	surname_fold(&(struct surname){0}, "ä"); /* opens ICU's rules */
	s->site = site_new(s->config->web);
	s->files = static_new(s->config->static_folder);
	if (!s->site || !s->files)
		die("the pages cannot be read: see above");
	s->shared->site = s->site;
	s->shared->files = s->files;
}

static void database_start(struct supervisor *s)
{
	struct config *c = s->config;
	struct child *child;

	if (*c->database) {
		web_read(s);
		return;
	}
	s->postgres = postgres_own(c->data, c->postgresql, database_connections(c));
	if (!s->postgres)
		die("data: another amtstermin runs on %s: stop it first, or choose another folder "
		    "with --data=FOLDER",
		    c->data);
	child = children_add(&s->children, &ROLES[ROLE_POSTGRES], 0);
	children_start(&s->children);
	web_read(s);
	postgres_wait(s->postgres, child->pid);
	free(c->database);
	c->database = xstrdup(postgres_conninfo(s->postgres));
}

int supervisor_run(struct config *config)
{
	struct supervisor s = {.config = config, .shared = shared_new()};

	s.children.arg = &s;
	s.reserved_port = port_reserve(config->address, &config->port);
	signals_take(&s);
	pipe_open(&s);
	database_start(&s);
	database_migrate(config);
	if (config->demo) {
		demo_import(config);
		demo_sign_ins_print(config->database);
	}
	for (int i = 0; i < config_workers(config); i++)
		children_add(&s.children, &ROLES[ROLE_WEB], i);
	children_add(&s.children, &ROLES[ROLE_JOBS], 0);
	supervisor_watch(&s);

	site_free(s.site);
	static_free(s.files);
	postgres_free(s.postgres);
	close(s.reserved_port);
	close(s.ready_in);
	close(s.ready_out);
	close(s.signals);
	shared_free(s.shared);
	log_info("stopped");
	return s.failed ? EXIT_FAILED : EXIT_SUCCESS;
}
