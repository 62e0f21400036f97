/* hours.h - weekly hours as staff see and edit them: what the files hours*.c share. */
#pragma once

#include "lib/field.h"
#include "lib/hours_rule.h"
#include "server/session.h"
#include "server/wording.h"

enum {
	HOURS_OF_OFFICE_MAX = 1000,
	HOURS_ROOM_CHARACTERS = 60,
	HOURS_STEP_MAX = 480, /* minutes */
	HOURS_WEEKS = 6,      /* of a preview */
	HOURS_DAYS = HOURS_WEEKS * 7,
};

/* One rule, as it stands in the database or in a form; what the form has wrong is 0. */
struct hours {
	const char *id, *version; /* NULL: not stored yet */
	const struct contact_person *person;
	struct weekly_hours rule;
	struct hours_rule parts; /* of rule.rrule */
	int step_minutes;
	unsigned channels;
	int64_t services[SLOT_SERVICES_MAX];
	size_t nservices;
	const char *room;
};

/* Those of one person in the order of the week, lent from the rows. */
struct hours_list {
	struct hours *list;
	size_t n;
};

/* Rows of hours_list: all of the office, or those of one person (else NULL). */
struct hours_list hours_read(const struct office *office, const PGresult *rows,
			     const struct contact_person *only);
void hours_free(struct hours_list *list);
const struct hours *hours_find(const struct hours_list *list, const char *id);

/* Today where the authority is. */
struct date hours_today(const struct wording *w);

/*
 * The form.  `sent` has its person; `known` is the rule it changes (NULL: a new one).
 */
void hours_form_read(struct hours *sent, struct fields *f, const struct hours *known);

/* Of it what a slot has, too: from, to, step_minutes, channels, services. */
void hours_offer_read(struct hours *sent, struct fields *f, const struct hours *known);

/* Keys of services, as a JSON list. */
void hours_services_read(struct hours *h, const char *text);

/* {value, label, checked, first} of what the person can be booked for, and by which channels. */
json_t *hours_service_choices(const struct wording *w, const struct hours *h);
json_t *hours_channel_choices(const struct wording *w, unsigned channels);

/* The same as arrays for a statement; live as long as the request. */
const char *hours_services_text(struct request *rq, const struct hours *sent);
const char *hours_channels_text(struct request *rq, const struct hours *sent);

/*
 * The page.
 */
json_t *word_hours_rule(const struct wording *w, const struct hours_rule *parts);
/* Why it is closed; rows with reason, kind, note, holiday. */
json_t *word_closed(const struct wording *w, const PGresult *rows, int row);
json_t *word_minutes(const struct wording *w, int from, int to); /* 8:30–12:00 */

json_t *hours_document(struct request *rq, const struct wording *w,
		       const struct contact_person *person, const struct hours_list *list);

/* Add `edit` and `values`: values NULL are those of the rule. */
void hours_edit(json_t *document, const struct wording *w, const struct hours *h,
		const json_t *values);

/* `changed`, from rows of audit_of: what happened between two versions. */
json_t *hours_changed(const struct wording *w, const PGresult *audit, const char *sent,
		      const char *now);

/* `preview` without hit_text: what `next` (instead of `before`, unless NULL) makes of the
 * weeks from that Monday on. */
json_t *hours_preview(const struct wording *w, const struct hours_list *list,
		      const struct hours *before, const struct hours *next, struct date monday,
		      const PGresult *closed);
