/*
 * holidays.h - the public holidays of the 16 German Länder, computed.
 *
 * Listed are the days that state law makes a public holiday in the whole state.
 * Left out on purpose, because they hold only in some communities or are
 * Sundays anyway; the authority adds what it keeps as an extra closing day:
 *  - Mariä Himmelfahrt in Bavaria (only where Catholics are the majority,
 *    Art. 1 Abs. 1 Nr. 2 BayFTG), the Augsburger Friedensfest,
 *  - Fronleichnam in parts of Saxony and Thuringia,
 *  - Easter and Whit Sunday outside of Brandenburg: Hesse's law counts all
 *    Sundays as holidays (§ 1 Abs. 1 HFeiertagsG) and does not name these two.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/date.h"

struct holiday {
	struct date date;
	const char *id; /* stable key of texts, such as "corpus_christi" */
	const char *name_de, *name_en;
};

enum {
	HOLIDAYS_FIRST_YEAR = 2000,
	HOLIDAYS_LAST_YEAR = 2099,
	HOLIDAYS_MAX = 24, /* in one state and year */
};

/* `state` is BW BY BE BB HB HH HE MV NI NW RP SL SN ST SH or TH. */
bool holidays_state_known(const char *state);

/*
 * The holidays of one year in order of date; returns how many.  Two holidays can
 * fall on one day (Ascension on 1 May 2008); then both are listed.  An unknown
 * state, or a year for which holidays are not known (before
 * HOLIDAYS_FIRST_YEAR, after HOLIDAYS_LAST_YEAR), has none: callers that must tell
 * "none" from "not known" compare with these constants.
 */
size_t holidays_list(struct holiday out[HOLIDAYS_MAX], const char *state, int year);
