/*
 * hours_rule.h - the RRULE of weekly hours in the parts people choose: weekdays, and
 * every n-th week or the n-th of the month.
 */
#pragma once

#include "lib/weekly_hours.h"

enum { HOURS_RULE_LAST = -1 };

struct hours_rule {
	unsigned weekdays; /* 1 << enum weekday */
	bool monthly;
	int interval; /* weeks, unless monthly */
	int nth;      /* monthly: 1 to 5, HOURS_RULE_LAST; 0: not the same for all weekdays */
};

/* A rule that weekly_hours_rrule_check() accepts. */
void hours_rule_read(struct hours_rule *rule, const char *rrule);

/* With at least one weekday; nth is not 0 when monthly. */
void hours_rule_write(char out[WEEKLY_HOURS_RRULE_SIZE], const struct hours_rule *rule);
