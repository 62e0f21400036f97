/* theme_page.c - the page admin.theme: what was chosen, whether it can be read, how it looks. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/theme.h"
#include "server/admin/theme.h"
#include "server/history.h"
#include "server/picks.h"
#include "server/text.h"
#include "server/wording.h"

enum { TENTHS = 10 };

static json_t *word_in(const struct wording *w, const char *family, const char *name)
{
	str_auto_t *key = text_format("staff.%s.%s", family, name);

	return word_text(w, key, NULL);
}

static json_t *colour_text(struct colour c)
{
	char text[COLOUR_TEXT_SIZE];

	colour_format(text, c);
	return json_string(text);
}

/* Never more than it is: 4.49 would be shown as enough. */
static json_t *ratio_text(const struct wording *w, double ratio)
{
	int tenths = (int)floor(ratio * TENTHS + 1e-9);

	return word_text(
		w, "staff.theme.ratio",
		json_pack("{s:i, s:i}", "whole", tenths / TENTHS, "tenth", tenths % TENTHS));
}

static const char *typed_text(const struct look *l, const char *name)
{
	const char *text = json_string_value(json_object_get(fields_values(l->f), name));

	return text ? text : "";
}

/*
 * Contrast
 */

static enum theme_colour colour_named(const char *name)
{
	enum theme_colour i = 0;

	while (i < THEME_COLOURS - 1 && strcmp(THEME_NAMES[i], name) != 0)
		i++;
	return i;
}

static double suggested_ratio(const struct theme *t, const struct theme_pair *pair)
{
	struct theme better = *t;

	if (pair->on_house)
		better = theme_housed(t);
	better.colours[pair->of] = theme_suggest(t, pair->of);
	return theme_ratio(&better, pair);
}

void look_explain(const struct look *l, const char *name, json_t *error)
{
	enum theme_colour which = colour_named(name);
	const struct wording *w = &l->w;
	const struct theme_pair *pair;
	struct theme t;

	theme_read(&t, json_object_get(l->theme, "colours"));
	if (which != THEME_HOUSE)
		t = theme_housed(&t);
	pair = theme_worst(&t, which);
	if (!pair || !error)
		return;
	json_object_set_new(error, "pair", json_string(pair->key));
	json_object_set_new(error, "pair_text", word_in(w, "theme_pair", pair->key));
	json_object_set_new(error, "ratio_text", ratio_text(w, theme_ratio(&t, pair)));
	json_object_set_new(error, "needed_text", ratio_text(w, pair->needed));
	json_object_set_new(error, "suggestion", colour_text(theme_suggest(&t, which)));
}

static json_t *note_text(const struct wording *w, const struct theme *t,
			 const struct theme_pair *pair)
{
	if (pair->needed == 0)
		return word_text(w, "staff.theme.ornament_note", NULL);
	if (theme_pair_passes(t, pair))
		return json_null();
	return word_text(w, "staff.theme.note",
			 json_pack("{s:o, s:o, s:o}", "needed", ratio_text(w, pair->needed),
				   "suggestion", colour_text(theme_suggest(t, pair->of)), "ratio",
				   ratio_text(w, suggested_ratio(t, pair))));
}

static json_t *pair_json(const struct wording *w, const struct theme *t,
			 const struct theme_pair *pair)
{
	bool ornament = pair->needed == 0, passes = theme_pair_passes(t, pair);
	struct colour own = t->colours[pair->of], other = theme_other(t, pair);

	return json_pack("{s:s, s:o, s:o, s:o, s:o, s:b, s:b, s:b, s:o}", "key", pair->key, "label",
			 word_in(w, "theme_pair", pair->key), "ground",
			 colour_text(pair->is_ground ? own : other), "text",
			 colour_text(pair->is_ground ? other : own), "ratio_text",
			 ratio_text(w, theme_ratio(t, pair)), "passes", passes && !ornament,
			 "fails", !passes, "ornament", ornament, "note_text",
			 note_text(w, t, pair));
}

static json_t *pairs_json(const struct wording *w, const struct theme *t)
{
	json_t *pairs = json_array();

	for (const struct theme_pair *p = THEME_PAIRS; p->key; p++)
		json_array_append_new(pairs, pair_json(w, t, p));
	return pairs;
}

/*
 * How it looks
 */

