/*
 * language_dates.c - dates and times of day as a language writes them.
 *
 * A date here is a day of the calendar, so every formatter runs in UTC and no
 * zone can shift it.
 */
#include <assert.h>
#include <stdlib.h>
#include <unicode/ucal.h>
#include <unicode/udatpg.h>
#include <unicode/ustring.h>

#include "lib/language_inner.h"
#include "lib/xalloc.h"

enum { PATTERN_MAX_CHARS = 80, TEXT_MAX_CHARS = 120, UTF8_PER_UCHAR = 3 };

#define DAY_MS (24 * 60 * 60 * 1000.0)
#define MINUTE_MS (60 * 1000.0)

/* The text that holds a pattern, and ICU's skeleton where it is missing. */
struct style {
	const char *key;
	const UChar *skeleton;
};

// clang-format off
static const struct style STYLES[DATE_STYLES] = {
	[DATE_FULL]       = {"format.date",       u"yMMMMEEEEd"},
	[DATE_DAY]        = {"format.day",        u"MMMMEEEEd"},
	[DATE_DAY_SHORT]  = {"format.day_short",  u"MMMMEd"},
	[DATE_DAY_MONTH]  = {"format.day_month",  u"MMMMd"},
	[DATE_SHORT]      = {"format.date_short", u"yMMdd"},
	[DATE_COMPACT]    = {"format.compact",    u"EMMdd"},
	[DATE_MONTH]      = {"format.month",      u"yMMMM"},
	[DATE_MONTH_NAME] = {"format.month_name", u"LLLL"},
	[DATE_INPUT]      = {"format.date_input", u"yMMdd"},
	[DATE_DOTS]       = {"format.date_dots",  u"Md"},
};
// clang-format on

static const struct style CLOCK = {"format.clock", u"jm"};
static const struct style TIME = {"format.time", u"jm"};
static const struct style WEEKDAY = {"format.weekday", u"cccc"};
static const struct style WEEKDAY_SHORT = {"format.weekday_short", u"ccc"};

static int32_t find_pattern(const struct language *lang, struct style style,
			    UChar out[PATTERN_MAX_CHARS], UErrorCode *status)
{
	const char *text = language_text(lang, style.key);
	UDateTimePatternGenerator *generator;
	int32_t len;

	if (text) {
		u_strFromUTF8(out, PATTERN_MAX_CHARS, &len, text, -1, status);
		return len;
	}
	generator = udatpg_open(lang->locale, status);
	len = udatpg_getBestPattern(generator, style.skeleton, -1, out, PATTERN_MAX_CHARS, status);
	udatpg_close(generator);
	return len;
}

static UDateFormat *open_style(const struct language *lang, struct style style, UErrorCode *status)
{
	UChar pattern[PATTERN_MAX_CHARS];
	int32_t len = find_pattern(lang, style, pattern, status);

	return udat_open(UDAT_PATTERN, UDAT_PATTERN, lang->locale, u"UTC", -1, pattern, len,
			 status);
}

/* Fails, as ICU does, with U_BUFFER_OVERFLOW_ERROR when it does not fit. */
static void put_utf8(char *out, int32_t size, const UChar *text, int32_t len, UErrorCode *status)
{
	u_strToUTF8(out, size, NULL, text, len, status);
	if (*status == U_STRING_NOT_TERMINATED_WARNING)
		*status = U_BUFFER_OVERFLOW_ERROR;
}

static void write_text(const UDateFormat *format, double ms, char *out, int32_t size,
		       UErrorCode *status)
{
	UChar text[TEXT_MAX_CHARS];
	int32_t len = udat_format(format, ms, text, TEXT_MAX_CHARS, NULL, status);

	put_utf8(out, size, text, len, status);
}

static void write_clock(const struct language *lang, struct style style, struct clock_texts *out,
			UErrorCode *status)
{
	UDateFormat *format = open_style(lang, style, status);

	for (int minute = 0; minute < DAY_MINUTES && U_SUCCESS(*status); minute++)
		write_text(format, minute * MINUTE_MS, out->at[minute], CLOCK_MAX_BYTES, status);
	udat_close(format);
}

static void write_weekdays(const struct language *lang, struct style style,
			   char out[WEEK_DAYS][WEEKDAY_MAX_BYTES], UErrorCode *status)
{
	static const struct date MONDAY_1970 = {1970, 1, 5};
	UDateFormat *format = open_style(lang, style, status);

	for (int day = 0; day < WEEK_DAYS && U_SUCCESS(*status); day++)
		write_text(format, (double)(date_days(MONDAY_1970) + day) * DAY_MS, out[day],
			   WEEKDAY_MAX_BYTES, status);
	udat_close(format);
}

