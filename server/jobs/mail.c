/* mail.c - a message of the outbox as the mail it becomes. */
#include "server/jobs/mail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/mime.h"
#include "lib/xalloc.h"
#include "server/appointment_calendar.h"
#include "server/db/rows.h"
#include "server/text.h"

/* What all steps of writing one mail look at. */
struct writing {
	struct wording w;
	struct booking b;
	const char *kind; /* "confirmation" */
	time_t previous;  /* only "moved": when it was before */
	bool rehearsal;
	const char *office_text; /* what the office writes about it, or NULL */
	char *base;              /* "https://termine.example" */
	char *manage_url;        /* NULL when there is no link any more */
	json_t *document;
};

static void writing_done(struct writing *m)
{
	booking_done(&m->b);
	json_decref(m->document);
	free(m->base);
	free(m->manage_url);
}

/* In the citizen's language, where it is still offered, else in the authority's. */
void mail_language(struct wording *w, const char *language)
{
	const char *standard = w->authority->languages[0];

	w->language = site_language(w->site, language);
	if (!w->language)
		w->language = site_language(w->site, standard);
	if (!w->language)
		w->language = site_language(w->site, SITE_LANGUAGE);
	if (strcmp(language_code(w->language), standard) == 0)
		return;
	snprintf(w->lang_query, sizeof w->lang_query, "?lang=%s", language_code(w->language));
	snprintf(w->lang_amp, sizeof w->lang_amp, "&lang=%s", language_code(w->language));
}

/* A mail is not the answer to a request: who asked is not known here. */
char *mail_base_address(const struct config *config, const struct authority *a)
{
	const json_t *hosts = json_object_get(a->document, "hosts");
	const char *host = json_string_value(json_array_get(hosts, 0));
	char *base;

	if (!*config->public_url && !host)
		return text_format("http://localhost:%d", config->port);
	if (!*config->public_url)
		return text_format("https://%s", host);
	base = xstrdup(config->public_url);
	for (size_t len = strlen(base); len > 0 && base[len - 1] == '/'; len--)
		base[len - 1] = '\0';
	return base;
}

/* A link that names office and service would not be discreet. */
static json_t *book_url(const struct writing *m)
{
	const struct booking *b = &m->b;
	str_auto_t *url = NULL;

	if (b->office->rules.discreet)
		url = text_format("%s/%s", m->base, m->w.lang_query);
	else if (!b->service)
		url = text_format("%s/offices/%s%s", m->base, b->office->slug, m->w.lang_query);
	else
		url = text_format("%s/offices/%s/services/%s%s", m->base, b->service->office->slug,
				  b->service->slug, m->w.lang_query);
	return json_string(url);
}

static json_t *previous_moment(const struct writing *m)
{
	json_t *moment;

	if (!m->previous)
		return json_null();
	moment = json_object();
	shape_moment(moment, &m->w, m->previous, m->b.minutes);
	return moment;
}

static json_t *document_write(const struct writing *m)
{
	bool discreet = m->b.office->rules.discreet;
	json_t *d = booking_document(&m->w, &m->b);

	json_object_set_new(d, "authority", shape_authority(&m->w));
	json_object_set_new(d, "language", json_string(language_code(m->w.language)));
	json_object_set_new(d, "dir", json_string(language_direction(m->w.language)));
	json_object_set_new(d, "manage_url", word_or_null(m->manage_url));
	json_object_set_new(d, "book_url", book_url(m));
	json_object_set_new(d, "previous", previous_moment(m));
	json_object_set_new(d, "office_text", word_or_null(m->office_text));
	json_object_set_new(d, "discreet", json_boolean(discreet));
	if (discreet)
		json_object_set_new(d, "service", json_null());
	return d;
}

static bool writing_begin(struct writing *m, const struct config *config, const PGresult *rows,
			  int row)
{
	const char *token = row_text(rows, row, "token");

	mail_language(&m->w, row_text(rows, row, "language"));
	m->kind = row_text(rows, row, "kind");
	m->previous = row_integer(rows, row, "previous_from_at");
	m->rehearsal = row_bool(rows, row, "rehearsal");
	m->office_text = row_text(rows, row, "office_text");
	if (!booking_read(&m->b, &m->w, rows, row, token))
		return false;
	m->base = mail_base_address(config, m->w.authority);
	if (token)
		m->manage_url = text_format("%s/bookings/%s%s", m->base, token, m->w.lang_query);
	m->document = document_write(m);
	return true;
}

/* False when there is none to write but there should be one. */
static bool calendar_write(const struct writing *m, struct mail *mail, char **calendar,
			   struct problem *why)
{
	enum icalendar_method method = ICALENDAR_REQUEST;

	if (strcmp(m->kind, "lost_link") == 0)
		return true;
	if (m->b.cancelled)
		method = ICALENDAR_CANCEL;
	*calendar = appointment_calendar(&m->w, &m->b, method, m->manage_url, why);
	mail->calendar = *calendar;
	mail->calendar_method = icalendar_method_name(method);
	return *calendar != NULL;
}

static bool page_write(const struct writing *m, bool plain, struct buffer *out, struct problem *why)
{
	str_auto_t *template = text_format("mail.%s", m->kind);

	if (site_render(m->w.site, template, m->w.language, m->document, NULL, plain, out))
		return true;
	return problem(why, 500, "bad_template", "%s cannot be written", template);
}

static char *text_write(const struct writing *m, const char *key)
{
	struct buffer text = {0};

	site_text(m->w.site, m->w.language, key, m->document, &text);
	return buffer_steal(&text);
}

/* Of a rehearsal it says so first. */
static char *subject_write(const struct writing *m)
{
	str_auto_t *key = text_format("mail.%s.subject", m->kind);
	char *subject = text_write(m, key);

	if (!m->rehearsal)
		return subject;
	json_object_set_new(m->document, "subject", json_string(subject));
	free(subject);
	return text_write(m, "mail.rehearsal.subject");
}

/* The entry's UID is random, and so tells apart what was written for others. */
static char *name_write(const struct writing *m, const PGresult *rows, int row)
{
	size_t len = strcspn(m->b.uid, "@");

	return text_format("%.*s.%s", (int)len, m->b.uid, row_text(rows, row, "message_id"));
}

/* Replies go to the office itself, unless its address would tell which one it is. */
static const char *reply_to(const struct writing *m)
{
	const struct office *o = m->b.office;

	return o->rules.discreet || !*o->email || strcmp(o->email, m->w.authority->email) == 0
		       ? NULL
		       : o->email;
}

static bool mail_assemble(struct mail_post *post, const struct writing *m, struct problem *why)
{
	str_auto_t *subject = subject_write(m), *from = text_write(m, "calendar.organizer");
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

	if (!page_write(m, true, &text, why) || !page_write(m, false, &html, why) ||
	    !calendar_write(m, &mail, &calendar, why))
		return false;
	mail.text = text.data;
	mail.html = html.data;
	return mime_write(&mail, &post->bytes, why);
}

bool mail_write(struct mail_post *post, const struct site *site, const struct config *config,
		const struct authority *a, const PGresult *rows, int row, struct problem *why)
{
	struct writing m = {.w = {.authority = a, .site = site}};
	bool ok = writing_begin(&m, config, rows, row);

	*post = (struct mail_post){0};
	if (ok) {
		post->sender = xstrdup(*config->mail_from ? config->mail_from : a->email);
		post->recipient = xstrdup(m.b.email);
		post->name = name_write(&m, rows, row);
		ok = mail_assemble(post, &m, why);
	} else {
		problem(why, 500, "office_gone", "the office is no more");
	}
	writing_done(&m);
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