static json_t *preview_json(const struct look *l, const struct theme *t, bool dark)
{
	const char *logo = json_string_value(json_object_get(l->theme, "logo"));
	const char *name = json_string_value(json_object_get(l->theme, "name"));
	const json_t *texts = json_object_get(l->w.authority->document, "texts");
	json_auto_t *kind = word_of(&l->w, texts, "kind"), *own = word_of(&l->w, texts, "name");

	return json_pack(
		"{s:b, s:o, s:s, s:s, s:o, s:o, s:o, s:s, s:o, s:o, s:o}", "dark", dark, "label",
		word_text(&l->w, dark ? "staff.theme.dark" : "staff.theme.light", NULL), "ground",
		dark ? "#000000" : "#ffffff", "text", dark ? "#f1f7f8" : "#131525", "house",
		colour_text(t->colours[THEME_HOUSE]), "accent",
		colour_text(t->colours[THEME_ACCENT]), "action",
		colour_text(t->colours[dark ? THEME_ACTION_DARK : THEME_ACTION]), "on_action",
		dark ? "#000000" : "#ffffff", "hint",
		colour_text(t->colours[dark ? THEME_HINT_DARK : THEME_HINT]), "name",
		name ? json_string(name)
		     : json_sprintf("%s%s%s", json_is_string(kind) ? json_string_value(kind) : "",
				    json_is_string(kind) ? " " : "",
				    json_is_string(own) ? json_string_value(own) : ""),
		"logo_url", logo ? json_sprintf("/logo/%s", logo) : json_null());
}

/*
 * What was chosen
 */

static json_t *colours_json(const struct look *l, const struct theme *t)
{
	const json_t *chosen = json_object_get(l->theme, "colours");
	json_t *list = json_array();

	for (enum theme_colour i = 0; i < THEME_COLOURS; i++) {
		const char *name = THEME_NAMES[i];
		const char *own = json_string_value(json_object_get(chosen, name));
		bool dark = i == THEME_ACTION_DARK || i == THEME_HINT_DARK;
		json_t *value = l->typed       ? json_string(typed_text(l, name))
				: own || !dark ? colour_text(t->colours[i])
					       : json_string("");

		json_array_append_new(
			list,
			json_pack("{s:s, s:o, s:o, s:o, s:o, s:b, s:o}", "name", name, "label",
				  word_in(&l->w, "theme_colour", name), "hint",
				  word_in(&l->w, "theme_colour_hint", name), "value", value,
				  "shown", colour_text(t->colours[i]), "optional", dark, "error",
				  l->typed ? field_error(&l->w, l->f, name) : json_null()));
	}
	return list;
}

static json_t *links_json(const struct look *l)
{
	json_t *list = json_array();

	for (const char *const *name = LOOK_LINKS; *name; name++) {
		str_auto_t *key = text_format("footer.%s", *name);
		const char *url = json_string_value(json_object_get(l->links, *name));

		json_array_append_new(
			list, json_pack("{s:s, s:o, s:s, s:b, s:o}", "name", *name, "label",
					word_text(&l->w, key, NULL), "value",
					l->typed ? typed_text(l, *name)
					: url    ? url
						 : "",
					"optional", name - LOOK_LINKS >= 4, "error",
					l->typed ? field_error(&l->w, l->f, *name) : json_null()));
	}
	return list;
}

static bool offers(const json_t *languages, const char *code)
{
	size_t i;
	json_t *item;

	json_array_foreach (languages, i, item)
		if (strcmp(json_string_value(item), code) == 0)
			return true;
	return false;
}

static void language_add(const struct look *l, json_t *choices, json_t *standard, const char *code)
{
	bool chosen = offers(l->languages, code);
	const char *first = json_string_value(json_array_get(l->languages, 0));

	if (!site_language(l->w.site, code))
		return;
	json_array_append_new(choices, choice_json(code, word_language(&l->w, code), chosen,
						   json_array_size(choices) == 0));
	json_array_append_new(standard, option_json(code, word_language(&l->w, code),
						    first && strcmp(first, code) == 0));
}

/* Those that are offered first, in their order. */
static void languages_shape(json_t *document, const struct look *l)
{
	json_t *choices = json_array(), *standard = json_array(), *item;
	const struct language *language;
	size_t i;

	json_array_foreach (l->languages, i, item)
		language_add(l, choices, standard, json_string_value(item));
	for (i = 0; (language = site_language_at(l->w.site, i)); i++)
		if (!offers(l->languages, language_code(language)))
			language_add(l, choices, standard, language_code(language));
	json_object_set_new(document, "languages", choices);
	json_object_set_new(document, "default_languages", standard);
}

