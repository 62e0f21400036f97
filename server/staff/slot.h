/* slot.h - one released time as staff see and edit it: what the files slot*.c share. */
#pragma once

#include "server/change.h"
#include "server/staff/hours.h"
#include "server/staff/step.h"

enum slot_scope { SCOPE_ONCE, SCOPE_FOLLOWING, SCOPE_DROP };
extern const char *const SLOT_SCOPES[]; /* their names, then NULL */

/* One slot, as it stands in the database or in a form. */
struct slot_facts {
	const char *id, *version; /* NULL: not stored yet */
	struct date date;
	time_t from, to;
	struct hours
		hours; /* its person, minutes of the day, step, channels, services, room, kept */
	/* The weekly hours it comes from, or NULL. */
	const char *rule_id, *rule_version;
	struct weekly_hours rule; /* their minutes are not known */
	bool goes_on;             /* whether all that follow can be changed from here */
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
	struct number office_id, person_id, from, to, step, kept_hours;
	char persons[sizeof(struct number) + 2];
	const char *title, *back;
	struct hours_writing before, next; /* of SCOPE_FOLLOWING: both rules */
	json_t *document;                  /* waits for what lies in the slot */
};

/* Rows of the batch everything about a known slot begins with; GET has only the first. */
enum { ROWS_SLOT, ROWS_HISTORY, ROWS_NEW_HOURS };

/* What the path and the body say.  False, and replied, when it cannot go on. */
bool slot_begin(struct request *rq, struct slot_request *r);
void slot_ask(struct request *rq, struct slot_request *r, continuation_fn *next);

/* Read the slot.  False, and replied, when there is none. */
bool slot_answered(struct request *rq, struct slot_request *r, struct slot_facts *known,
		   const struct db_result *res);

/* Row 0 of slot_show. */
void slot_read(struct slot_facts *s, const struct wording *w, const PGresult *rows);

/* The form; `known` is the slot it changes (NULL: a new one). */
void slot_form_read(struct slot_request *r, const struct slot_facts *known);

/* The page; values NULL are those of the slot. */
json_t *slot_document(const struct slot_request *r, const struct slot_facts *s,
		      const json_t *values);

/* Rows of week_reserved as `inside`. */
json_t *slot_inside(const struct wording *w, const PGresult *rows);

/* `changed`, from rows of slot_history. */
json_t *slot_changed(const struct wording *w, const PGresult *history);

/* The week in which the day lies. */
json_t *slot_week_url(const struct slot_request *r, struct date date, const char *done);
