/*
 * closing.h - one request about time taken away: whose, when, how often, as it was typed.
 */
#pragma once

#include "lib/date.h"
#include "server/change.h"
#include "server/session.h"
#include "server/staff/closure_page.h"

enum { CLOSING_VERSION_MAX = 1000000 };

extern const struct problem NO_CLOSURE;

/* Lives from the request to its answer. */
struct closing {
	struct change change; /* first: change.c finds it here */
	struct wording w;
	const struct office *office;
	const struct contact_person *person;     /* NULL: the whole office */
	const struct contact_person *substitute; /* or NULL */
	struct fields *f;
	struct scope scope;
	const char *id; /* of the path, or NULL */
	const char *kind, *note, *repeats;
	struct date from, until;
	int from_minute, until_minute;
	time_t from_at, to_at;
	char *spans, *title, *back;
	char office_id[KEY_TEXT_SIZE], person_id[KEY_TEXT_SIZE], persons[KEY_TEXT_SIZE + 2],
		version[KEY_TEXT_SIZE], substitute_id[KEY_TEXT_SIZE];
};

/* What the path and the body say.  False, and replied, when it cannot go on. */
bool closing_begin(struct request *rq, struct closing *c);

/* The office's closures, and the one of the path. */
struct db_query closing_list(const struct closing *c);
struct db_query closing_show(const struct closing *c);

/* What was done to it, as history_of() reads it. */
struct db_query closing_history(const struct closing *c);

struct closure_view closing_view(struct request *rq, const struct closing *c);

/* Whose time; false, and replied, when that is not for who asks to take. */
bool closing_whose(struct request *rq, struct closing *c, enum field_need need);

/* Reason, when, how often, who stands in; what is wrong with it goes into the fields. */
void closing_read(struct closing *c);

/* All spans of the series, for PostgreSQL, into c->spans. */
void closing_spans(struct closing *c);

/* Replies with the form again, with what is wrong; or with what somebody else made of it: 409. */
void closing_refuse(struct request *rq, struct closing *c);
void closing_outdated(struct request *rq, struct closing *c);
