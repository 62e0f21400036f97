/* feed_probes.c - what server/db/feed.h promises. */
#include "probe.h"

#include <string.h>

#include "server/db/feed.h"
#include "server/db/rows.h"

enum {
	READERS = 2,
	WRITERS = 8,
	ROWS = 2000,
	INTERVAL_MS = 10,
	LONGEST_US = 30000, /* of a writer's transaction */
};

struct watch {
	struct db *readers, *writers;
	struct feed *feed;
	int next, committed, polls, fresh, batches_seen;
	bool seen[ROWS], written[ROWS];
};

static void on_rows(void *ctx, const PGresult *rows, bool fresh)
{
	struct watch *w = ctx;

	w->polls++;
	w->fresh += fresh;
	if (fresh)
		memset(w->seen, 0, sizeof w->seen);
	for (int i = 1; i < PQntuples(rows); i++)
		w->seen[row_integer(rows, i, "id")] = true;
	w->batches_seen += PQntuples(rows) > 1;
}

static void watch_start(struct watch *w, struct probe *p, size_t nwriters)
{
	struct db_query query = DB_QUERY(SQL_PROBE_FEED, NULL);

	make_table(p);
	w->readers = db_new(p->base, p->conninfo, READERS);
	w->writers = db_new(p->base, p->conninfo, nwriters);
	/* A connection that comes later would have the feed start over. */
	while (db_ready(w->readers) < READERS)
		event_base_loop(p->base, EVLOOP_ONCE);
	w->feed = feed_new(p->base, w->readers, &query, INTERVAL_MS, on_rows, w);
	EXPECT(!feed_ready(w->feed));
	while (!feed_ready(w->feed))
		event_base_loop(p->base, EVLOOP_ONCE);
}

static void watch_end(struct watch *w)
{
	feed_poll_now(w->feed); /* freed with a poll under way */
	feed_free(w->feed);
	db_free(w->readers);
	db_free(w->writers);
}

static void on_written(void *ctx, const struct db_result *res);

struct writer {
	struct watch *watch;
	int id;
};

/* The row first, then a while, then the commit: so commits overtake each other. */
static void write_next(struct writer *wr)
{
	char id[12], seconds[16];
	struct db_query batch[] = {DB_QUERY(SQL_PROBE_INSERT, id),
				   DB_QUERY(SQL_PROBE_SLEEP, seconds)};

	if (wr->watch->next == ROWS)
		return;
	wr->id = wr->watch->next++;
	snprintf(id, sizeof id, "%d", wr->id);
	snprintf(seconds, sizeof seconds, "%.6f", rand() % LONGEST_US / 1e6);
	db_run(wr->watch->writers, batch, 2, on_written, wr);
}

static void on_written(void *ctx, const struct db_result *res)
{
	struct writer *wr = ctx;

	EXPECT(res->status == DB_OK);
	wr->watch->written[wr->id] = true;
	wr->watch->committed++;
	write_next(wr);
}

static void poll_once(struct probe *p, struct watch *w)
{
	int target = w->polls + 2; /* the one under way may be too old */

	feed_poll_now(w->feed);
	while (w->polls < target)
		event_base_loop(p->base, EVLOOP_ONCE);
}

void follows_writers(struct probe *p)
{
	struct watch w = {0};
	struct writer writers[WRITERS];

	watch_start(&w, p, WRITERS);
	for (int i = 0; i < WRITERS; i++) {
		writers[i].watch = &w;
		write_next(&writers[i]);
	}
	while (w.committed < ROWS)
		event_base_loop(p->base, EVLOOP_ONCE);
	poll_once(p, &w);
	EXPECT(memcmp(w.seen, w.written, sizeof w.seen) == 0);
	EXPECT(w.batches_seen > 20 && w.fresh == 1);
	EXPECT(feed_age(w.feed) < 5);
	printf("rows=%d polls=%d with_rows=%d\n", ROWS, w.polls, w.batches_seen);
	watch_end(&w);
}

static void take_xids(struct probe *p)
{
	script(p, "DO $$ BEGIN"
		  " FOR i IN 1 .. 500 LOOP PERFORM pg_current_xact_id(); ROLLBACK; END LOOP;"
		  "END $$");
}

/*
 * Transaction numbers that only aborted may be given again after a crash: the
 * feed's position could be ahead of what is still to be written, so it is dropped.
 */
void follows_across_crash(struct probe *p)
{
	struct watch w = {0};
	struct db_query insert = DB_QUERY(SQL_PROBE_INSERT, "1");

	watch_start(&w, p, 1);
	take_xids(p);
	poll_once(p, &w);
	ask("crash");
	EXPECT(run(p, w.writers, &insert, 1)->status != DB_REFUSED);
	while (run(p, w.writers, &insert, 1)->status != DB_OK)
		;
	poll_once(p, &w);
	EXPECT(w.seen[1]);
	EXPECT(w.fresh > 1);
	watch_end(&w);
}
