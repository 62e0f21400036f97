/*
 * hours.c - weekly hours: see, add, change, end.
 *
 * All of it begins with one batch that reads the office's rules, what is closed in the
 * weeks of a preview, and what was done to the one rule, or a key for a new one.  Then
 * it is judged whether the form is right and nobody was quicker.  Saving is a struct
 * change: the rule and its slots are written in one transaction, and only when the
 * bookings it hits have been decided about.
 */
#include "server/staff/hours.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/xalloc.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/release_dates.h"
#include "server/staff/change.h"
#include "server/staff/endpoints.h"
#include "server/staff/history.h"
#include "server/staff/picks.h"
#include "server/staff/step.h"
#include "server/text.h"

enum { VERSION_CHARACTERS = 10, MINUTE_SIZE = sizeof "24:00", SLUG_CHARACTERS = 60 };

/* Rows of the first batch. */
enum { ROWS_LIST, ROWS_CLOSED, ROWS_KEY, ROWS_AUDIT = ROWS_KEY };

struct hours_request {
	struct change change; /* first: change.c finds it here */
	struct wording w;
	const struct office *office;
	const struct contact_person *person; /* NULL: the office has none */
	struct fields *f;
	struct scope scope;
	const char *id; /* of the path; NULL: a new rule, or all of them */
	continuation_fn *judge;
	bool preview;
	json_t *document; /* of a preview that waits for the number of hits */
	/* What the change writes, as texts. */
	struct hours sent;
	struct number key, person_id, step;
	struct number office_id;
	char persons[sizeof(struct number) + 2];
	char from[MINUTE_SIZE], to[MINUTE_SIZE];
	char valid_from[DATE_TEXT_SIZE], valid_until[DATE_TEXT_SIZE], through[DATE_TEXT_SIZE];
	const char *dates, *channels, *services, *title, *back;
};

static continuation_fn hours_listed, hours_new_shown, hours_shown, hours_judged, hours_saved,
	end_judged, hours_ended;

static const struct problem NO_PERSON = {404, "no_such_contact_person",
					 "this office has no such contact person"};
static const struct problem NO_HOURS = {404, "no_such_hours", "there are no such weekly hours"};
static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};

/* Text that lives as long as the request; takes it. */
static const char *kept(struct request *rq, char *text)
{
	request_keep(rq, text, free);
	return text;
}

/*
 * Beginning
 */

/* A key of ours is written in digits alone. */
static bool is_key(const char *text)
{
	enum { DIGITS_MAX = 18 };

	return *text && strlen(text) <= DIGITS_MAX && strspn(text, "0123456789") == strlen(text);
}

/* False, and replied, when it cannot go on. */
static bool begin(struct request *rq, struct hours_request *h)
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
	if (!body || (h->id && !is_key(h->id))) {
		reply_problem(rq, body ? &NO_HOURS : &why);
		return false;
	}
	h->f = pick_fields(rq, body);
	return true;
}

/* The person of that slug here, NULL when there is none; without a slug the first in scope. */
static const struct contact_person *person_find(struct request *rq, const struct office *office,
						const char *slug)
{
	const struct authority *a = office->authority;

	for (size_t i = 0; i < a->npersons; i++) {
		const struct contact_person *p = &a->persons[i];

		if (p->office == office &&
		    (slug ? strcmp(p->slug, slug) == 0
			  : session_may(staff_session(rq), RIGHT_HOURS, office, p->id)))
			return p;
	}
	return NULL;
}

/* Whose hours: the field contact_person.  False, and replied, when that cannot be. */
static bool person_pick(struct request *rq, struct hours_request *h)
{
	static const struct problem NOT_ALLOWED = {403, "not_allowed",
						   "your role does not allow this"};
	const char *slug = fields_text(h->f, "contact_person", FIELD_OPTIONAL, SLUG_CHARACTERS);

	h->person = person_find(rq, h->office, slug);
	if (!h->person && (slug || !request_is_get(rq))) {
		reply_problem(rq, &NO_PERSON);
		return false;
	}
	if (h->person && !session_may(staff_session(rq), RIGHT_HOURS, h->office, h->person->id)) {
		reply_problem(rq, &NOT_ALLOWED);
		return false;
	}
	return true;
}

/* The Monday a preview begins with: of this week, or of that in which the rule begins. */
static struct date preview_monday(const struct hours_request *h, struct date valid_from)
{
	struct date first = hours_today(&h->w);

	if (valid_from.year && date_compare(valid_from, first) > 0)
		first = valid_from;
	return date_add_days(first, MONDAY - date_weekday(first));
}

