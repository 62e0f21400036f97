/*
 * date.h - calendar days without a time or a zone.
 *
 * Proleptic Gregorian, years 1 to 9999, as in RFC 3339's full-date.  Which day
 * it is somewhere is decided elsewhere: here a date is only a number of days.
 */
#pragma once

#include <stdbool.h>

struct date {
	int year, month, day; /* 1-based; a year of 0 stands for "no date" */
};

/* Numbered as in ISO 8601. */
enum weekday {
	MONDAY = 1,
	TUESDAY,
	WEDNESDAY,
	THURSDAY,
	FRIDAY,
	SATURDAY,
	SUNDAY,
};

enum { DATE_TEXT_SIZE = sizeof "YYYY-MM-DD" };

bool date_valid(struct date d);

/* Days since 1970-01-01, and back.  date_from_days() answers a year of 0 when
 * the day lies outside of the years 1 to 9999. */
long date_days(struct date d);
struct date date_from_days(long days);

/* An enum weekday, as int so that weekdays can be subtracted (gcc's enums are unsigned). */
int date_weekday(struct date d);
int date_days_in_month(int year, int month);

/* The week of the year by ISO 8601, in which Germans count: that of the week's Thursday. */
int date_week(struct date d);

/* Below, equal to or above 0, as strcmp(). */
int date_compare(struct date a, struct date b);

struct date date_add_days(struct date d, long days);

/* Exactly YYYY-MM-DD and a day that exists, else false; *out is then untouched. */
bool date_parse(struct date *out, const char *text);
void date_format(char out[DATE_TEXT_SIZE], struct date d);
