/*
 * checklist.c - GET and POST /staff/:office/checklist: what is missing, and the states of an
 * office.
 *
 * Going live is judged by the catalogue as the database has it, read for this; the statement that
 * changes the state asks whether it still is that one, and is judged anew when it is not.
 */
#include "server/admin/checklist.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/zone.h"
#include "server/admin/endpoints.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/tenant.h"
#include "server/text.h"

enum { VERSION_MAX = 2000000000 };

static const char PAGE[] = "admin.checklist";

static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};
static const struct problem WRONG_STATE = {409, "wrong_state",
					   "the office is in a state that this cannot follow on"};
static const struct problem NOT_READY = {422, "not_ready",
					 "something is still missing: see the findings"};

static continuation_fn checklist_read, checklist_shown, going_judged, state_saved, step_saved,
	step_refused;

/*
 * GET /staff/:office/checklist
 */

static void catalogue_release(void *c)
{
	catalogue_drop(c);
}

static void json_release(void *json)
{
	json_decref(json);
}

static bool going_begin(struct request *rq, struct going *g)
{
	if (!request_wording(rq, &g->w))
		return false;
	g->office = staff_office(rq);
	snprintf(g->office_id, sizeof g->office_id, "%" PRId64, g->office->id);
	snprintf(g->days, sizeof g->days, "%d", g->office->rules.horizon.days);
	return true;
}

static void going_ask(struct request *rq, const struct going *g, continuation_fn *next)
{
	const struct authority *a = g->w.authority;
	struct db_query batch[] = {
		DB_QUERY(SQL_CATALOGUE, a->slug),
		DB_QUERY(SQL_CHECKLIST_FACTS, a->id_text, g->office_id, g->days),
		DB_QUERY(SQL_AUDIT_OF, a->id_text, "office", g->office_id, HISTORY_MAX_TEXT),
	};

	request_ask(rq, batch, 3, next);
}

void checklist_show(struct request *rq)
{
	struct going *g = request_state(rq, sizeof *g);

	if (going_begin(rq, g))
		going_ask(rq, g, checklist_shown);
}

/* Judge what was read; false, and replied, when there is no such office any more. */
static bool going_judge(struct request *rq, struct going *g, const struct db_result *res)
{
	static const struct problem GONE = {404, "no_such_office", "there is no such office"};
	const char *document = NULL;
	struct catalogue *c;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "checklist_facts", res);
		return false;
	}
	if (PQntuples(res->rows[0]) == 1)
		document = row_text(res->rows[0], 0, "document");
	c = document ? catalogue_new(&document, 1) : NULL;
	request_keep(rq, c, catalogue_release);
	g->fresh = g->w;
	g->fresh.authority = c ? &c->authorities[0] : NULL;
	g->list = (struct checklist){
		.w = &g->fresh,
		.office = c ? authority_office_by_id(g->fresh.authority, g->office->id) : NULL,
		.calendars = world_calendars(request_tenancy(rq)->world),
		.facts = res->rows[1],
		.now = time(NULL),
	};
	if (!g->list.office || PQntuples(res->rows[1]) == 0) {
		reply_problem(rq, &GONE);
		return false;
	}
	g->audit = res->rows[2];
	g->changed_in = row_text(res->rows[0], 0, "changed_in");
	checklist_judge(&g->list);
	for (int level = 0; level < CHECKLIST_LEVELS; level++)
		request_keep(rq, g->list.findings[level], json_release);
	request_keep(rq, g->list.fine, json_release);
	return true;
}

static void checklist_shown(struct request *rq, const struct db_result *res)
{
	struct going *g = request_state(rq, sizeof *g);

	if (going_judge(rq, g, res))
		reply_document(rq, 200, PAGE, checklist_document(rq, g));
}

/*
 * POST: what is typed wrong
 */

static void checklist_read(struct request *rq, const struct db_result *res)
{
	struct going *g = request_state(rq, sizeof *g);

	if (going_judge(rq, g, res))
		reply_invalid(rq, PAGE, checklist_document(rq, g), fields_errors(g->typed));
}

