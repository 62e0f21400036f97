/* rfc3339.c - a moment as clients write it. */
#include "lib/rfc3339.h"

#include <string.h>

#include "lib/date.h"

enum { DATE_CHARS = DATE_TEXT_SIZE - 1 };

/* Two digits at *s up to max; steps over them. */
static bool take_number(const char **s, int max, int *n)
{
	const char *p = *s;

	if (p[0] < '0' || p[0] > '9' || p[1] < '0' || p[1] > '9')
		return false;
	*n = (p[0] - '0') * 10 + p[1] - '0';
	*s += 2;
	return *n <= max;
}

static bool take_char(const char **s, char c)
{
	if (**s != c)
		return false;
	(*s)++;
	return true;
}

static bool take_date(const char **s, struct date *date)
{
	char text[DATE_TEXT_SIZE];

	if (strnlen(*s, DATE_CHARS) < DATE_CHARS)
		return false;
	memcpy(text, *s, DATE_CHARS);
	text[DATE_CHARS] = '\0';
	*s += DATE_CHARS;
	return date_parse(date, text);
}

/* Seconds of the day. */
static bool take_time(const char **s, int *seconds)
{
	int hour, minute, second = 0;

	if (!take_number(s, 23, &hour) || !take_char(s, ':') || !take_number(s, 59, &minute))
		return false;
	if (take_char(s, ':') && !take_number(s, 59, &second))
		return false;
	*seconds = (hour * 60 + minute) * 60 + second;
	return true;
}

static bool take_offset(const char **s, int *seconds)
{
	int sign = **s == '-' ? -1 : 1, hour, minute;

	*seconds = 0;
	if (take_char(s, 'Z'))
		return true;
	if (!take_char(s, '+') && !take_char(s, '-'))
		return false;
	if (!take_number(s, 23, &hour) || !take_char(s, ':') || !take_number(s, 59, &minute))
		return false;
	*seconds = sign * (hour * 60 + minute) * 60;
	return true;
}

bool rfc3339_parse(time_t *out, const char *text)
{
	struct date date;
	int time, offset;

	if (!take_date(&text, &date) || !take_char(&text, 'T') || !take_time(&text, &time) ||
	    !take_offset(&text, &offset) || *text)
		return false;
	*out = (time_t)date_days(date) * 24 * 60 * 60 + time - offset;
	return true;
}
