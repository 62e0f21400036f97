/* field_check.c - is this one trimmed line a name, a phone number, a date? */
#include "lib/field_check.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>

#include "lib/mail_address.h"
#include "lib/utf8.h"

enum {
	APOSTROPHE_CURLY = 0x2019,
	APOSTROPHE_LETTER = 0x02BC,
	HYPHEN = 0x2010,
	HYPHEN_UNBROKEN = 0x2011,
	TOP_LEVEL_MIN_BYTES = 2,
	YEAR_DIGITS = 4,
};

static bool is_letter(int32_t c)
{
	return c != UTF8_BAD && u_isalpha(c);
}

static bool is_mark(int32_t c)
{
	return c != UTF8_BAD && (U_GET_GC_MASK(c) & U_GC_M_MASK);
}

static bool joins_letters(int32_t c)
{
	return c == ' ' || c == '-' || c == '.' || c == '\'' || c == '`' || c == APOSTROPHE_CURLY ||
	       c == APOSTROPHE_LETTER || c == HYPHEN || c == HYPHEN_UNBROKEN;
}

bool name_valid(const char *text)
{
	const char *end = text + strlen(text);

	if (strcasestr(text, "http") || strcasestr(text, "www."))
		return false;
	while (text < end) {
		if (is_letter(utf8_next(&text, end)))
			return true;
	}
	return false;
}

bool letters_valid(const char *text)
{
	const char *end = text + strlen(text);
	bool letter = false;

	while (text < end) {
		int32_t c = utf8_next(&text, end);

		if (!is_letter(c) && !joins_letters(c) && !(letter && is_mark(c)))
			return false;
		letter = letter || is_letter(c);
	}
	return letter;
}

/* The last label of a domain people have: two letters, or the xn-- of an IDN. */
static bool has_top_level(const char *domain)
{
	const char *dot = strrchr(domain, '.');
	bool letter = false;

	if (!dot || strlen(dot + 1) < TOP_LEVEL_MIN_BYTES)
		return false;
	for (const char *at = dot + 1; *at; at++)
		letter = letter || (*at >= 'a' && *at <= 'z') || (*at >= 'A' && *at <= 'Z');
	return letter;
}

enum field_code email_check(const char *text)
{
	const char *at = strchr(text, '@');

	if (at && at > text && at[1] && !strchr(at + 1, '@') && !has_top_level(at + 1))
		return FIELD_EMAIL_DOMAIN;
	return mail_address_valid(text) ? FIELD_CODES_COUNT : FIELD_INVALID_EMAIL;
}

bool phone_valid(const char *text)
{
	int digits = 0;

	for (; *text; text++) {
		if (*text >= '0' && *text <= '9')
			digits++;
		else if (!strchr(" +/()-.", *text))
			return false;
	}
	return digits >= FIELD_PHONE_MIN_DIGITS && digits <= FIELD_PHONE_MAX_DIGITS;
}

bool integer_parse(const char *text, long long *out)
{
	const char *digits = text + (*text == '-' || *text == '+');
	long long value;

	if (!*digits || digits[strspn(digits, "0123456789")])
		return false;
	errno = 0;
	value = strtoll(text, NULL, 10);
	if (errno)
		return false;
	*out = value;
	return true;
}

/* At most `most` digits; moves *at behind them. */
static int number_read(const char **at, int most)
{
	int value = 0;

	for (int i = 0; i < most && **at >= '0' && **at <= '9'; i++)
		value = 10 * value + (*(*at)++ - '0');
	return value;
}

bool local_date_parse(const char *text, struct date *out)
{
	struct date d = {0};
	const char *year;

	if (date_parse(out, text))
		return true;
	d.day = number_read(&text, 2);
	if (*text++ != '.')
		return false;
	d.month = number_read(&text, 2);
	if (*text++ != '.')
		return false;
	year = text;
	d.year = number_read(&text, YEAR_DIGITS);
	if (*text || text - year != YEAR_DIGITS || !date_valid(d))
		return false;
	*out = d;
	return true;
}