static enum weekday find_first_weekday(const char *locale, UErrorCode *status)
{
	UCalendar *cal = ucal_open(u"UTC", -1, locale, UCAL_GREGORIAN, status);
	int first = U_SUCCESS(*status) ? ucal_getAttribute(cal, UCAL_FIRST_DAY_OF_WEEK) : 0;

	ucal_close(cal);
	return first == UCAL_SUNDAY ? SUNDAY : (enum weekday)(first - 1);
}

/* So that a pattern too long for any date is told at the start. */
static void try_format(const UDateFormat *format, UErrorCode *status)
{
	char text[DATE_MAX_BYTES];

	if (U_SUCCESS(*status))
		write_text(format, 0, text, sizeof text, status);
}

bool language_dates_init(struct language *lang, struct problem *why)
{
	struct language_dates *dates = &lang->dates;
	UErrorCode status = U_ZERO_ERROR;

	dates->memos = xcalloc(DATE_STYLES, sizeof *dates->memos);
	for (int style = 0; style < DATE_STYLES; style++) {
		dates->formats[style] = open_style(lang, STYLES[style], &status);
		try_format(dates->formats[style], &status);
	}
	write_clock(lang, CLOCK, &dates->clock, &status);
	write_clock(lang, TIME, &dates->time, &status);
	write_weekdays(lang, WEEKDAY, dates->weekdays, &status);
	write_weekdays(lang, WEEKDAY_SHORT, dates->weekdays_short, &status);
	dates->first_weekday = find_first_weekday(lang->locale, &status);
	dates->minutes = unumf_openForSkeletonAndLocale(u"unit/minute unit-width-full-name", -1,
							lang->locale, &status);
	dates->formatted = unumf_openResult(&status);
	if (U_FAILURE(status))
		return problem(why, 422, "bad_language", "dates of \"%s\": %s", lang->locale,
			       u_errorName(status));
	return true;
}

void language_dates_done(struct language_dates *dates)
{
	for (int style = 0; style < DATE_STYLES; style++)
		udat_close(dates->formats[style]);
	free(dates->memos);
	unumf_close(dates->minutes);
	unumf_closeResult(dates->formatted);
}

static void add_text(struct buffer *out, const UChar *text, int32_t len, UErrorCode status)
{
	int32_t size = len * UTF8_PER_UCHAR, written = 0;

	/* The formatters were tried when the language was opened. */
	assert(U_SUCCESS(status) && len < TEXT_MAX_CHARS);
	u_strToUTF8(buffer_reserve(out, (size_t)size), size + 1, &written, text, len, &status);
	assert(U_SUCCESS(status));
	out->len += (size_t)written;
}

/* ICU takes microseconds for a date, and a page names the same days again and again. */
void language_date(const struct language *lang, enum date_style style, struct date date,
		   struct buffer *out)
{
	long day = date_days(date);
	struct date_memo *memo = &lang->dates.memos[style][(unsigned long)day % MEMO_DAYS];
	UErrorCode status = U_ZERO_ERROR;

	if (memo->day != day || !*memo->text) {
		memo->day = day;
		write_text(lang->dates.formats[style], (double)day * DAY_MS, memo->text,
			   DATE_MAX_BYTES, &status);
		/* Not after try_format(), unless one month is very much longer than others. */
		if (U_FAILURE(status))
			*memo->text = '\0';
	}
	buffer_puts(out, memo->text);
}

static const char *clock_text(const struct clock_texts *texts, int hour, int minute)
{
	assert(hour >= 0 && hour < 24 && minute >= 0 && minute < 60);
	return texts->at[hour * 60 + minute];
}

const char *language_clock(const struct language *lang, int hour, int minute)
{
	return clock_text(&lang->dates.clock, hour, minute);
}

const char *language_time(const struct language *lang, int hour, int minute)
{
	return clock_text(&lang->dates.time, hour, minute);
}

const char *language_weekday(const struct language *lang, enum weekday day)
{
	return lang->dates.weekdays[day - MONDAY];
}

const char *language_weekday_short(const struct language *lang, enum weekday day)
{
	return lang->dates.weekdays_short[day - MONDAY];
}

enum weekday language_first_weekday(const struct language *lang)
{
	return lang->dates.first_weekday;
}

void language_duration(const struct language *lang, int minutes, struct buffer *out)
{
	const struct language_dates *dates = &lang->dates;
	UErrorCode status = U_ZERO_ERROR;
	UChar text[TEXT_MAX_CHARS];
	int32_t len;

	unumf_formatInt(dates->minutes, minutes, dates->formatted, &status);
	len = unumf_resultToString(dates->formatted, text, TEXT_MAX_CHARS, &status);
	add_text(out, text, len, status);
}
