/*
 * weekly_hours.c - a recurring rule that releases slots.
 *
 * The grammar is read here, strictly; what it means is left to libical, in
 * floating time, since libical shifts zoned rules after a spring gap.
 */
#include "lib/weekly_hours.h"

#include <assert.h>
#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>

enum {
	DAY_MINUTES = 24 * 60,
	CHANGE_FROM_MINUTE = 2 * 60, /* the hour that the time change skips or repeats */
	CHANGE_TO_MINUTE = 3 * 60,
	NTH_MAX = 5,
	UNPROCESSABLE = 422,
};

static const char *const DAY_CODES[] = {"MO", "TU", "WE", "TH", "FR", "SA", "SU"};

/* What the parts of a rule say; 0 or NULL: part not there. */
struct parts {
	bool weekly, monthly;
	int interval;
	char *by_day;
};

static bool rrule_problem(struct problem *why, const char *code, const char *what, const char *text)
{
	return problem(why, UNPROCESSABLE, code, "%s: \"%.40s\"", what, text);
}

static bool freq_read(struct parts *p, const char *value, struct problem *why)
{
	if (p->weekly || p->monthly)
		return rrule_problem(why, "rrule_part_twice", "FREQ stands there twice", value);
	p->weekly = strcmp(value, "WEEKLY") == 0;
	p->monthly = strcmp(value, "MONTHLY") == 0;
	if (!p->weekly && !p->monthly)
		return rrule_problem(why, "rrule_freq", "FREQ must be WEEKLY or MONTHLY", value);
	return true;
}

static bool interval_read(struct parts *p, const char *value, struct problem *why)
{
	size_t length = strspn(value, "0123456789");

	if (p->interval)
		return rrule_problem(why, "rrule_part_twice", "INTERVAL stands there twice", value);
	if (length == 0 || length > 2 || value[length] != '\0' || value[0] == '0' ||
	    (p->interval = atoi(value)) > WEEKLY_HOURS_INTERVAL_MAX)
		return rrule_problem(why, "rrule_interval",
				     "INTERVAL must be a number of weeks from 1 to 52", value);
	return true;
}

static bool part_read(struct parts *p, char *part, struct problem *why)
{
	char *value = strchr(part, '=');

	if (!value)
		return rrule_problem(why, "rrule_syntax",
				     "a rule is a list of NAME=VALUE, parted by ;", part);
	*value++ = '\0';
	if (strcmp(part, "FREQ") == 0)
		return freq_read(p, value, why);
	if (strcmp(part, "INTERVAL") == 0)
		return interval_read(p, value, why);
	if (strcmp(part, "BYDAY") != 0)
		return rrule_problem(why, "rrule_part_not_allowed",
				     "only FREQ, INTERVAL and BYDAY may be used", part);
	if (p->by_day)
		return rrule_problem(why, "rrule_part_twice", "BYDAY stands there twice", value);
	p->by_day = value;
	return true;
}

/* "MO" alone for weekly rules, "1MO" to "5MO" or "-1MO" for monthly ones; answers
 * a number of its own for each, or -1. */
static int day_read(const char *day, bool monthly)
{
	int nth = 0;

	if (monthly && strncmp(day, "-1", 2) == 0) {
		nth = NTH_MAX + 1;
		day += 2;
	} else if (monthly && day[0] >= '1' && day[0] <= '0' + NTH_MAX) {
		nth = *day++ - '0';
	}
	if (monthly != (nth != 0))
		return -1;
	for (int i = 0; i < SUNDAY; i++) {
		if (strcmp(day, DAY_CODES[i]) == 0)
			return nth * SUNDAY + i;
	}
	return -1;
}

static bool by_day_check(const struct parts *p, struct problem *why)
{
	bool seen[(NTH_MAX + 2) * SUNDAY] = {0};

	for (char *rest = p->by_day, *day; (day = strsep(&rest, ","));) {
		int number = day_read(day, p->monthly);

		if (number < 0 && p->monthly)
			return rrule_problem(
				why, "rrule_byday",
				"BYDAY of a monthly rule is 1MO to 5SU or -1MO to -1SU", day);
		if (number < 0)
			return rrule_problem(why, "rrule_byday",
					     "BYDAY of a weekly rule is one or more of "
					     "MO,TU,WE,TH,FR,SA,SU",
					     day);
		if (seen[number])
			return rrule_problem(why, "rrule_byday", "a day stands there twice", day);
		seen[number] = true;
	}
	return true;
}

bool weekly_hours_rrule_check(const char *rrule, struct problem *why)
{
	char text[WEEKLY_HOURS_RRULE_SIZE];
	struct parts parts = {0};

	if (strlen(rrule) >= sizeof text)
		return rrule_problem(why, "rrule_too_long", "the rule is longer than 95 characters",
				     rrule);
	memcpy(text, rrule, strlen(rrule) + 1);
	for (char *rest = text, *part; (part = strsep(&rest, ";"));) {
		if (!part_read(&parts, part, why))
			return false;
	}
	if (!parts.weekly && !parts.monthly)
		return rrule_problem(why, "rrule_freq", "FREQ is missing", rrule);
	if (parts.monthly && parts.interval)
		return rrule_problem(why, "rrule_interval", "INTERVAL goes with FREQ=WEEKLY only",
				     rrule);
	if (!parts.by_day)
		return rrule_problem(why, "rrule_byday", "BYDAY is missing", rrule);
	return by_day_check(&parts, why);
}

