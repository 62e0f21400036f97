/* slot.c - one released time: what every request for it begins with, and the pages. */
#include "server/staff/slot.h"

#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/staff/endpoints.h"
#include "server/text.h"

static continuation_fn slot_found, slot_shown;

static const struct problem NO_SLOT = {404, "no_such_slot", "there is no such released time"};
bool slot_begin(struct request *rq, struct slot_request *r)
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

void slot_ask(struct request *rq, struct slot_request *r, continuation_fn *next)
{
	struct db_query batch[] = {
		DB_QUERY(SQL_SLOT_SHOW, r->w.authority->id_text, r->office_id.text, r->id,
			 r->scope.offices, r->scope.persons),
		DB_QUERY(SQL_SLOT_HISTORY, r->w.authority->id_text, r->id, HISTORY_MAX_TEXT),
		DB_QUERY(SQL_HOURS_KEY, NULL),
	};

	batch[ROWS_NEW_HOURS].nparams = 0;
	request_ask(rq, batch, request_is_get(rq) ? 2 : 3, next);
}

bool slot_answered(struct request *rq, struct slot_request *r, struct slot_facts *known,
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
	history_shape(r->document, history_of(&r->w, res->rows[ROWS_HISTORY], hours_did));
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
