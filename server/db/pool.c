/*
 * pool.c - PostgreSQL on one event loop.
 *
 * Jobs wait in one line and go to the first connection that is idle, one job
 * per connection.  Several jobs in one connection's pipeline would be faster
 * on paper, but then one slow query holds up every job behind it.
 *
 * A connection is down (no pg), connecting (pg, no session), idle (session) or
 * busy (job).  Its one timer means: connect now, or: waited long enough.
 */
#include "server/db/pool.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/queue.h>

#include "lib/xalloc.h"
#include "server/db/job.h"
#include "server/db/monotonic.h"
#include "server/db/session.h"
#include "server/log.h"

enum {
	RETRY_MIN_MS = 100,
	RETRY_MAX_MS = 1000,
	CONNECT_MS = 15 * 1000, /* several hosts are tried within */
};

/* The loop never waits for a citizen inside a transaction, so these only end
 * what has gone wrong. */
#define POOL_LIMITS                                    \
	"-c statement_timeout=10s -c lock_timeout=5s " \
	"-c idle_in_transaction_session_timeout=10s"

struct conn {
	struct db *db;
	PGconn *pg;
	struct event *reads, *writes, *timer;
	uint64_t session;
	struct job *job;
	int retry_ms; /* 0 after a success */
	bool prepared[SQL_COUNT];
};

struct db {
	struct event_base *base;
	struct session how;
	struct event *pump;
	STAILQ_HEAD(job_line, job) waiting;
	size_t nwaiting, nconns;
	uint64_t newest_session;
	bool closing;
	struct conn conns[];
};

static void on_connecting(evutil_socket_t fd, short what, void *arg);
static void on_readable(evutil_socket_t fd, short what, void *arg);
static void on_writable(evutil_socket_t fd, short what, void *arg);

static void timer_set(struct event *timer, int64_t ms)
{
	struct timeval tv = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};

	if (ms < 0)
		tv = (struct timeval){0};
	evtimer_add(timer, &tv);
}

static void db_wake(struct db *db)
{
	event_active(db->pump, 0, 0);
}

/*
 * Connections
 */

/* Leaves the job, if any, to the caller. */
static struct job *conn_close(struct conn *c)
{
	struct job *job = c->job;

	/* Events go before PQfinish(), which closes what they watch. */
	if (c->reads)
		event_free(c->reads);
	if (c->writes)
		event_free(c->writes);
	evtimer_del(c->timer);
	PQfinish(c->pg);
	c->reads = c->writes = NULL;
	c->pg = NULL;
	c->job = NULL;
	c->session = 0;
	memset(c->prepared, 0, sizeof c->prepared);
	return job;
}

/* What failed again and again is worth one line. */
static void conn_complain(const struct conn *c, const char *why)
{
	if (c->session)
		log_warn("database connection lost: %s", why);
	else if (c->retry_ms == 0)
		log_warn("database connection failed: %s", why);
	else
		log_debug("database connection failed again: %s", why);
}

static void conn_lose(struct conn *c, const char *why)
{
	struct job *job;

	conn_complain(c, why);
	job = conn_close(c);
	c->retry_ms = c->retry_ms ? c->retry_ms * 2 : RETRY_MIN_MS;
	if (c->retry_ms > RETRY_MAX_MS)
		c->retry_ms = RETRY_MAX_MS;
	timer_set(c->timer, c->retry_ms);
	if (job)
		job_fail(job);
}

static void conn_fail(struct conn *c)
{
	conn_lose(c, PQerrorMessage(c->pg));
}

static void conn_flush(struct conn *c)
{
	int left = PQflush(c->pg);

	if (left < 0)
		conn_fail(c);
	else if (left > 0)
		event_add(c->writes, NULL);
}

static void conn_send(struct conn *c, struct job *job)
{
	c->job = job;
	job->res.session = c->session;
	job->res.newest_session = c->db->newest_session;
	timer_set(c->timer, DB_JOB_SECONDS * 1000);
	if (job_send(job, c->pg, c->prepared))
		conn_flush(c);
	else
		conn_fail(c);
}

/* The connection forgets the job before the job's owner runs. */
static void conn_answer(struct conn *c)
{
	struct job *job = c->job;
	struct db *db = c->db;

	c->job = NULL;
	evtimer_del(c->timer);
	db_wake(db);
	if (job_repeats(job)) {
		log_info("database connection renewed: prepared statements are out of date");
		conn_close(c);
		timer_set(c->timer, 0);
		STAILQ_INSERT_HEAD(&db->waiting, job, link);
		db->nwaiting++;
	} else {
		job_finish(job);
	}
}

static void on_readable(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;

	(void)fd, (void)what;
	if (!PQconsumeInput(c->pg)) {
		conn_fail(c);
		return;
	}
	/* PQisBusy() parses, also what an idle connection is told. */
	while (!PQisBusy(c->pg) && c->job) {
		PGresult *pr = PQgetResult(c->pg);

		/* A broken connection answers at once and without end. */
		if (PQstatus(c->pg) == CONNECTION_BAD) {
			PQclear(pr);
			conn_fail(c);
			return;
		}
		/* NULL only marks the end of one statement's results. */
		if (pr && job_take(c->job, pr, c->prepared)) {
			conn_answer(c);
			return;
		}
	}
}

static void on_writable(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	conn_flush(arg);
}

