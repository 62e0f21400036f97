/*
 * own_text.h - texts that an office says in its own words: plain text with {{variables}}.
 *
 * Not Mustache: a variable is all there is between {{ and }}.  What has no value is left out with
 * what belongs to it: a line that names variables of which none has a value goes, and with it
 * the line before when that ends in a colon; within a line, the comma or space beside it goes.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "lib/buffer.h"

enum {
	OWN_SUBJECT_MAX_CHARACTERS = 200, /* as the constraints of the database */
	OWN_BODY_MAX_CHARACTERS = 5000,
	OWN_VARIABLES_MAX = 32,
};

struct own_text {
	const char *name;                         /* "mail.confirmation" */
	bool mail;                                /* it has a subject, and leaves as a mail */
	const char *needed;                       /* variable that its body must name, or NULL */
	const char *variables[OWN_VARIABLES_MAX]; /* ends in NULL */
};

/* All there are; ends in {0}. */
extern const struct own_text OWN_TEXTS[];

/* NULL when there is none of that name. */
const struct own_text *own_text_find(const char *name);

/* Whether the variable stands for a link; such are not for subjects. */
bool own_variable_is_link(const char *variable);

/*
 * Visit each {{...}} of a body (or of a subject) that is no variable of the text, with what was
 * typed, cut to a length to show, and the one that was probably meant, or NULL.  Returns how many
 * there were.
 */
typedef void own_unknown_fn(void *ctx, const char *typed, const char *meant);
size_t own_text_check(const struct own_text *t, bool subject, const char *text,
		      own_unknown_fn *unknown, void *ctx);

/* Whether it names the variable. */
bool own_text_names(const char *text, const char *variable);

/* Which name in {LANG: {name}} the text holds, in small letters or large; NULL: none. */
const char *own_text_tells(const char *text, const json_t *texts);

/*
 * The text with its values: an object with a member for each variable, that is a text, a list of
 * texts or null.  A line that is {{documents}} alone, or has no more than a dash before it, is
 * repeated for each entry of the list.  Gives paragraphs:
 *
 *   [{lines: [{first: bool, parts: [{text, url, is, alone, unknown}]}]}]
 *
 * url: a text, or null; is: {VARIABLE: true} of a link; alone: the link is all of its line;
 * unknown: text is a {{...}} without a value, for previews: nothing of it belongs into a mail.
 */
json_t *own_text_fill(const char *text, const json_t *values);

/* Append such paragraphs as plain text, without what is unknown. */
void own_text_plain(const json_t *paragraphs, struct buffer *out);
