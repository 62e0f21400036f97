/*
 * figures.c - what is measured once a day, and what was counted meanwhile.
 *
 * How long somebody waits for a free time is asked of the one function that citizens' pages
 * ask, over calendars of its own: read when a day is due and citizens are served already, and given
 * up when it is measured.
 */
#include "server/jobs/figures.h"

#include <jansson.h>
#include <stdio.h>

#include "lib/cleanup.h"
#include "lib/tick.h"
#include "lib/xalloc.h"
#include "lib/zone.h"
#include "server/db/rows.h"
#include "server/log.h"
#include "server/text.h"
#include "server/times.h"
#include "server/world.h"

enum { MEASURED_FROM_HOUR = 8, WANTED_TIMES = 3 };

struct figures {
	struct event_base *base;
	const struct config *config;
	const struct shared *shared;
	struct db *db;       /* both while a day is measured: what still waits is told before */
	struct world *world; /* the world goes */
	bool ready;
	json_t *counted; /* until the database has it */
};

struct figures *figures_new(struct event_base *base, const struct config *config,
			    const struct shared *shared)
{
	struct figures *f = xcalloc(1, sizeof *f);

	f->base = base;
	f->config = config;
	f->shared = shared;
	return f;
}

void figures_stop(struct figures *f)
{
	if (f->db) {
		db_free(f->db);
		world_free(f->world);
	}
	f->db = NULL;
	f->world = NULL;
	f->ready = false;
}

void figures_free(struct figures *f)
{
	json_decref(f->counted);
	free(f);
}

/*
 * Days to the first and the third free time
 */

/* The earliest distinct starts of all channels, sorted. */
static void starts_put(int32_t starts[WANTED_TIMES], size_t *n, int32_t start)
{
	size_t at = 0;

	while (at < *n && starts[at] < start)
		at++;
	if (at == WANTED_TIMES || (at < *n && starts[at] == start))
		return;
	if (*n < WANTED_TIMES)
		++*n;
	for (size_t i = *n - 1; i > at; i--)
		starts[i] = starts[i - 1];
	starts[at] = start;
}

static size_t starts_find(int32_t starts[WANTED_TIMES], const struct service *s,
			  const struct calendars *calendars)
{
	struct times_query q = {.service = s, .now = time(NULL)};
	size_t n = 0;

	times_everybody(&q);
	for (size_t i = 0; i < CHANNELS; i++) {
		int32_t start = INT32_MIN;

		q.channel = CHANNEL_LIST[i];
		if (!(s->channels & q.channel))
			continue;
		for (size_t k = 0; k < WANTED_TIMES && times_next(&start, &q, calendars, start);
		     k++)
			starts_put(starts, &n, start++);
	}
	return n;
}

static json_t *days_to(const struct service *s, struct date today, int32_t start)
{
	struct date day = zone_local(s->office->authority->zone, tick_time(start)).date;

	return json_integer(date_days(day) - date_days(today));
}

static json_t *service_measure(const struct service *s, struct date today,
			       const struct calendars *calendars)
{
	int32_t starts[WANTED_TIMES];
	size_t n = starts_find(starts, s, calendars);

	return json_pack("{s:I, s:o, s:o}", "service_id", (json_int_t)s->id, "first",
			 n > 0 ? days_to(s, today, starts[0]) : json_null(), "third",
			 n == WANTED_TIMES ? days_to(s, today, starts[WANTED_TIMES - 1])
					   : json_null());
}

static const struct authority *authority_known(const struct catalogue *c, int64_t id)
{
	for (size_t i = 0; i < c->nauthorities; i++)
		if (c->authorities[i].id == id)
			return &c->authorities[i];
	return NULL;
}

static void on_saved(struct chore *c, const PGresult *rows)
{
	(void)c;
	if (row_integer(rows, 0, "rows") > 0)
		log_info("figures_measured");
}

static void authority_measure(struct chore *c, const struct figures *f, const PGresult *rows,
			      int row)
{
	const struct authority *a =
		authority_known(world_catalogue(f->world), row_integer(rows, row, "authority_id"));
	json_auto_t *list = json_array();
	str_auto_t *text = NULL;
	struct date today;

	if (!a || !date_parse(&today, row_text(rows, row, "day")))
		return;
	for (size_t i = 0; i < a->nservices; i++)
		if (a->services[i].office->live)
			json_array_append_new(list, service_measure(&a->services[i], today,
								    world_calendars(f->world)));
	text = json_dumps(list, JSON_COMPACT);
	struct db_query save =
		DB_QUERY(SQL_FIGURES_SAVE, a->id_text, row_text(rows, row, "day"), text);
	chore_ask(c, &save, on_saved);
}

static void on_ready(void *arg)
{
	struct figures *f = arg;

	f->ready = true;
}

static void world_open(struct figures *f)
{
	f->db = db_new(f->base, f->config->database, 1);
	f->world = world_new(f->base, f->db, f->config->authorities, on_ready, f);
}

static void on_due(struct chore *c, const PGresult *rows)
{
	struct figures *f = c->ctx;

	if (PQntuples(rows) == 0)
		figures_stop(f);
	else if (!f->world)
		world_open(f);
	for (int row = 0; f->ready && row < PQntuples(rows); row++)
		authority_measure(c, f, rows, row);
}

void figures_run(struct chore *c)
{
	const struct figures *f = c->ctx;
	struct number hour = number_of(MEASURED_FROM_HOUR);
	struct db_query due = DB_QUERY(SQL_FIGURES_DUE, hour.text, f->config->authorities);

	if (atomic_load(&f->shared->serving))
		chore_ask(c, &due, on_due);
}

/*
 * Searches that found nothing
 */

static void on_tally(void *ctx, int64_t id, unsigned count)
{
	json_array_append_new(ctx, json_pack("{s:I, s:I}", "service_id", (json_int_t)id, "count",
					     (json_int_t)count));
}

static void on_added(struct chore *c, const PGresult *rows)
{
	struct figures *f = c->ctx;

	(void)rows;
	json_decref(f->counted);
	f->counted = NULL;
}

void searches_run(struct chore *c)
{
	struct figures *f = c->ctx;
	str_auto_t *text = NULL;

	if (!f->counted) {
		f->counted = json_array();
		tallies_take(f->shared->tallies, on_tally, f->counted);
	}
	if (json_array_size(f->counted) == 0) {
		json_decref(f->counted);
		f->counted = NULL;
		return;
	}
	text = json_dumps(f->counted, JSON_COMPACT);
	struct db_query add = DB_QUERY(SQL_SEARCHES_ADD, text);
	chore_ask(c, &add, on_added);
}
