/*
 * field_check.h - is this one trimmed line a name, a phone number, a date?
 *
 * The rules behind field.h that need no form.  Text is valid UTF-8 without
 * control characters.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/date.h"
#include "lib/field.h"

/* A letter at least, and nothing that looks like a link. */
bool name_valid(const char *text);

/* Letters with their marks; spaces, hyphens, dots and apostrophes between. */
bool letters_valid(const char *text);

/* FIELD_INVALID_EMAIL, FIELD_EMAIL_DOMAIN, or FIELD_CODES_COUNT when it is right. */
enum field_code email_check(const char *text);

bool phone_valid(const char *text);

/* A whole number in decimal, with a sign at most; false when it does not fit. */
bool integer_parse(const char *text, long long *out);

/* YYYY-MM-DD or D.M.YYYY. */
bool local_date_parse(const char *text, struct date *out);
