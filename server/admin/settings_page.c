/* settings_page.c - what holds in an office, and which office above says so. */
#include "server/admin/settings_page.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "server/admin/setting.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/picks.h"
#include "server/text.h"
#include "server/wording.h"

enum { UNIT_NAME_SIZE = 64 };

/* What holds, and whose row says so; -1: nobody's. */
struct source {
	json_t *value; /* a new reference */
	int row;
};

static json_t *rules_of(const PGresult *above, int row)
{
	return json_loads(row_text(above, row, "rules"), 0, NULL);
}

/* From that row of the chain upwards. */
static struct source source_find(const struct settings_view *v, const struct setting *s, int from)
{
	for (int row = from; row < PQntuples(v->above); row++) {
		json_auto_t *rules = rules_of(v->above, row);
		json_t *value = json_object_get(rules, s->name);

		if (value)
			return (struct source){json_incref(value), row};
	}
	return (struct source){setting_default(s, v->w.authority), -1};
}

/* {name, url} of who says so; null: it is so from the start. */
static json_t *origin_json(const struct settings_view *v, int row)
{
	json_auto_t *texts = NULL;

	if (row < 0)
		return json_null();
	texts = json_loads(row_text(v->above, row, "texts"), 0, NULL);
	return json_pack("{s:o, s:o}", "name", word_of(&v->w, texts, "name"), "url",
			 json_sprintf("/staff/%s/settings%s", row_text(v->above, row, "slug"),
				      v->w.lang_query));
}

static const char *typed_text(const struct settings_view *v, const char *name)
{
	const char *text = json_string_value(json_object_get(fields_values(v->typed), name));

	return text ? text : "";
}

/*
 * Inputs
 */

static json_t *options_json(const struct settings_view *v, const char *family,
			    const char *const *values, const char *selected, json_t *inherited)
{
	json_t *options = json_array();

	if (inherited)
		json_array_append_new(options, option_json("", inherited, !*selected));
	for (; *values; values++) {
		str_auto_t *key = text_format("staff.%s.%s", family, *values);

		json_array_append_new(options, option_json(*values, word_text(&v->w, key, NULL),
							   strcmp(*values, selected) == 0));
	}
	return options;
}

static json_t *minutes_input(const struct settings_view *v, const struct setting *s,
			     const json_t *own, const json_t *holds)
{
	char name[UNIT_NAME_SIZE];
	long long count;
	const char *unit = minutes_unit(json_integer_value(own ? own : holds), &count);

	snprintf(name, sizeof name, "%s_unit", s->name);
	if (v->typed)
		unit = typed_text(v, name);
	return json_pack("{s:o, s:o, s:s}", "value",
			 v->typed ? json_string(typed_text(v, s->name))
			 : own    ? json_sprintf("%lld", count)
				  : json_string(""),
			 "units", options_json(v, "unit", UNITS, unit, NULL), "unit_name", name);
}

static json_t *inherited_text(const struct settings_view *v, const struct setting *s)
{
	struct source above = source_find(v, s, 1);
	json_t *text = word_text(&v->w, "staff.settings.as_above",
				 json_pack("{s:o}", "value", setting_text(&v->w, s, above.value)));

	json_decref(above.value);
	return text;
}

static json_t *choice_input(const struct settings_view *v, const struct setting *s,
			    const json_t *own)
{
	bool yes_no = s->kind == SETTING_YES_NO;
	const char *selected = !own     ? ""
			       : yes_no ? YES_NO[json_is_true(own) ? 0 : 1]
					: json_string_value(own);

	if (v->typed)
		selected = typed_text(v, s->name);
	return json_pack("{s:b, s:o}", "has_options", true, "options",
			 options_json(v, yes_no ? "yes_no" : "contact_by",
				      yes_no ? YES_NO : CONTACT_CHOICES, selected,
				      inherited_text(v, s)));
}

static bool has_code(const json_t *list, const char *code)
{
	json_t *item;
	size_t i;

	json_array_foreach (list, i, item)
		if (json_is_string(item) && strcmp(json_string_value(item), code) == 0)
			return true;
	return false;
}

/* None ticked: as the office above. */
static json_t *languages_input(const struct settings_view *v, const struct setting *s,
			       const json_t *own)
{
	const struct authority *a = v->w.authority;
	const json_t *chosen = v->typed ? json_object_get(fields_values(v->typed), s->name) : own;
	json_t *boxes = json_array();

	for (size_t i = 0; i < a->nlanguages; i++)
		json_array_append_new(
			boxes, choice_json(a->languages[i], word_language(&v->w, a->languages[i]),
					   has_code(chosen, a->languages[i]), i == 0));
	return json_pack("{s:b, s:o}", "has_boxes", true, "boxes", boxes);
}

