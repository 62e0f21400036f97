/* mail.c - a message of the outbox as the mail it becomes. */
#include "server/jobs/mail.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/mime.h"
#include "lib/xalloc.h"
#include "server/appointment_calendar.h"
#include "server/db/rows.h"
#include "server/text.h"

static bool mail_begin(struct booking_mail *m, const struct config *config, const PGresult *rows,
		       int row)
{
	mail_language(&m->w, row_text(rows, row, "language"));
	m->kind = row_text(rows, row, "kind");
	m->previous = row_integer(rows, row, "previous_from_at");
	m->rehearsal = row_bool(rows, row, "rehearsal");
	m->office_text = row_text(rows, row, "office_text");
	if (!booking_read(&m->b, &m->w, rows, row, row_text(rows, row, "token")))
		return false;
	booking_mail_begin(m, config);
	return true;
}

/* False when there is none to write but there should be one. */
static bool calendar_write(const struct booking_mail *m, struct mail *mail, char **calendar,
			   struct problem *why)
{
	enum icalendar_method method = ICALENDAR_REQUEST;

	if (strcmp(m->kind, "lost_link") == 0 || strcmp(m->kind, "reminder") == 0)
		return true;
	if (m->b.cancelled)
		method = ICALENDAR_CANCEL;
	*calendar = appointment_calendar(&m->w, &m->b, method, m->manage_url, why);
	mail->calendar = *calendar;
	mail->calendar_method = icalendar_method_name(method);
	return *calendar != NULL;
}

static char *text_write(const struct booking_mail *m, const char *key)
{
	struct buffer text = {0};

	site_text(m->w.site, m->w.language, key, m->document, &text);
	return buffer_steal(&text);
}

/* The entry's UID is random, and so tells apart what was written for others. */
static char *name_write(const struct booking_mail *m, const PGresult *rows, int row)
{
	size_t len = strcspn(m->b.uid, "@");

	return text_format("%.*s.%s", (int)len, m->b.uid, row_text(rows, row, "message_id"));
}

/* Replies go to the office itself, unless its address would tell which one it is. */
static const char *reply_to(const struct booking_mail *m)
{
	const struct office *o = m->b.office;

	return o->rules.discreet || !*o->email || strcmp(o->email, m->w.authority->email) == 0
		       ? NULL
		       : o->email;
}

static bool mail_assemble(struct mail_post *post, const struct booking_mail *m, struct problem *why)
{
	str_auto_t *subject = booking_mail_subject(m), *from = text_write(m, "calendar.organizer");
	str_auto_t *to = text_write(m, "calendar.attendee"), *calendar = NULL;
	const char *host = strchr(m->b.uid, '@');
	str_auto_t *id = text_format("%s%s", post->name, host ? host : "@localhost");
	buffer_auto_t text = {0}, html = {0};
	struct mail mail = {
		.from = {from, m->w.authority->email},
		.to = {to, m->b.email},
		.reply_to = reply_to(m),
		.subject = subject,
		.message_id = id,
		.date = m->b.changed_at,
		.language = language_code(m->w.language),
	};

	if (!booking_mail_page(m, true, &text, why) || !booking_mail_page(m, false, &html, why) ||
	    !calendar_write(m, &mail, &calendar, why))
		return false;
	mail.text = text.data;
	mail.html = html.data;
	return mime_write(&mail, &post->bytes, why);
}

bool mail_write(struct mail_post *post, const struct site *site, const struct config *config,
		const struct authority *a, const PGresult *rows, int row, struct problem *why)
{
	struct booking_mail m = {.w = {.authority = a, .site = site}};
	bool ok = mail_begin(&m, config, rows, row);

	*post = (struct mail_post){0};
	if (ok) {
		post->sender = xstrdup(*config->mail_from ? config->mail_from : a->email);
		post->recipient = xstrdup(m.b.email);
		post->name = name_write(&m, rows, row);
		ok = mail_assemble(post, &m, why);
	} else {
		problem(why, 500, "office_gone", "the office is no more");
	}
	booking_mail_done(&m);
	return ok;
}

void mail_post_done(struct mail_post *post)
{
	free(post->sender);
	free(post->recipient);
	free(post->name);
	buffer_done(&post->bytes);
	*post = (struct mail_post){0};
}
