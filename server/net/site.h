/*
 * site.h - the pages, mails and languages of web/, compiled at start.
 *
 * Template "citizen.times" is web/pages/citizen/times.html, "mail.confirmation" is
 * web/mail/confirmation.html, or in plain confirmation.txt.  Partials have the
 * same names; "text.KEY" is the text KEY of the language, or where it lacks one,
 * of SITE_LANGUAGE.
 *
 * Every language has the texts of the citizen's way.  Those of the pages and mails
 * of the staff, whose names begin with "staff." or "admin.", "mail.account_" or
 * "mail.staff_", need not be there: such a language is not full, and the staff is
 * answered in another.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/buffer.h"
#include "lib/language.h"

/* The language that has every text. */
#define SITE_LANGUAGE "de"

struct site;

/* NULL and a logged reason when a file is missing or wrong: an unknown partial,
 * a text that nobody wrote, or one that citizens see in only some languages. */
struct site *site_new(const char *web_folder);
void site_free(struct site *s);

/* NULL when there is no such language. */
const struct language *site_language(const struct site *s, const char *code);
/* The i-th by code; NULL behind the last. */
const struct language *site_language_at(const struct site *s, size_t i);
/* It has the texts of the staff's pages, too. */
bool site_language_full(const struct site *s, const struct language *lang);

/*
 * Append the template poured over the document, with page (may be NULL) as
 * "page".  plain: the .txt of that name, without HTML escaping.  False when there is no such
 * template or it broke a limit of lib/mustache.h.
 */
bool site_render(const struct site *s, const char *template, const struct language *lang,
		 const json_t *document, json_t *page, bool plain, struct buffer *out);

/* Append a text in plain; false, and nothing appended, when there is none. */
bool site_text(const struct site *s, const struct language *lang, const char *key,
	       const json_t *document, struct buffer *out);

/* The same for a text with plural forms, over {"count": n}. */
bool site_count(const struct site *s, const struct language *lang, const char *key, long n,
		struct buffer *out);
