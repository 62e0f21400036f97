/* service_texts.c - the texts of a service per language, as a form shows them and gives them back.
 */
#include "server/admin/service_texts.h"

#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/slug.h"
#include "server/picks.h"
#include "server/text.h"

enum {
	LEIKA_DIGITS = 14,
	LINE_MAX_CHARACTERS = 300,
	LINES_MAX_CHARACTERS = 4000,
	ONLINE_URL_MAX_CHARACTERS = 500, /* as pick_https() takes */
	FIELD_NAME_SIZE = 64,
};

struct service_text {
	const char *name;
	bool list; /* a line each */
	bool lines;
	size_t max_characters;
};

/* In the order of the form; lengths as in lib/office_shape.c. */
static const struct service_text TEXTS[] = {
	{"name", false, false, FIELD_NAME_MAX_CHARACTERS},
	{"summary", false, false, LINE_MAX_CHARACTERS},
	{"text", false, true, LINES_MAX_CHARACTERS},
	{"documents", true, true, LINES_MAX_CHARACTERS},
	{"documents_note", false, false, LINE_MAX_CHARACTERS},
	{"keywords", true, true, LINES_MAX_CHARACTERS},
	{"online_url", false, false, ONLINE_URL_MAX_CHARACTERS},
	{0},
};

static const char NAME[] = "name", BACK[] = "back";

static const json_t *text_in(const json_t *texts, const char *code, const char *name)
{
	return json_object_get(json_object_get(texts, code), name);
}

/*
 * Reading
 */

/* One entry per line that holds something; each as long as one line of a file may be. */
static json_t *lines_read(struct fields *f, const char *name, const char *text)
{
	json_t *lines = json_array();

	while (text && *text) {
		size_t len = strcspn(text, "\n");
		json_t *line = json_stringn(text, len);

		if (len > LINE_MAX_CHARACTERS)
			fields_wrong(f, name, FIELD_TOO_LONG);
		if (line && strspn(json_string_value(line), " \t") < len)
			json_array_append(lines, line);
		json_decref(line);
		text += len + (text[len] == '\n');
	}
	return lines;
}

/* NULL: nothing was typed, or it is to be the common one again. */
static json_t *text_read(const struct service_texts *t, const struct service_text *one,
			 const char *code, enum field_need need)
{
	char name[FIELD_NAME_SIZE], back[FIELD_NAME_SIZE];
	const char *text;

	snprintf(name, sizeof name, "%s.%s", one->name, code);
	snprintf(back, sizeof back, "%s.%s", BACK, name);
	text = strcmp(one->name, "online_url") == 0 ? pick_https(t->f, name, need)
	       : one->lines ? fields_lines(t->f, name, need, one->max_characters)
			    : fields_text(t->f, name, need, one->max_characters);
	if (t->common && fields_bool(t->f, back, FIELD_OPTIONAL))
		return NULL;
	return one->list && text ? lines_read(t->f, name, text) : text ? json_string(text) : NULL;
}

static json_t *language_read(const struct service_texts *t, const char *code, bool first)
{
	bool named = text_in(t->common, code, NAME);
	json_t *own = json_object();

	for (const struct service_text *one = TEXTS; one->name; one++) {
		bool needed = first && !named && one == TEXTS;
		json_t *text = text_read(t, one, code, needed ? FIELD_REQUIRED : FIELD_OPTIONAL);

		if (text)
			json_object_set_new(own, one->name, text);
	}
	if (json_object_size(own) > 0 && !named && !json_object_get(own, NAME)) {
		char name[FIELD_NAME_SIZE];

		snprintf(name, sizeof name, "%s.%s", NAME, code);
		fields_wrong(t->f, name, FIELD_EMPTY);
	}
	return own;
}

json_t *service_texts_read(const struct service_texts *t)
{
	const struct authority *a = t->w->authority;
	json_t *texts = json_object();

	for (size_t i = 0; i < a->nlanguages; i++)
		json_object_set_new(texts, a->languages[i],
				    language_read(t, a->languages[i], i == 0));
	return texts;
}

json_t *leika_read(struct fields *f)
{
	const char *key = fields_text(f, "leika", FIELD_OPTIONAL, LEIKA_DIGITS);

	if (key && (strlen(key) != LEIKA_DIGITS || strncmp(key, "99", 2) != 0 ||
		    strspn(key, "0123456789") != LEIKA_DIGITS))
		fields_wrong(f, "leika", FIELD_INVALID);
	return word_or_null(key);
}

