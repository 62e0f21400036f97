/*
 * hours.c - weekly hours: what every request for them begins with, and the pages.
 *
 * All of it begins with one batch that reads the office's rules and, where something is
 * to be written, what is closed in the weeks of a preview, and what was done to the one
 * rule, or a key for a new one.
 */
#include "server/db/rows.h"
#include "server/history.h"
#include "server/school.h"
#include "server/staff/endpoints.h"
#include "server/staff/hours_request.h"

enum { SLUG_CHARACTERS = 60 };

static continuation_fn hours_listed, hours_new_shown, hours_shown;

const struct problem HOURS_NO_PERSON = {404, "no_such_contact_person",
					"this office has no such contact person"};
const struct problem HOURS_NO_RULE = {404, "no_such_hours", "there are no such weekly hours"};

/*
 * Beginning
 */

bool hours_begin(struct request *rq, struct hours_request *h)
{
	struct problem why;
	json_t *body;

	if (!request_wording(rq, &h->w))
		return false;
	h->office = staff_office(rq);
	h->office_id = number_of(h->office->id);
	h->scope = staff_scope(rq);
	h->id = request_arg_named(rq, "hours");
	body = request_is_get(rq) ? request_params(rq) : request_body(rq, &why);
	if (!body || (h->id && !text_is_key(h->id))) {
		reply_problem(rq, body ? &HOURS_NO_RULE : &why);
		return false;
	}
	h->f = pick_fields(rq, body);
	return true;
}

bool hours_pick_person(struct request *rq, struct hours_request *h)
{
	const char *slug = fields_text(h->f, "contact_person", FIELD_OPTIONAL, SLUG_CHARACTERS);
	const struct contact_person *person;

	if (!slug && request_is_get(rq)) {
		h->person = person_first(rq, h->office, RIGHT_HOURS);
		return true;
	}
	if (!slug) {
		reply_problem(rq, &HOURS_NO_PERSON);
		return false;
	}
	person = pick_person(rq, h->office, RIGHT_HOURS, slug);
	if (!person)
		return false;
	h->person = person;
	return true;
}

struct date hours_preview_monday(const struct hours_request *h, struct date valid_from)
{
	struct date first = hours_today(&h->w);

	if (valid_from.year && date_compare(valid_from, first) > 0)
		first = valid_from;
	return date_add_days(first, MONDAY - date_weekday(first));
}

void hours_ask(struct request *rq, struct hours_request *h, continuation_fn *judge)
{
	struct date from = {0};
	char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];

	h->judge = judge;
	fields_date(
		pick_fields(rq, request_is_get(rq) ? NULL : request_body(rq, &(struct problem){0})),
		"valid_from", FIELD_OPTIONAL, &from);
	from = hours_preview_monday(h, from);
	date_format(first, from);
	date_format(last, date_add_days(from, HOURS_DAYS - 1));
	struct db_query batch[] = {
		DB_QUERY(SQL_HOURS_LIST, h->w.authority->id_text, h->office_id.text,
			 h->scope.offices, h->scope.persons),
		DB_QUERY(SQL_HOURS_CLOSED, h->w.authority->id_text, h->office_id.text, first, last),
		DB_QUERY(SQL_HOURS_KEY, NULL),
	};
	struct db_query audit = DB_QUERY(SQL_AUDIT_OF, h->w.authority->id_text, "weekly_hours",
					 h->id, HISTORY_MAX_TEXT);

	batch[ROWS_KEY].nparams = 0;
	if (h->id)
		batch[ROWS_AUDIT] = audit;
	request_ask(rq, batch, request_is_get(rq) && !h->id ? 1 : 3, judge);
}

bool hours_answered(struct request *rq, const struct db_result *res)
{
	if (res->status == DB_OK)
		return true;
	reply_sql_error(rq, "hours_list", res);
	return false;
}

/*
 * GET /staff/:office/hours, /staff/:office/hours/new, /staff/:office/hours/:hours
 */

void hours_list_show(struct request *rq)
{
	struct hours_request *h = request_state(rq, sizeof *h);

	if (hours_begin(rq, h) && hours_pick_person(rq, h))
		hours_ask(rq, h, hours_listed);
}

static void hours_listed(struct request *rq, const struct db_result *res)
{
	struct hours_request *h = request_state(rq, sizeof *h);
	struct hours_list list;
	json_t *document;

	if (!hours_answered(rq, res))
		return;
	list = hours_read(h->office, res->rows[ROWS_LIST], h->person);
	document = hours_document(rq, &h->w, h->person, &list);
	school_shape_ahead(document, &h->w);
	reply_document(rq, 200, "staff.hours", document);
	hours_free(&list);
}

void hours_new_show(struct request *rq)
{
	struct hours_request *h = request_state(rq, sizeof *h);

	if (!hours_begin(rq, h) || !hours_pick_person(rq, h))
		return;
	if (h->person)
		hours_ask(rq, h, hours_new_shown);
	else
		reply_problem(rq, &HOURS_NO_PERSON);
}

static void hours_new_shown(struct request *rq, const struct db_result *res)
{
	enum { USUAL_STEP_MINUTES = 15 };
	struct hours_request *h = request_state(rq, sizeof *h);
	struct hours blank = {.person = h->person,
			      .parts.interval = 1,
			      .step_minutes = USUAL_STEP_MINUTES,
			      .channels = CHANNEL_IN_PERSON,
			      .rule.valid_from = hours_today(&h->w)};
	struct hours_list list;
	json_t *document;

	if (!hours_answered(rq, res))
		return;
	list = hours_read(h->office, res->rows[ROWS_LIST], h->person);
	document = hours_document(rq, &h->w, h->person, &list);
	hours_edit(document, &h->w, &blank, NULL);
	reply_document(rq, 200, "staff.hours", document);
	hours_free(&list);
}

void hours_show(struct request *rq)
{
	struct hours_request *h = request_state(rq, sizeof *h);

	if (hours_begin(rq, h))
		hours_ask(rq, h, hours_shown);
}

static void hours_shown(struct request *rq, const struct db_result *res)
{
	struct hours_request *h = request_state(rq, sizeof *h);
	const struct hours *found;
	struct hours_list list;
	json_t *document;

	if (!hours_answered(rq, res))
		return;
	list = hours_read(h->office, res->rows[ROWS_LIST], NULL);
	found = hours_find(&list, h->id);
	if (found) {
		document = hours_document(rq, &h->w, found->person, &list);
		hours_edit(document, &h->w, found, NULL);
		history_shape(document, history_of(&h->w, res->rows[ROWS_AUDIT], hours_did));
		reply_document(rq, 200, "staff.hours", document);
	} else {
		reply_problem(rq, &HOURS_NO_RULE);
	}
	hours_free(&list);
}
