/*
 * checklist.h - what an office lacks before citizens can book there, computed from the data.
 *
 * Nothing is ticked by hand: the page, going live and the jobs process all ask here.  What is in
 * the catalogue is judged by lib/responsibility_lint.h and the calendars, so a time that the
 * checklist counts is one that citizens are shown.
 */
#pragma once

#include <libpq-fe.h>

#include "server/calendars.h"
#include "server/wording.h"

enum checklist_level {
	CHECKLIST_RED,    /* missing: the office cannot go live */
	CHECKLIST_YELLOW, /* to check */
	CHECKLIST_LEVELS,
};

struct checklist {
	const struct wording *w;     /* w->authority is the one that is judged */
	const struct office *office; /* of that authority */
	const struct calendars *calendars;
	const PGresult *facts; /* of the statement checklist_facts */
	time_t now;

	/* In order: {key, heading_text, text, area}: area is the page of the navigation on which
	 * it is mended, "" the checklist itself. */
	json_t *findings[CHECKLIST_LEVELS];
	json_t *fine; /* {key, text} of what is in order */
};

/* Fill in findings and fine. */
void checklist_judge(struct checklist *c);
void checklist_done(struct checklist *c);

/* Whether nothing red was found. */
bool checklist_is_ready(const struct checklist *c);

/* Note something; vars of the text are taken. */
void checklist_add(struct checklist *c, enum checklist_level level, const char *key,
		   const char *area, json_t *vars);

/* checklist_times.c: for whom nobody is responsible, and for whom there are no or few free times.
 */
void check_nobody(struct checklist *c, const char *key);
void check_times(struct checklist *c, const char *key);
void check_few_times(struct checklist *c, const char *key);
