/* offices.c - GET /staff/:office/offices: the tree of offices, as far as one answers for it. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/admin/endpoints.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/next.h"
#include "server/session.h"
#include "server/tenant.h"
#include "server/text.h"

enum { LEVEL_MAX = 4 }; /* as many steps to the right the page knows */

static const char *const STATES[] = {"live", "rehearsal", "draft", "closed"};
enum { NSTATES = sizeof STATES / sizeof STATES[0] };

static continuation_fn offices_tree_shown;

/* The rows of offices_tree, walked from the top. */
struct tree {
	struct request *rq;
	struct wording w;
	const PGresult *rows;
	json_t *offices;
	int states[NSTATES];
};

/*
 * GET /staff/:office/offices
 */

void offices_tree_show(struct request *rq)
{
	struct tree *t = request_state(rq, sizeof *t);
	bool all = session_may(staff_session(rq), RIGHT_AUTHORITY, NULL, 0);

	t->rq = rq;
	if (!request_wording(rq, &t->w))
		return;
	struct db_query tree = DB_QUERY(SQL_OFFICES_TREE, t->w.authority->id_text,
					all ? "true" : "false", staff_scope_everywhere(rq).offices);

	request_ask(rq, &tree, 1, offices_tree_shown);
}

static time_t next_of_office(const struct tree *t, int64_t id)
{
	const struct office *o = authority_office_by_id(t->w.authority, id);
	const struct calendars *calendars = world_calendars(request_tenancy(t->rq)->world);
	const struct service *s;
	time_t next = 0;

	for (size_t i = 0; o && o->live && (s = office_service_at(o, i)); i++)
		next_of_service(&next, s, calendars);
	return next;
}

/* "5 Anliegen, 4 Ansprechpersonen" */
static json_t *holds_text(const struct tree *t, int row)
{
	long services = (long)row_integer(t->rows, row, "services");
	long persons = (long)row_integer(t->rows, row, "persons");
	json_auto_t *some = NULL, *who = NULL;

	if (services == 0 && persons == 0)
		return word_text(&t->w, "staff.offices.empty", NULL);
	some = word_count(&t->w, "staff.count.services", services);
	who = word_count(&t->w, "staff.count.persons", persons);
	return json_sprintf("%s, %s", json_string_value(some), json_string_value(who));
}

static bool is_parent(const struct tree *t, int64_t id)
{
	for (int row = 0; row < PQntuples(t->rows); row++)
		if (row_integer(t->rows, row, "parent_id") == id)
			return true;
	return false;
}

static json_t *is_state(const char *state)
{
	json_t *is = json_object();

	json_object_set_new(is, state, json_true());
	return is;
}

static json_t *office_row(const struct tree *t, int row, int level)
{
	const char *state = row_text(t->rows, row, "state"), *slug = row_text(t->rows, row, "slug");
	int64_t id = row_integer(t->rows, row, "office_id");
	long bookings = (long)row_integer(t->rows, row, "bookings");
	bool empty =
		row_integer(t->rows, row, "services") + row_integer(t->rows, row, "persons") == 0;
	bool group = empty && is_parent(t, id);
	str_auto_t *state_key = text_format("staff.state.%s", group ? "group" : state);
	json_auto_t *texts = json_loads(row_text(t->rows, row, "texts"), 0, NULL);
	json_t *office = json_pack(
		"{s:s, s:o, s:i, s:s, s:o, s:o, s:b, s:o, s:I, s:o, s:o}", "slug", slug, "name",
		word_of(&t->w, texts, "name"), "level", level < LEVEL_MAX ? level : LEVEL_MAX,
		"state", state, "state_text", word_text(&t->w, state_key, NULL), "state_is",
		is_state(group ? "group" : state), "group", group, "holds_text",
		group ? json_null() : holds_text(t, row), "bookings", (json_int_t)bookings,
		"bookings_text",
		bookings ? word_count(&t->w, "staff.count.bookings", bookings) : json_null(), "url",
		json_sprintf("/staff/%s/settings%s", slug, t->w.lang_query));

	shape_next(office, &t->w, next_of_office(t, id));
	return office;
}

static void count_state(struct tree *t, const char *state)
{
	for (int i = 0; i < NSTATES; i++)
		t->states[i] += strcmp(STATES[i], state) == 0;
}

static bool is_shown(const struct tree *t, int64_t id)
{
	for (int row = 0; row < PQntuples(t->rows); row++)
		if (row_integer(t->rows, row, "office_id") == id)
			return true;
	return false;
}

/* The office and all below it. */
static void branch_add(struct tree *t, int row, int level)
{
	int64_t id = row_integer(t->rows, row, "office_id");
	json_t *office = office_row(t, row, level);

	if (!json_is_true(json_object_get(office, "group")))
		count_state(t, row_text(t->rows, row, "state"));
	json_array_append_new(t->offices, office);
	for (int child = 0; level < OFFICE_DEPTH_MAX && child < PQntuples(t->rows); child++)
		if (row_integer(t->rows, child, "parent_id") == id)
			branch_add(t, child, level + 1);
}

static json_t *states_json(const struct tree *t)
{
	json_t *states = json_array();

	for (int i = 0; i < NSTATES; i++) {
		str_auto_t *key = text_format("staff.state.%s", STATES[i]);

		if (t->states[i])
			json_array_append_new(states,
					      json_pack("{s:s, s:i, s:o}", "state", STATES[i],
							"count", t->states[i], "text",
							word_text(&t->w, key, NULL)));
	}
	return states;
}

static void offices_tree_shown(struct request *rq, const struct db_result *res)
{
	struct tree *t = request_state(rq, sizeof *t);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "offices_tree", res);
		return;
	}
	t->rows = res->rows[0];
	t->offices = json_array();
	for (int row = 0; row < PQntuples(t->rows); row++)
		if (!is_shown(t, row_integer(t->rows, row, "parent_id")))
			branch_add(t, row, 0);
	reply_document(rq, 200, "admin.offices",
		       json_pack("{s:o, s:o}", "offices", t->offices, "states", states_json(t)));
}
