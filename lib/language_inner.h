/* language_inner.h - what language.c and language_dates.c share; for nobody else. */
#pragma once

#include <unicode/ucol.h>
#include <unicode/udat.h>
#include <unicode/unumberformatter.h>
#include <unicode/upluralrules.h>

#include "lib/language.h"

enum {
	DAY_MINUTES = 24 * 60,
	CLOCK_MAX_BYTES = 40,
	WEEKDAY_MAX_BYTES = 40,
	LOCALE_MAX_BYTES = 64,
	WEEK_DAYS = 7,
	DATE_MAX_BYTES = 120,
	MEMO_DAYS = 64, /* two months of a page of times */
};

/* A date that was written already; an empty text stands for none. */
struct date_memo {
	long day;
	char text[DATE_MAX_BYTES];
};

/* Every minute of a day: a page shows hundreds of times. */
struct clock_texts {
	char at[DAY_MINUTES][CLOCK_MAX_BYTES];
};

struct language_dates {
	UDateFormat *formats[DATE_STYLES];
	struct date_memo (*memos)[MEMO_DAYS]; /* one row for each style */
	UNumberFormatter *minutes;
	UFormattedNumber *formatted;
	struct clock_texts clock, time;
	char weekdays[WEEK_DAYS][WEEKDAY_MAX_BYTES], weekdays_short[WEEK_DAYS][WEEKDAY_MAX_BYTES];
	enum weekday first_weekday;
};

struct language {
	char *code, *name;
	json_t *texts;
	char locale[LOCALE_MAX_BYTES]; /* ICU's */
	UPluralRules *plurals;
	UCollator *collator;
	struct language_dates dates;
};

/* Fill in lang->dates; on failure language_dates_done() is still due. */
bool language_dates_init(struct language *lang, struct problem *why);
void language_dates_done(struct language_dates *dates);
