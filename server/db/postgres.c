/* postgres.c - a PostgreSQL of our own: started, watched and stopped with us. */
#include "server/db/postgres.h"

#include <assert.h>
#include <errno.h>
#include <fcntl.h>
#include <libpq-fe.h>
#include <limits.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/db/cluster.h"
#include "server/log.h"
#include "server/process.h"
#include "server/text.h"

enum {
	POLL_MS = 20,
	OWNER_WAIT_MS = 60 * 1000,
	STOP_WAIT_MS = 60 * 1000,
	SPARE_CONNECTIONS = 16, /* jobs, migrations, and a person with psql */
};

static_assert(POSTGRES_STOP_SIGNAL == SIGINT && POSTGRES_KILL_SIGNAL == SIGQUIT,
	      "as in the manual, shutting down the server");

struct postgres {
	struct cluster cluster;
	int connections;
	int lock; /* -1: borrowed */
	char *conninfo;
};

/* A value of a connection string (libpq manual, 34.1.1). */
static void value_quote(struct buffer *b, const char *value)
{
	buffer_putc(b, '\'');
	for (; *value; value++) {
		if (*value == '\'' || *value == '\\')
			buffer_putc(b, '\\');
		buffer_putc(b, *value);
	}
	buffer_putc(b, '\'');
}

static char *conninfo_make(const struct cluster *c, const char *dbname)
{
	struct buffer b = {0};

	buffer_puts(&b, "host=");
	value_quote(&b, c->sockets);
	buffer_printf(&b, " user=amtstermin dbname=%s", dbname);
	return buffer_steal(&b);
}

static struct postgres *postgres_new(const char *data, const char *bin)
{
	struct postgres *pg = xcalloc(1, sizeof *pg);

	pg->lock = -1;
	cluster_open(&pg->cluster, data, bin);
	pg->conninfo = conninfo_make(&pg->cluster, "amtstermin");
	return pg;
}

void postgres_free(struct postgres *pg)
{
	if (!pg)
		return;
	if (pg->lock != -1)
		close(pg->lock);
	cluster_done(&pg->cluster);
	free(pg->conninfo);
	free(pg);
}

const char *postgres_conninfo(const struct postgres *pg)
{
	return pg->conninfo;
}

/* False when another process has it.  The kernel drops it when we end, however we end. */
static bool lock_take(struct postgres *pg)
{
	str_auto_t *path = text_format("%s/lock", pg->cluster.data);

	pg->lock = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	if (pg->lock == -1)
		die("data: cannot write %s: %s; correct the folder's owner or choose another with "
		    "--data=FOLDER",
		    path, strerror(errno));
	if (flock(pg->lock, LOCK_EX | LOCK_NB) == 0)
		return true;
	close(pg->lock);
	pg->lock = -1;
	return false;
}

/* The process in postmaster.pid, if it still is a PostgreSQL on this folder; else 0. */
static pid_t leftover_find(const struct cluster *c)
{
	str_auto_t *path = text_format("%s/postmaster.pid", c->folder), *cwd = NULL;
	char target[PATH_MAX];
	FILE *in = fopen(path, "re");
	ssize_t len;
	int pid = 0;

	if (!in)
		return 0;
	if (fscanf(in, "%d", &pid) != 1 || pid <= 1)
		pid = 0;
	fclose(in);
	if (pid == 0)
		return 0;
	/* The postmaster works in its data folder; another process with this number does not. */
	cwd = text_format("/proc/%d/cwd", pid);
	len = readlink(cwd, target, sizeof target - 1);
	if (len == -1)
		return 0;
	target[len] = '\0';
	return strcmp(target, c->folder) == 0 ? pid : 0;
}

static void leftover_stop(const struct cluster *c)
{
	pid_t pid = leftover_find(c);
	int64_t until = process_now_ms() + STOP_WAIT_MS;

	if (pid == 0)
		return;
	log_info("postgres_leftover pid=%d: stopping the one a killed server left", (int)pid);
	if (kill(pid, POSTGRES_STOP_SIGNAL) == -1 && errno != ESRCH)
		die("data: PostgreSQL (process %d) runs on %s and may not be stopped: %s", (int)pid,
		    c->folder, strerror(errno));
	while (leftover_find(c) == pid) {
		if (process_now_ms() > until)
			die("data: PostgreSQL (process %d) on %s does not stop: end it and start "
			    "again",
			    (int)pid, c->folder);
		process_sleep_ms(POLL_MS);
	}
}

struct postgres *postgres_own(const char *data, const char *bin, int connections)
{
	struct postgres *pg = postgres_new(data, bin);
	const struct cluster *c = &pg->cluster;

	if (!lock_take(pg)) {
		postgres_free(pg);
		return NULL;
	}
	pg->connections = connections + SPARE_CONNECTIONS;
	if (c->elsewhere)
		printf("PostgreSQL's data lies in %s: its user may not enter %s\n", c->folder,
		       c->data);
	if (cluster_exists(c)) {
		leftover_stop(c);
	} else {
		printf("making a new database in %s\n", c->folder);
		fflush(stdout);
		cluster_create(c);
	}
	return pg;
}