/* Detail and context may quote personal data: the message alone is logged. */
static void on_notice(void *arg, const PGresult *notice)
{
	const char *severity = PQresultErrorField(notice, PG_DIAG_SEVERITY_NONLOCALIZED);
	const char *message = PQresultErrorField(notice, PG_DIAG_MESSAGE_PRIMARY);
	enum log_level level = LOG_LEVEL_WARN;

	(void)arg;
	if (severity && (strcmp(severity, "NOTICE") == 0 || strcmp(severity, "INFO") == 0))
		level = LOG_LEVEL_INFO;
	log_line(level, "database says severity=%s: %s", severity ? severity : "",
		 message ? message : "");
}

static void conn_ready(struct conn *c)
{
	int fd = PQsocket(c->pg);

	if (PQsetnonblocking(c->pg, 1) < 0 || !PQenterPipelineMode(c->pg)) {
		conn_fail(c);
		return;
	}
	event_free(c->reads);
	c->reads = event_new(c->db->base, fd, EV_READ | EV_PERSIST, on_readable, c);
	c->writes = event_new(c->db->base, fd, EV_WRITE, on_writable, c);
	event_add(c->reads, NULL);
	evtimer_del(c->timer);
	if (c->retry_ms)
		log_info("database connection back");
	c->retry_ms = 0;
	c->session = ++c->db->newest_session;
	db_wake(c->db);
}

/* While it tries hosts, libpq may change sockets: watch anew every time. */
static void conn_watch(struct conn *c, short what)
{
	if (c->reads)
		event_free(c->reads);
	c->reads = event_new(c->db->base, PQsocket(c->pg), what, on_connecting, c);
	event_add(c->reads, NULL);
}

static void on_connecting(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;

	(void)fd, (void)what;
	switch (PQconnectPoll(c->pg)) {
	case PGRES_POLLING_READING:
		conn_watch(c, EV_READ);
		break;
	case PGRES_POLLING_WRITING:
		conn_watch(c, EV_WRITE);
		break;
	case PGRES_POLLING_OK:
		conn_ready(c);
		break;
	default:
		conn_fail(c);
	}
}

/* Looking up a host's name is the one thing libpq does without us; it blocks. */
static void conn_connect(struct conn *c)
{
	const struct session *how = &c->db->how;

	c->pg = PQconnectStartParams(how->keywords, how->values, 1);
	if (PQstatus(c->pg) == CONNECTION_BAD) {
		conn_fail(c);
		return;
	}
	PQsetNoticeReceiver(c->pg, on_notice, NULL);
	timer_set(c->timer, CONNECT_MS);
	conn_watch(c, EV_WRITE);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct conn *c = arg;

	(void)fd, (void)what;
	if (!c->pg)
		conn_connect(c);
	else
		conn_lose(c, "no answer in time");
}

/*
 * The line
 */

static struct conn *db_idle_conn(struct db *db)
{
	for (size_t i = 0; i < db->nconns; i++)
		if (db->conns[i].session && !db->conns[i].job)
			return &db->conns[i];
	return NULL;
}

static struct job *db_take_job(struct db *db)
{
	struct job *job = STAILQ_FIRST(&db->waiting);

	STAILQ_REMOVE_HEAD(&db->waiting, link);
	db->nwaiting--;
	return job;
}

/* Everyone waits equally long, so the head of the line is the first to give up. */
static bool db_gives_up(const struct db *db, const struct job *head)
{
	return db->closing || db->nwaiting > DB_MAX_WAITING || monotonic_ms() >= head->deadline_ms;
}

/* Every job starts here, or ends here when there is nothing to run it on. */
static void on_pump(evutil_socket_t fd, short what, void *arg)
{
	struct db *db = arg;
	struct job *head;

	(void)fd, (void)what;
	while ((head = STAILQ_FIRST(&db->waiting))) {
		struct conn *c = db_idle_conn(db);

		if (c) {
			conn_send(c, db_take_job(db));
		} else if (db_gives_up(db, head)) {
			job_fail(db_take_job(db));
		} else {
			timer_set(db->pump, head->deadline_ms - monotonic_ms());
			break;
		}
	}
}

void db_run(struct db *db, const struct db_query *queries, size_t n, db_done_fn *done, void *ctx)
{
	struct job *job = job_new(queries, n, done, ctx);

	job->deadline_ms = monotonic_ms() + DB_WAIT_SECONDS * 1000;
	STAILQ_INSERT_TAIL(&db->waiting, job, link);
	db->nwaiting++;
	db_wake(db);
}

size_t db_ready(const struct db *db)
{
	size_t n = 0;

	for (size_t i = 0; i < db->nconns; i++)
		n += db->conns[i].session != 0;
	return n;
}

struct db *db_new(struct event_base *base, const char *conninfo, size_t nconns)
{
	struct db *db = xcalloc(1, sizeof *db + nconns * sizeof db->conns[0]);

	db->base = base;
	session_init(&db->how, conninfo, POOL_LIMITS);
	db->pump = event_new(base, -1, 0, on_pump, db);
	STAILQ_INIT(&db->waiting);
	db->nconns = nconns;
	for (size_t i = 0; i < nconns; i++) {
		struct conn *c = &db->conns[i];

		c->db = db;
		c->timer = evtimer_new(base, on_timer, c);
		timer_set(c->timer, 0);
	}
	return db;
}

void db_free(struct db *db)
{
	if (!db)
		return;
	db->closing = true;
	for (size_t i = 0; i < db->nconns; i++) {
		struct job *job = conn_close(&db->conns[i]);

		if (job)
			job_fail(job);
	}
	on_pump(-1, 0, db); /* nothing is ready now: turns away the line */
	for (size_t i = 0; i < db->nconns; i++)
		event_free(db->conns[i].timer);
	event_free(db->pump);
	session_done(&db->how);
	free(db);
}
