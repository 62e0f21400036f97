/*
 * hours_save.c - weekly hours: add, change, end.
 *
 * First it is judged whether the form is right and nobody was quicker.  Saving is a struct
 * change: the rule and its slots are written in one transaction, and only when the
 * bookings it hits have been decided about.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/xalloc.h"
#include "server/db/rows.h"
#include "server/staff/endpoints.h"
#include "server/staff/hours_request.h"
#include "server/text.h"

enum { VERSION_CHARACTERS = 10 };

static continuation_fn hours_judged, hours_saved, end_judged, hours_ended;

static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};

/* Text that lives as long as the request; takes it. */
static const char *kept(struct request *rq, char *text)
{
	request_keep(rq, text, free);
	return text;
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
	h->change.nqueries = 2;
	h->change.made = made;
	change_make(rq, &h->change);
}

/* What the form says becomes the rule `key`: a new one, or the one that had this version. */
static void save(struct request *rq, struct hours_request *h, const char *key)
{
	const struct hours *s = &h->sent;
	struct hours_writing *t = &h->text;

	hours_writing_fill(rq, t, s, key);
	h->person_id = number_of(h->person->id);
	struct db_query write = DB_QUERY(
		h->id ? SQL_HOURS_CHANGE : SQL_HOURS_ADD, h->w.authority->id_text,
		staff_session(rq)->account_id, h->office_id.text, t->key.text,
		h->id ? s->version : h->person_id.text, s->rule.rrule, t->from, t->to, t->step.text,
		t->channels, t->services, t->room, t->valid_from, t->until, t->kept);

	h->change.queries[0] = write;
	h->change.queries[1] = hours_release(rq, t, &h->w, s, false);
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

	if (!hours_begin(rq, h) || !hours_pick_person(rq, h))
		return;
	post_begin(rq, h);
	hours_ask(rq, h, hours_judged);
}

void hours_change(struct request *rq)
{
	struct hours_request *h = request_state(rq, sizeof *h);

	if (!hours_begin(rq, h))
		return;
	post_begin(rq, h);
	hours_ask(rq, h, hours_judged);
}

/* The rule is no more. */
static void reply_gone(struct request *rq, const struct hours_request *h)
{
	if (request_format(rq) == FORMAT_JSON || !h->id)
		reply_problem(rq, h->id ? &HOURS_NO_RULE : &HOURS_NO_PERSON);
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
	struct date monday = hours_preview_monday(h, h->sent.rule.valid_from);

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

	if (!hours_answered(rq, res))
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
		json_auto_t *where = change_location(
			&h->change, json_sprintf("/staff/%s/hours?contact_person=%s&done=%s",
						 h->office->slug, h->person->slug, done));

		reply_made(rq, h->id ? 200 : 201, json_string_value(where),
			   json_pack("{s:s, s:s, s:I}", "id", row_text(rows, 0, "weekly_hours_id"),
				     "version", row_text(rows, 0, "version"), "calls",
				     (json_int_t)h->change.calls));
	} else if (h->id) {
		hours_ask(rq, h, h->judge);
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

	if (hours_begin(rq, h))
		hours_ask(rq, h, end_judged);
}

static void end(struct request *rq, struct hours_request *h, const struct hours *known,
		struct date until)
{
	bool at_once = !until.year || date_compare(until, known->rule.valid_from) < 0;

	h->sent.rule = known->rule;
	if (!at_once &&
	    (!known->rule.valid_until.year || date_compare(until, known->rule.valid_until) < 0))
		h->sent.rule.valid_until = until;
	hours_writing_fill(rq, &h->text, &h->sent, known->id);
	struct db_query write =
		DB_QUERY(SQL_HOURS_END, h->w.authority->id_text, staff_session(rq)->account_id,
			 h->office_id.text, h->text.key.text, h->sent.version,
			 at_once ? NULL : h->text.until);

	h->change.queries[0] = write;
	h->change.queries[1] = hours_release(rq, &h->text, &h->w, &h->sent, at_once);
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

	if (!hours_answered(rq, res))
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
