/* offices_page.c - the document of all offices, and of the form for a new one. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/admin/tree.h"
#include "server/db/rows.h"
#include "server/next.h"
#include "server/picks.h"
#include "server/session.h"
#include "server/tenant.h"
#include "server/text.h"

enum {
	LEVEL_MAX = 4,                /* as many steps to the right the page knows */
	DASH_BYTES = sizeof "– " - 1, /* of one step in an option */
};

static const char *const STATES[TREE_STATES] = {"live", "rehearsal", "draft", "closed"};

static time_t next_of_office(const struct tree *t, int64_t id)
{
	const struct office *o = authority_office_by_id(t->file.w.authority, id);
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
		return word_text(&t->file.w, "staff.offices.empty", NULL);
	some = word_count(&t->file.w, "staff.count.services", services);
	who = word_count(&t->file.w, "staff.count.persons", persons);
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
		word_of(&t->file.w, texts, "name"), "level", level < LEVEL_MAX ? level : LEVEL_MAX,
		"state", state, "state_text", word_text(&t->file.w, state_key, NULL), "state_is",
		is_state(group ? "group" : state), "group", group, "holds_text",
		group ? json_null() : holds_text(t, row), "bookings", (json_int_t)bookings,
		"bookings_text",
		bookings ? word_count(&t->file.w, "staff.count.bookings", bookings) : json_null(),
		"url", json_sprintf("/staff/%s/settings%s", slug, t->file.w.lang_query));

	shape_next(office, &t->file.w, next_of_office(t, id));
	return office;
}

static void count_state(struct tree *t, const char *state)
{
	for (int i = 0; i < TREE_STATES; i++)
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

	for (int i = 0; i < TREE_STATES; i++) {
		str_auto_t *key = text_format("staff.state.%s", STATES[i]);

		if (t->states[i])
			json_array_append_new(states,
					      json_pack("{s:s, s:i, s:o}", "state", STATES[i],
							"count", t->states[i], "text",
							word_text(&t->file.w, key, NULL)));
	}
	return states;
}

/*
 * The form
 */

static const char *typed_text(const struct tree *t, const char *name)
{
	const char *text = json_string_value(json_object_get(fields_values(t->typed), name));

	return text ? text : "";
}

/* The name behind as many dashes as it is deep. */
static json_t *option_label(const json_t *office)
{
	json_int_t level = json_integer_value(json_object_get(office, "level"));
	const char *name = json_string_value(json_object_get(office, "name"));

	return json_sprintf("%.*s%s", (int)level * DASH_BYTES, "– – – – ", name ? name : "");
}

static json_t *options_of(const struct tree *t, json_t *first, const char *selected)
{
	json_t *options = json_array(), *office;
	size_t i;

	if (first)
		json_array_append_new(options, option_json("", first, !*selected));
	json_array_foreach (t->offices, i, office) {
		const char *slug = json_string_value(json_object_get(office, "slug"));

		json_array_append_new(options, option_json(slug, option_label(office),
							   strcmp(slug, selected) == 0));
	}
	return options;
}

/* All of it, unless something else was typed. */
static json_t *whats_json(const struct tree *t)
{
	static const char *const WHATS[] = {"services", "texts", "rules", "hours"};
	const json_t *chosen = t->typed ? json_object_get(fields_values(t->typed), "copy") : NULL;
	json_t *whats = json_array();

	for (size_t i = 0; i < sizeof WHATS / sizeof WHATS[0]; i++) {
		str_auto_t *key = text_format("staff.copy.%s", WHATS[i]);
		bool checked = !t->typed;
		size_t k;
		json_t *one;

		json_array_foreach (chosen, k, one)
			checked |= strcmp(json_string_value(one), WHATS[i]) == 0;
		json_array_append_new(whats, choice_json(WHATS[i], word_text(&t->file.w, key, NULL),
							 checked, i == 0));
	}
	return whats;
}

json_t *tree_document(struct tree *t)
{
	const struct wording *w = &t->file.w;
	bool all = session_may(staff_session(t->rq), RIGHT_AUTHORITY, NULL, 0);
	const char *parent = t->typed ? typed_text(t, "parent") : t->file.office->slug;

	t->offices = json_array();
	for (int row = 0; row < PQntuples(t->rows); row++)
		if (!is_shown(t, row_integer(t->rows, row, "parent_id")))
			branch_add(t, row, 0);
	return json_pack(
		"{s:o, s:o, s:o, s:o, s:o, s:{s:s, s:s}, s:[], s:{}}", "states", states_json(t),
		"parents",
		options_of(t, all ? word_text(w, "staff.offices.top", NULL) : NULL, parent),
		"originals",
		options_of(t, word_text(w, "staff.offices.from_scratch", NULL),
			   t->typed ? typed_text(t, "original") : ""),
		"whats", whats_json(t), "offices", t->offices, "values", "name",
		t->typed ? typed_text(t, "name") : "", "slug",
		t->typed ? typed_text(t, "slug") : "", "errors", "error");
}