static void ask(struct request *rq, struct hours_request *h, continuation_fn *judge)
{
	struct date from = {0};
	char first[DATE_TEXT_SIZE], last[DATE_TEXT_SIZE];

	h->judge = judge;
	fields_date(
		pick_fields(rq, request_is_get(rq) ? NULL : request_body(rq, &(struct problem){0})),
		"valid_from", FIELD_OPTIONAL, &from);
	from = preview_monday(h, from);
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
	request_ask(rq, batch, request_is_get(rq) ? 1 : 3, judge);
}

static bool read_well(struct request *rq, const struct db_result *res)
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

	if (begin(rq, h) && person_pick(rq, h))
		ask(rq, h, hours_listed);
}

static void hours_listed(struct request *rq, const struct db_result *res)
{
	struct hours_request *h = request_state(rq, sizeof *h);
	struct hours_list list;

	if (!read_well(rq, res))
		return;
	list = hours_read(h->office, res->rows[ROWS_LIST], h->person);
	reply_document(rq, 200, "staff.hours", hours_document(rq, &h->w, h->person, &list));
	hours_free(&list);
}

void hours_new_show(struct request *rq)
{
	struct hours_request *h = request_state(rq, sizeof *h);

	if (!begin(rq, h) || !person_pick(rq, h))
		return;
	if (h->person)
		ask(rq, h, hours_new_shown);
	else
		reply_problem(rq, &NO_PERSON);
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

	if (!read_well(rq, res))
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

	if (begin(rq, h))
		ask(rq, h, hours_shown);
}

static void hours_shown(struct request *rq, const struct db_result *res)
{
	struct hours_request *h = request_state(rq, sizeof *h);
	const struct hours *found;
	struct hours_list list;
	json_t *document;

	if (!read_well(rq, res))
		return;
	list = hours_read(h->office, res->rows[ROWS_LIST], NULL);
	found = hours_find(&list, h->id);
	if (found) {
		document = hours_document(rq, &h->w, found->person, &list);
		hours_edit(document, &h->w, found, NULL);
		reply_document(rq, 200, "staff.hours", document);
	} else {
		reply_problem(rq, &NO_HOURS);
	}
	hours_free(&list);
}

/*
 * What is written
 */

static const char *services_text(struct request *rq, const struct hours *sent)
{
	struct buffer b = {0};

	buffer_putc(&b, '{');
	for (size_t i = 0; i < sent->nservices; i++)
		buffer_printf(&b, "%s%" PRId64, i ? "," : "", sent->services[i]);
	buffer_putc(&b, '}');
	return kept(rq, buffer_steal(&b));
}

static const char *channels_text(struct request *rq, const struct hours *sent)
{
	struct buffer b = {0};

	buffer_putc(&b, '{');
	for (int i = 0; i < CHANNELS; i++)
		if (sent->channels & CHANNEL_LIST[i])
			buffer_printf(&b, "%s%s", b.len > 1 ? "," : "",
				      channel_name(CHANNEL_LIST[i]));
	buffer_putc(&b, '}');
	return kept(rq, buffer_steal(&b));
}

static void minute_text(char out[MINUTE_SIZE], int minute)
{
	snprintf(out, MINUTE_SIZE, "%02u:%02u", (unsigned)minute / 60 % 100, (unsigned)minute % 60);
}

/* The rule's dates, and the statement that makes slots of them; ended: of none. */
static void release(struct request *rq, struct hours_request *h, bool ended)
{
	const struct weekly_hours *rule = &h->sent.rule;
	struct date today = hours_today(&h->w), through = release_through(h->person, today);
	struct buffer dates = {0};

	release_dates(&dates, ended ? NULL : rule, today, through);
	h->dates = kept(rq, buffer_steal(&dates));
	date_format(h->through, through);
	date_format(h->valid_from, rule->valid_from);
	if (rule->valid_until.year)
		date_format(h->valid_until, rule->valid_until);
	struct db_query query =
		DB_QUERY(SQL_SLOTS_RELEASE, h->w.authority->id_text, h->key.text, h->dates,
			 h->through, rule->rrule, h->valid_from,
			 rule->valid_until.year ? h->valid_until : NULL, ended ? "true" : "false");

	h->change.queries[1] = query;
	h->change.nqueries = 2;
}

static void change_begin(struct request *rq, struct hours_request *h, continuation_fn *made)
{
	json_t *title = word_text(&h->w, "staff.conflicts.hours",
				  json_pack("{s:s}", "name", h->person->name));

	h->title = kept(rq, xstrdup(json_string_value(title)));
	json_decref(title);
	h->back = kept(rq, text_format("/staff/%s/hours%s%s?contact_person=%s%s", h->office->slug,
				       h->id ? "/" : "", h->id ? h->id : "", h->person->slug,
				       h->w.lang_amp));
	snprintf(h->persons, sizeof h->persons, "{%" PRId64 "}", h->person->id);
	h->change.w = &h->w;
	h->change.office = h->office;
	h->change.persons = h->persons;
	h->change.title_text = h->title;
	h->change.back_url = h->back;
	h->change.preview = h->preview;
	h->change.made = made;
	change_make(rq, &h->change);
}

