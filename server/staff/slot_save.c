/*
 * slot_save.c - one released time: add, change, drop it, or change it and all that follow.
 *
 * A slot that comes from weekly hours and was changed by hand is left alone by them from
 * then on.  To change all that follow is to part the hours in two.
 */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/staff/endpoints.h"
#include "server/staff/slot.h"

static continuation_fn slot_judged, slot_made;

static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};

/* Text that lives as long as the request; takes it. */
static const char *kept(struct request *rq, json_t *text)
{
	request_keep(rq, text, (void (*)(void *))json_decref);
	return json_string_value(text);
}

static void change_begin(struct request *rq, struct slot_request *r)
{
	r->title = kept(rq, word_text(&r->w, "staff.conflicts.hours",
				      json_pack("{s:s}", "name", r->person->name)));
	r->back = kept(rq, slot_week_url(r, r->sent.date, NULL));
	snprintf(r->persons, sizeof r->persons, "{%" PRId64 "}", r->person->id);
	r->change.w = &r->w;
	r->change.office = r->office;
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
	r->kept_hours = number_of(s->hours.kept_hours);
	/* That of a slot to be dropped is lent from rows. */
	const char *room = kept(rq, json_string(s->hours.room));
	const char *kept_hours = s->hours.kept_hours ? r->kept_hours.text : NULL;
	struct db_query add =
		DB_QUERY(SQL_SLOT_ADD, authority, account, r->office_id.text, r->person_id.text,
			 r->from.text, r->to.text, r->step.text, hours_channels_text(rq, &s->hours),
			 hours_services_text(rq, &s->hours), room, kept_hours);
	struct db_query alter =
		DB_QUERY(SQL_SLOT_CHANGE, authority, account, r->office_id.text, r->id, s->version,
			 r->from.text, r->to.text, r->step.text, hours_channels_text(rq, &s->hours),
			 hours_services_text(rq, &s->hours), room,
			 r->what == SCOPE_DROP ? "true" : "false", kept_hours);

	r->change.queries[0] = r->id ? alter : add;
	r->change.nqueries = 1;
	change_begin(rq, r);
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

/*
 * POST /staff/:office/slots
 */

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

/*
 * This one and all that follow: the weekly hours are parted
 */

/* Whether nothing of the hours lies before the slot. */
static bool is_first(const struct slot_facts *s)
{
	enum { LOOK_BACK_DAYS = WEEKLY_HOURS_DAYS_MAX - 1 };
	struct date last = date_add_days(s->date, -1), found;
	struct date from = date_add_days(last, -LOOK_BACK_DAYS);

	if (date_compare(s->rule.valid_from, last) > 0)
		return true;
	if (date_compare(from, s->rule.valid_from) < 0)
		from = s->rule.valid_from;
	return weekly_hours_expand(&s->rule, from, last, &found, 1) == 0;
}

/* Of the rule `known` comes from, until the day before. */
static struct hours hours_before(const struct slot_facts *known, bool first)
{
	struct hours before = known->hours;

	before.rule = known->rule;
	if (!first)
		before.rule.valid_until = date_add_days(known->date, -1);
	return before;
}

/* From that day on as the form says. */
static struct hours hours_from(const struct slot_facts *known, const struct slot_facts *sent)
{
	struct hours next = sent->hours;

	next.rule = known->rule;
	next.rule.from_minute = sent->hours.rule.from_minute;
	next.rule.to_minute = sent->hours.rule.to_minute;
	next.rule.valid_from = known->date;
	return next;
}

static void save_following(struct request *rq, struct slot_request *r,
			   const struct slot_facts *known, const char *key)
{
	bool first = is_first(known);
	struct hours before = hours_before(known, first), next = hours_from(known, &r->sent);
	struct hours_writing *t = &r->next;

	hours_writing_fill(rq, &r->before, &before, known->rule_id);
	hours_writing_fill(rq, t, &next, key);
	struct db_query split =
		DB_QUERY(SQL_HOURS_SPLIT, r->w.authority->id_text, staff_session(rq)->account_id,
			 r->office_id.text, r->id, r->sent.version, r->before.key.text,
			 r->sent.rule_version, first ? "true" : "false", t->key.text, t->from,
			 t->to, t->step.text, t->channels, t->services, t->room, t->kept);

	r->change.queries[0] = split;
	r->change.queries[1] = hours_release(rq, &r->before, &r->w, &before, first);
	r->change.queries[2] = hours_release(rq, t, &r->w, &next, false);
	r->change.nqueries = 3;
	change_begin(rq, r);
}

/*
 * POST /staff/:office/slots/:slot
 */

void slot_change(struct request *rq)
{
	struct slot_request *r = request_state(rq, sizeof *r);

	if (slot_begin(rq, r))
		slot_ask(rq, r, slot_judged);
}

/* 409: the same page, what was typed kept, with the version there is now. */
static void reply_changed(struct request *rq, struct slot_request *r,
			  const struct slot_facts *known, const PGresult *history)
{
	struct slot_facts shown = *known;
	json_t *document;

	shown.hours = r->sent.hours;
	document = slot_document(r, &shown, fields_values(r->f));
	json_object_set_new(document, "changed", slot_changed(&r->w, history));
	reply_problem_page(rq, &CHANGED, "staff.slot", document);
}

/* Who changes all that follow has to know the hours, too. */
static bool is_outdated(const struct slot_request *r, const struct slot_facts *known)
{
	return strcmp(r->sent.version, known->version) != 0 ||
	       (r->what == SCOPE_FOLLOWING &&
		strcmp(r->sent.rule_version, known->rule_version) != 0);
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
	else if (is_outdated(r, &known))
		reply_changed(rq, r, &known, res->rows[ROWS_HISTORY]);
	else if (r->what == SCOPE_FOLLOWING)
		save_following(rq, r, &known,
			       row_text(res->rows[ROWS_NEW_HOURS], 0, "weekly_hours_id"));
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
