/*
 * world.c - what a web worker knows without asking.
 *
 * First the catalogue, then the feed's position, then everybody's calendar, some contact
 * persons at a time; from then on the feed's rows change them.  Rows must never meet a catalogue
 * that is older than they are, so when a poll tells of a change there, its rows and those of
 * later polls wait in line until the new catalogue is here and the calendars of
 * new contact persons are loaded.
 */
#include "server/world.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/xalloc.h"
#include "server/db/feed.h"
#include "server/log.h"
#include "server/row_line.h"

enum {
	FEED_INTERVAL_MS = 100,
	FEED_STALE_SECONDS = 5, /* then /healthz says so */
	CHECK_SECONDS = 600,    /* whether the window still reaches far enough */
	WINDOW_SPARE_DAYS = 35, /* beyond the longest horizon, so that it lasts a month */
	SECONDS_PER_DAY = 86400,
	PERSONS_AT_ONCE = 200, /* to load: what is read of them is in memory twice */
};

struct seen {
	int64_t authority_id;
	uint64_t changed_in;
};

struct world {
	struct event_base *base;
	struct db *db;
	struct feed *feed;
	struct event *begin, *check;
	char *authorities;
	struct catalogue *catalogue; /* what is served */
	struct catalogue *coming;    /* waits until its calendars are loaded */
	struct calendars *calendars; /* what is served */
	struct calendars *filling;   /* takes its place once everybody is loaded */
	struct seen *seen;           /* versions of the catalogue that was read */
	size_t nseen;
	char *position; /* of the rows applied last */
	char *applied;  /* their as_of */
	char *as_of;    /* of what is served */
	bool catalogue_stale, reading, failed, restart;
	struct row_line line;
	uint64_t replaced; /* how often catalogue or calendars were, as a whole */
	void (*ready)(void *arg);
	void *arg;
};

static void world_go_on(struct world *w);

static void world_applied(struct world *w, const PGresult *rows)
{
	free(w->position);
	free(w->applied);
	w->position = xstrdup(calendars_position(rows));
	w->applied = xstrdup(PQgetvalue(rows, 0, PQfnumber(rows, "as_of")));
}

static void line_apply(struct world *w)
{
	PGresult *rows;

	while ((rows = row_line_take(&w->line))) {
		calendars_follow(w->calendars, w->catalogue, rows);
		world_applied(w, rows);
		PQclear(rows);
	}
}

/*
 * The catalogue
 */

static bool catalogue_seen(const struct world *w, int64_t authority_id, uint64_t changed_in)
{
	for (size_t i = 0; i < w->nseen; i++)
		if (w->seen[i].authority_id == authority_id)
			return w->seen[i].changed_in == changed_in;
	return false;
}

/* Authorities that are not ours never become seen: do not read for their sake. */
static bool authority_known(const struct world *w, int64_t authority_id)
{
	if (!*w->authorities)
		return true;
	for (size_t i = 0; i < w->nseen; i++)
		if (w->seen[i].authority_id == authority_id)
			return true;
	return false;
}

static bool tells_of_catalogue(const struct world *w, const PGresult *rows)
{
	int kind = PQfnumber(rows, "kind"), id = PQfnumber(rows, "authority_id");
	int changed = PQfnumber(rows, "changed_in");

	for (int row = 0; row < PQntuples(rows); row++) {
		int64_t authority_id = strtoll(PQgetvalue(rows, row, id), NULL, 10);

		if (strcmp(PQgetvalue(rows, row, kind), "catalogue") == 0 &&
		    authority_known(w, authority_id) &&
		    !catalogue_seen(w, authority_id,
				    strtoull(PQgetvalue(rows, row, changed), NULL, 10)))
			return true;
	}
	return false;
}

static void remember_versions(struct world *w, const PGresult *rows)
{
	w->nseen = (size_t)PQntuples(rows);
	w->seen = xrealloc(w->seen, w->nseen * sizeof w->seen[0]);
	for (size_t i = 0; i < w->nseen; i++)
		w->seen[i] = (struct seen){strtoll(PQgetvalue(rows, (int)i, 0), NULL, 10),
					   strtoull(PQgetvalue(rows, (int)i, 1), NULL, 10)};
}