/*
 * What was done
 */

static void said_add(struct buffer *text, const struct wording *w, json_t *label,
		     const json_t *before, const json_t *after)
{
	json_auto_t *none = word_text(w, "staff.theme.standard", NULL);
	json_auto_t *one = NULL;

	if (before ? after && json_equal(before, after) : !after) {
		json_decref(label);
		return;
	}
	one = word_text(w, "staff.changed.field",
			json_pack("{s:o, s:O, s:O}", "label", label, "before",
				  json_is_string(before) ? before : none, "after",
				  json_is_string(after) ? after : none));
	buffer_printf(text, "%s%s", text->len ? "; " : "", json_string_value(one));
}

static json_t *list_text(const json_t *list)
{
	buffer_auto_t text = {0};
	json_t *item;
	size_t i;

	buffer_puts(&text, "");
	json_array_foreach (list, i, item)
		buffer_printf(&text, "%s%s", i ? ", " : "", json_string_value(item));
	return json_string(text.data);
}

static json_t *look_said(const struct wording *w, const char *action, const json_t *before,
			 const json_t *after)
{
	const json_t *was = json_object_get(before, "theme"), *is = json_object_get(after, "theme");
	json_auto_t *was_offered = list_text(json_object_get(before, "languages"));
	json_auto_t *is_offered = list_text(json_object_get(after, "languages"));
	buffer_auto_t text = {0};

	(void)action;
	buffer_puts(&text, "");
	said_add(&text, w, word_text(w, "staff.theme.name", NULL), json_object_get(was, "name"),
		 json_object_get(is, "name"));
	for (enum theme_colour i = 0; i < THEME_COLOURS; i++)
		said_add(&text, w, word_in(w, "theme_colour", THEME_NAMES[i]),
			 json_object_get(json_object_get(was, "colours"), THEME_NAMES[i]),
			 json_object_get(json_object_get(is, "colours"), THEME_NAMES[i]));
	for (const char *const *name = LOOK_LINKS; *name; name++) {
		str_auto_t *key = text_format("footer.%s", *name);

		said_add(&text, w, word_text(w, key, NULL),
			 json_object_get(json_object_get(before, "links"), *name),
			 json_object_get(json_object_get(after, "links"), *name));
	}
	said_add(&text, w, word_text(w, "staff.theme.languages", NULL), was_offered, is_offered);
	if (!json_equal(json_object_get(was, "logo") ? json_object_get(was, "logo") : json_false(),
			json_object_get(is, "logo") ? json_object_get(is, "logo") : json_false())) {
		json_auto_t *logo = word_text(w, "staff.theme.logo_changed", NULL);

		buffer_printf(&text, "%s%s", text.len ? "; " : "", json_string_value(logo));
	}
	return json_string(text.data);
}

json_t *look_document(const struct look *l)
{
	const char *logo = json_string_value(json_object_get(l->theme, "logo"));
	const char *name = json_string_value(json_object_get(l->theme, "name"));
	json_t *history = history_of(&l->w, l->audit, look_said);
	struct theme t;
	json_t *d;

	theme_read(&t, json_object_get(l->theme, "colours"));
	d = json_pack("{s:s, s:s, s:o, s:o, s:o, s:o, s:o, s:[o, o], s:b, s:o}", "version",
		      l->outdated || !l->typed ? l->version : typed_text(l, "version"), "name",
		      l->typed ? typed_text(l, "name")
		      : name   ? name
			       : "",
		      "logo_hash", logo ? json_string(logo) : json_null(), "logo_url",
		      logo ? json_sprintf("/logo/%s", logo) : json_null(), "colours",
		      colours_json(l, &t), "links", links_json(l), "pairs", pairs_json(&l->w, &t),
		      "previews", preview_json(l, &t, false), preview_json(l, &t, true), "preview",
		      l->preview, "changed",
		      l->outdated ? history_changed(history, &l->w, 1) : json_null());
	languages_shape(d, l);
	json_object_set_new(d, "errors", json_array());
	json_object_set_new(d, "error", json_object());
	history_shape(d, history);
	return d;
}
