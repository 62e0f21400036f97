/*
 * job.h - one batch of statements on its way through the pool.
 *
 * Private to pool.c: what a job owns, how it is put into a pipeline and how
 * the pipeline's results become its answer.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <sys/queue.h>

#include "server/db/pool.h"

/* One thing the pipeline will report on, in the order of sending. */
struct step {
	enum statement statement;
	bool prepares;
};

struct job {
	STAILQ_ENTRY(job) link;
	db_done_fn *done;
	void *ctx;
	int64_t deadline_ms; /* for its wait in line; monotonic */
	bool stale;          /* what was prepared no longer fits */
	bool repeated;
	struct db_result res;
	size_t nqueries, nsteps, step;
	struct step steps[2 * DB_MAX_BATCH];
	struct db_query queries[DB_MAX_BATCH];
	char text[]; /* the parameters point in here */
};

struct job *job_new(const struct db_query *queries, size_t n, db_done_fn *done, void *ctx);

/*
 * Put the batch and its end into the pipeline, each statement preceded by its
 * preparation unless prepared[] says that this connection has it.  False when
 * the connection is of no use any more.
 */
bool job_send(struct job *job, PGconn *pg, const bool prepared[SQL_COUNT]);

/* Take over the next result; true when it was the last.  Notes in prepared[]
 * what has been prepared. */
bool job_take(struct job *job, PGresult *pr, bool prepared[SQL_COUNT]);

/*
 * After the last result: whether the batch was undone only because the
 * connection's prepared statements are out of date, and may be sent again over
 * a new connection.  The job is then as new; answers true once.
 */
bool job_repeats(struct job *job);

/* Tell the owner and free the job; job_fail() tells it DB_DOWN. */
void job_finish(struct job *job);
void job_fail(struct job *job);
