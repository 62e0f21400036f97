/*
 * date.c - calendar days without a time or a zone.
 *
 * Days are counted in years that begin on 1 March, so that the leap day is the
 * last of its year, and in eras of 400 years, after which the calendar repeats
 * (Richards, Explanatory Supplement to the Astronomical Almanac, section 15.11).
 */
#include "lib/date.h"

#include <stdio.h>

enum {
	YEAR_MAX = 9999,
	ERA_YEARS = 400,
	ERA_DAYS = 146097,
	EPOCH_DAYS = 719468, /* 0000-03-01 to 1970-01-01 */
};

static bool year_is_leap(int year)
{
	return (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
}

int date_days_in_month(int year, int month)
{
	static const int DAYS[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};

	return month == 2 && year_is_leap(year) ? 29 : DAYS[month - 1];
}

bool date_valid(struct date d)
{
	return d.year >= 1 && d.year <= YEAR_MAX && d.month >= 1 && d.month <= 12 && d.day >= 1 &&
	       d.day <= date_days_in_month(d.year, d.month);
}

long date_days(struct date d)
{
	long year = d.month > 2 ? d.year : d.year - 1;
	long month = d.month > 2 ? d.month - 3 : d.month + 9; /* 0 is March */
	long era = year / ERA_YEARS, year_of_era = year % ERA_YEARS;
	long day_of_year = (153 * month + 2) / 5 + d.day - 1;

	return era * ERA_DAYS + year_of_era * 365 + year_of_era / 4 - year_of_era / 100 +
	       day_of_year - EPOCH_DAYS;
}

struct date date_from_days(long days)
{
	long shifted = days + EPOCH_DAYS;

	if (shifted < 0 || shifted > (long)(YEAR_MAX + 1) * 366)
		return (struct date){0};

	long era = shifted / ERA_DAYS, day_of_era = shifted % ERA_DAYS;
	long year_of_era = (day_of_era - day_of_era / 1460 + day_of_era / 36524 -
			    day_of_era / (ERA_DAYS - 1)) /
			   365;
	long day_of_year = day_of_era - (365 * year_of_era + year_of_era / 4 - year_of_era / 100);
	long month = (5 * day_of_year + 2) / 153;
	struct date d = {
		.year = (int)(era * ERA_YEARS + year_of_era + (month >= 10)),
		.month = (int)(month < 10 ? month + 3 : month - 9),
		.day = (int)(day_of_year - (153 * month + 2) / 5 + 1),
	};

	return date_valid(d) ? d : (struct date){0};
}

int date_weekday(struct date d)
{
	/* 1970-01-01 was a Thursday; the remainder of earlier days is negative. */
	long from_monday = (date_days(d) + THURSDAY - MONDAY) % 7;

	return MONDAY + (int)((from_monday + 7) % 7);
}

int date_compare(struct date a, struct date b)
{
	if (a.year != b.year)
		return a.year < b.year ? -1 : 1;
	if (a.month != b.month)
		return a.month < b.month ? -1 : 1;
	return (a.day > b.day) - (a.day < b.day);
}

struct date date_add_days(struct date d, long days)
{
	return date_from_days(date_days(d) + days);
}

/* `count` decimal digits, nothing else; -1 when there is something else. */
static int digits_read(const char *text, int count)
{
	int value = 0;

	for (int i = 0; i < count; i++) {
		if (text[i] < '0' || text[i] > '9')
			return -1;
		value = value * 10 + (text[i] - '0');
	}
	return value;
}

bool date_parse(struct date *out, const char *text)
{
	struct date d = {.year = digits_read(text, 4)};

	/* Each part is read only when what stands before it was there. */
	if (d.year < 0 || text[4] != '-' || (d.month = digits_read(text + 5, 2)) < 0 ||
	    text[7] != '-' || (d.day = digits_read(text + 8, 2)) < 0 || text[10] != '\0' ||
	    !date_valid(d))
		return false;
	*out = d;
	return true;
}

void date_format(char out[DATE_TEXT_SIZE], struct date d)
{
	/* The remainders only tell the compiler what date_valid() guarantees. */
	snprintf(out, DATE_TEXT_SIZE, "%04u-%02u-%02u", (unsigned)d.year % 10000,
		 (unsigned)d.month % 100, (unsigned)d.day % 100);
}

int date_week(struct date d)
{
	struct date thursday = date_add_days(d, THURSDAY - date_weekday(d));

	return (int)(date_days(thursday) - date_days((struct date){thursday.year, 1, 1})) / 7 + 1;
}
