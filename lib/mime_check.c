/*
 * mime_check.c - what may be written into a mail.
 *
 * What ends up in a header unencoded is limited to harmless ASCII here, so
 * that no value can begin a header of its own.
 */
#include "lib/mime_check.h"

#include <string.h>

#include "lib/clean_text.h"
#include "lib/mail_address.h"

enum {
	NAME_MAX_BYTES = 200,
	SUBJECT_MAX_BYTES = 500,
	LANGUAGE_MAX_BYTES = 35, /* RFC 5646 4.4.1 */
	FILE_NAME_MAX_BYTES = 60,
	BODY_MAX_BYTES = 1 << 20,
};

#define LETTERS "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"
#define DIGITS "0123456789"

static bool refuse(const char *field, const char *rule, struct problem *why)
{
	return problem(why, 422, "bad_mail", "%s %s", field, rule);
}

static bool check_line(const char *field, const char *s, size_t max, struct problem *why)
{
	if (strlen(s) > max)
		return refuse(field, "is too long", why);
	if (!clean_line(s))
		return refuse(field, "is not one line of valid UTF-8", why);
	return true;
}

static bool check_address(const char *field, const char *s, struct problem *why)
{
	if (!s || !mail_address_valid(s))
		return refuse(field, "is not a mail address", why);
	return true;
}

/* Nothing but these characters, at least one and at most max. */
static bool check_only(const char *field, const char *s, const char *allowed, size_t max,
		       struct problem *why)
{
	if (!s || !*s || strlen(s) > max)
		return refuse(field, "is missing or too long", why);
	if (s[strspn(s, allowed)])
		return refuse(field, "has characters that may not stand in it", why);
	return true;
}

static bool check_body(const char *field, const char *s, struct problem *why)
{
	if (!s || strlen(s) > BODY_MAX_BYTES)
		return refuse(field, "is missing or too long", why);
	if (!clean_text(s))
		return refuse(field, "has control characters or is not valid UTF-8", why);
	return true;
}

static bool check_party(const struct mail_party *party, const char *name_field,
			const char *email_field, struct problem *why)
{
	if (party->name && !check_line(name_field, party->name, NAME_MAX_BYTES, why))
		return false;
	return check_address(email_field, party->email, why);
}

/* Outlook refuses a part whose method= is not the METHOD inside. */
static bool check_method(const struct mail *mail, struct problem *why)
{
	static const char LINE[] = "\r\nMETHOD:";
	const char *line = strstr(mail->calendar, LINE);
	size_t len = strlen(mail->calendar_method);

	if (!line || strncmp(line + sizeof LINE - 1, mail->calendar_method, len) != 0 ||
	    line[sizeof LINE - 1 + len] != '\r')
		return refuse("calendar_method", "is not the METHOD of the calendar", why);
	return true;
}

static bool check_calendar(const struct mail *mail, struct problem *why)
{
	if (!mail->calendar)
		return true;
	return check_body("calendar", mail->calendar, why) &&
	       check_only("calendar_method", mail->calendar_method, LETTERS "-", NAME_MAX_BYTES,
			  why) &&
	       check_method(mail, why) &&
	       (!mail->attachment_name ||
		check_only("attachment_name", mail->attachment_name, LETTERS DIGITS "._-",
			   FILE_NAME_MAX_BYTES, why));
}

bool mime_check(const struct mail *mail, struct problem *why)
{
	return check_party(&mail->from, "from.name", "from.email", why) &&
	       check_party(&mail->to, "to.name", "to.email", why) &&
	       (!mail->reply_to || check_address("reply_to", mail->reply_to, why)) &&
	       check_address("message_id", mail->message_id, why) &&
	       (mail->subject || refuse("subject", "is missing", why)) &&
	       check_line("subject", mail->subject, SUBJECT_MAX_BYTES, why) &&
	       check_only("language", mail->language, LETTERS DIGITS "-", LANGUAGE_MAX_BYTES,
			  why) &&
	       check_body("text", mail->text, why) && check_body("html", mail->html, why) &&
	       check_calendar(mail, why);
}
