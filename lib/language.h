/*
 * language.h - everything that depends on the citizen's language.
 *
 * The texts of a language are one file; dates, plurals and the order of names
 * come from ICU.  A language does not change after it is made, but formats
 * with state of ICU's: use it in one thread at a time.
 *
 * How dates look is the language's own: the texts named format.* below are ICU
 * date patterns.  Where one is missing ICU's usual pattern serves.  Two more
 * texts are read here: "language.name", the language's own name, and
 * "language.locale", the ICU locale to follow ("en_GB").
 */
#pragma once

#include <jansson.h>

#include "lib/buffer.h"
#include "lib/date.h"
#include "lib/problem.h"

struct language;

/* With the text that holds the pattern, and what it gives in German. */
enum date_style {
	DATE_FULL,       /* format.date        Mittwoch, 25. November 2026 */
	DATE_DAY,        /* format.day         Mittwoch, 25. November */
	DATE_DAY_SHORT,  /* format.day_short   Mi., 25. November */
	DATE_DAY_MONTH,  /* format.day_month   25. November */
	DATE_SHORT,      /* format.date_short  25.11.2026 */
	DATE_COMPACT,    /* format.compact     Mi., 25.11. */
	DATE_MONTH,      /* format.month       November 2026 */
	DATE_MONTH_NAME, /* format.month_name  November */
	DATE_INPUT,      /* format.date_input  25.11.2026, as people type it */
	DATE_DOTS,       /* format.date_dots   25.11. */
	DATE_STYLES,
};

/*
 * `code` is a BCP 47 tag ("de", "de-simple", "ar"), as it stands in lang="".
 * `texts` maps dotted keys to a template or to an object of templates by CLDR
 * plural category, all categories of the language; {{count}} stands for the
 * number.  Keeps a reference to texts.  NULL and a problem (422,
 * "bad_language") that names the key when something is wrong with them.
 */
struct language *language_new(const char *code, json_t *texts, struct problem *why);
void language_free(struct language *lang);

const char *language_code(const struct language *lang);
const char *language_name(const struct language *lang);
const char *language_direction(const struct language *lang); /* "ltr" or "rtl" */

/* The template of that key, lent; NULL when there is none or it has plural forms. */
const char *language_text(const struct language *lang, const char *key);

/* The template for that many; a text without forms is good for every number. */
const char *language_plural(const struct language *lang, const char *key, long n);

/* Append a date. */
void language_date(const struct language *lang, enum date_style style, struct date date,
		   struct buffer *out);

/*
 * "9:20" as on a button (format.clock), and "9:20 Uhr" as in a sentence
 * (format.time).  Lent; every minute was written once, so these cost nothing.
 */
const char *language_clock(const struct language *lang, int hour, int minute);
const char *language_time(const struct language *lang, int hour, int minute);

/* "Mittwoch" (format.weekday) and "Mi" (format.weekday_short); lent. */
const char *language_weekday(const struct language *lang, enum weekday day);
const char *language_weekday_short(const struct language *lang, enum weekday day);

/* With which a week begins, in Germany for every language that names no country. */
enum weekday language_first_weekday(const struct language *lang);

/* Append "30 Minuten". */
void language_duration(const struct language *lang, int minutes, struct buffer *out);

/* Order of two names, below, equal to or above 0 (for German by DIN 5007-1). */
int language_compare(const struct language *lang, const char *a, const char *b);
