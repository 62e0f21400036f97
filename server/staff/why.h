/*
 * why.h - why a time is offered, or not: one start of one contact person for one service.
 *
 * The answer comes from what the citizens' pages are made of: calendar_why(), the bounds and
 * the windows of server/times.h.
 */
#pragma once

#include <libpq-fe.h>

#include "lib/field.h"
#include "lib/free_time.h"
#include "server/session.h"
#include "server/times.h"
#include "server/wording.h"

/* Lives from the request to its answer. */
struct inquiry {
	struct wording w;
	const struct office *office;
	const struct session *session;
	struct fields *f;
	const struct contact_person *person; /* NULL: the office has none */
	const struct service *service;       /* NULL: it has none */
	const char *surname;                 /* or NULL */
	enum channel channel;
	bool asked; /* all that is needed was said, rightly */
	time_t starts_at;

	struct times_query query;
	int32_t start, begin, end; /* the start, and the bounds of booking */
	struct why why;
};

/* What it occupies, buffer included, ends. */
time_t inquiry_until(const struct inquiry *q);

/* Whether the i-th responsibility of the service is the person's then, and meets the surname. */
bool inquiry_answers(const struct inquiry *q, size_t i);

/* Whether the person answers for the service, and for that surname if there is one, then. */
bool inquiry_responsible(const struct inquiry *q);

/* why_reasons.c: each reason, the unmet first; rows of why_occupied and why_closed. */
json_t *why_reasons(const struct inquiry *q, const PGresult *occupied, const PGresult *closed);
