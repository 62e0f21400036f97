/*
 * school_holidays.h - school holidays as the ministries of the Länder publish them: iCalendar or
 * CSV (lib/csv_table.h).
 *
 * They are information for staff and close nothing.  A table has the columns name, first day, last
 * day, in this order or as its first line says.  Without a last day they are one day long.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/date.h"

enum {
	SCHOOL_HOLIDAYS_MAX = 500,
	SCHOOL_NAME_MAX_CHARACTERS = 100,
	SCHOOL_DAYS_MAX = 120, /* of one */
	SCHOOL_FAULTS_MAX = 20,
};

/* Both days belong to it. */
struct school_holiday {
	char *name;
	struct date from, to;
};

/* What is wrong with a line; line 0: with the whole file. */
struct school_fault {
	int line;
	const char *code; /* static: "bad_day", "no_name", ... */
};

struct school_holidays {
	struct school_holiday *list;
	size_t n, size;
	struct school_fault faults[SCHOOL_FAULTS_MAX]; /* the first of them */
	size_t nfaults;
};

/*
 * Read a text, into what was initialised with {0}.  False when there are faults: a file is taken as
 * a whole or not at all.  Codes: no_holidays (nothing to be read in it), no_calendar, no_name,
 * long_name, bad_day, ends_before, too_long, repeats, quote (one that is not
 * closed, or closed too early), no_text, too_many.
 */
bool school_holidays_read(struct school_holidays *out, const char *text);

void school_holidays_done(struct school_holidays *s);
