/*
 * picks.h - what the forms of staff pages share: options to choose from, times of day as typed.
 */
#pragma once

#include "lib/field.h"
#include "server/session.h"

/* The fields of a form or a query, kept until the reply. */
struct fields *pick_fields(struct request *rq, json_t *input);

/* {code, text} of what is wrong with a field, for rows that a page repeats (others find it by
 * error.NAME); null when nothing is. */
json_t *field_error(const struct wording *w, const struct fields *f, const char *name);

/* "8:30", "8.30", "08:30" or "8" as minutes since midnight; *out is only written when true is
 * returned. */
bool pick_clock(struct fields *f, const char *name, enum field_need need, int *minute);

/* An address that begins with https://, of at most 500 characters. */
const char *pick_https(struct fields *f, const char *name, enum field_need need);

/* {value, label, selected} of a list, {value, label, checked, first} of boxes; the label is taken.
 */
json_t *option_json(const char *value, json_t *label, bool selected);
json_t *choice_json(const char *value, json_t *label, bool checked, bool first);

/* The office's first contact person to whose things who asks has the right; NULL: there is none. */
const struct contact_person *person_first(struct request *rq, const struct office *office,
					  enum right right);

/* The office's contact person of that slug (NULL: the first) to whose things who asks has the
 * right.  NULL, and replied, when there is none. */
const struct contact_person *pick_person(struct request *rq, const struct office *office,
					 enum right right, const char *slug);

/* {slug, name, selected} of all of them. */
json_t *person_choices(struct request *rq, const struct office *office, enum right right,
		       const struct contact_person *selected);
