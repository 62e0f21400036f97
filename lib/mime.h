/*
 * mime.h - a mail as bytes (RFC 5322, 2045 to 2047).
 *
 * The same bytes go to an SMTP server or into an .eml file.  They depend on
 * the mail alone: sent again, it is the same mail.  Lines end in CR LF; the
 * dot-stuffing of SMTP is the sender's business.
 */
#pragma once

#include <stdbool.h>
#include <time.h>

#include "lib/buffer.h"
#include "lib/problem.h"

struct mail_party {
	const char *name;  /* optional: NULL or "" */
	const char *email; /* as mail_address_valid() wants it */
};

/* All strings are borrowed UTF-8. */
struct mail {
	struct mail_party from, to;
	const char *reply_to;        /* optional: an address */
	const char *subject;         /* one line */
	const char *message_id;      /* without <>: "id@host", unique and stable */
	time_t date;                 /* written in UTC */
	const char *language;        /* BCP 47, of the whole mail */
	const char *text, *html;     /* lines end in LF or CR LF */
	const char *calendar;        /* optional: an iCalendar object */
	const char *calendar_method; /* with calendar: its METHOD, "REQUEST" */
	const char *attachment_name; /* with calendar; NULL: "termin.ics" */
};

/*
 * Append the mail:
 *
 *   multipart/alternative { text/plain, text/html }
 *
 * and with a calendar
 *
 *   multipart/mixed {
 *     multipart/alternative { text/plain, text/html, text/calendar; method= }
 *     application/ics as attachment }
 *
 * Nothing is repaired: a control character in a name or the subject, an
 * address that needs quoting, or a calendar with another METHOD is refused
 * with a problem (422, "bad_mail") that names the field; `out` is then as it was.
 */
bool mime_write(const struct mail *mail, struct buffer *out, struct problem *why);
