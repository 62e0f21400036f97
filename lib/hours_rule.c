/* hours_rule.c - the RRULE of weekly hours in the parts people choose. */
#include "lib/hours_rule.h"

#include <assert.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"

static const char *const DAY_CODES[] = {
	[MONDAY] = "MO", [TUESDAY] = "TU",  [WEDNESDAY] = "WE", [THURSDAY] = "TH",
	[FRIDAY] = "FR", [SATURDAY] = "SA", [SUNDAY] = "SU",
};

/* "2FR" or "FR". */
static void day_read(struct hours_rule *rule, const char *text, bool first)
{
	char *code;
	int nth = (int)strtol(text, &code, 10);

	for (int day = MONDAY; day <= SUNDAY; day++)
		if (strcmp(code, DAY_CODES[day]) == 0)
			rule->weekdays |= 1u << day;
	rule->nth = first || rule->nth == nth ? nth : 0;
}

static void days_read(struct hours_rule *rule, char *list)
{
	bool first = true;

	for (char *rest = list, *day; (day = strsep(&rest, ",")); first = false)
		day_read(rule, day, first);
}

void hours_rule_read(struct hours_rule *rule, const char *rrule)
{
	static const char INTERVAL[] = "INTERVAL=", BY_DAY[] = "BYDAY=";
	char text[WEEKLY_HOURS_RRULE_SIZE];

	*rule = (struct hours_rule){.interval = 1};
	snprintf(text, sizeof text, "%s", rrule);
	for (char *rest = text, *part; (part = strsep(&rest, ";"));) {
		if (strcmp(part, "FREQ=MONTHLY") == 0)
			rule->monthly = true;
		else if (strncmp(part, INTERVAL, sizeof INTERVAL - 1) == 0)
			rule->interval = atoi(part + sizeof INTERVAL - 1);
		else if (strncmp(part, BY_DAY, sizeof BY_DAY - 1) == 0)
			days_read(rule, part + sizeof BY_DAY - 1);
	}
}

void hours_rule_write(char out[WEEKLY_HOURS_RRULE_SIZE], const struct hours_rule *rule)
{
	buffer_auto_t text = {0};
	const char *comma = "";

	assert(rule->weekdays && (!rule->monthly || rule->nth));
	if (rule->monthly)
		buffer_puts(&text, "FREQ=MONTHLY;BYDAY=");
	else if (rule->interval > 1)
		buffer_printf(&text, "FREQ=WEEKLY;INTERVAL=%d;BYDAY=", rule->interval);
	else
		buffer_puts(&text, "FREQ=WEEKLY;BYDAY=");
	for (int day = MONDAY; day <= SUNDAY; day++) {
		if (!(rule->weekdays & 1u << day))
			continue;
		buffer_puts(&text, comma);
		if (rule->monthly)
			buffer_printf(&text, "%d", rule->nth);
		buffer_puts(&text, DAY_CODES[day]);
		comma = ",";
	}
	assert(text.len < WEEKLY_HOURS_RRULE_SIZE);
	memcpy(out, text.data, text.len);
	out[text.len] = '\0';
}
