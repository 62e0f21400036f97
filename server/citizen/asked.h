/*
 * asked.h - office and service of the path, and the answers that decide who is
 * responsible: first letters of the surname or all of it, municipality, channel.
 */
#pragma once

#include "lib/buffer.h"
#include "lib/field.h"
#include "server/tenant.h"
#include "server/times.h"

enum asked_answer {
	ASKED_OK,     /* query is filled in */
	ASKED_NOBODY, /* nobody is responsible */
	ASKED_WRONG,  /* see the fields' errors */
};

/* Borrows from the catalogue and from the fields it was read from. */
struct asked {
	const struct office *office;
	const struct service *service;
	const char *surname;                     /* as typed, or NULL */
	bool whole_surname;                      /* it ends there: "Li" is not "Lind" */
	bool more_letters;                       /* what was typed does not decide yet */
	const struct municipality *municipality; /* or NULL */
	struct times_query query;
};

/* The closed office explains itself and names its successor: a page for HTML (200), and 410 for
 * programs and for who would change something. */
void office_reply_closed(struct request *rq, const struct wording *w, const struct office *o);

/* Find office and service of the path /offices/:office/services/:service.  False, and
 * replied, when one of them is not offered: 404, or that the office is closed. */
bool asked_path(struct asked *a, struct request *rq, const struct wording *w);

/* Read surname, whole_surname, municipality, channel and contact_person, and find who is
 * responsible. */
enum asked_answer asked_read(struct asked *a, struct fields *f);

/* {surname, whole_surname, municipality, municipality_text, channel} */
json_t *asked_json(const struct asked *a);

/* Append "surname=HOF&municipality=...&channel=..." for links. */
void asked_query(const struct asked *a, struct buffer *out);

/* "/offices/OFFICE/services/SERVICE" and what follows. */
void asked_put_path(const struct asked *a, struct buffer *out, const char *rest);

/* Reply to anything but ASKED_OK: the service page with its mistakes, or whom to call.
 * True when it replied. */
bool asked_reply_refusal(struct request *rq, const struct wording *w, const struct asked *a,
			 struct fields *f, enum asked_answer answer);
