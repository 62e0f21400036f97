/*
 * closure_save.c - entering and changing a closure.
 *
 * Either is a struct change: nothing is written while it hits bookings that nobody has
 * decided about.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/tick.h"
#include "lib/zone.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/staff/closing.h"
#include "server/staff/closure_words.h"
#include "server/staff/endpoints.h"
#include "server/text.h"

static continuation_fn closure_saved, closure_outdated, closure_refused;

static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};

/*
 * POST /staff/:office/closures, /closures/:closure, /closures/sick
 */

static void closing_title(struct request *rq, struct closing *c)
{
	json_auto_t *office = word_of(&c->w, c->office->texts, "name");
	const char *name = c->person ? c->person->name : json_string_value(office);
	json_auto_t *title =
		word_text(&c->w, c->person ? "staff.conflicts.away" : "staff.conflicts.closed",
			  json_pack("{s:s}", "name", name ? name : c->office->slug));

	c->title = text_format("%s", json_string_value(title));
	c->back = text_format("/staff/%s/closures%s", c->office->slug, c->w.lang_query);
	request_keep(rq, c->title, free);
	request_keep(rq, c->back, free);
	request_keep(rq, c->spans, free);
}

static void closing_make(struct request *rq, struct closing *c)
{
	const char *person = NULL, *substitute = NULL;

	closing_title(rq, c);
	if (c->person) {
		snprintf(c->person_id, sizeof c->person_id, "%" PRId64, c->person->id);
		snprintf(c->persons, sizeof c->persons, "{%" PRId64 "}", c->person->id);
		person = c->person_id;
	}
	if (c->substitute) {
		snprintf(c->substitute_id, sizeof c->substitute_id, "%" PRId64, c->substitute->id);
		substitute = c->substitute_id;
	}
	c->change = (struct change){
		.w = &c->w,
		.office = c->office,
		.queries = {DB_QUERY(SQL_CLOSURE_SAVE, c->w.authority->id_text,
				     staff_session(rq)->account_id, c->office_id, person, c->kind,
				     c->note ? c->note : "", c->spans, c->repeats, c->id,
				     c->id ? c->version : NULL, c->scope.offices, c->scope.persons,
				     substitute)},
		.nqueries = 1,
		.persons = person ? c->persons : NULL,
		.title_text = c->title,
		.back_url = c->back,
		.absent = c->person,
		.substitute = c->substitute,
		.substitute_from = tick_ceil(zone_midnight(c->w.authority->zone, c->from)),
		.substitute_to =
			tick_ceil(zone_midnight(c->w.authority->zone, date_add_days(c->until, 1))),
		.made = closure_saved,
	};
	change_make(rq, &c->change);
}

void closing_refuse(struct request *rq, struct closing *c)
{
	struct db_query batch[] = {closing_list(c), closing_show(c)};

	request_ask(rq, batch, c->id ? 2 : 1, closure_refused);
}

static void closure_refused(struct request *rq, const struct db_result *res)
{
	const struct closing *c = request_state(rq, sizeof *c);
	struct closure_view v = closing_view(rq, c);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "closures_list", res);
		return;
	}
	if (c->id && PQntuples(res->rows[1]) == 0) {
		reply_problem(rq, &NO_CLOSURE);
		return;
	}
	v.list = res->rows[0];
	v.one = c->id ? res->rows[1] : NULL;
	v.typed = c->f;
	reply_invalid(rq, "staff.closures", closures_document(&v), fields_errors(c->f));
}

void closure_save(struct request *rq)
{
	struct closing *c = request_state(rq, sizeof *c);

	if (!closing_begin(rq, c) || !closing_whose(rq, c, FIELD_OPTIONAL))
		return;
	closing_read(c);
	if (fields_right(c->f))
		closing_spans(c);
	if (fields_right(c->f))
		closing_make(rq, c);
	else
		closing_refuse(rq, c);
}

/* The last day of a length that begins today. */
static struct date sick_until(struct date today, const char *length)
{
	int to_sunday = SUNDAY - date_weekday(today);

	if (strcmp(length, "tomorrow") == 0)
		return date_add_days(today, 1);
	if (strcmp(length, "week") == 0)
		return date_add_days(today, to_sunday);
	if (strcmp(length, "next_week") == 0)
		return date_add_days(today, to_sunday + 7);
	return today;
}

void closure_sick(struct request *rq)
{
	struct closing *c = request_state(rq, sizeof *c);
	const char *length;

	if (!closing_begin(rq, c) || !closing_whose(rq, c, FIELD_REQUIRED))
		return;
	length = fields_choice(c->f, "length", FIELD_REQUIRED, SICK_LENGTHS);
	if (!fields_right(c->f)) {
		closing_refuse(rq, c);
		return;
	}
	c->kind = "sick";
	c->from = zone_local(c->w.authority->zone, time(NULL)).date;
	c->until = sick_until(c->from, length);
	c->from_at = zone_midnight(c->w.authority->zone, c->from);
	c->to_at = zone_midnight(c->w.authority->zone, date_add_days(c->until, 1));
	closing_spans(c);
	closing_make(rq, c);
}

static void reply_saved(struct request *rq, const struct closing *c, const char *id)
{
	str_auto_t *where =
		c->change.calls ? text_format("/staff/%s/closures/%s/calls", c->office->slug, id)
				: text_format("/staff/%s/closures?done=closed", c->office->slug);

	reply_made(rq, c->id ? 200 : 201, where,
		   json_pack("{s:s, s:I}", "id", id, "calls", (json_int_t)c->change.calls));
}

void closing_outdated(struct request *rq, struct closing *c)
{
	struct db_query batch[] = {
		closing_list(c),
		closing_show(c),
		closing_history(c),
	};

	request_ask(rq, batch, 3, closure_outdated);
}

static void closure_saved(struct request *rq, const struct db_result *res)
{
	struct closing *c = request_state(rq, sizeof *c);

	if (res->status == DB_REFUSED && strcmp(res->constraint, "closure_substitute_there") == 0) {
		fields_wrong(c->f, "substitute", FIELD_NOT_A_CHOICE);
		closing_refuse(rq, c);
	} else if (res->status != DB_OK)
		reply_sql_error(rq, "closure_save", res);
	else if (PQntuples(res->rows[0]) > 0)
		reply_saved(rq, c, row_text(res->rows[0], 0, "closure_id"));
	else
		closing_outdated(rq, c);
}

/* What it is now stands in the page's list; who changed it is told. */
static json_t *no_words(const struct wording *w, const char *action, const json_t *before,
			const json_t *after)
{
	(void)w, (void)action, (void)before, (void)after;
	return json_string("");
}

static json_t *changed_json(const struct closing *c, const struct closure_view *v,
			    const PGresult *audit)
{
	json_auto_t *history = history_of(&c->w, audit, no_words);
	json_t *changed = history_changed(history, &c->w, 0);

	if (json_is_object(changed))
		json_array_append_new(json_object_get(changed, "changes"),
				      closure_title(v->w, v->one, 0));
	return changed;
}

static void closure_outdated(struct request *rq, const struct db_result *res)
{
	const struct closing *c = request_state(rq, sizeof *c);
	struct closure_view v = closing_view(rq, c);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "closure_show", res);
	} else if (PQntuples(res->rows[1]) == 0) {
		reply_problem(rq, &NO_CLOSURE);
	} else {
		v.list = res->rows[0];
		v.one = res->rows[1];
		v.typed = c->f;
		v.changed = changed_json(c, &v, res->rows[2]);
		reply_problem_page(rq, &CHANGED, "staff.closures", closures_document(&v));
	}
}