static bool is_given(const json_t *body, const char *name)
{
	return json_string_length(json_object_get(body, name)) > 0;
}

/* The day and time of day, both or neither; in the future. */
static void at_read(struct going *g, const json_t *body)
{
	enum field_need need =
		is_given(body, "day") || is_given(body, "time") ? FIELD_REQUIRED : FIELD_OPTIONAL;
	struct date day;
	int minute;
	bool has_day = fields_date(g->typed, "day", need, &day);
	bool has_time = pick_clock(g->typed, "time", need, &minute);
	time_t at;

	if (!has_day || !has_time)
		return;
	at = zone_time(g->w.authority->zone, day, minute);
	if (at <= time(NULL))
		fields_wrong(g->typed, "day", FIELD_INVALID_TIME);
	snprintf(g->at, sizeof g->at, "%lld", (long long)at);
}

/* One that citizens can book at, and not the office itself. */
static void successor_read(struct going *g)
{
	const char *slug =
		fields_text(g->typed, "successor", FIELD_OPTIONAL, FIELD_NAME_MAX_CHARACTERS);
	const struct office *o = slug ? authority_office(g->w.authority, slug) : NULL;

	if (slug && (!o || !o->live || o == g->office))
		fields_wrong(g->typed, "successor", FIELD_NOT_A_CHOICE);
	else if (o)
		snprintf(g->successor, sizeof g->successor, "%" PRId64, o->id);
}

/* What the form says: one of the steps below. */
struct step {
	const char *name;
	const char *before; /* states it can follow on; NULL: it changes no state */
	const char *done;   /* staff.done.DONE */
};

// clang-format off
static const struct step STEPS[] = {
	{"live",      "{draft,rehearsal,closed}", "office_live"},
	{"withdraw",  NULL,                       "live_withdrawn"},
	{"rehearsal", "{draft}",                  "office_rehearsal"},
	{"draft",     "{rehearsal}",              "office_draft"},
	{"closed",    "{live}",                   "office_closed"},
	{"test_mail", NULL,                       "test_mail"},
};
// clang-format on

enum { STEPS_COUNT = sizeof STEPS / sizeof *STEPS };

static const struct step *step_read(struct going *g)
{
	const char *names[STEPS_COUNT + 1] = {NULL}, *name;

	for (int i = 0; i < STEPS_COUNT; i++)
		names[i] = STEPS[i].name;
	name = fields_choice(g->typed, "do", FIELD_REQUIRED, names);
	for (int i = 0; name && i < STEPS_COUNT; i++)
		if (strcmp(STEPS[i].name, name) == 0)
			return &STEPS[i];
	return NULL;
}

static bool is_step(const struct going *g, const char *name)
{
	return g->step && strcmp(g->step->name, name) == 0;
}

static bool form_read(struct going *g, const json_t *body)
{
	bool mail;
	long long version = 0;

	g->step = step_read(g);
	mail = is_step(g, "test_mail");
	fields_integer(g->typed, "version", mail ? FIELD_OPTIONAL : FIELD_REQUIRED, 1, VERSION_MAX,
		       &version);
	snprintf(g->version, sizeof g->version, "%lld", version);
	if (is_step(g, "live"))
		at_read(g, body);
	else if (is_step(g, "closed"))
		successor_read(g);
	else if (mail)
		g->email = fields_email(g->typed, "email", FIELD_REQUIRED);
	return fields_end(g->typed);
}

/*
 * POST: the steps
 */

static void state_save(struct request *rq, const struct going *g, continuation_fn *next)
{
	struct db_query save =
		DB_QUERY(SQL_OFFICE_STATE_SAVE, g->w.authority->id_text,
			 staff_session(rq)->account_id, g->office_id, g->version, g->step->name,
			 g->step->before, *g->successor ? g->successor : NULL, g->changed_in);

	request_ask(rq, &save, 1, next);
}

