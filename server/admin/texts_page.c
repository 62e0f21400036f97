/* texts_page.c - the document of an office's own words: web/pages/admin/README.md. */
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "server/admin/texts.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/own_words.h"
#include "server/picks.h"
#include "server/staff_words.h"
#include "server/text.h"

static const struct office *office_of(const struct texts *v, int row)
{
	return authority_office_by_id(v->w.authority, row_integer(v->said, row, "office_id"));
}

int texts_said(const struct texts *v, const struct own_text *t, const char *language)
{
	for (int row = 0; row < PQntuples(v->said); row++) {
		const struct office *o = office_of(v, row);

		if (o && strcmp(row_text(v->said, row, "name"), t->name) == 0 &&
		    strcmp(row_text(v->said, row, "language"), language) == 0 &&
		    own_words_reach(v->office, o, t, row_text(v->said, row, "subject"),
				    row_text(v->said, row, "body")))
			return row;
	}
	return -1;
}

int texts_version(const struct texts *v, const char *key)
{
	for (int row = 0; row < PQntuples(v->versions); row++)
		if (strcmp(row_text(v->versions, row, "own_text_id"), key) == 0)
			return row;
	return -1;
}

/* "/staff/wohngeld/texts?text=mail.moved&language=de" */
static json_t *text_url(const struct texts *v, const struct office *o, const char *version)
{
	return json_sprintf("/staff/%s/texts?text=%s&language=%s%s%s%s", o->slug, v->t->name,
			    language_code(v->language), version ? "&version=" : "",
			    version ? version : "", v->w.lang_amp);
}

static json_t *text_label(const struct texts *v, const struct own_text *t)
{
	return word_named(&v->w, "staff.own_text", strchr(t->name, '.') + 1);
}

/*
 * What to choose from
 */

static json_t *text_options(const struct texts *v)
{
	json_t *options = json_array();

	for (const struct own_text *t = OWN_TEXTS; t->name; t++)
		json_array_append_new(options, option_json(t->name, text_label(v, t), t == v->t));
	return options;
}

/* Whether anything is said in own words, in any language. */
static bool is_said(const struct texts *v, const struct own_text *t)
{
	const struct language *l;

	for (size_t i = 0; (l = texts_language_at(v, i)); i++)
		if (texts_said(v, t, language_code(l)) >= 0)
			return true;
	return false;
}

static json_t *language_options(const struct texts *v)
{
	json_t *options = json_array();
	const struct language *l;
	bool said = is_said(v, v->t);

	for (size_t i = 0; (l = texts_language_at(v, i)); i++) {
		bool lacking = said && texts_said(v, v->t, language_code(l)) < 0;
		json_t *name = word_language(&v->w, language_code(l));

		if (lacking)
			name = word_text(&v->w, "staff.texts.language_missing",
					 json_pack("{s:o}", "language", name));
		json_array_append_new(options,
				      option_json(language_code(l), name, l == v->language));
	}
	return options;
}

/*
 * The text
 */

static json_t *words_at(const PGresult *rows, int row)
{
	return json_pack("{s:o, s:s}", "subject", word_or_null(row_text(rows, row, "subject")),
			 "body", row_text(rows, row, "body"));
}

static const char *typed(const struct texts *v, const char *name)
{
	const char *text = json_string_value(json_object_get(fields_values(v->f), name));

	return text ? text : "";
}

/* What stands in the form, and is shown: typed, an older version, or what holds; NULL when that is
 * the product's. */
static json_t *words_now(const struct texts *v)
{
	int row = v->shown ? texts_version(v, v->shown) : -1;
	bool back = v->f && strcmp(typed(v, "do"), "default") == 0;

	if (v->f && !back)
		return json_pack("{s:s, s:s}", "subject", typed(v, "subject"), "body",
				 typed(v, "body"));
	if (row >= 0 && row_text(v->versions, row, "body"))
		return words_at(v->versions, row);
	row = texts_said(v, v->t, language_code(v->language));
	return row < 0 ? NULL : words_at(v->said, row);
}

static json_t *origin_json(const struct texts *v)
{
	int row = texts_said(v, v->t, language_code(v->language));
	const struct office *o = row < 0 ? NULL : office_of(v, row);

	return json_pack("{s:b, s:b, s:o}", "own", o == v->office, "standard", o == NULL, "from",
			 o && o != v->office
				 ? json_pack("{s:o, s:o}", "name", word_of(&v->w, o->texts, "name"),
					     "url", text_url(v, o, NULL))
				 : json_null());
}

/*
 * Variables
 */

