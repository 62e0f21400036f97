/* texts_preview.c - an office's own words as citizens get them, with real example data. */
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/admin/texts.h"
#include "server/booking_mail.h"
#include "server/own_words.h"

enum {
	EXAMPLE_HOUR = 10,
	EXAMPLE_DAYS_AHEAD = 7,
	SECONDS_PER_DAY = 24 * 60 * 60,
	EXAMPLE_MINUTES = 30,
};

static const char SIGNATURE[] = "\n-- \n";

/* The office's own first, else one of an office below it. */
static const struct service *example_service(const struct office *o)
{
	const struct service *s = office_service_at(o, 0);
	const struct authority *a = o->authority;

	for (size_t i = 0; !s && i < a->nservices; i++)
		for (const struct office *up = a->services[i].office; up; up = up->parent)
			if (up == o)
				s = &a->services[i];
	return s;
}

static const struct contact_person *example_person(const struct service *s, const struct office *o)
{
	const struct authority *a = o->authority;

	if (s && s->nresponsibilities > 0)
		return &a->persons[s->responsibilities[0].contact_person];
	for (size_t i = 0; i < a->npersons; i++)
		if (a->persons[i].office == o)
			return &a->persons[i];
	return NULL;
}

/* The first Monday to Friday a week from now, at ten. */
static time_t example_time(const struct authority *a)
{
	time_t t = time(NULL) + (time_t)EXAMPLE_DAYS_AHEAD * SECONDS_PER_DAY;
	struct date date = zone_local(a->zone, t).date;

	while (date_weekday(date) == SATURDAY || date_weekday(date) == SUNDAY)
		date = date_add_days(date, 1);
	return zone_midnight(a->zone, date) + (time_t)EXAMPLE_HOUR * 60 * 60;
}

static struct booking example_booking(const struct texts *v)
{
	const struct service *s = example_service(v->office);

	return (struct booking){
		.token = "EXAMPLE",
		.reference = "7KMC-2P4X",
		.uid = "example",
		.family_name = "Brenner",
		.given_name = "Katrin",
		.email = "katrin.brenner@mail.example",
		.phone = "07721 5550123",
		.language = language_code(v->language),
		.minutes = s ? s->minutes : EXAMPLE_MINUTES,
		.cancelled = strcmp(v->t->name, "mail.cancelled") == 0,
		.office = v->office,
		.service = s,
		.person = example_person(s, v->office),
		.channel = s && !(s->channels & CHANNEL_IN_PERSON) && s->channels & CHANNEL_PHONE
				   ? CHANNEL_PHONE
				   : CHANNEL_IN_PERSON,
		.starts_at = example_time(v->w.authority),
		.created_at = time(NULL),
		.changed_at = time(NULL),
		.answers = json_object(),
		.asked = json_object(),
	};
}

static json_t *plain_paragraphs(const char *text, size_t len)
{
	str_auto_t *part = xstrndup(text, len);
	json_auto_t *nothing = json_object();

	return own_text_fill(part, nothing);
}

static json_t *mail_json(const struct booking_mail *m)
{
	json_t *own = json_object_get(m->document, "own");
	str_auto_t *subject = booking_mail_subject(m);
	json_t *heading = json_object_get(own, "heading"), *paragraphs;
	buffer_auto_t text = {0};
	struct problem why;
	const char *end;

	buffer_puts(&text, "");
	booking_mail_page(m, true, &text, &why);
	end = strstr(text.data, SIGNATURE);
	end = end ? end : text.data + text.len;
	paragraphs = json_object_get(own, "paragraphs");
	paragraphs = paragraphs ? json_incref(paragraphs)
				: plain_paragraphs(text.data, (size_t)(end - text.data));
	return json_pack("{s:o, s:o, s:o, s:s}", "subject",
			 json_array_size(heading) > 0 ? json_incref(heading)
						      : plain_paragraphs(subject, strlen(subject)),
			 "paragraphs", paragraphs, "end",
			 plain_paragraphs(end + (*end == '\n'), strlen(end + (*end == '\n'))),
			 "text", text.data);
}

static json_t *mail_preview(const struct texts *v, const json_t *own, json_t **values)
{
	json_auto_t *example = word_text(&v->w, "staff.texts.example_text", NULL);
	struct booking_mail m = {
		.w = {.authority = v->w.authority, .site = v->w.site},
		.b = example_booking(v),
		.kind = strchr(v->t->name, '.') + 1,
		.office_text = json_string_value(example),
	};
	json_t *preview;

	mail_language(&m.w, language_code(v->language));
	m.previous = m.b.starts_at - SECONDS_PER_DAY;
	booking_mail_begin(&m, v->config);
	booking_mail_say(&m, own);
	preview = mail_json(&m);
	*values = own_words_mail_values(&m.w, &m.b, m.document);
	booking_mail_done(&m);
	return preview;
}

json_t *texts_preview(const struct texts *v, const json_t *own, json_t **values)
{
	struct wording w = {
		.authority = v->w.authority, .site = v->w.site, .language = v->language};
	json_auto_t *standard = NULL;
	json_t *paragraphs;

	if (v->t->mail)
		return mail_preview(v, own, values);
	*values = own_words_page_values(&w, v->office);
	standard = own ? json_incref((json_t *)(uintptr_t)own) : own_words_default(&w, v->t, false);
	paragraphs = own_text_fill(json_string_value(json_object_get(standard, "body")), *values);
	return json_pack("{s:[], s:o, s:[], s:n}", "subject", "paragraphs", paragraphs, "end",
			 "text");
}
