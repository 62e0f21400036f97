/* booking_move_page.c - which booking staff move, who might take it, and the page that asks when.
 */
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/form.h"
#include "lib/xalloc.h"
#include "server/net/reply.h"
#include "server/staff/booking_move.h"
#include "server/tenant.h"

static const char EVERYBODY[] = "all";

const struct problem RELOCATION_OVER = {409, "too_late", "it is too late to change this"};

/*
 * The booking
 */

static void appointment_release(void *a)
{
	appointment_done(a);
	free(a);
}

/* Who is responsible follows from what the citizen answered when booking. */
static void responsible_find(struct relocation *m)
{
	const json_t *asked = m->a.b.asked;
	const char *key = json_string_value(json_object_get(asked, "municipality"));
	const char *surname = json_string_value(json_object_get(asked, "surname"));
	bool whole = json_is_true(json_object_get(asked, "whole_surname"));

	if (times_responsible(&m->query, surname ? surname : m->a.b.family_name, whole || !surname,
			      key ? authority_municipality(m->w.authority, key) : NULL) !=
	    RESPONSIBLE)
		choice_everybody(&m->query);
}

static void persons_read(struct relocation *m)
{
	const struct contact_person *p;

	m->whom = fields_text(m->f, "contact_person", FIELD_OPTIONAL, FIELD_NAME_MAX_CHARACTERS);
	if (!m->whom) {
		responsible_find(m);
		return;
	}
	choice_everybody(&m->query);
	p = choice_person(&m->query, m->whom);
	if (p)
		choice_only(&m->query, p);
	else if (strcmp(m->whom, EVERYBODY) != 0)
		fields_wrong(m->f, "contact_person", FIELD_NOT_A_CHOICE);
}

bool relocation_open(struct request *rq, struct relocation *m, const struct db_result *res,
		     size_t first)
{
	struct appointment *kept;

	if (!appointment_found(rq, &m->a, &m->w, res, first))
		return false;
	kept = xcalloc(1, sizeof *kept);
	*kept = m->a;
	request_keep(rq, kept, appointment_release);
	own_time_read(&m->own, res->rows[first], 0);
	if (!appointment_can_change(&m->a) || !m->a.b.service) {
		reply_problem(rq, &RELOCATION_OVER);
		return false;
	}
	m->query = (struct times_query){
		.service = m->a.b.service,
		.channel = m->a.b.channel,
		.now = time(NULL),
		.desk = true,
	};
	fields_date(m->f, "from", FIELD_OPTIONAL, &m->from);
	persons_read(m);
	choice_narrow(&m->query, staff_session(rq));
	return true;
}

/*
 * The page
 */

static json_t *persons_json(const struct relocation *m)
{
	struct times_query all = m->query;
	json_t *persons = json_array();

	choice_everybody(&all);
	for (size_t i = 0; i < all.npersons; i++) {
		const struct contact_person *p = &m->w.authority->persons[all.persons[i]];

		json_array_append_new(persons, json_pack("{s:s, s:s, s:b}", "slug", p->slug, "name",
							 p->name, "selected",
							 m->whom && strcmp(m->whom, p->slug) == 0));
	}
	return persons;
}

static json_t *more_url(const struct relocation *m, struct date from)
{
	char date[DATE_TEXT_SIZE];
	buffer_auto_t whom = {0};

	if (from.year == 0)
		return json_null();
	date_format(date, from);
	form_encode(&whom, m->whom ? m->whom : "");
	return json_sprintf("/staff/%s/bookings/%s/move?from=%s&contact_person=%s%s", m->a.at->slug,
			    m->id, date, whom.data ? whom.data : "", m->w.lang_amp);
}

json_t *relocation_document(struct request *rq, struct relocation *m, const struct db_result *res,
			    size_t first)
{
	const struct calendars *calendars = world_calendars(request_tenancy(rq)->world);
	const json_t *values = fields_values(m->f);
	json_t *document = json_object();
	struct date next;

	own_time_set_aside(&m->own, calendars);
	next = choice_days(document, &m->w, &m->query, calendars,
			   m->from.year ? m->from : (struct date){1, 1, 1},
			   json_string_value(json_object_get(values, "time")),
			   m->taken ? &m->choice : NULL);
	own_time_put_back(&m->own, calendars);
	json_object_set_new(document, "booking", appointment_document(&m->w, &m->a, res, first));
	json_object_set_new(document, "from_input",
			    m->from.year ? word_date(&m->w, DATE_SHORT, m->from) : json_null());
	json_object_set_new(document, "everybody",
			    json_boolean(m->whom && strcmp(m->whom, EVERYBODY) == 0));
	json_object_set_new(document, "contact_persons", persons_json(m));
	json_object_set_new(document, "more_url", more_url(m, next));
	json_object_set_new(document, "taken", json_boolean(m->taken));
	json_object_set_new(document, "changed", json_null());
	json_object_set_new(document, "values", json_pack("{s:s}", "text", m->text ? m->text : ""));
	return document;
}