static bool times_check(int from, int to, struct problem *why)
{
	if (from % WEEKLY_HOURS_STEP_MINUTES != 0 || to % WEEKLY_HOURS_STEP_MINUTES != 0)
		return problem(why, UNPROCESSABLE, "time_step",
			       "times must be multiples of %d minutes", WEEKLY_HOURS_STEP_MINUTES);
	if (from < 0 || to > DAY_MINUTES || from >= to)
		return problem(why, UNPROCESSABLE, "time_order",
			       "the time must begin before it ends, within one day");
	if (from < CHANGE_TO_MINUTE && to >= CHANGE_FROM_MINUTE)
		return problem(why, UNPROCESSABLE, "time_change",
			       "no time may touch 2:00 to 3:00, the hour of the time change");
	return true;
}

bool weekly_hours_check(const struct weekly_hours *hours, struct problem *why)
{
	bool open_end = hours->valid_until.year == 0;

	if (!date_valid(hours->valid_from))
		return problem(why, UNPROCESSABLE, "valid_from", "valid_from is not a date");
	if (!open_end && !date_valid(hours->valid_until))
		return problem(why, UNPROCESSABLE, "valid_until", "valid_until is not a date");
	if (!open_end && date_compare(hours->valid_until, hours->valid_from) < 0)
		return problem(why, UNPROCESSABLE, "valid_until",
			       "valid_until lies before valid_from");
	return times_check(hours->from_minute, hours->to_minute, why) &&
	       weekly_hours_rrule_check(hours->rrule, why);
}

bool weekly_hours_time_parse(int *minute, const char *text)
{
	int h, m;

	if (strlen(text) != sizeof "HH:MM" - 1 || text[2] != ':' ||
	    strspn(text, "0123456789") != 2 || strspn(text + 3, "0123456789") != 2)
		return false;
	h = (text[0] - '0') * 10 + text[1] - '0';
	m = (text[3] - '0') * 10 + text[4] - '0';
	if (m > 59 || h * 60 + m > DAY_MINUTES)
		return false;
	*minute = h * 60 + m;
	return true;
}

/* Without icaltime_null_date(): its hours of -1 keep the iterator from moving. */
static struct icaltimetype floating(struct date d)
{
	return (struct icaltimetype){
		.year = d.year,
		.month = d.month,
		.day = d.day,
		.is_date = 1,
	};
}

static long monday_of(struct date d)
{
	return date_days(d) - (date_weekday(d) - (int)MONDAY);
}

/* Days from Monday to the rule's first weekday. */
static int first_weekday(const struct icalrecurrencetype *rule)
{
	int first = SUNDAY;

	for (const short *day = rule->by_day; *day != ICAL_RECURRENCE_ARRAY_MAX; day++) {
		int from_sunday = (int)icalrecurrencetype_day_day_of_week(*day) - 1;
		int from_monday = (from_sunday + 6) % 7;

		if (from_monday < first)
			first = from_monday;
	}
	return first;
}

/*
 * The DTSTART to begin with: in the last counted week that is not after that of
 * `first`, so that years gone by cost nothing, and on a day of the rule, since
 * libical 3.0.16 takes the wrong week for INTERVAL=2;BYDAY=SU otherwise.
 */
static struct date week_anchor(const struct icalrecurrencetype *rule, struct date valid_from,
			       struct date first)
{
	long monday = monday_of(valid_from), weeks = (monday_of(first) - monday) / 7;

	weeks -= weeks % rule->interval;
	return date_from_days(monday + weeks * 7 + first_weekday(rule));
}

static icalrecur_iterator *occurrences_from(const struct weekly_hours *hours, struct date first)
{
	struct icalrecurrencetype rule = icalrecurrencetype_from_string(hours->rrule);
	struct date start = first;
	icalrecur_iterator *it;

	if (rule.freq == ICAL_WEEKLY_RECURRENCE)
		start = week_anchor(&rule, hours->valid_from, first);
	it = icalrecur_iterator_new(rule, floating(start));
	assert(it); /* the rule has been checked */
	return it;
}

size_t weekly_hours_expand(const struct weekly_hours *hours, struct date from_date,
			   struct date to_date, struct date *out, size_t max)
{
	struct date first = from_date, last = to_date;
	icalrecur_iterator *it;
	size_t count = 0;

	assert(date_days(to_date) - date_days(from_date) <= WEEKLY_HOURS_DAYS_MAX);
	if (date_compare(first, hours->valid_from) < 0)
		first = hours->valid_from;
	if (hours->valid_until.year && date_compare(last, hours->valid_until) > 0)
		last = hours->valid_until;
	if (date_compare(first, last) > 0)
		return 0;
	it = occurrences_from(hours, first);
	while (count < max) {
		struct icaltimetype t = icalrecur_iterator_next(it);
		struct date d = {t.year, t.month, t.day};

		if (icaltime_is_null_time(t) || date_compare(d, last) > 0)
			break;
		if (date_compare(d, first) >= 0)
			out[count++] = d;
	}
	icalrecur_iterator_free(it);
	return count;
}
