/*
 * slot.c - one released time: look at it, add, change, drop it.
 *
 * A slot that comes from weekly hours and was changed by hand is left alone by them from
 * then on.  All that follow are changed where the weekly hours are.
 */
#include "server/staff/slot.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/xalloc.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/staff/endpoints.h"
#include "server/text.h"

enum { ROWS_SLOT, ROWS_AUDIT };

static continuation_fn slot_found, slot_shown, slot_judged, slot_made;

static const struct problem NO_SLOT = {404, "no_such_slot", "there is no such released time"};
static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};
static const struct problem FOLLOWING = {409, "weekly_hours",
					 "all that follow are changed where the weekly hours are"};

/* Text that lives as long as the request; takes it. */
static const char *kept(struct request *rq, json_t *text)
{
	request_keep(rq, text, (void (*)(void *))json_decref);
	return json_string_value(text);
}

static bool slot_begin(struct request *rq, struct slot_request *r)
{
	struct problem why;
	json_t *body;

	if (!request_wording(rq, &r->w))
		return false;
	r->office = staff_office(rq);
	r->office_id = number_of(r->office->id);
	r->scope = staff_scope(rq);
	r->id = request_arg_named(rq, "slot");
	body = request_is_get(rq) ? request_params(rq) : request_body(rq, &why);
	if (r->id && !text_is_key(r->id)) {
		reply_problem(rq, &NO_SLOT);
		return false;
	}
	if (!body)
		reply_problem(rq, &why);
	else
		r->f = pick_fields(rq, body);
	return body;
}

static void slot_ask(struct request *rq, struct slot_request *r, continuation_fn *next)
{
	struct db_query batch[] = {
		DB_QUERY(SQL_SLOT_SHOW, r->w.authority->id_text, r->office_id.text, r->id,
			 r->scope.offices, r->scope.persons),
		DB_QUERY(SQL_AUDIT_OF, r->w.authority->id_text, "slot", r->id, HISTORY_MAX_TEXT),
	};

	request_ask(rq, batch, request_is_get(rq) ? 1 : 2, next);
}

/* False, and replied, when there is none. */
static bool slot_answered(struct request *rq, struct slot_request *r, struct slot_facts *known,
			  const struct db_result *res)
{
	if (res->status != DB_OK) {
		reply_sql_error(rq, "slot_show", res);
		return false;
	}
	if (PQntuples(res->rows[ROWS_SLOT]) > 0)
		slot_read(known, &r->w, res->rows[ROWS_SLOT]);
	else
		*known = (struct slot_facts){0};
	if (!known->hours.person) {
		reply_problem(rq, &NO_SLOT);
		return false;
	}
	r->person = known->hours.person;
	return true;
}

/*
 * GET /staff/:office/slots/:slot, /staff/:office/slots/new
 */

/* What the calendar says takes the place of what stands there. */
static void calendar_take(struct slot_request *r, json_t *values)
{
	struct date date;
	int minute;

	if (fields_date(r->f, "date", FIELD_OPTIONAL, &date))
		json_object_set_new(values, "date", word_date(&r->w, DATE_INPUT, date));
	for (int i = 0; i < 2; i++)
		if (pick_clock(r->f, i ? "to" : "from", FIELD_OPTIONAL, &minute))
			json_object_set_new(values, i ? "to" : "from",
					    json_string(language_clock(r->w.language, minute / 60,
								       minute % 60)));
}

void slot_new_show(struct request *rq)
{
	enum { USUAL_STEP_MINUTES = 15 };
	struct slot_request *r = request_state(rq, sizeof *r);
	struct slot_facts blank = {
		.hours = {.step_minutes = USUAL_STEP_MINUTES, .channels = CHANNEL_IN_PERSON}};
	const struct contact_person *person;
	json_t *document;

	if (!slot_begin(rq, r))
		return;
	person = pick_person(rq, r->office, RIGHT_HOURS, request_param(rq, "contact_person"));
	if (!person) /* replied: r is gone */
		return;
	r->person = person;
	blank.hours.person = r->person;
	document = slot_document(r, &blank, NULL);
	calendar_take(r, json_object_get(document, "values"));
	reply_document(rq, 200, "staff.slot", document);
}

void slot_show(struct request *rq)
{
	struct slot_request *r = request_state(rq, sizeof *r);

	if (slot_begin(rq, r))
		slot_ask(rq, r, slot_found);
}

static void slot_found(struct request *rq, const struct db_result *res)
{
	struct slot_request *r = request_state(rq, sizeof *r);
	struct slot_facts known;

	if (!slot_answered(rq, r, &known, res))
		return;
	r->document = slot_document(r, &known, NULL);
	request_keep(rq, r->document, (void (*)(void *))json_decref);
	calendar_take(r, json_object_get(r->document, "values"));
	r->person_id = number_of(r->person->id);
	r->from = number_of(known.from);
	r->to = number_of(known.to);
	struct db_query inside =
		DB_QUERY(SQL_WEEK_RESERVED, r->w.authority->id_text, r->person_id.text,
			 r->from.text, r->to.text, r->scope.offices, r->scope.persons);

	request_ask(rq, &inside, 1, slot_shown);
}

