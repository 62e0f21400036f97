/*
 * details.h - who comes, how to reach them, and the service's own questions.
 *
 * The same fields as form and as JSON: given_name, family_name, email, phone,
 * answers.KEY.  Which contact is required follows from the office's rule and
 * the channel: who is to be called must give a number.
 */
#pragma once

#include "lib/field.h"
#include "server/wording.h"

/* Borrows from the fields it was read from; answers is owned. */
struct details {
	const char *given_name, *family_name, *email, *phone;
	json_t *answers; /* {KEY: value} */
};

/* Check everything; false when something is wrong (fields_errors()). */
bool details_read(struct details *d, struct fields *f, const struct service *s,
		  enum channel channel);

/* email_asked, email_required, phone_asked, phone_required, questions, has_questions and
 * values, filled from what was typed (NULL: nothing yet). */
void details_shape(json_t *document, const struct wording *w, const struct service *s,
		   enum channel channel, const json_t *values);

/* What was typed in any of these fields, as values for details_shape(); NULL when nothing. */
json_t *details_typed(const json_t *body);
