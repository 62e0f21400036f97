/* feed.c - the change feed: what others wrote, in time and without a gap. */
#include "server/db/feed.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/xalloc.h"
#include "server/db/monotonic.h"
#include "server/log.h"

enum { POSITION_SIZE = 24 }; /* an unsigned 64-bit number as text */

static const char START[] = "0";

struct feed {
	struct db *db;
	struct event *timer;
	struct db_query query;
	unsigned interval_ms;
	feed_rows_fn *on_rows;
	void *ctx;
	char position[POSITION_SIZE];
	uint64_t newest_session; /* connections up to here may be asked with this position */
	int64_t sent_ms, good_ms;
	bool ready, polling, again, freed;
	unsigned failures; /* in a row */
};

static void feed_polled(void *ctx, const struct db_result *res);

static void feed_destroy(struct feed *f)
{
	for (int i = 1; i < f->query.nparams; i++)
		free((char *)(uintptr_t)f->query.params[i]);
	free(f);
}

static void feed_poll(struct feed *f)
{
	f->polling = true;
	f->again = false;
	f->sent_ms = monotonic_ms();
	f->query.params[0] = f->position;
	db_run(f->db, &f->query, 1, feed_polled, f);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct feed *f = arg;

	(void)fd, (void)what;
	if (!f->polling)
		feed_poll(f);
}

static void feed_schedule(struct feed *f)
{
	unsigned ms = f->again ? 0 : f->interval_ms;
	struct timeval tv = {.tv_sec = ms / 1000, .tv_usec = ms % 1000 * 1000};

	evtimer_add(f->timer, &tv);
}

static void position_set(struct feed *f, const char *position)
{
	snprintf(f->position, sizeof f->position, "%s", position);
}

/* The position may mean nothing to the server behind a new connection. */
static bool feed_trusts(const struct feed *f, const struct db_result *res)
{
	return strcmp(f->position, START) == 0 || res->session <= f->newest_session;
}

static void feed_restart(struct feed *f)
{
	log_info("change feed starts over: its connection is a new one");
	position_set(f, START);
	f->again = true;
}

static void feed_take(struct feed *f, const struct db_result *res)
{
	const PGresult *rows = res->rows[0];
	bool fresh = strcmp(f->position, START) == 0;

	assert(PQntuples(rows) > 0 && strcmp(PQfname(rows, 0), "position") == 0);
	position_set(f, PQgetvalue(rows, 0, 0));
	f->newest_session = res->newest_session;
	f->good_ms = f->sent_ms;
	f->ready = true;
	if (f->failures)
		log_info("change feed works again failures=%u", f->failures);
	f->failures = 0;
	f->on_rows(f->ctx, rows, fresh);
}

static void feed_polled(void *ctx, const struct db_result *res)
{
	struct feed *f = ctx;

	if (f->freed) {
		feed_destroy(f);
		return;
	}
	f->polling = false;
	if (res->status != DB_OK) {
		if (f->failures++ == 0)
			log_warn("change feed failed: %s",
				 res->status == DB_DOWN ? "no database" : res->sqlstate);
	} else if (!feed_trusts(f, res)) {
		feed_restart(f);
	} else {
		feed_take(f, res);
	}
	feed_schedule(f);
}

struct feed *feed_new(struct event_base *base, struct db *db, const struct db_query *query,
		      unsigned interval_ms, feed_rows_fn *on_rows, void *ctx)
{
	struct feed *f = xcalloc(1, sizeof *f);

	assert(query->nparams >= 1);
	f->db = db;
	f->timer = evtimer_new(base, on_timer, f);
	f->query = *query;
	for (int i = 1; i < query->nparams; i++)
		if (query->params[i])
			f->query.params[i] = xstrdup(query->params[i]);
	f->interval_ms = interval_ms;
	f->on_rows = on_rows;
	f->ctx = ctx;
	f->good_ms = monotonic_ms();
	position_set(f, START);
	feed_poll(f);
	return f;
}

/* A poll under way still holds the feed and is the last to see it. */
void feed_free(struct feed *f)
{
	if (!f)
		return;
	event_free(f->timer);
	f->timer = NULL;
	f->freed = true;
	if (!f->polling)
		feed_destroy(f);
}

void feed_poll_now(struct feed *f)
{
	f->again = true;
	if (!f->polling)
		feed_poll(f);
}

bool feed_ready(const struct feed *f)
{
	return f->ready;
}

double feed_age(const struct feed *f)
{
	return (monotonic_ms() - f->good_ms) / 1000.0;
}
