/*
 * going_live.c - offices become live at their hour, when nothing is missing then.
 *
 * One office at a time: its catalogue is read anew and judged as its page does, and the statement
 * that makes it live asks whether that still is the catalogue there is.  Free times are those of
 * a world of its own, which is kept only while some office is due.
 */
#include "server/jobs/going_live.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/checklist.h"
#include "server/db/rows.h"
#include "server/jobs/mail.h"
#include "server/log.h"
#include "server/text.h"
#include "server/world.h"

static const char BEFORE[] = "{draft,rehearsal,closed}";

struct going_live {
	struct event_base *base;
	const struct config *config;
	const struct site *site;
	struct db *db;
	struct world *world;
	bool ready;

	/* The office that is due. */
	struct number authority, office;
	struct catalogue *catalogue;
	char *changed_in;
};

struct going_live *going_live_new(struct event_base *base, const struct config *config,
				  const struct site *site)
{
	struct going_live *g = xcalloc(1, sizeof *g);

	*g = (struct going_live){.base = base, .config = config, .site = site};
	return g;
}

static void forget(struct going_live *g)
{
	catalogue_drop(g->catalogue);
	free(g->changed_in);
	g->catalogue = NULL;
	g->changed_in = NULL;
}

void going_live_stop(struct going_live *g)
{
	if (!g->world)
		return;
	db_free(g->db); /* answers the world, which may be reading */
	world_free(g->world);
	g->world = NULL;
	g->db = NULL;
	g->ready = false;
}

void going_live_free(struct going_live *g)
{
	forget(g);
	free(g);
}

static void on_gone_live(struct chore *c, const PGresult *rows)
{
	const struct going_live *g = c->ctx;

	if (PQntuples(rows) > 0)
		log_info("office_live office=%s", g->office.text);
}

static void on_missed(struct chore *c, const PGresult *rows)
{
	const struct going_live *g = c->ctx;

	if (PQntuples(rows) > 0)
		log_warn("office_not_live office=%s: something is missing", g->office.text);
}

static char *missing_text(const struct checklist *list)
{
	json_auto_t *missing = json_array();
	json_t *one;
	size_t i;

	json_array_foreach (list->findings[CHECKLIST_RED], i, one)
		json_array_append_new(missing,
				      json_pack("{s:O, s:O}", "key", json_object_get(one, "key"),
						"text", json_object_get(one, "text")));
	return json_dumps(missing, JSON_COMPACT);
}

static void office_decide(struct chore *c, const struct checklist *list)
{
	const struct going_live *g = c->ctx;
	const char *version = row_text(list->facts, 0, "version");

	if (checklist_is_ready(list)) {
		struct db_query live =
			DB_QUERY(SQL_OFFICE_STATE_SAVE, g->authority.text, NULL, g->office.text,
				 version, "live", BEFORE, NULL, g->changed_in);
		chore_ask(c, &live, on_gone_live);
	} else {
		str_auto_t *missing = missing_text(list);
		struct db_query missed = DB_QUERY(SQL_OFFICE_LIVE_MISSED, g->authority.text,
						  g->office.text, version, missing);
		chore_ask(c, &missed, on_missed);
	}
}

static void on_facts(struct chore *c, const PGresult *rows)
{
	const struct going_live *g = c->ctx;
	struct wording w = {.authority = &g->catalogue->authorities[0], .site = g->site};
	struct checklist list = {
		.w = &w,
		.office = authority_office_by_id(w.authority, strtoll(g->office.text, NULL, 10)),
		.calendars = world_calendars(g->world),
		.facts = rows,
		.now = time(NULL),
	};

	if (!list.office || PQntuples(rows) == 0)
		return;
	mail_language(&w, w.authority->languages[0]);
	checklist_judge(&list);
	office_decide(c, &list);
	checklist_done(&list);
}

static void on_catalogue(struct chore *c, const PGresult *rows)
{
	struct going_live *g = c->ctx;
	const char *document = PQntuples(rows) == 1 ? row_text(rows, 0, "document") : NULL;
	const struct office *o;
	struct number days;

	forget(g);
	g->catalogue = document ? catalogue_new(&document, 1) : NULL;
	if (!g->catalogue || !row_text(rows, 0, "changed_in"))
		return;
	g->changed_in = xstrdup(row_text(rows, 0, "changed_in"));
	o = authority_office_by_id(&g->catalogue->authorities[0],
				   strtoll(g->office.text, NULL, 10));
	if (!o)
		return;
	days = number_of(o->rules.horizon.days);
	struct db_query facts =
		DB_QUERY(SQL_CHECKLIST_FACTS, g->authority.text, g->office.text, days.text);
	chore_ask(c, &facts, on_facts);
}

static void on_ready(void *arg)
{
	struct going_live *g = arg;

	g->ready = true;
}

static void world_open(struct going_live *g)
{
	g->db = db_new(g->base, g->config->database, 1);
	g->world = world_new(g->base, g->db, g->config->authorities, on_ready, g);
}

static void on_due(struct chore *c, const PGresult *rows)
{
	struct going_live *g = c->ctx;

	if (PQntuples(rows) == 0) {
		going_live_stop(g);
		forget(g);
		return;
	}
	if (!g->world)
		world_open(g);
	if (!g->ready)
		return;
	g->authority = number_of(row_integer(rows, 0, "authority_id"));
	g->office = number_of(row_integer(rows, 0, "office_id"));
	struct db_query catalogue = DB_QUERY(SQL_CATALOGUE, row_text(rows, 0, "slug"));
	chore_ask(c, &catalogue, on_catalogue);
}

void going_live_run(struct chore *c)
{
	const struct going_live *g = c->ctx;
	struct db_query due = DB_QUERY(SQL_OFFICE_LIVE_DUE, g->config->authorities);

	chore_ask(c, &due, on_due);
}
