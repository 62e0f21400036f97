/* chore.c - something that is done again and again, never twice at once. */
#include "server/jobs/chore.h"

#include <stdlib.h>

#include "lib/xalloc.h"
#include "server/log.h"

enum { FAILED_PAUSE_MS = 10 * 1000 };

struct question {
	struct chore *chore;
	chore_rows_fn *rows;
};

static void chore_wait(struct chore *c, unsigned ms)
{
	struct timeval pause = {.tv_sec = ms / 1000, .tv_usec = (suseconds_t)(ms % 1000) * 1000};

	if (!c->stopping)
		event_add(c->timer, &pause);
}

static unsigned pause_ms(const struct chore *c)
{
	if (c->failed)
		return c->interval_ms > FAILED_PAUSE_MS ? c->interval_ms : FAILED_PAUSE_MS;
	return c->more ? 0 : c->interval_ms;
}

static void chore_over(struct chore *c)
{
	if (c->was_failed && !c->failed)
		log_info("chore_works_again name=%s", c->name);
	c->was_failed = c->failed;
	if (c->caught_up && !c->more) {
		c->caught_up(c->arg);
		c->caught_up = NULL;
	}
	chore_wait(c, pause_ms(c));
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct chore *c = arg;

	(void)fd, (void)what;
	c->more = c->failed = false;
	c->run(c);
	if (c->asked == 0)
		chore_over(c);
}

static void on_answer(void *ctx, const struct db_result *res)
{
	struct question *q = ctx;
	struct chore *c = q->chore;

	if (res->status == DB_OK) {
		q->rows(c, res->rows[0]);
	} else if (!c->failed && !c->stopping) {
		c->failed = true;
		if (!c->was_failed)
			log_error("chore_failed name=%s sqlstate=%s constraint=%s", c->name,
				  res->sqlstate, res->constraint);
	}
	free(q);
	if (--c->asked == 0)
		chore_over(c);
}

void chore_ask(struct chore *c, const struct db_query *query, chore_rows_fn *rows)
{
	struct question *q = xcalloc(1, sizeof *q);

	*q = (struct question){c, rows};
	c->asked++;
	db_run(c->db, query, 1, on_answer, q);
}

void chore_start(struct chore *c, struct event_base *base, struct db *db)
{
	c->db = db;
	c->timer = evtimer_new(base, on_timer, c);
	chore_wait(c, 0);
}

void chore_stop(struct chore *c)
{
	c->stopping = true;
	event_del(c->timer);
}

void chore_done(struct chore *c)
{
	event_free(c->timer);
}