static struct catalogue *catalogue_of(const PGresult *rows)
{
	int n = PQntuples(rows);
	const char **documents = xcalloc((size_t)n, sizeof documents[0]);
	struct catalogue *c;

	for (int row = 0; row < n; row++)
		documents[row] = PQgetvalue(rows, row, PQfnumber(rows, "document"));
	c = catalogue_new(documents, (size_t)n);
	free(documents);
	return c;
}

/* It is tried again in a second.  A database that is not there comes back by itself. */
static void not_read(struct world *w, const char *what, const struct db_result *res)
{
	if (res->status == DB_DOWN)
		log_warn("%s not read: no database", what);
	else
		log_error("%s not read sqlstate=%s", what, res->sqlstate);
	event_add(w->check, &(struct timeval){.tv_sec = 1});
}

static void on_catalogue(void *ctx, const struct db_result *res)
{
	struct world *w = ctx;
	struct catalogue *c = res->status == DB_OK ? catalogue_of(res->rows[0]) : NULL;

	w->reading = false;
	w->failed = !c;
	if (c) {
		remember_versions(w, res->rows[0]);
		catalogue_drop(w->coming);
		w->coming = c;
		w->catalogue_stale = false;
		world_go_on(w);
	} else {
		not_read(w, "catalogue", res);
	}
}

static const struct catalogue *catalogue_newest(const struct world *w)
{
	return w->coming ? w->coming : w->catalogue;
}

/* From now on it is served. */
static void catalogue_come(struct world *w)
{
	if (!w->coming)
		return;
	catalogue_drop(w->catalogue);
	w->catalogue = w->coming;
	w->coming = NULL;
	w->replaced++;
}

static void catalogue_read(struct world *w)
{
	struct db_query query = DB_QUERY(SQL_CATALOGUE, w->authorities);

	w->reading = true;
	db_run(w->db, &query, 1, on_catalogue, w);
}

/*
 * The calendars
 */

static int32_t window_begin(void)
{
	return (int32_t)((time(NULL) / SECONDS_PER_DAY - 1) * DAY_TICKS);
}

static int longest_horizon(const struct catalogue *c)
{
	int days = 1;

	for (size_t i = 0; i < c->nauthorities; i++)
		for (size_t k = 0; k < c->authorities[i].noffices; k++)
			if (c->authorities[i].offices[k].rules.horizon.days > days)
				days = c->authorities[i].offices[k].rules.horizon.days;
	return days;
}

/* One day before today, the horizon, and two more for the bounds of local days. */
static int32_t window_needed(const struct world *w)
{
	return window_begin() + (longest_horizon(catalogue_newest(w)) + 4) * DAY_TICKS;
}

/* Those that are as new as the feed: what it tells is for them. */
static struct calendars *calendars_newest(const struct world *w)
{
	return w->filling ? w->filling : w->calendars;
}

/* From this position on, everybody is to be loaded. */
static void calendars_begin(struct world *w, const PGresult *rows)
{
	int32_t begin = window_begin();

	calendars_free(w->filling);
	w->filling = calendars_new(begin, window_needed(w) - begin + WINDOW_SPARE_DAYS * DAY_TICKS);
	world_applied(w, rows);
	row_line_clear(&w->line);
}

/* Everybody is loaded: from now on all of it is served. */
static void calendars_come(struct world *w)
{
	bool first = !w->calendars;

	catalogue_come(w);
	if (w->filling) {
		calendars_free(w->calendars);
		w->calendars = w->filling;
		w->filling = NULL;
		w->replaced++;
	}
	line_apply(w);
	free(w->as_of);
	w->as_of = xstrdup(w->applied);
	if (first && w->ready)
		w->ready(w->arg);
}

static void on_loaded(void *ctx, const struct db_result *res)
{
	struct world *w = ctx;

	w->reading = false;
	if (res->status == DB_OK) {
		calendars_load(calendars_newest(w), catalogue_newest(w), res->rows[0]);
		world_go_on(w);
	} else {
		w->catalogue_stale = true; /* opens and loads them again */
		not_read(w, "calendars", res);
	}
}

