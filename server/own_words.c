/* own_words.c - mails and parts of pages as an office says them itself. */
#include "server/own_words.h"

#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "server/text.h"

static const char GREETING[] = "page.greeting";

bool own_words_tell(const struct office *o, const char *text)
{
	const struct service *s;

	if (!text)
		return false;
	for (size_t i = 0; (s = office_service_at(o, i)); i++)
		if (own_text_tells(text, s->texts))
			return true;
	return own_text_tells(text, o->texts) != NULL;
}

bool own_words_reach(const struct office *o, const struct office *above, const struct own_text *t,
		     const char *subject, const char *body)
{
	if (!t->mail || !o->rules.discreet)
		return true;
	return above->rules.discreet && !own_words_tell(o, subject) && !own_words_tell(o, body) &&
	       !own_words_tell(above, subject) && !own_words_tell(above, body);
}

const json_t *own_words(const struct office *o, const struct own_text *t, const char *language,
			const struct office **from)
{
	for (const struct office *up = o; up; up = up->parent) {
		const json_t *said =
			json_object_get(json_object_get(up->own_texts, t->name), language);

		if (!said ||
		    !own_words_reach(o, up, t, json_string_value(json_object_get(said, "subject")),
				     json_string_value(json_object_get(said, "body"))))
			continue;
		if (from)
			*from = up;
		return said;
	}
	return NULL;
}

/*
 * Values
 */

static json_t *or_null(json_t *value)
{
	return value ? json_incref(value) : json_null();
}

static json_t *member(const json_t *object, const char *name)
{
	return or_null(json_object_get(object, name));
}

/* "Landratsamt Musterkreis" */
static json_t *authority_name(const struct wording *w)
{
	const json_t *texts = json_object_get(w->authority->document, "texts");
	json_auto_t *kind = word_of(w, texts, "kind"), *name = word_of(w, texts, "name");

	if (!json_is_string(kind))
		return json_incref(name);
	return json_sprintf("%s %s", json_string_value(kind),
			    json_is_string(name) ? json_string_value(name) : "");
}

/* A discreet office is not named in mails. */
static json_t *office_values(const struct wording *w, const struct office *o, bool named)
{
	return json_pack("{s:o, s:o, s:o, s:o, s:o}", "office",
			 named ? word_of(w, o->texts, "name") : json_null(), "office_phone",
			 named ? word_or_null(o->phone) : json_null(), "office_email",
			 named ? word_or_null(o->email) : json_null(), "authority",
			 authority_name(w), "keep",
			 word_count(w, "count.days", o->rules.retention_days));
}

json_t *own_words_page_values(const struct wording *w, const struct office *o)
{
	return office_values(w, o, true);
}

static void join(struct buffer *out, const json_t *text)
{
	if (json_is_string(text) && json_string_length(text) > 0)
		buffer_printf(out, "%s%s", out->len ? ", " : "", json_string_value(text));
}

/* What was joined as a text, or null. */
static json_t *joined(struct buffer *text)
{
	json_t *value = word_or_null(text->data);

	buffer_done(text);
	return value;
}

static json_t *address_text(const json_t *place)
{
	struct buffer text = {0};
	size_t i;
	json_t *line;

	json_array_foreach (json_object_get(place, "lines"), i, line)
		join(&text, line);
	return joined(&text);
}

/* Wherever it is: in a room, at the phone, by video. */
static json_t *place_text(const struct wording *w, const struct booking *b, const json_t *document)
{
	const json_t *place = json_object_get(document, "place");
	json_auto_t *address = address_text(place), *by = NULL;
	struct buffer text = {0};

	if (b->channel == CHANNEL_PHONE || b->channel == CHANNEL_VIDEO) {
		bool phone = b->channel == CHANNEL_PHONE;
		const json_t *where = json_object_get(document, phone ? "phone" : "video_url");

		by = word_text(w, phone ? "ticket.by_phone" : "ticket.by_video", NULL);
		buffer_puts(&text, json_string_value(by));
		if (json_is_string(where))
			buffer_printf(&text, " %s", json_string_value(where));
		return joined(&text);
	}
	join(&text, json_object_get(place, "room"));
	join(&text, address);
	join(&text, json_object_get(place, "access"));
	return joined(&text);
}

