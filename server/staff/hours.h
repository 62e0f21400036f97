/* hours.h - weekly hours as staff see and edit them: what the files hours*.c share. */
#pragma once

#include "lib/field.h"
#include "lib/hours_rule.h"
#include "server/db/pool.h"
#include "server/session.h"
#include "server/text.h"
#include "server/wording.h"

enum {
	HOURS_OF_OFFICE_MAX = 1000,
	HOURS_ROOM_CHARACTERS = 60,
	HOURS_STEP_MAX = 480, /* minutes */
	HOURS_KEPT_MAX = 720, /* hours before */
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
	int kept_hours; /* opens to citizens so long before it begins; 0: at once */
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

/* A cell with a date; NULL reads as year 0. */
struct date row_date(const PGresult *rows, int row, const char *column);

/* Today where the authority is. */
struct date hours_today(const struct wording *w);

/*
 * The form.  `sent` has its person; `known` is the rule it changes (NULL: a new one).
 */
void hours_form_read(struct hours *sent, struct fields *f, const struct hours *known);

/* Of it what a slot has, too: from, to, step_minutes, channels, services, room,
 * kept_until_hours. */
void hours_offer_read(struct hours *sent, struct fields *f, const struct hours *known);

/* Keys of services, as a JSON list. */
void hours_services_read(struct hours *h, const char *text);

/* {value, label, checked, first} of what the person can be booked for, and by which channels. */
json_t *hours_service_choices(const struct wording *w, const struct hours *h);
json_t *hours_channel_choices(const struct wording *w, unsigned channels);

/* The same as arrays for a statement; live as long as the request. */
const char *hours_services_text(struct request *rq, const struct hours *sent);
const char *hours_channels_text(struct request *rq, const struct hours *sent);

/* What is written of a rule, as texts. */
enum { MINUTE_SIZE = sizeof "24:00" };

struct hours_writing {
	struct number key, step, kept_hours;
	char rrule[WEEKLY_HOURS_RRULE_SIZE], from[MINUTE_SIZE], to[MINUTE_SIZE];
	char valid_from[DATE_TEXT_SIZE], valid_until[DATE_TEXT_SIZE], through[DATE_TEXT_SIZE];
	const char *until; /* valid_until, or NULL */
	const char *dates, *channels, *services, *room;
	const char *kept; /* kept_hours, or NULL */
};

/* Of the rule with that key; lives as long as the request, its room as long as that of `h`. */
void hours_writing_fill(struct request *rq, struct hours_writing *t, const struct hours *h,
			const char *key);

/*
 * The statement that makes the slots of the rule what it says; ended: that withdraws them.
 * The rule, dates included, must be as it will be written.
 */
struct db_query hours_release(struct request *rq, struct hours_writing *t, const struct wording *w,
			      const struct hours *h, bool ended);

/*
 * The page.
 */
json_t *word_hours_rule(const struct wording *w, const struct hours_rule *parts);
/* Why it is closed; rows with reason, kind, note, holiday. */
json_t *word_closed(const struct wording *w, const PGresult *rows, int row);
json_t *word_minutes(const struct wording *w, int from, int to);         /* 8:30–12:00 */
json_t *word_hours_name(const struct wording *w, const struct hours *h); /* rule and times */
json_t *word_hours_valid(const struct wording *w, const struct weekly_hours *rule);
json_t *word_hours_step(const struct wording *w, int minutes);
json_t *word_hours_kept(const struct wording *w, int hours); /* null for 0 */
json_t *word_hours_services(const struct wording *w, const struct hours *h);
json_t *word_hours_nth(const struct wording *w, int nth);
json_t *word_hours_repeat(const struct wording *w, int interval);
const char *hours_clock(const struct wording *w, int minute); /* 8:30; 24:00 ends the day */

json_t *hours_document(struct request *rq, const struct wording *w,
		       const struct contact_person *person, const struct hours_list *list);

/* Add `edit` and `values`: values NULL are those of the rule. */
void hours_edit(json_t *document, const struct wording *w, const struct hours *h,
		const json_t *values);

/* What changed between two of weekly_hours_facts, or of slot_facts: a history_word_fn. */
json_t *hours_word(const struct wording *w, const char *action, const json_t *before,
		   const json_t *after);

/* The same, or what was done to them as a whole: a history_word_fn, of slots too. */
json_t *hours_did(const struct wording *w, const char *action, const json_t *before,
		  const json_t *after);

/* `changed`, from rows of audit_of: what happened between two versions. */
json_t *hours_changed(const struct wording *w, const PGresult *audit, const char *sent,
		      const char *now);

/* `preview` without hit_text: what `next` (instead of `before`, unless NULL) makes of the
 * weeks from that Monday on. */
json_t *hours_preview(const struct wording *w, const struct hours_list *list,
		      const struct hours *before, const struct hours *next, struct date monday,
		      const PGresult *closed);