static void schedule_save(struct request *rq, const struct going *g)
{
	struct db_query save = DB_QUERY(SQL_OFFICE_SCHEDULE, g->w.authority->id_text,
					staff_session(rq)->account_id, g->office_id, g->version,
					*g->at ? g->at : NULL);

	request_ask(rq, &save, 1, step_saved);
}

static void mail_send(struct request *rq, const struct going *g)
{
	struct db_query send = DB_QUERY(SQL_OFFICE_TEST_MAIL, g->w.authority->id_text,
					staff_session(rq)->account_id, g->office_id, g->email,
					language_code(g->w.language));

	request_ask(rq, &send, 1, step_saved);
}

void checklist_save(struct request *rq)
{
	struct going *g = request_state(rq, sizeof *g);
	struct problem why;
	json_t *body;

	if (!going_begin(rq, g))
		return;
	body = request_body(rq, &why);
	if (!body) {
		reply_problem(rq, &why);
		return;
	}
	g->typed = pick_fields(rq, body);
	if (!form_read(g, body))
		going_ask(rq, g, checklist_read);
	else if (g->email)
		mail_send(rq, g);
	else if (*g->at || is_step(g, "withdraw"))
		schedule_save(rq, g);
	else if (is_step(g, "live"))
		going_ask(rq, g, going_judged);
	else
		state_save(rq, g, step_saved);
}

static void reply_done(struct request *rq, const struct going *g)
{
	char *where = text_format("/staff/%s/checklist?done=%s", g->office->slug,
				  *g->at ? "live_planned" : g->step->done);

	request_keep(rq, where, free);
	reply_see_other(rq, where);
}

/* Nothing was changed: because something else was before, or because it cannot be. */
static void reply_refused(struct request *rq, struct going *g)
{
	bool outdated = strcmp(row_text(g->list.facts, 0, "version"), g->version) != 0;

	g->outdated = outdated;
	g->alert = outdated ? NULL : "staff.checklist.not_followed";
	reply_problem_page(rq, outdated ? &CHANGED : &WRONG_STATE, PAGE, checklist_document(rq, g));
}

static void step_refused(struct request *rq, const struct db_result *res)
{
	struct going *g = request_state(rq, sizeof *g);

	if (going_judge(rq, g, res))
		reply_refused(rq, g);
}

static void step_saved(struct request *rq, const struct db_result *res)
{
	struct going *g = request_state(rq, sizeof *g);

	if (res->status != DB_OK)
		reply_sql_error(rq, "office_state_save", res);
	else if (PQntuples(res->rows[0]) == 0)
		going_ask(rq, g, step_refused);
	else
		reply_done(rq, g);
}

static void reply_not_ready(struct request *rq, struct going *g)
{
	g->alert = "staff.checklist.refused";
	reply_problem_page(rq, &NOT_READY, PAGE, checklist_document(rq, g));
}

/* Live only when nothing is missing. */
static void going_judged(struct request *rq, const struct db_result *res)
{
	struct going *g = request_state(rq, sizeof *g);

	if (!going_judge(rq, g, res))
		return;
	if (strcmp(row_text(g->list.facts, 0, "version"), g->version) != 0 ||
	    strcmp(row_text(g->list.facts, 0, "state"), "live") == 0)
		reply_refused(rq, g);
	else if (checklist_is_ready(&g->list))
		state_save(rq, g, state_saved);
	else
		reply_not_ready(rq, g);
}

/* Where the catalogue has changed since it was judged, it is judged again. */
static void state_saved(struct request *rq, const struct db_result *res)
{
	struct going *g = request_state(rq, sizeof *g);

	if (res->status != DB_OK)
		reply_sql_error(rq, "office_state_save", res);
	else if (PQntuples(res->rows[0]) > 0)
		reply_done(rq, g);
	else if (++g->tries < GOING_LIVE_TRIES)
		going_ask(rq, g, going_judged);
	else
		going_ask(rq, g, step_refused);
}