/* Mails of a discreet office have no value for them. */
static bool is_hidden(const struct texts *v, const char *variable)
{
	static const char *const NAMING[] = {"service", "documents",    "documents_note",
					     "office",  "office_phone", "office_email"};

	for (size_t i = 0; i < sizeof NAMING / sizeof NAMING[0]; i++)
		if (strcmp(NAMING[i], variable) == 0)
			return v->t->mail && v->office->rules.discreet;
	return false;
}

static json_t *example_text(const json_t *value)
{
	buffer_auto_t text = {0};
	size_t i;
	json_t *item;

	if (json_is_string(value) && json_string_length(value) > 0)
		return json_incref((json_t *)(uintptr_t)value);
	json_array_foreach (value, i, item)
		buffer_printf(&text, "%s%s", i ? ", " : "", json_string_value(item));
	return json_string(text.len > 0 ? text.data : "–");
}

static json_t *variables_json(const struct texts *v, const json_t *values)
{
	json_t *list = json_array();

	for (size_t i = 0; v->t->variables[i]; i++) {
		const char *name = v->t->variables[i];

		if (is_hidden(v, name))
			continue;
		json_array_append_new(
			list,
			json_pack("{s:o, s:o, s:o, s:b}", "variable", json_sprintf("{{%s}}", name),
				  "meaning", word_named(&v->w, "staff.variable", name), "example",
				  example_text(json_object_get(values, name)), "needed",
				  v->t->needed && strcmp(v->t->needed, name) == 0));
	}
	return list;
}

/*
 * Versions
 */

static json_t *version_json(const struct texts *v, int row)
{
	const char *key = row_text(v->versions, row, "own_text_id");
	const char *who = row_text(v->versions, row, "account_name");
	bool said = row_text(v->versions, row, "body") != NULL;
	json_t *entry = history_entry(
		&v->w, row_integer(v->versions, row, "at"),
		*who ? json_string(who) : word_text(&v->w, "staff.texts.by_file", NULL),
		word_text(&v->w, said ? "staff.texts.said" : "staff.texts.withdrawn", NULL));

	json_object_set_new(entry, "version", json_string(key));
	json_object_set_new(entry, "now", json_boolean(row == 0));
	json_object_set_new(entry, "shown", json_boolean(v->shown && strcmp(v->shown, key) == 0));
	json_object_set_new(entry, "url", said ? text_url(v, v->office, key) : json_null());
	return entry;
}

static json_t *versions_json(const struct texts *v)
{
	json_t *list = json_array();

	for (int row = 0; row < PQntuples(v->versions); row++)
		json_array_append_new(list, version_json(v, row));
	return list;
}

/* What the form is sent with: the newest, so that the older one shown becomes the next. */
static const char *version_now(const struct texts *v)
{
	return PQntuples(v->versions) > 0 ? row_text(v->versions, 0, "own_text_id") : "0";
}

json_t *texts_document(const struct texts *v)
{
	struct wording w = {
		.authority = v->w.authority, .site = v->w.site, .language = v->language};
	json_auto_t *own = words_now(v), *values = NULL, *standard = NULL;
	json_t *versions = versions_json(v), *preview = texts_preview(v, own, &values), *document;

	standard = own ? json_incref(own) : own_words_default(&w, v->t, v->office->rules.discreet);
	document = json_pack("{s:o, s:o, s:o, s:s, s:s, s:s, s:o, s:o, s:b, s:o}", "office",
			     shape_office(&v->w, v->office), "texts", text_options(v), "languages",
			     language_options(v), "text", v->t->name, "language",
			     language_code(v->language), "dir", language_direction(v->language),
			     "language_text", word_language(&v->w, language_code(v->language)),
			     "label", text_label(v, v->t), "mail", v->t->mail, "origin",
			     origin_json(v));
	json_object_set_new(document, "version", json_string(version_now(v)));
	json_object_set(document, "values", standard);
	json_object_set_new(document, "preview", preview);
	json_object_set_new(document, "variables", variables_json(v, values));
	json_object_set_new(document, "shown",
			    v->shown ? word_at(&v->w, row_integer(v->versions,
								  texts_version(v, v->shown), "at"))
				     : json_null());
	json_object_set_new(document, "changed",
			    v->outdated ? history_changed(versions, &v->w, 1) : json_null());
	json_object_set_new(document, "versions_count",
			    json_integer((json_int_t)json_array_size(versions)));
	json_object_set_new(document, "has_versions", json_boolean(json_array_size(versions) > 0));
	json_object_set_new(document, "versions", versions);
	json_object_set_new(document, "errors", json_array());
	json_object_set_new(document, "error", json_object());
	texts_overview(document, v);
	return document;
}
