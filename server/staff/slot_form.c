/* slot_form.c - one released time from the database, and from a form. */
#include <stdio.h>
#include <string.h>
#include <time.h>

#include "server/db/rows.h"
#include "server/staff/slot.h"

enum { HOUR_MINUTES = 60, DAY_MINUTES = 24 * HOUR_MINUTES, VERSION_CHARACTERS = 20 };

const char *const SLOT_SCOPES[] = {
	[SCOPE_ONCE] = "once", [SCOPE_FOLLOWING] = "following", [SCOPE_DROP] = "drop", NULL};

/*
 * Rows
 */

/* The hours go on from a slot that lies where they put it. */
static void rule_read(struct slot_facts *s, const PGresult *rows)
{
	struct date occurs_on = row_date(rows, 0, "occurs_on");

	snprintf(s->rule.rrule, sizeof s->rule.rrule, "%s", row_text(rows, 0, "rule"));
	s->rule.valid_from = row_date(rows, 0, "valid_from");
	s->rule.valid_until = row_date(rows, 0, "valid_until");
	s->goes_on = !row_bool(rows, 0, "ended") && date_compare(occurs_on, s->date) == 0 &&
		     date_compare(s->rule.valid_from, s->date) <= 0 &&
		     (!s->rule.valid_until.year || date_compare(s->date, s->rule.valid_until) <= 0);
}

void slot_read(struct slot_facts *s, const struct wording *w, const PGresult *rows)
{
	const struct zone *zone = w->authority->zone;
	struct local_time from, to;

	*s = (struct slot_facts){.id = row_text(rows, 0, "slot_id"),
				 .version = row_text(rows, 0, "version"),
				 .from = row_integer(rows, 0, "from_at"),
				 .to = row_integer(rows, 0, "to_at"),
				 .rule_id = row_text(rows, 0, "weekly_hours_id"),
				 .rule_version = row_text(rows, 0, "hours_version")};
	from = zone_local(zone, s->from);
	to = zone_local(zone, s->to);
	s->date = from.date;
	s->hours.person =
		authority_person_by_id(w->authority, row_integer(rows, 0, "contact_person_id"));
	s->hours.rule.from_minute = from.hour * HOUR_MINUTES + from.minute;
	s->hours.rule.to_minute = date_compare(from.date, to.date) == 0
					  ? to.hour * HOUR_MINUTES + to.minute
					  : DAY_MINUTES;
	s->hours.step_minutes = (int)row_integer(rows, 0, "step_minutes");
	s->hours.channels = (unsigned)row_integer(rows, 0, "channels");
	s->hours.room = row_text(rows, 0, "room");
	s->hours.kept_hours = (int)row_integer(rows, 0, "kept_until_hours");
	hours_services_read(&s->hours, row_text(rows, 0, "service_ids"));
	if (s->rule_id)
		rule_read(s, rows);
}

/*
 * The form
 */

/* The moment of that minute of the day; a time that the clocks skip is none. */
static time_t moment(struct slot_request *r, const char *name, struct date date, int minute)
{
	const struct zone *zone = r->w.authority->zone;
	struct local_time local;
	time_t t;

	if (minute == DAY_MINUTES)
		return zone_midnight(zone, date_add_days(date, 1));
	t = zone_time(zone, date, minute);
	local = zone_local(zone, t);
	if (local.hour * HOUR_MINUTES + local.minute != minute)
		fields_wrong(r->f, name, FIELD_INVALID_TIME);
	return t;
}

static void moments_read(struct slot_request *r, const struct slot_facts *known)
{
	struct slot_facts *s = &r->sent;
	const struct weekly_hours *rule = &s->hours.rule;

	if (!fields_right(r->f))
		return;
	if (rule->to_minute <= rule->from_minute) {
		fields_wrong(r->f, "to", FIELD_BEFORE_FROM);
		return;
	}
	s->from = moment(r, "from", s->date, rule->from_minute);
	s->to = moment(r, "to", s->date, rule->to_minute);
	if (s->to <= time(NULL))
		fields_wrong(r->f, "to", FIELD_INVALID_TIME);
	else if (s->from <= time(NULL) && !(known && s->from == known->from))
		fields_wrong(r->f, "from", FIELD_INVALID_TIME);
}

static void scope_read(struct slot_request *r, const struct slot_facts *known)
{
	const char *scope = fields_choice(r->f, "scope", FIELD_REQUIRED, SLOT_SCOPES);

	for (int i = 0; scope && SLOT_SCOPES[i]; i++)
		if (strcmp(scope, SLOT_SCOPES[i]) == 0)
			r->what = (enum slot_scope)i;
	r->sent.version = fields_text(r->f, "version", FIELD_REQUIRED, VERSION_CHARACTERS);
	if (r->what != SCOPE_FOLLOWING)
		return;
	if (!known->goes_on)
		fields_wrong(r->f, "scope", FIELD_NOT_A_CHOICE);
	r->sent.rule_version =
		fields_text(r->f, "hours_version", FIELD_REQUIRED, VERSION_CHARACTERS);
}

/* What all that follow ask for beyond the one: on which days, the weekly hours say. */
static void following_check(struct slot_request *r, const struct slot_facts *known)
{
	struct weekly_hours next = known->rule;
	struct problem why;

	if (date_compare(r->sent.date, known->date) != 0)
		fields_wrong(r->f, "date", FIELD_SAME_DAY);
	next.from_minute = r->sent.hours.rule.from_minute;
	next.to_minute = r->sent.hours.rule.to_minute;
	if (fields_right(r->f) &&
	    !weekly_hours_check(&next, &why)) /* the hour of the time change */
		fields_wrong(r->f, "from", FIELD_INVALID_TIME);
}

void slot_form_read(struct slot_request *r, const struct slot_facts *known)
{
	struct slot_facts *s = &r->sent;

	*s = (struct slot_facts){.id = r->id, .hours.person = r->person};
	if (known) {
		s->date = known->date;
		scope_read(r, known);
	}
	if (r->what == SCOPE_DROP) { /* what else was typed does not matter */
		s->from = known->from;
		s->to = known->to;
		s->hours = known->hours;
		return;
	}
	fields_date(r->f, "date", known ? FIELD_OPTIONAL : FIELD_REQUIRED, &s->date);
	hours_offer_read(&s->hours, r->f, known ? &known->hours : NULL);
	moments_read(r, known);
	if (r->what == SCOPE_FOLLOWING)
		following_check(r, known);
}