/* What the form says becomes the rule `key`: a new one, or the one that had this version. */
static void save(struct request *rq, struct hours_request *h, const char *key)
{
	const struct hours *s = &h->sent;

	h->key = number_of(atoll(key));
	h->person_id = number_of(h->person->id);
	h->step = number_of(s->step_minutes);
	h->channels = channels_text(rq, s);
	h->services = services_text(rq, s);
	minute_text(h->from, s->rule.from_minute);
	minute_text(h->to, s->rule.to_minute);
	release(rq, h, false);
	struct db_query write =
		DB_QUERY(h->id ? SQL_HOURS_CHANGE : SQL_HOURS_ADD, h->w.authority->id_text,
			 staff_session(rq)->account_id, h->office_id.text, h->key.text,
			 h->id ? s->version : h->person_id.text, s->rule.rrule, h->from, h->to,
			 h->step.text, h->channels, h->services, s->room, h->valid_from,
			 s->rule.valid_until.year ? h->valid_until : NULL);

	h->change.queries[0] = write;
	change_begin(rq, h, hours_saved);
}

/*
 * POST /staff/:office/hours, /staff/:office/hours/:hours
 */

static void post_begin(struct request *rq, struct hours_request *h)
{
	const char *what = request_input(rq, "do");

	h->preview = what && strcmp(what, "preview") == 0;
}

void hours_add(struct request *rq)
{
	struct hours_request *h = request_state(rq, sizeof *h);

	if (!begin(rq, h) || !person_pick(rq, h))
		return;
	post_begin(rq, h);
	ask(rq, h, hours_judged);
}

void hours_change(struct request *rq)
{
	struct hours_request *h = request_state(rq, sizeof *h);

	if (!begin(rq, h))
		return;
	post_begin(rq, h);
	ask(rq, h, hours_judged);
}

/* The rule is no more. */
static void reply_gone(struct request *rq, const struct hours_request *h)
{
	if (request_format(rq) == FORMAT_JSON || !h->id)
		reply_problem(rq, h->id ? &NO_HOURS : &NO_PERSON);
	else
		reply_see_other(rq, kept(rq, text_format("/staff/%s/hours?done=outdated",
							 h->office->slug)));
}

/* 409: the same page, what was typed kept, with the version there is now. */
static void reply_changed(struct request *rq, struct hours_request *h, json_t *document,
			  const struct hours *known, const PGresult *audit)
{
	json_object_set_new(document, "changed",
			    hours_changed(&h->w, audit, h->sent.version, known->version));
	if (h->judge == hours_judged) {
		h->sent.version = known->version;
		hours_edit(document, &h->w, &h->sent, fields_values(h->f));
	}
	reply_problem_page(rq, &CHANGED, "staff.hours", document);
}

static void form_read(struct hours_request *h, const struct hours *known)
{
	h->sent = (struct hours){.id = h->id, .person = h->person};
	if (known)
		h->sent.version = fields_text(h->f, "version", FIELD_REQUIRED, VERSION_CHARACTERS);
	hours_form_read(&h->sent, h->f, known);
}

/* Of what the form says, with the bookings it hits still to be counted. */
static void preview(struct hours_request *h, json_t *document, const struct hours_list *list,
		    const struct hours *known, const PGresult *closed)
{
	struct date monday = preview_monday(h, h->sent.rule.valid_from);

	hours_edit(document, &h->w, &h->sent, fields_values(h->f));
	json_object_set_new(document, "preview",
			    hours_preview(&h->w, list, known, &h->sent, monday, closed));
}

static void form_judge(struct request *rq, struct hours_request *h, const struct hours_list *list,
		       const struct hours *known, const struct db_result *res)
{
	json_t *document = hours_document(rq, &h->w, h->person, list);

	form_read(h, known);
	if (!fields_right(h->f)) {
		if (!h->sent.version && known)
			h->sent.version = known->version;
		hours_edit(document, &h->w, &h->sent, fields_values(h->f));
		reply_invalid(rq, "staff.hours", document, fields_errors(h->f));
	} else if (known && strcmp(h->sent.version, known->version) != 0) {
		reply_changed(rq, h, document, known, res->rows[ROWS_AUDIT]);
	} else {
		preview(h, document, list, known, res->rows[ROWS_CLOSED]);
		h->document = document;
		request_keep(rq, document, (void (*)(void *))json_decref);
		save(rq, h,
		     known ? known->id : row_text(res->rows[ROWS_KEY], 0, "weekly_hours_id"));
	}
}

