/* booking_mail.c - a mail about a booking in words. */
#include "server/booking_mail.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/own_text.h"
#include "lib/xalloc.h"
#include "server/own_words.h"
#include "server/text.h"

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
static json_t *book_url(const struct booking_mail *m)
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

static json_t *previous_moment(const struct booking_mail *m)
{
	json_t *moment;

	if (!m->previous)
		return json_null();
	moment = json_object();
	shape_moment(moment, &m->w, m->previous, m->b.minutes);
	return moment;
}

static json_t *document_write(const struct booking_mail *m)
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

static const struct own_text *own_text_of(const struct booking_mail *m)
{
	str_auto_t *name = text_format("mail.%s", m->kind);

	return own_text_find(name);
}

void booking_mail_begin(struct booking_mail *m, const struct config *config)
{
	const struct own_text *t = own_text_of(m);

	m->base = mail_base_address(config, m->w.authority);
	if (m->b.token)
		m->manage_url =
			text_format("%s/bookings/%s%s", m->base, m->b.token, m->w.lang_query);
	m->document = document_write(m);
	if (t)
		booking_mail_say(m, own_words(m->b.office, t, language_code(m->w.language), NULL));
}

static char *own_plain(const char *text, const json_t *values, json_t **paragraphs)
{
	struct buffer plain = {0};

	*paragraphs = own_text_fill(text, values);
	buffer_puts(&plain, "");
	own_text_plain(*paragraphs, &plain);
	return buffer_steal(&plain);
}

void booking_mail_say(struct booking_mail *m, const json_t *own)
{
	const char *subject = json_string_value(json_object_get(own, "subject"));
	const char *body = json_string_value(json_object_get(own, "body"));
	json_auto_t *values = NULL, *heading = NULL;
	str_auto_t *line = NULL, *text = NULL;
	json_t *paragraphs;

	m->own = body != NULL;
	json_object_set_new(m->document, "own", json_null());
	if (!m->own)
		return;
	values = own_words_mail_values(&m->w, &m->b, m->document);
	line = own_plain(subject ? subject : "", values, &heading);
	text = own_plain(body, values, &paragraphs);
	json_object_set_new(m->document, "own",
			    json_pack("{s:s, s:o, s:o, s:s}", "subject", line, "heading",
				      json_incref(heading), "paragraphs", paragraphs, "text",
				      text));
}

static char *text_write(const struct booking_mail *m, const char *key)
{
	struct buffer text = {0};

	site_text(m->w.site, m->w.language, key, m->document, &text);
	return buffer_steal(&text);
}

/* Of a rehearsal it says so first. */
char *booking_mail_subject(const struct booking_mail *m)
{
	const char *own =
		json_string_value(json_object_get(json_object_get(m->document, "own"), "subject"));
	str_auto_t *key = text_format("mail.%s.subject", m->kind);
	char *subject = own && *own ? xstrdup(own) : text_write(m, key);

	if (!m->rehearsal)
		return subject;
	json_object_set_new(m->document, "subject", json_string(subject));
	free(subject);
	return text_write(m, "mail.rehearsal.subject");
}

bool booking_mail_page(const struct booking_mail *m, bool plain, struct buffer *out,
		       struct problem *why)
{
	str_auto_t *template = text_format("mail.%s", m->own ? "own" : m->kind);

	if (site_render(m->w.site, template, m->w.language, m->document, NULL, plain, out))
		return true;
	return problem(why, 500, "bad_template", "%s cannot be written", template);
}

void booking_mail_done(struct booking_mail *m)
{
	booking_done(&m->b);
	json_decref(m->document);
	free(m->base);
	free(m->manage_url);
}
