/* local_span.c - a stretch of local time as people write it. */
#include "lib/local_span.h"

#include <stdio.h>
#include <string.h>

#include "lib/weekly_hours.h"

enum {
	DAY_MINUTES = 24 * 60,
	CHANGE_FROM_MINUTE = 2 * 60,
	CHANGE_TO_MINUTE = 3 * 60,
	HOUR_MINUTES = 60,
	DATE_LENGTH = DATE_TEXT_SIZE - 1,
};

static bool minute_valid(int minute)
{
	return minute < DAY_MINUTES && minute % WEEKLY_HOURS_STEP_MINUTES == 0 &&
	       (minute < CHANGE_FROM_MINUTE || minute >= CHANGE_TO_MINUTE);
}

bool local_moment_parse(struct local_moment *out, const char *text)
{
	char day[DATE_TEXT_SIZE];
	size_t len = strlen(text);

	if (len != DATE_LENGTH && (len != LOCAL_MOMENT_SIZE - 1 || text[DATE_LENGTH] != 'T'))
		return false;
	*out = (struct local_moment){.whole_day = len == DATE_LENGTH};
	memcpy(day, text, DATE_LENGTH);
	day[DATE_LENGTH] = '\0';
	if (!date_parse(&out->date, day))
		return false;
	return out->whole_day || (weekly_hours_time_parse(&out->minute, text + DATE_LENGTH + 1) &&
				  minute_valid(out->minute));
}

bool local_span_read(struct local_moment span[2], const char *from, const char *to)
{
	int order;

	if (!local_moment_parse(&span[0], from) || !local_moment_parse(&span[1], to))
		return false;
	if (span[1].whole_day)
		span[1].date = date_add_days(span[1].date, 1);
	span[0].whole_day = span[1].whole_day = false;
	order = date_compare(span[0].date, span[1].date);
	return span[1].date.year != 0 &&
	       (order < 0 || (order == 0 && span[0].minute < span[1].minute));
}

static void moment_write(char out[LOCAL_MOMENT_SIZE], const struct local_moment *moment)
{
	date_format(out, moment->date);
	snprintf(out + DATE_LENGTH, LOCAL_MOMENT_SIZE - DATE_LENGTH, "T%02u:%02u",
		 (unsigned)(moment->minute / HOUR_MINUTES) % 24u,
		 (unsigned)(moment->minute % HOUR_MINUTES));
}

void local_span_write(char from[LOCAL_MOMENT_SIZE], char to[LOCAL_MOMENT_SIZE],
		      const struct local_moment span[2])
{
	if (span[0].minute == 0 && span[1].minute == 0) {
		date_format(from, span[0].date);
		date_format(to, date_add_days(span[1].date, -1));
	} else {
		moment_write(from, &span[0]);
		moment_write(to, &span[1]);
	}
}