static void hours_judged(struct request *rq, const struct db_result *res)
{
	struct hours_request *h = request_state(rq, sizeof *h);
	const struct hours *known = NULL;
	struct hours_list list;

	if (!read_well(rq, res))
		return;
	list = hours_read(h->office, res->rows[ROWS_LIST], NULL);
	if (h->id)
		known = hours_find(&list, h->id);
	if (known)
		h->person = known->person;
	if (h->id && !known)
		reply_gone(rq, h);
	else
		form_judge(rq, h, &list, known, res);
	hours_free(&list);
}

/* The rule as it is now, or what came in between: then all is read again. */
static void reply_written(struct request *rq, struct hours_request *h, const struct db_result *res,
			  const char *done)
{
	const PGresult *rows = res->rows[0];

	if (res->status != DB_OK) {
		reply_sql_error(rq, "hours", res);
	} else if (PQntuples(rows) > 0) {
		reply_made(rq, h->id ? 200 : 201,
			   kept(rq, text_format("/staff/%s/hours?contact_person=%s&done=%s",
						h->office->slug, h->person->slug, done)),
			   json_pack("{s:s, s:s}", "id", row_text(rows, 0, "weekly_hours_id"),
				     "version", row_text(rows, 0, "version")));
	} else if (h->id) {
		ask(rq, h, h->judge);
	} else {
		reply_gone(rq, h);
	}
}

static void hours_saved(struct request *rq, const struct db_result *res)
{
	struct hours_request *h = request_state(rq, sizeof *h);

	if (!h->preview || res->status != DB_OK) {
		reply_written(rq, h, res, "saved");
		return;
	}
	json_object_set_new(json_object_get(h->document, "preview"), "hit_text",
			    word_count(&h->w, "staff.count.hit", (long)h->change.hits));
	reply_document(rq, 200, "staff.hours", json_incref(h->document));
}

/*
 * POST /staff/:office/hours/:hours/end: at once, or after the day `until`.
 */

void hours_end(struct request *rq)
{
	struct hours_request *h = request_state(rq, sizeof *h);

	if (begin(rq, h))
		ask(rq, h, end_judged);
}

static void end(struct request *rq, struct hours_request *h, const struct hours *known,
		struct date until)
{
	bool at_once = !until.year || date_compare(until, known->rule.valid_from) < 0;

	h->key = number_of(atoll(known->id));
	h->sent.rule = known->rule;
	if (!at_once &&
	    (!known->rule.valid_until.year || date_compare(until, known->rule.valid_until) < 0))
		h->sent.rule.valid_until = until;
	release(rq, h, at_once);
	struct db_query write = DB_QUERY(
		SQL_HOURS_END, h->w.authority->id_text, staff_session(rq)->account_id,
		h->office_id.text, h->key.text, h->sent.version, at_once ? NULL : h->valid_until);

	h->change.queries[0] = write;
	change_begin(rq, h, hours_ended);
}

static void end_judge(struct request *rq, struct hours_request *h, const struct hours_list *list,
		      const struct hours *known, const struct db_result *res)
{
	struct date until = {0};

	h->person = known->person;
	h->sent = (struct hours){.id = h->id, .person = known->person};
	h->sent.version = fields_text(h->f, "version", FIELD_REQUIRED, VERSION_CHARACTERS);
	fields_date(h->f, "until", FIELD_OPTIONAL, &until);
	if (!fields_right(h->f))
		reply_invalid(rq, "staff.hours", hours_document(rq, &h->w, h->person, list),
			      fields_errors(h->f));
	else if (strcmp(h->sent.version, known->version) != 0)
		reply_changed(rq, h, hours_document(rq, &h->w, h->person, list), known,
			      res->rows[ROWS_AUDIT]);
	else
		end(rq, h, known, until);
}

static void end_judged(struct request *rq, const struct db_result *res)
{
	struct hours_request *h = request_state(rq, sizeof *h);
	const struct hours *known;
	struct hours_list list;

	if (!read_well(rq, res))
		return;
	list = hours_read(h->office, res->rows[ROWS_LIST], NULL);
	known = hours_find(&list, h->id);
	if (known)
		end_judge(rq, h, &list, known, res);
	else
		reply_gone(rq, h);
	hours_free(&list);
}

static void hours_ended(struct request *rq, const struct db_result *res)
{
	reply_written(rq, request_state(rq, sizeof(struct hours_request)), res, "ended");
}
