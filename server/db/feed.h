/*
 * feed.h - the change feed: what others wrote, in time and without a gap.
 *
 * A feed knows no table.  It runs one statement again and again:
 *   - $1 is the position, an xid8 as text: the statement returns every row
 *     stamped with changed_in >= $1 (changed_in: the transaction that last
 *     wrote the row).  At position "0" it returns all there is to know;
 *   - the first column is called "position"; in the first row it holds
 *     pg_snapshot_xmin(pg_current_snapshot()), the position of the next poll.
 *
 * Why nothing is missed.  Let P be the position a poll returned, and S the
 * snapshot it read with.  P is S's xmin: every transaction below P had ended
 * when S was taken.  Take any transaction T that commits, now or later.
 *   - T < P: it had ended, so S sees it.  Its rows were in that poll or, by the
 *     same argument, in one before.
 *   - T >= P: S may see it or not.  The next poll asks for changed_in >= P and
 *     gets T's rows once T has committed; until then T is running, so no
 *     position moves past it.
 * This needs position and rows to come from the same snapshot, hence ONE
 * statement (each statement of a batch has its own), and it needs changed_in to
 * be the top-level transaction (pg_current_xact_id(), never a subtransaction).
 * Rows can come twice, and a row that changed twice comes in its last state.
 *
 * Why a crash does not break this.  A transaction that only aborted need not
 * be on disk: after a crash or a failover PostgreSQL may give its number, below
 * P, to someone else.  No connection outlives such an event.  So a position is
 * good for the connections that were there when the poll was sent that returned
 * it (struct db_result: session <= newest_session).  An answer by a later
 * connection is thrown away and the feed starts over from "0": `fresh`.
 */
#pragma once

#include <event2/event.h>
#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/db/pool.h"

struct feed;

/*
 * The rows of one poll, lent for the call; there is always a first row.  fresh:
 * they are all there is to know, at the first poll and whenever the feed had to
 * start over; forget what earlier polls brought.  Must not free the feed.
 */
typedef void feed_rows_fn(void *ctx, const PGresult *rows, bool fresh);

/*
 * Polls at once and then interval_ms after each answer; polls never overlap.
 * query: the statement with params[0] left to the feed and the others copied.
 * base and db must outlive the feed, except that db may be freed directly
 * after it.
 */
struct feed *feed_new(struct event_base *base, struct db *db, const struct db_query *query,
		      unsigned interval_ms, feed_rows_fn *on_rows, void *ctx);
void feed_free(struct feed *f);

/* Poll now, or right after the poll that is under way: what was committed
 * before this call is in an answer that follows it. */
void feed_poll_now(struct feed *f);

/* Whether a poll has ever succeeded. */
bool feed_ready(const struct feed *f);

/* Seconds since the last good poll was sent (before the first: since the feed
 * was made), so nothing older than this is unknown. */
double feed_age(const struct feed *f);