static json_t *text_input(const struct settings_view *v, const struct setting *s, const json_t *own)
{
	bool number = s->kind == SETTING_NUMBER, clock = s->kind == SETTING_CLOCK;
	json_t *value = v->typed ? json_string(typed_text(v, s->name))
			: !own   ? json_string("")
			: number ? json_sprintf("%" JSON_INTEGER_FORMAT, json_integer_value(own))
				 : json_string(json_string_value(own));
	str_auto_t *unit = text_format("staff.setting_unit.%s", s->name);

	return json_pack("{s:o, s:b, s:b, s:b, s:o}", "value", value, "number", number, "clock",
			 clock, "wide", !number && !clock, "unit_text",
			 number || clock ? word_text(&v->w, unit, NULL) : json_null());
}

static json_t *input_json(const struct settings_view *v, const struct setting *s, const json_t *own,
			  const json_t *holds)
{
	if (s->kind == SETTING_MINUTES)
		return minutes_input(v, s, own, holds);
	if (s->kind == SETTING_CHOICE || s->kind == SETTING_YES_NO)
		return choice_input(v, s, own);
	if (s->kind == SETTING_LANGUAGES)
		return languages_input(v, s, own);
	return text_input(v, s, own);
}

/*
 * The page
 */

static json_t *row_of(const struct settings_view *v, const struct setting *s)
{
	struct source here = source_find(v, s, 0), above = source_find(v, s, 1);
	bool own = here.row == 0;
	str_auto_t *hint = text_format("staff.setting_hint.%s", s->name);
	json_t *row =
		json_pack("{s:s, s:o, s:o, s:O, s:o, s:b, s:o, s:o, s:o, s:o}", "name", s->name,
			  "label", setting_label(&v->w, s), "hint", word_text(&v->w, hint, NULL),
			  "value", here.value, "value_text", setting_text(&v->w, s, here.value),
			  "own", own, "from", own ? json_null() : origin_json(v, here.row),
			  "else_text", own ? setting_text(&v->w, s, above.value) : json_null(),
			  "else_from", own ? origin_json(v, above.row) : json_null(), "error",
			  v->typed ? field_error(&v->w, v->typed, s->name) : json_null());

	json_object_set_new(row, "input", input_json(v, s, own ? here.value : NULL, here.value));
	json_decref(here.value);
	json_decref(above.value);
	return row;
}

static json_t *groups_json(const struct settings_view *v, size_t *own)
{
	json_t *groups = json_array(), *rows = NULL;
	const char *name = "";

	for (const struct setting *s = SETTINGS; s->name; s++) {
		json_t *row = row_of(v, s);

		if (strcmp(s->group, name) != 0) {
			str_auto_t *key = text_format("staff.setting_group.%s", s->group);

			name = s->group;
			rows = json_array();
			json_array_append_new(
				groups, json_pack("{s:s, s:o, s:o}", "name", name, "heading",
						  word_text(&v->w, key, NULL), "settings", rows));
		}
		*own += json_is_true(json_object_get(row, "own"));
		json_array_append_new(rows, row);
	}
	return groups;
}

/* The offices above, the top first. */
static json_t *path_json(const struct settings_view *v)
{
	json_t *path = json_array();

	for (int row = PQntuples(v->above) - 1; row > 0; row--)
		json_array_append_new(path, origin_json(v, row));
	return path;
}

/* "Buchungshorizont: 60 Tage, jetzt 90 Tage" for each that is another one. */
static json_t *settings_said(const struct wording *w, const char *action, const json_t *before,
			     const json_t *after)
{
	buffer_auto_t text = {0};

	if (strcmp(action, "settings") != 0)
		return word_text(w, "staff.settings.other_change", NULL);
	buffer_puts(&text, "");
	for (const struct setting *s = SETTINGS; s->name; s++) {
		const json_t *was = json_object_get(before, s->name);
		const json_t *is = json_object_get(after, s->name);
		json_auto_t *one = NULL;

		if (was ? is && json_equal(was, is) : !is)
			continue;
		one = word_text(w, "staff.changed.field",
				json_pack("{s:o, s:o, s:o}", "label", setting_label(w, s), "before",
					  was ? setting_text(w, s, was)
					      : word_text(w, "staff.settings.inherited", NULL),
					  "after",
					  is ? setting_text(w, s, is)
					     : word_text(w, "staff.settings.inherited", NULL)));
		buffer_printf(&text, "%s%s", text.len ? "; " : "", json_string_value(one));
	}
	return json_string(text.data);
}

static json_t *own_text(const struct settings_view *v, size_t own)
{
	size_t all = 0;

	while (SETTINGS[all].name)
		all++;
	return word_text(&v->w, "staff.settings.own",
			 json_pack("{s:i, s:i}", "own", (int)own, "all", (int)all));
}

json_t *settings_document(const struct settings_view *v)
{
	json_t *history = history_of(&v->w, v->audit, settings_said);
	size_t own = 0;
	json_t *groups = groups_json(v, &own);
	json_t *document = json_pack(
		"{s:o, s:o, s:s, s:o, s:o}", "office", shape_office(&v->w, v->office), "above",
		path_json(v), "version", row_text(v->above, 0, "version"), "groups", groups,
		"changed", v->outdated ? history_changed(history, &v->w, 1) : json_null());

	json_object_set_new(document, "own_text", own_text(v, own));
	history_shape(document, history);
	return document;
}
