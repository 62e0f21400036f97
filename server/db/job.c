/* job.c - one batch of statements on its way through the pool. */
#include "server/db/job.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/xalloc.h"
#include "server/log.h"

static size_t text_size(const struct db_query *queries, size_t n)
{
	size_t size = 0;

	for (size_t i = 0; i < n; i++)
		for (int k = 0; k < queries[i].nparams; k++)
			if (queries[i].params[k])
				size += strlen(queries[i].params[k]) + 1;
	return size;
}

struct job *job_new(const struct db_query *queries, size_t n, db_done_fn *done, void *ctx)
{
	struct job *job;
	char *end;

	assert(n > 0 && n <= DB_MAX_BATCH);
	for (size_t i = 0; i < n; i++)
		assert(queries[i].nparams >= 0 && queries[i].nparams <= DB_MAX_PARAMS &&
		       queries[i].statement < SQL_COUNT);
	job = xcalloc(1, sizeof *job + text_size(queries, n));
	job->done = done;
	job->ctx = ctx;
	job->nqueries = n;
	memcpy(job->queries, queries, n * sizeof queries[0]);
	end = job->text;
	for (size_t i = 0; i < n; i++) {
		for (int k = 0; k < queries[i].nparams; k++) {
			if (!queries[i].params[k])
				continue;
			job->queries[i].params[k] = end;
			end = stpcpy(end, queries[i].params[k]) + 1;
		}
	}
	return job;
}

static void job_clear(struct job *job)
{
	for (size_t i = 0; i < job->res.nrows; i++)
		PQclear(job->res.rows[i]);
	free(job->res.detail);
	job->res = (struct db_result){0};
}

void job_finish(struct job *job)
{
	job->done(job->ctx, &job->res);
	job_clear(job);
	free(job);
}

void job_fail(struct job *job)
{
	job_clear(job);
	job->res.status = DB_DOWN;
	job_finish(job);
}

/*
 * Into the pipeline
 */

static bool job_has_prepared(const struct job *job, enum statement statement)
{
	for (size_t i = 0; i < job->nsteps; i++)
		if (job->steps[i].statement == statement)
			return true;
	return false;
}

static bool query_send(struct job *job, const struct db_query *q, PGconn *pg, bool is_prepared)
{
	const struct statement_text *s = &STATEMENTS[q->statement];

	if (!is_prepared && !job_has_prepared(job, q->statement)) {
		if (!PQsendPrepare(pg, s->name, s->text, 0, NULL))
			return false;
		job->steps[job->nsteps++] = (struct step){q->statement, .prepares = true};
	}
	job->steps[job->nsteps++] = (struct step){q->statement, .prepares = false};
	return PQsendQueryPrepared(pg, s->name, q->nparams, q->params, NULL, NULL, 0);
}

bool job_send(struct job *job, PGconn *pg, const bool prepared[SQL_COUNT])
{
	job->nsteps = job->step = 0;
	for (size_t i = 0; i < job->nqueries; i++) {
		const struct db_query *q = &job->queries[i];

		if (!query_send(job, q, pg, prepared[q->statement]))
			return false;
	}
	return PQpipelineSync(pg);
}

/*
 * Out of the pipeline
 */

static bool is_class(const char *sqlstate, const char *class)
{
	return strncmp(sqlstate, class, 2) == 0;
}

/* What functions of migrations/ raise on purpose. */
static bool is_own(const char *sqlstate)
{
	return is_class(sqlstate, "AM");
}

/*
 * Class 23, a violated constraint, is a domain answer; so is our own, AM.  Messages may quote what
 * citizens typed; only those about our own SQL (42) and about the server's
 * insides (XX) cannot.
 */
static void refusal_log(const char *name, const char *sqlstate, const PGresult *pr)
{
	const char *message = PQresultErrorField(pr, PG_DIAG_MESSAGE_PRIMARY);

	if (is_class(sqlstate, "23") || is_own(sqlstate))
		log_debug("statement refused name=%s sqlstate=%s", name, sqlstate);
	else if (message && (is_class(sqlstate, "42") || is_class(sqlstate, "XX")))
		log_error("statement refused name=%s sqlstate=%s: %s", name, sqlstate, message);
	else
		log_warn("statement refused name=%s sqlstate=%s", name, sqlstate);
}

/*
 * The table has changed under a prepared statement ("cached plan must not
 * change result type"), or what is prepared is not what we think it is, as
 * behind a connection pooler.
 */
static bool is_stale(const char *sqlstate)
{
	return strcmp(sqlstate, "0A000") == 0 || strcmp(sqlstate, "26000") == 0 ||
	       strcmp(sqlstate, "42P05") == 0;
}

/* The first error decides; the rest of the batch only reports "aborted". */
static void job_refuse(struct job *job, const PGresult *pr)
{
	const char *sqlstate = PQresultErrorField(pr, PG_DIAG_SQLSTATE);
	const char *constraint = PQresultErrorField(pr, PG_DIAG_CONSTRAINT_NAME);
	const char *column = PQresultErrorField(pr, PG_DIAG_COLUMN_NAME);
	struct db_result *res = &job->res;

	if (res->status != DB_OK)
		return;
	if (!constraint)
		constraint = column;
	res->status = DB_REFUSED;
	snprintf(res->sqlstate, sizeof res->sqlstate, "%s", sqlstate ? sqlstate : "");
	snprintf(res->constraint, sizeof res->constraint, "%s", constraint ? constraint : "");
	if (is_own(res->sqlstate)) {
		const char *detail = PQresultErrorField(pr, PG_DIAG_MESSAGE_DETAIL);

		res->detail = xstrdup(detail ? detail : "");
	}
	job->stale = is_stale(res->sqlstate);
	/* A constraint that is checked at commit fails after the last step. */
	refusal_log(job->step < job->nsteps ? STATEMENTS[job->steps[job->step].statement].name
					    : "commit",
		    res->sqlstate, pr);
}

/* Every step reports exactly once. */
bool job_take(struct job *job, PGresult *pr, bool prepared[SQL_COUNT])
{
	const struct step *step = job->step < job->nsteps ? &job->steps[job->step] : NULL;

	switch (PQresultStatus(pr)) {
	case PGRES_PIPELINE_SYNC:
		PQclear(pr);
		return true;
	case PGRES_COMMAND_OK:
	case PGRES_TUPLES_OK:
		assert(step);
		if (step->prepares) {
			prepared[step->statement] = true;
			PQclear(pr);
		} else {
			job->res.rows[job->res.nrows++] = pr;
		}
		break;
	default:
		job_refuse(job, pr);
		PQclear(pr);
	}
	job->step++;
	return false;
}

bool job_repeats(struct job *job)
{
	if (!job->stale || job->repeated)
		return false;
	job_clear(job);
	job->stale = false;
	job->repeated = true;
	return true;
}