static void calendars_read(struct world *w, const char *ids)
{
	struct db_query query = DB_QUERY(SQL_FEED, "0", ids, w->position);

	w->reading = true;
	db_run(w->db, &query, 1, on_loaded, w);
}

/*
 * Following
 */

static void on_rows(void *ctx, const PGresult *rows, bool fresh)
{
	struct world *w = ctx;

	if (tells_of_catalogue(w, rows))
		w->catalogue_stale = true;
	if (!fresh)
		row_line_add(&w->line, rows);
	else if (!w->reading)
		calendars_begin(w, rows);
	else
		w->restart = true; /* what is being read would meet the wrong calendars */
	world_go_on(w);
}

/* From the event loop, never from within the feed's own call. */
static void on_begin(evutil_socket_t fd, short what, void *arg)
{
	struct world *w = arg;
	struct db_query query = DB_QUERY(SQL_FEED, NULL, "{}", NULL);

	(void)fd, (void)what;
	w->restart = false;
	row_line_clear(&w->line);
	feed_free(w->feed);
	w->feed = feed_new(w->base, w->db, &query, FEED_INTERVAL_MS, on_rows, w);
}

static bool feed_due(const struct world *w)
{
	const struct calendars *c = calendars_newest(w);

	return !w->feed || w->restart || (c && calendars_end(c) < window_needed(w));
}

/* Opens calendars that are to be loaded; NULL when all are there, or none can be yet. */
static char *calendars_missing(struct world *w)
{
	struct calendars *c = calendars_newest(w);

	return c && (w->filling || w->coming)
		       ? calendars_open(c, catalogue_newest(w), PERSONS_AT_ONCE)
		       : NULL;
}

/* Whatever is due next, one thing at a time. */
static void world_go_on(struct world *w)
{
	char *ids;

	if (w->reading)
		return;
	if (w->catalogue_stale) {
		catalogue_read(w);
	} else if (feed_due(w)) {
		event_active(w->begin, 0, 0);
	} else if ((ids = calendars_missing(w))) {
		calendars_read(w, ids);
		free(ids);
	} else if (calendars_newest(w)) {
		calendars_come(w);
	}
}

static void on_check(evutil_socket_t fd, short what, void *arg)
{
	struct world *w = arg;

	(void)fd, (void)what;
	event_add(w->check, &(struct timeval){.tv_sec = CHECK_SECONDS});
	world_go_on(w);
}

/*
 * For others
 */

struct world *world_new(struct event_base *base, struct db *db, const char *authorities,
			void (*ready)(void *arg), void *arg)
{
	struct world *w = xcalloc(1, sizeof *w);

	w->base = base;
	w->db = db;
	w->authorities = xstrdup(authorities);
	w->catalogue_stale = true;
	w->ready = ready;
	w->arg = arg;
	row_line_init(&w->line);
	w->begin = event_new(base, -1, 0, on_begin, w);
	w->check = evtimer_new(base, on_check, w);
	on_check(-1, 0, w);
	return w;
}

void world_free(struct world *w)
{
	if (!w)
		return;
	feed_free(w->feed);
	event_free(w->begin);
	event_free(w->check);
	row_line_clear(&w->line);
	calendars_free(w->calendars);
	calendars_free(w->filling);
	catalogue_drop(w->catalogue);
	catalogue_drop(w->coming);
	free(w->authorities);
	free(w->position);
	free(w->applied);
	free(w->as_of);
	free(w->seen);
	free(w);
}

const struct catalogue *world_catalogue(const struct world *w)
{
	return w->calendars ? w->catalogue : NULL;
}

struct calendars *world_calendars(const struct world *w)
{
	return w->calendars;
}

uint64_t world_version(const struct world *w)
{
	return (w->replaced << 32) + (w->calendars ? calendars_version(w->calendars) : 0);
}

const char *world_as_of(const struct world *w)
{
	return w->as_of;
}

const char *world_reason(const struct world *w)
{
	if (!w->calendars)
		return "the first reading of the database is not complete";
	if (w->failed || feed_age(w->feed) > FEED_STALE_SECONDS)
		return "the database has not answered for some seconds";
	if (w->catalogue->nauthorities == 0)
		return "there is no authority yet";
	return NULL;
}
