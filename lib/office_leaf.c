/* office_leaf.c - the texts, numbers and choices that authority files and office files are made of.
 */
#include "lib/office_leaf.h"

#include <ctype.h>
#include <string.h>

#include "lib/channel.h"
#include "lib/date.h"
#include "lib/field.h"
#include "lib/local_span.h"
#include "lib/mail_address.h"
#include "lib/weekly_hours.h"

enum {
	SLUG_MAX = 60, /* as domain slug of the database */
	NAME_MAX = 100,
	SENTENCE_MAX = 300,
	TEXT_MAX = 4000,
	LINES_MAX = 12,
	CODE_PART_MAX = 8,
	MUNICIPALITY_KEY_DIGITS = 8,
};

/* Small letters and digits in groups that single hyphens part. */
static bool slug_valid(const char *text)
{
	for (const char *p = text; *p; p++) {
		bool hyphen = *p == '-';

		if (!hyphen && !islower((unsigned char)*p) && !isdigit((unsigned char)*p))
			return false;
		if (hyphen && (p == text || p[1] == '-' || p[1] == '\0'))
			return false;
	}
	return true;
}

bool language_code_valid(const char *text)
{
	size_t first = strcspn(text, "-");

	return slug_valid(text) && first >= 2 && first <= 3 &&
	       strlen(text) <= first + 1 + CODE_PART_MAX && !isdigit((unsigned char)text[0]);
}

static bool phone_valid(const char *text)
{
	size_t digits = 0;

	for (const char *p = text; *p; p++) {
		if (!strchr("0123456789+/()-. ", *p))
			return false;
		digits += isdigit((unsigned char)*p) != 0;
	}
	return digits >= FIELD_PHONE_MIN_DIGITS && digits <= FIELD_PHONE_MAX_DIGITS;
}

static bool date_text_valid(const char *text)
{
	struct date date;

	return date_parse(&date, text);
}

static bool moment_valid(const char *text)
{
	struct local_moment moment;

	return local_moment_parse(&moment, text);
}

static bool time_valid(const char *text)
{
	int minute;

	return weekly_hours_time_parse(&minute, text) && minute % WEEKLY_HOURS_STEP_MINUTES == 0;
}

static bool municipality_key_valid(const char *text)
{
	return strspn(text, "0123456789") == MUNICIPALITY_KEY_DIGITS &&
	       strlen(text) == MUNICIPALITY_KEY_DIGITS;
}

static const char *const CHANNEL_CHOICES[] = {"in_person", "phone", "video", NULL};
static const struct shape CHANNEL = {SHAPE_CHOICE, "channel", .choices = CHANNEL_CHOICES};

// clang-format off
const struct shape LEAF_SLUG = {SHAPE_TEXT, "slug", 1, SLUG_MAX, .valid = slug_valid};
const struct shape LEAF_NAME = {SHAPE_TEXT, "name", 1, NAME_MAX};
const struct shape LEAF_SENTENCE = {SHAPE_TEXT, "sentence", 1, SENTENCE_MAX};
const struct shape LEAF_TEXT = {SHAPE_TEXT, "text", 1, TEXT_MAX};
const struct shape LEAF_PHONE = {SHAPE_TEXT, "phone",
	1, FIELD_PHONE_MAX_CHARACTERS, .valid = phone_valid};
const struct shape LEAF_EMAIL = {SHAPE_TEXT, "email",
	1, FIELD_EMAIL_MAX_CHARACTERS, .valid = mail_address_valid};
const struct shape LEAF_DATE = {SHAPE_TEXT, "date",
	1, NAME_MAX, .valid = date_text_valid};
const struct shape LEAF_MOMENT = {SHAPE_TEXT, "moment", 1, NAME_MAX, .valid = moment_valid};
const struct shape LEAF_TIME = {SHAPE_TEXT, "time",
	1, NAME_MAX, .valid = time_valid};
const struct shape LEAF_CHANNELS = {SHAPE_SET, "channels",
	1, CHANNELS, .item = &CHANNEL};
const struct shape LEAF_MUNICIPALITY_KEY = {SHAPE_TEXT, "municipality_key",
	1, NAME_MAX, .valid = municipality_key_valid};
const struct shape LEAF_LINES = {SHAPE_LIST, "lines", 0, LINES_MAX, .item = &LEAF_SENTENCE};
const struct shape LEAF_YES_NO = {SHAPE_BOOLEAN, "yes_no"};
const struct shape LEAF_LANGUAGE = {SHAPE_TEXT, "language", 1, NAME_MAX, .valid = language_code_valid};
const struct shape LEAF_REASON = {SHAPE_MAP, "reason",
	1, LANGUAGES_MAX, .valid = language_code_valid, .item = &LEAF_SENTENCE};

static const struct shape LATITUDE = {SHAPE_NUMBER, "latitude", -90, 90};
static const struct shape LONGITUDE = {SHAPE_NUMBER, "longitude", -180, 180};
static const struct shape_member GEO_MEMBERS[] = {
	{"latitude",  &LATITUDE,  SHAPE_REQUIRED},
	{"longitude", &LONGITUDE, SHAPE_REQUIRED},
	{0},
};
static const struct shape GEO = {SHAPE_OBJECT, "geo", .members = GEO_MEMBERS};
static const struct shape ADDRESS_LINES = {SHAPE_LIST, "address_lines", 1, LINES_MAX, .item = &LEAF_SENTENCE};
static const struct shape_member ADDRESS_MEMBERS[] = {
	{"building", &LEAF_SENTENCE, SHAPE_OPTIONAL},
	{"lines",    &ADDRESS_LINES, SHAPE_REQUIRED},
	{"geo",      &GEO,           SHAPE_OPTIONAL},
	{0},
};
const struct shape LEAF_ADDRESS = {SHAPE_OBJECT, "address",
	.members = ADDRESS_MEMBERS};
// clang-format on