static void postgres_exec(const struct postgres *pg, int log)
{
	const struct cluster *c = &pg->cluster;
	str_auto_t *command = text_format("%s/postgres", c->bin);
	str_auto_t *sockets = text_format("unix_socket_directories=\"%s\"", c->sockets);
	str_auto_t *connections = text_format("max_connections=%d", pg->connections);
	const char *argv[] = {
		command, "-D", c->folder,
		/* What an administrator wrote into postgresql.conf is not for us to change,
		 * except for what the server rests on. */
		"-c", "listen_addresses=", "-c", sockets, "-c", "unix_socket_permissions=0700",
		"-c", connections, "-c", "synchronous_commit=on", "-c", "fsync=on",
		/* lz4: pages written whole after a checkpoint are most of what a booking logs.
		 * jit costs more than it saves on short statements: 610 against 260 ms, measured.
		 */
		"-c", "jit=off", "-c", "wal_compression=lz4", "-c", "max_wal_size=1GB", "-c",
		"shared_buffers=128MB", "-c", "timezone=UTC", "-c", "log_timezone=UTC", "-c",
		"log_line_prefix=%m [%p] ", "-c", "logging_collector=off", NULL};
	int null = open("/dev/null", O_RDONLY | O_CLOEXEC);

	dup2(null, STDIN_FILENO);
	dup2(log, STDOUT_FILENO);
	dup2(log, STDERR_FILENO);
	if (chdir(c->folder) == -1)
		_exit(EXIT_FAILURE);
	execv(command, (char *const *)(const void *)argv);
	_exit(EXIT_FAILURE);
}

/* The one this process has started last, and which process that was. */
static struct {
	pid_t owner, pid;
} spawned;

/* A command that ends with die() leaves none running, and waits until it is gone. */
static void on_exit_stop(void)
{
	if (spawned.owner != getpid() || waitpid(spawned.pid, NULL, WNOHANG) != 0)
		return;
	kill(spawned.pid, POSTGRES_STOP_SIGNAL);
	process_wait(spawned.pid);
}

pid_t postgres_spawn(struct postgres *pg)
{
	pid_t parent = getpid(), pid;
	int log = open(pg->cluster.log, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	if (log == -1)
		die("data: cannot write %s: %s", pg->cluster.log, strerror(errno));
	pid = fork();
	if (pid == -1)
		die("cannot start PostgreSQL: %s", strerror(errno));
	if (pid == 0) {
		cluster_become_user(&pg->cluster);
		process_follow_parent(parent, POSTGRES_STOP_SIGNAL);
		postgres_exec(pg, log);
	}
	close(log);
	if (!spawned.owner)
		atexit(on_exit_stop);
	spawned.owner = parent;
	spawned.pid = pid;
	return pid;
}

/* The last FATAL or PANIC of PostgreSQL's log; the caller frees it. */
static char *reason_find(const struct cluster *c)
{
	FILE *in = fopen(c->log, "re");
	char *reason = xstrdup("no reason given");
	str_auto_t *line = NULL;
	size_t size = 0;

	while (in && getline(&line, &size, in) != -1) {
		const char *at = strstr(line, "FATAL:");

		if (!at)
			at = strstr(line, "PANIC:");
		if (!at)
			continue;
		free(reason);
		reason = xstrndup(at + 6 + strspn(at + 6, " "), strcspn(at, "\n"));
	}
	if (in)
		fclose(in);
	reason[strcspn(reason, "\n")] = '\0';
	return reason;
}

static bool server_answers(const struct cluster *c)
{
	str_auto_t *conninfo = conninfo_make(c, "postgres");

	return PQping(conninfo) == PQPING_OK;
}

/* Its own database, so that "postgres" stays what every tool expects it to be. */
static void database_ensure(const struct cluster *c)
{
	str_auto_t *conninfo = conninfo_make(c, "postgres");
	PGconn *conn = PQconnectdb(conninfo);
	PGresult *there = PQexec(conn, "SELECT FROM pg_database WHERE datname = 'amtstermin'");

	if (PQresultStatus(there) == PGRES_TUPLES_OK && PQntuples(there) == 0) {
		PQclear(there);
		there = PQexec(conn, "CREATE DATABASE amtstermin");
	}
	if (PQresultStatus(there) != PGRES_TUPLES_OK && PQresultStatus(there) != PGRES_COMMAND_OK)
		die("cannot use PostgreSQL in %s: %s", c->folder, PQerrorMessage(conn));
	PQclear(there);
	PQfinish(conn);
}

/* No deadline: after a crash it may have much to recover, and it says so in its log. */
void postgres_wait(struct postgres *pg, pid_t pid)
{
	const struct cluster *c = &pg->cluster;

	while (!server_answers(c)) {
		if (waitpid(pid, NULL, WNOHANG) != 0) {
			str_auto_t *reason = reason_find(c);

			die("PostgreSQL did not start: %s (more in %s)", reason, c->log);
		}
		process_sleep_ms(POLL_MS);
	}
	database_ensure(c);
}

struct postgres *postgres_borrow(const char *data, const char *bin)
{
	struct postgres *pg = postgres_new(data, bin);
	int64_t until = process_now_ms() + OWNER_WAIT_MS;

	while (PQping(pg->conninfo) != PQPING_OK) {
		if (process_now_ms() > until)
			die("the server that owns %s does not answer", pg->cluster.data);
		process_sleep_ms(POLL_MS);
	}
	return pg;
}
