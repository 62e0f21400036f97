/* slot.h - one released time as staff see and edit it: what the files slot*.c share. */
#pragma once

#include "server/staff/change.h"
#include "server/staff/hours.h"
#include "server/staff/step.h"

enum slot_scope { SCOPE_ONCE, SCOPE_FOLLOWING, SCOPE_DROP };

/* One slot, as it stands in the database or in a form. */
struct slot_facts {
	const char *id, *version; /* NULL: not stored yet */
	struct date date;
	time_t from, to;
	struct hours hours;         /* its person, minutes of the day, step, channels, services */
	const char *rule_id, *rule; /* of the weekly hours it comes from, or NULL */
};

struct slot_request {
	struct change change; /* first: change.c finds it here */
	struct wording w;
	const struct office *office;
	const struct contact_person *person;
	struct fields *f;
	struct scope scope;
	const char *id; /* of the path; NULL: a new one */
	enum slot_scope what;
	struct slot_facts sent;
	/* What the change writes, as texts. */
	struct number office_id, person_id, from, to, step;
	char persons[sizeof(struct number) + 2];
	const char *title, *back;
	json_t *document; /* waits for what lies in the slot */
};

/* Row 0 of slot_show. */
void slot_read(struct slot_facts *s, const struct wording *w, const PGresult *rows);

/* The form; `known` is the slot it changes (NULL: a new one). */
void slot_form_read(struct slot_request *r, const struct slot_facts *known);

/* The page; values NULL are those of the slot. */
json_t *slot_document(const struct slot_request *r, const struct slot_facts *s,
		      const json_t *values);

/* Rows of week_reserved as `inside`. */
json_t *slot_inside(const struct wording *w, const PGresult *rows);

/* `changed`, from rows of audit_of. */
json_t *slot_changed(const struct wording *w, const PGresult *audit);

/* The week in which the day lies. */
json_t *slot_week_url(const struct slot_request *r, struct date date, const char *done);
