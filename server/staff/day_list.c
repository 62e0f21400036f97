/* day_list.c - which day is asked for, and of whom. */
#include "server/staff/day_list.h"

#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/field.h"
#include "server/db/rows.h"
#include "server/staff/step.h"

static const char *const SHOWS[] = {"", "open", "waiting"};

static bool is_within(const struct office *o, const struct office *above)
{
	while (o && o != above)
		o = o->parent;
	return o != NULL;
}

/* The person's own office, one above it, or one that they answer in. */
static bool works_in(const struct office *o, const struct contact_person *p)
{
	const struct authority *a = o->authority;
	const struct service *s;

	if (is_within(p->office, o))
		return true;
	for (size_t i = 0; (s = office_service_at(o, i)); i++)
		for (size_t k = 0; k < s->nresponsibilities; k++)
			if (&a->persons[s->responsibilities[k].contact_person] == p)
				return true;
	return false;
}

bool day_list_offers(struct request *rq, const struct day_list *d, const struct contact_person *p)
{
	return works_in(d->office, p) &&
	       session_may(staff_session(rq), RIGHT_BOOKINGS, d->office, p->id);
}

static const struct contact_person *person_find(struct request *rq, const struct day_list *d,
						const char *slug)
{
	const struct authority *a = d->w.authority;

	for (size_t i = 0; slug && i < a->npersons; i++)
		if (strcmp(a->persons[i].slug, slug) == 0 && day_list_offers(rq, d, &a->persons[i]))
			return &a->persons[i];
	return NULL;
}

static bool says(struct request *rq, const char *name, const char *value)
{
	const char *given = request_param(rq, name);

	return given && strcmp(given, value) == 0;
}

static void day_list_read(struct request *rq, struct day_list *d)
{
	fields_auto_t *f = fields_new(request_params(rq));

	d->today = zone_local(d->w.authority->zone, time(NULL)).date;
	if (!fields_date(f, "date", FIELD_OPTIONAL, &d->date))
		d->date = d->today;
	d->person = person_find(rq, d, request_param(rq, "contact_person"));
	d->show = says(rq, "show", "open")      ? SHOW_OPEN
		  : says(rq, "show", "waiting") ? SHOW_WAITING
						: SHOW_ALL;
	d->print = says(rq, "view", "print");
	d->notes = d->print && says(rq, "notes", "1");
}

/* Whoever has the right to an office has it to those below, whose bookings its day lists, too. */
static void scope_widen(struct request *rq, struct day_list *d)
{
	const struct authority *a = d->w.authority;
	struct buffer offices = {0};
	char *text;

	if (strcmp(d->scope.offices, "{}") == 0)
		return;
	for (size_t i = 0; i < a->noffices; i++)
		if (is_within(&a->offices[i], d->office))
			buffer_printf(&offices, "%c%" PRId64, offices.len ? ',' : '{',
				      a->offices[i].id);
	buffer_putc(&offices, '}');
	text = buffer_steal(&offices);
	request_keep(rq, text, free);
	d->scope.offices = text;
}

const struct office *day_list_place(struct request *rq, const struct day_list *d,
				    const PGresult *rows, int row)
{
	const struct office *own =
		authority_office_by_id(d->w.authority, row_integer(rows, row, "office_id"));

	return own && is_within(own, d->office) &&
			       session_has(staff_session(rq), RIGHT_BOOKINGS, own)
		       ? own
		       : d->office;
}

void day_list_ask(struct request *rq, continuation_fn *next)
{
	struct day_list *d = request_state(rq, sizeof *d);
	struct number from, until, person;

	if (!request_wording(rq, &d->w))
		return;
	d->office = staff_office(rq);
	d->scope = staff_scope(rq);
	scope_widen(rq, d);
	day_list_read(rq, d);
	from = number_of(zone_midnight(d->w.authority->zone, d->date));
	until = number_of(zone_midnight(d->w.authority->zone, date_add_days(d->date, 1)));
	person = number_of(d->person ? d->person->id : 0);
	struct db_query query =
		DB_QUERY(SQL_APPOINTMENTS_OF_DAY, d->w.authority->id_text, d->scope.offices,
			 d->scope.persons, from.text, until.text, d->person ? person.text : NULL);

	request_ask(rq, &query, 1, next);
}

bool day_list_shows(const struct day_list *d, enum attendance attendance)
{
	switch (d->show) {
	case SHOW_OPEN:
		return attendance < ATTENDANCE_DONE;
	case SHOW_WAITING:
		return attendance == ATTENDANCE_ARRIVED;
	default:
		return true;
	}
}

static void put(struct buffer *url, const char *name, const char *value)
{
	buffer_putc(url, strchr(url->data, '?') ? '&' : '?');
	buffer_printf(url, "%s=%s", name, value);
}

json_t *day_list_url(const struct day_list *d, const char *path, struct date date, const char *more)
{
	char text[DATE_TEXT_SIZE];
	buffer_auto_t url = {0};

	buffer_printf(&url, "/staff/%s/%s", d->office->slug, path);
	/* A list of today that stays open goes over to tomorrow by itself. */
	if (date_compare(date, d->today) != 0) {
		date_format(text, date);
		put(&url, "date", text);
	}
	if (d->person)
		put(&url, "contact_person", d->person->slug);
	if (d->show != SHOW_ALL)
		put(&url, "show", SHOWS[d->show]);
	if (*more) {
		buffer_putc(&url, strchr(url.data, '?') ? '&' : '?');
		buffer_puts(&url, more);
	}
	buffer_puts(&url, strchr(url.data, '?') ? d->w.lang_amp : d->w.lang_query);
	return json_string(url.data);
}
