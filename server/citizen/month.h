/* month.h - the month view of free times: a table of days, and the times of one day. */
#pragma once

#include "server/citizen/asked.h"

/*
 * Adds month, weekdays, weeks, chosen_text and the chosen day's times.  month_text
 * ("2026-12") and day_text ("2026-12-03") come from the client and may be NULL or
 * wrong: then it is the month of the day, of the next free time, or this one.
 */
void month_shape(json_t *document, const struct wording *w, const struct asked *a,
		 const struct calendars *calendars, const char *month_text, const char *day_text);