json_t *service_slug_read(const struct service_texts *t, const json_t *texts, bool wanted)
{
	const char *first = t->w->authority->languages[0];
	const json_t *own = text_in(texts, first, NAME);
	const char *name = json_string_value(own ? own : text_in(t->common, first, NAME));
	const char *typed =
		wanted ? fields_text(t->f, "slug", FIELD_OPTIONAL, SLUG_MAX_CHARACTERS) : NULL;
	char made[SLUG_SIZE] = "";

	if (!typed && name)
		slug_of(made, name);
	if (wanted && name && !slug_valid(typed ? typed : made))
		fields_wrong(t->f, "slug", FIELD_INVALID_SLUG);
	return json_string(typed ? typed : made);
}

/*
 * Showing
 */

/* A list as lines. */
static char *plain_text(const json_t *value)
{
	struct buffer text = {0};
	size_t i;
	json_t *line;

	buffer_puts(&text, json_is_string(value) ? json_string_value(value) : "");
	json_array_foreach (value, i, line)
		buffer_printf(&text, "%s%s", i ? "\n" : "", json_string_value(line));
	return buffer_steal(&text);
}

/* What was typed, else what is so. */
static const char *value_of(const struct service_texts *t, const char *name, const char *is)
{
	const char *text =
		t->f ? json_string_value(json_object_get(fields_values(t->f), name)) : is;

	return text ? text : "";
}

/* What holds without an own text, whether there is one, and the box that takes it back. */
static void common_add(const struct service_texts *t, json_t *field, const char *name,
		       const json_t *own, const json_t *common)
{
	str_auto_t *back = text_format("%s.%s", BACK, name);
	str_auto_t *text = plain_text(common);
	bool ticked = t->f && json_is_true(json_object_get(fields_values(t->f), back));

	json_object_set_new(field, "common",
			    json_pack("{s:o, s:b, s:s, s:b}", "text",
				      word_or_null(*text ? text : NULL), "own", own != NULL, "back",
				      back, "ticked", ticked));
}

/* What stands below the field, by its ids; null: nothing. */
static json_t *described(const struct service_texts *t, const json_t *field, const char *name)
{
	bool wrong = json_is_object(json_object_get(field, "error"));

	if (t->common)
		return json_sprintf(wrong ? "%s-common %s-error" : "%s-common", name, name);
	return wrong ? json_sprintf("%s-error", name) : json_null();
}

static json_t *field_shown(const struct service_texts *t, const struct service_text *one,
			   const char *code, const json_t *texts)
{
	str_auto_t *name = text_format("%s.%s", one->name, code);
	str_auto_t *label = text_format("staff.part.%s", one->name);
	const json_t *own = text_in(texts, code, one->name);
	str_auto_t *is = plain_text(own);
	json_t *field = json_pack("{s:s, s:o, s:s, s:b, s:i, s:n, s:o}", "name", name, "label",
				  word_text(t->w, label, NULL), "value", value_of(t, name, is),
				  "lines", one->lines, "max", (int)one->max_characters, "common",
				  "error", t->f ? field_error(t->w, t->f, name) : json_null());

	json_object_set_new(field, "described", described(t, field, name));
	if (t->common)
		common_add(t, field, name, own, text_in(t->common, code, one->name));
	return field;
}

static json_t *language_shown(const struct service_texts *t, const char *code, bool first,
			      const json_t *texts)
{
	json_t *fields = json_array();
	bool wrong = false;

	for (const struct service_text *one = TEXTS; one->name; one++) {
		json_t *field = field_shown(t, one, code, texts);

		wrong |= json_is_object(json_object_get(field, "error"));
		json_array_append_new(fields, field);
	}
	return json_pack("{s:s, s:o, s:o, s:b, s:b}", "code", code, "language_text",
			 word_language(t->w, code), "texts", fields, "first", first, "open", wrong);
}

json_t *service_texts_shown(const struct service_texts *t, const json_t *own)
{
	const struct authority *a = t->w->authority;
	json_t *languages = json_array();

	for (size_t i = 0; i < a->nlanguages; i++)
		json_array_append_new(languages, language_shown(t, a->languages[i], i == 0, own));
	return languages;
}
