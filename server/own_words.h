/*
 * own_words.h - mails and parts of pages as an office says them itself (lib/own_text.h).
 *
 * What it does not say in a language comes from the nearest office above that does, else it is the
 * product's text in that language: German words of an office never stand in for Turkish ones.
 */
#pragma once

#include "lib/own_text.h"
#include "server/booking.h"

/*
 * {subject?, body} that holds for the office in that language, lent; NULL: the product's text.
 * *from, if asked for: who says it.
 */
const json_t *own_words(const struct office *o, const struct own_text *t, const char *language,
			const struct office **from);

/*
 * Whether such words of an office above, or of its own, may hold for the office.  A discreet one
 * takes no mail from one that is not, nor words that tell what they must not: they may be older
 * than the rule, or than the name of a service.
 */
bool own_words_reach(const struct office *o, const struct office *above, const struct own_text *t,
		     const char *subject, const char *body);

/* Whether the text (or NULL) names the office, or something that people come to it for. */
bool own_words_tell(const struct office *o, const char *text);

/* A value for each variable: of pages, and of mails over the document of booking_mail. */
json_t *own_words_page_values(const struct wording *w, const struct office *o);
json_t *own_words_mail_values(const struct wording *w, const struct booking *b,
			      const json_t *document);

/* A part of a page: {language, dir, text, paragraphs (as own_text_fill() gives them)}, or null for
 * the product's text.  What the product says nothing about is said in the authority's first
 * language where there are no words in this one. */
json_t *own_words_page(const struct wording *w, const struct office *o, const char *name);

/* The product's text as an office would write it: {subject?, body}; a body may be empty. */
json_t *own_words_default(const struct wording *w, const struct own_text *t, bool discreet);