json_t *own_words_mail_values(const struct wording *w, const struct booking *b,
			      const json_t *document)
{
	static const struct {
		const char *variable, *part, *member;
	} WHERE[] = {
		{"given_name", NULL, "given_name"},
		{"family_name", NULL, "family_name"},
		{"date", NULL, "date_text"},
		{"time_text", NULL, "time_text"},
		{"hours", NULL, "hours_text"},
		{"channel", NULL, "channel_text"},
		{"reference", NULL, "reference"},
		{"change_until", NULL, "change_until_text"},
		{"manage_url", NULL, "manage_url"},
		{"book_url", NULL, "book_url"},
		{"office_text", NULL, "office_text"},
		{"service", "service", "name"},
		{"documents", "service", "documents"},
		{"documents_note", "service", "documents_note"},
		{"room", "place", "room"},
		{"contact_person", "contact_person", "name"},
		{"contact_phone", "contact_person", "phone"},
		{"previous_date", "previous", "date_text"},
		{"previous_hours", "previous", "hours_text"},
	};
	json_t *values = office_values(w, b->office, !b->office->rules.discreet);

	for (size_t i = 0; i < sizeof WHERE / sizeof WHERE[0]; i++)
		json_object_set_new(
			values, WHERE[i].variable,
			member(WHERE[i].part ? json_object_get(document, WHERE[i].part) : document,
			       WHERE[i].member));
	json_object_set_new(values, "time", word_clock(w, b->starts_at));
	json_object_set_new(values, "address", address_text(json_object_get(document, "place")));
	json_object_set_new(values, "place", place_text(w, b, document));
	return values;
}

/*
 * Pages
 */

json_t *own_words_page(const struct wording *w, const struct office *o, const char *name)
{
	const struct own_text *t = own_text_find(name);
	struct wording own = *w;
	const json_t *said = own_words(o, t, language_code(w->language), NULL);
	json_auto_t *values = NULL;
	buffer_auto_t text = {0};
	json_t *paragraphs;

	if (!said && strcmp(name, GREETING) == 0) {
		own.language = site_language(w->site, w->authority->languages[0]);
		said = own.language ? own_words(o, t, language_code(own.language), NULL) : NULL;
	}
	if (!said)
		return json_null();
	values = own_words_page_values(&own, o);
	paragraphs = own_text_fill(json_string_value(json_object_get(said, "body")), values);
	own_text_plain(paragraphs, &text);
	return json_pack("{s:s, s:s, s:s, s:o}", "language", language_code(own.language), "dir",
			 language_direction(own.language), "text", text.data ? text.data : "",
			 "paragraphs", paragraphs);
}

/*
 * What the product says
 */

/* Each value is the variable that gives it. */
static json_t *variables_document(bool discreet)
{
	json_t *service = json_pack("{s:s, s:s, s:[s], s:s}", "name", "{{service}}",
				    "documents_text", "documents", "documents", "{{documents}}",
				    "documents_note", "{{documents_note}}");
	json_t *d = json_pack("{s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s, s:s}", "given_name",
			      "{{given_name}}", "family_name", "{{family_name}}", "date_text",
			      "{{date}}", "time_text", "{{time_text}}", "hours_text", "{{hours}}",
			      "reference", "{{reference}}", "manage_url", "{{manage_url}}",
			      "book_url", "{{book_url}}", "change_until_text", "{{change_until}}");

	json_object_set_new(d, "bare", json_true());
	json_object_set_new(d, "discreet", json_boolean(discreet));
	json_object_set_new(d, "service", discreet ? json_null() : json_incref(service));
	json_object_set_new(d, "contact_person", json_pack("{s:s}", "name", "{{contact_person}}"));
	json_object_set_new(d, "channel_is", json_pack("{s:b}", "in_person", true));
	json_object_set_new(d, "place", json_pack("{s:[s]}", "lines", "{{place}}"));
	json_object_set_new(d, "office_text", json_string("{{office_text}}"));
	json_object_set_new(d, "previous",
			    json_pack("{s:s, s:s}", "date_text", "{{previous_date}}", "hours_text",
				      "{{previous_hours}}"));
	json_object_set_new(d, "authority",
			    json_pack("{s:s, s:s}", "kind", "{{authority}}", "name", ""));
	json_object_set_new(d, "keep_text", json_string("{{keep}}"));
	json_decref(service);
	return d;
}

/* Without space at the ends of lines, nor lines at the end. */
static json_t *tidied(const char *text)
{
	buffer_auto_t out = {0};

	buffer_puts(&out, "");
	while (*text) {
		size_t len = strcspn(text, "\n"), kept = len;

		while (kept > 0 && text[kept - 1] == ' ')
			kept--;
		buffer_add(&out, text, kept);
		text += len;
		if (*text) {
			buffer_puts(&out, "\n");
			text++;
		}
	}
	while (out.len > 0 && out.data[out.len - 1] == '\n')
		out.data[--out.len] = '\0';
	return json_string(out.data);
}

json_t *own_words_default(const struct wording *w, const struct own_text *t, bool discreet)
{
	json_auto_t *document = variables_document(discreet);
	buffer_auto_t body = {0}, subject = {0};
	str_auto_t *key = text_format("%s.subject", t->name);

	buffer_puts(&body, "");
	if (!t->mail) {
		if (strcmp(t->name, GREETING) != 0)
			site_text(w->site, w->language, "privacy.text", document, &body);
		return json_pack("{s:o}", "body", tidied(body.data));
	}
	site_render(w->site, t->name, w->language, document, NULL, true, &body);
	site_text(w->site, w->language, key, document, &subject);
	return json_pack("{s:s, s:o}", "subject", subject.data ? subject.data : "", "body",
			 tidied(body.data));
}
