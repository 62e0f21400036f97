/* mime.c - a mail as bytes (RFC 5322, 2045 to 2047). */
#include "lib/mime.h"

#include <sodium.h>
#include <stdio.h>
#include <string.h>

#include "lib/mime_check.h"
#include "lib/mime_encode.h"

enum { BOUNDARY_HASH_BYTES = 16, BOUNDARY_SIZE = 48 };

#define FILE_NAME "termin.ics"

/*
 * A boundary begins with "=_", which neither quoted-printable nor base64 can
 * contain (RFC 2045 6.7); every part is one of the two.  The rest is only there
 * to tell mails apart when one travels inside another.
 */
static void boundary_make(char out[BOUNDARY_SIZE], const char *part, const char *message_id)
{
	unsigned char hash[BOUNDARY_HASH_BYTES];
	char hex[2 * BOUNDARY_HASH_BYTES + 1];

	crypto_generichash(hash, sizeof hash, (const unsigned char *)message_id, strlen(message_id),
			   NULL, 0);
	sodium_bin2hex(hex, sizeof hex, hash, sizeof hash);
	snprintf(out, BOUNDARY_SIZE, "=_%s_%s", part, hex);
}

static void write_head(const struct mail *mail, struct buffer *out)
{
	mime_date_header(mail->date, out);
	mime_party_header("From", mail->from.name, mail->from.email, out);
	if (mail->reply_to)
		mime_party_header("Reply-To", NULL, mail->reply_to, out);
	mime_party_header("To", mail->to.name, mail->to.email, out);
	mime_text_header("Subject", mail->subject, out);
	buffer_printf(out, "Message-ID: <%s>\r\n", mail->message_id);
	buffer_printf(out, "Content-Language: %s\r\n", mail->language);
	buffer_puts(out, "Auto-Submitted: auto-generated\r\n"); /* RFC 3834 5 */
	buffer_puts(out, "MIME-Version: 1.0\r\n");
}

static void write_text(const char *type, const char *text, struct buffer *out)
{
	buffer_printf(out,
		      "Content-Type: %s; charset=utf-8\r\n"
		      "Content-Transfer-Encoding: quoted-printable\r\n\r\n",
		      type);
	mime_quoted_printable(text, out);
}

/* In base64: from quoted-printable Outlook keeps stray carriage returns. */
static void write_calendar(const struct mail *mail, struct buffer *out)
{
	buffer_printf(out,
		      "Content-Type: text/calendar; charset=utf-8; method=%s;\r\n"
		      " component=VEVENT\r\n"
		      "Content-Transfer-Encoding: base64\r\n\r\n",
		      mail->calendar_method);
	mime_base64(mail->calendar, strlen(mail->calendar), out);
}

/* Not text/calendar again, which would be a second invitation. */
static void write_attachment(const struct mail *mail, struct buffer *out)
{
	const char *name = mail->attachment_name ? mail->attachment_name : FILE_NAME;

	buffer_printf(out,
		      "Content-Type: application/ics; name=\"%s\"\r\n"
		      "Content-Disposition: attachment;\r\n filename=\"%s\"\r\n"
		      "Content-Transfer-Encoding: base64\r\n\r\n",
		      name, name);
	mime_base64(mail->calendar, strlen(mail->calendar), out);
}

static void write_multipart(const char *subtype, const char *boundary, struct buffer *out)
{
	buffer_printf(out, "Content-Type: multipart/%s;\r\n boundary=\"%s\"\r\n\r\n", subtype,
		      boundary);
}

/* From the plainest to the richest: readers take the last they understand. */
static void write_alternatives(const struct mail *mail, struct buffer *out)
{
	char boundary[BOUNDARY_SIZE];

	boundary_make(boundary, "alternative", mail->message_id);
	write_multipart("alternative", boundary, out);
	buffer_printf(out, "--%s\r\n", boundary);
	write_text("text/plain", mail->text, out);
	buffer_printf(out, "\r\n--%s\r\n", boundary);
	write_text("text/html", mail->html, out);
	if (mail->calendar) {
		buffer_printf(out, "\r\n--%s\r\n", boundary);
		write_calendar(mail, out);
	}
	buffer_printf(out, "\r\n--%s--\r\n", boundary);
}

bool mime_write(const struct mail *mail, struct buffer *out, struct problem *why)
{
	char boundary[BOUNDARY_SIZE];

	if (!mime_check(mail, why))
		return false;
	write_head(mail, out);
	if (!mail->calendar) {
		write_alternatives(mail, out);
		return true;
	}
	boundary_make(boundary, "mixed", mail->message_id);
	write_multipart("mixed", boundary, out);
	buffer_printf(out, "--%s\r\n", boundary);
	write_alternatives(mail, out);
	buffer_printf(out, "\r\n--%s\r\n", boundary);
	write_attachment(mail, out);
	buffer_printf(out, "\r\n--%s--\r\n", boundary);
	return true;
}