static void slot_shown(struct request *rq, const struct db_result *res)
{
	struct slot_request *r = request_state(rq, sizeof *r);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "week_reserved", res);
		return;
	}
	json_object_set_new(r->document, "inside", slot_inside(&r->w, res->rows[0]));
	reply_document(rq, 200, "staff.slot", json_incref(r->document));
}

/*
 * POST /staff/:office/slots, /staff/:office/slots/:slot
 */

static void change(struct request *rq, struct slot_request *r)
{
	r->title = kept(rq, word_text(&r->w, "staff.conflicts.hours",
				      json_pack("{s:s}", "name", r->person->name)));
	r->back = kept(rq, slot_week_url(r, r->sent.date, NULL));
	snprintf(r->persons, sizeof r->persons, "{%" PRId64 "}", r->person->id);
	r->change.w = &r->w;
	r->change.office = r->office;
	r->change.nqueries = 1;
	r->change.persons = r->persons;
	r->change.title_text = r->title;
	r->change.back_url = r->back;
	r->change.made = slot_made;
	change_make(rq, &r->change);
}

static void save(struct request *rq, struct slot_request *r)
{
	const struct slot_facts *s = &r->sent;
	const char *authority = r->w.authority->id_text, *account = staff_session(rq)->account_id;

	r->person_id = number_of(r->person->id);
	r->from = number_of(s->from);
	r->to = number_of(s->to);
	r->step = number_of(s->hours.step_minutes);
	struct db_query add =
		DB_QUERY(SQL_SLOT_ADD, authority, account, r->office_id.text, r->person_id.text,
			 r->from.text, r->to.text, r->step.text, hours_channels_text(rq, &s->hours),
			 hours_services_text(rq, &s->hours));
	struct db_query alter = DB_QUERY(
		SQL_SLOT_CHANGE, authority, account, r->office_id.text, r->id, s->version,
		r->from.text, r->to.text, r->step.text, hours_channels_text(rq, &s->hours),
		hours_services_text(rq, &s->hours), r->what == SCOPE_DROP ? "true" : "false");

	r->change.queries[0] = r->id ? alter : add;
	change(rq, r);
}

static void reply_wrong(struct request *rq, struct slot_request *r, const struct slot_facts *known)
{
	struct slot_facts shown = r->sent;

	/* Keys of the weekly hours and the version are the slot's own. */
	if (known)
		shown = *known;
	shown.hours = r->sent.hours;
	reply_invalid(rq, "staff.slot", slot_document(r, &shown, fields_values(r->f)),
		      fields_errors(r->f));
}

void slot_add(struct request *rq)
{
	struct slot_request *r = request_state(rq, sizeof *r);
	const struct contact_person *person;

	if (!slot_begin(rq, r))
		return;
	person = pick_person(rq, r->office, RIGHT_HOURS, request_input(rq, "contact_person"));
	if (!person) /* replied: r is gone */
		return;
	r->person = person;
	slot_form_read(r, NULL);
	if (fields_right(r->f))
		save(rq, r);
	else
		reply_wrong(rq, r, NULL);
}

void slot_change(struct request *rq)
{
	struct slot_request *r = request_state(rq, sizeof *r);

	if (slot_begin(rq, r))
		slot_ask(rq, r, slot_judged);
}

/* 409: the same page, what was typed kept, with the version there is now. */
static void reply_changed(struct request *rq, struct slot_request *r,
			  const struct slot_facts *known, const PGresult *audit)
{
	struct slot_facts shown = *known;
	json_t *document;

	shown.hours = r->sent.hours;
	document = slot_document(r, &shown, fields_values(r->f));
	json_object_set_new(document, "changed", slot_changed(&r->w, audit));
	reply_problem_page(rq, &CHANGED, "staff.slot", document);
}

static void reply_following(struct request *rq, const struct slot_request *r,
			    const struct slot_facts *known)
{
	if (request_format(rq) == FORMAT_JSON)
		reply_problem(rq, &FOLLOWING);
	else
		reply_see_other(rq, kept(rq, json_sprintf("/staff/%s/hours/%s", r->office->slug,
							  known->rule_id)));
}

static void slot_judged(struct request *rq, const struct db_result *res)
{
	struct slot_request *r = request_state(rq, sizeof *r);
	struct slot_facts known;

	if (!slot_answered(rq, r, &known, res))
		return;
	slot_form_read(r, &known);
	if (!fields_right(r->f))
		reply_wrong(rq, r, &known);
	else if (strcmp(r->sent.version, known.version) != 0)
		reply_changed(rq, r, &known, res->rows[ROWS_AUDIT]);
	else if (r->what == SCOPE_FOLLOWING)
		reply_following(rq, r, &known);
	else
		save(rq, r);
}

/* No row: somebody else came in between; then all is read again. */
static void slot_made(struct request *rq, const struct db_result *res)
{
	struct slot_request *r = request_state(rq, sizeof *r);
	const PGresult *rows = res->rows[0];

	if (res->status != DB_OK)
		reply_sql_error(rq, "slot", res);
	else if (PQntuples(rows) > 0)
		reply_made(rq, r->id ? 200 : 201,
			   kept(rq, change_location(&r->change,
						    slot_week_url(r, r->sent.date, "saved"))),
			   json_pack("{s:s, s:s, s:I}", "id", row_text(rows, 0, "slot_id"),
				     "version", row_text(rows, 0, "version"), "calls",
				     (json_int_t)r->change.calls));
	else
		slot_ask(rq, r, slot_judged);
}
