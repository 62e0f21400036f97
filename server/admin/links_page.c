/* links_page.c - the page of links that stay, and of what other sites can show. */
#include "server/admin/links_page.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/web_origin.h"
#include "server/deep_link.h"
#include "server/picks.h"
#include "server/text.h"

enum {
	COUNT_MAX = 10,
	COUNT_DEFAULT = 3,
	FRAME_HEIGHT = 360, /* in pixels, where it is as narrow as can be */
	FRAME_HEIGHT_TIME = 85,
};

static bool is_below(const struct office *o, const struct office *top)
{
	for (; o; o = o->parent)
		if (o == top)
			return true;
	return false;
}

/* The service at that place of the authority's list, when it is the view's and anybody can book it.
 */
static const struct service *service_of(const struct links_view *v, size_t i)
{
	const struct service *s = &v->w->authority->services[i];

	return s->office->live && is_below(s->office, v->office) ? s : NULL;
}

static const char *asked_for(const struct links_view *v, const char *name)
{
	const char *text = json_string_value(json_object_get(v->query, name));

	return text ? text : "";
}

static json_t *link_text(const struct links_view *v, const struct service *s,
			 const struct municipality *m, const char *language, const char *back)
{
	struct buffer url = {0};
	json_t *text;

	buffer_puts(&url, request_origin(v->rq));
	deep_link_put(&url, s, m, language, back);
	text = json_stringn(url.data, url.len);
	buffer_done(&url);
	return text;
}

/*
 * All of them
 */

static json_t *entry_json(const struct links_view *v, const struct service *s,
			  const struct municipality *m, const char *language)
{
	return json_pack("{s:s, s:o, s:s, s:o, s:o, s:o, s:o, s:o, s:o}", "office", s->office->slug,
			 "office_name", word_of(v->w, s->office->texts, "name"), "service", s->slug,
			 "service_name", word_of(v->w, s->texts, "name"), "leika",
			 word_or_null(s->leika), "municipality_name",
			 word_or_null(m ? m->name : NULL), "ags", word_or_null(m ? m->key : NULL),
			 "language", word_or_null(language), "url",
			 link_text(v, s, m, language, NULL));
}

/* Without a language, then in each: the first lets the browser choose. */
static void entries_add(json_t *list, const struct links_view *v, const struct service *s,
			const struct municipality *m)
{
	const struct authority *a = v->w->authority;

	if (!deep_link_serves(s, m))
		return;
	json_array_append_new(list, entry_json(v, s, m, NULL));
	for (size_t i = 0; i < a->nlanguages; i++)
		json_array_append_new(list, entry_json(v, s, m, a->languages[i]));
}

json_t *links_list(const struct links_view *v)
{
	const struct authority *a = v->w->authority;
	json_t *list = json_array();

	for (size_t i = 0; i < a->nservices; i++) {
		const struct service *s = service_of(v, i);

		if (!s)
			continue;
		entries_add(list, v, s, NULL);
		for (size_t k = 0; s->asks.municipality && k < a->nmunicipalities; k++)
			entries_add(list, v, s, &a->municipalities[k]);
	}
	return list;
}

static json_t *services_json(const struct links_view *v)
{
	json_t *list = json_array();

	for (size_t i = 0; i < v->w->authority->nservices; i++) {
		const struct service *s = service_of(v, i);

		if (s)
			json_array_append_new(list, entry_json(v, s, NULL, NULL));
	}
	return list;
}

/*
 * One link, put together
 */

/* "wohngeld/antrag": which service a form means; the first when it names none. */
static const struct service *service_asked(const struct links_view *v, const char *path)
{
	const struct service *first = NULL;

	for (size_t i = 0; i < v->w->authority->nservices; i++) {
		const struct service *s = service_of(v, i);
		str_auto_t *own = s ? text_format("%s/%s", s->office->slug, s->slug) : NULL;

		if (own && strcmp(own, path) == 0)
			return s;
		if (s && !first)
			first = s;
	}
	return first;
}

static json_t *service_options(const struct links_view *v, const struct service *chosen)
{
	json_t *options = json_array();

	for (size_t i = 0; i < v->w->authority->nservices; i++) {
		const struct service *s = service_of(v, i);
		str_auto_t *value = s ? text_format("%s/%s", s->office->slug, s->slug) : NULL;

		if (s)
			json_array_append_new(
				options,
				option_json(value, word_of(v->w, s->texts, "name"), s == chosen));
	}
	return options;
}

static json_t *language_options(const struct links_view *v, const char *chosen)
{
	const struct authority *a = v->w->authority;
	json_t *options = json_array();

	for (size_t i = 0; i < a->nlanguages; i++) {
		const struct language *l = site_language(v->w->site, a->languages[i]);

		if (l)
			json_array_append_new(
				options, option_json(a->languages[i], json_string(language_name(l)),
						     strcmp(a->languages[i], chosen) == 0));
	}
	return options;
}

static json_t *municipality_options(const struct links_view *v, const char *chosen)
{
	const struct authority *a = v->w->authority;
	json_t *options = json_array();

	for (size_t i = 0; i < a->nmunicipalities; i++)
		json_array_append_new(options,
				      option_json(a->municipalities[i].key,
						  json_string(a->municipalities[i].name),
						  strcmp(a->municipalities[i].key, chosen) == 0));
	return options;
}

static bool is_led_back_to(const struct links_view *v, const char *address)
{
	size_t i;
	json_t *origin;

	json_array_foreach (v->return_origins, i, origin)
		if (web_origin_has(json_string_value(origin), address))
			return true;
	return false;
}

static json_t *built_json(const struct links_view *v)
{
	const char *back = asked_for(v, "back"), *language = asked_for(v, "to_lang");
	const struct service *s = service_asked(v, asked_for(v, "service"));
	const struct municipality *m =
		authority_municipality(v->w->authority, asked_for(v, "municipality"));

	return json_pack("{s:o, s:o, s:o, s:s, s:o, s:b}", "services", service_options(v, s),
			 "languages", language_options(v, language), "municipalities",
			 municipality_options(v, asked_for(v, "municipality")), "back", back, "url",
			 s && *asked_for(v, "service") ? link_text(v, s, m, language, back)
						       : json_null(),
			 "ignored", *back && !is_led_back_to(v, back));
}

/*
 * What other sites can show
 */

static int count_asked(const struct links_view *v)
{
	const char *text = asked_for(v, "count");
	int n = strlen(text) <= 2 ? atoi(text) : 0;

	return n < 1 || n > COUNT_MAX ? COUNT_DEFAULT : n;
}

static json_t *count_options(int chosen)
{
	json_t *options = json_array();

	for (int n = 1; n <= COUNT_MAX; n++) {
		str_auto_t *value = text_format("%d", n);

		json_array_append_new(options, option_json(value, json_string(value), n == chosen));
	}
	return options;
}

/* The whole office, then each of its services. */
static json_t *shown_options(const struct links_view *v, const char *path)
{
	json_t *options = json_array();

	if (v->office->live)
		json_array_append_new(options, option_json(v->office->slug,
							   word_of(v->w, v->office->texts, "name"),
							   strcmp(path, v->office->slug) == 0));
	for (size_t i = 0; i < v->w->authority->nservices; i++) {
		const struct service *s = service_of(v, i);
		str_auto_t *value = s ? text_format("%s/%s", s->office->slug, s->slug) : NULL;

		if (s)
			json_array_append_new(options,
					      option_json(value, word_of(v->w, s->texts, "name"),
							  strcmp(path, value) == 0));
	}
	return options;
}

/* As typed where that is one of the options, else the first of them. */
static const char *shown_path(const json_t *options)
{
	const char *first = json_string_value(json_object_get(json_array_get(options, 0), "value"));
	size_t i;
	json_t *option;

	json_array_foreach (options, i, option)
		if (json_is_true(json_object_get(option, "selected")))
			return json_string_value(json_object_get(option, "value"));
	return first;
}

static json_t *embed_json(const struct links_view *v)
{
	const char *origin = request_origin(v->rq);
	json_t *options = shown_options(v, asked_for(v, "show"));
	const char *path = shown_path(options);
	int count = count_asked(v);
	json_auto_t *go = word_text(v->w, "embed.go", NULL);

	if (!path) {
		json_decref(options);
		return json_null();
	}
	return json_pack("{s:o, s:o, s:o, s:o, s:i, s:i, s:o, s:O}", "shows", options, "counts",
			 count_options(count), "url", json_sprintf("%s/l/%s", origin, path),
			 "frame_url", json_sprintf("%s/embed/%s?count=%d", origin, path, count),
			 "count", count, "height", FRAME_HEIGHT + count * FRAME_HEIGHT_TIME,
			 "script_url", json_sprintf("%s/embed.js", origin), "label", go);
}

/*
 * Which sites
 */

static json_t *lines_text(const json_t *list)
{
	buffer_auto_t text = {0};
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item)
		buffer_printf(&text, "%s%s", i ? "\n" : "", json_string_value(item));
	return json_stringn(text.data ? text.data : "", text.len);
}

static json_t *values_json(const struct links_view *v)
{
	if (v->typed)
		return json_incref(fields_values(v->typed));
	return json_pack("{s:o, s:o}", "return_origins", lines_text(v->return_origins),
			 "frame_origins", lines_text(v->frame_origins));
}

json_t *links_document(const struct links_view *v)
{
	char county[ARS_SIZE];
	json_t *services = services_json(v), *document;

	deep_link_county(county, v->w->authority);
	document = json_pack(
		"{s:o, s:b, s:o, s:o, s:o, s:O, s:O, s:b, s:s, s:o, s:n, s:[], s:{s:n, s:n}}",
		"services", services, "has_services", json_array_size(services) > 0, "county",
		word_or_null(county), "build", built_json(v), "embed", embed_json(v),
		"return_origins", v->return_origins, "frame_origins", v->frame_origins, "editable",
		session_may(staff_session(v->rq), RIGHT_AUTHORITY, NULL, 0), "version", v->version,
		"values", values_json(v), "changed", "errors", "error", "return_origins",
		"frame_origins");
	json_object_set_new(
		document, "csv_url",
		json_sprintf("/staff/%s/links.csv%s", v->office->slug, v->w->lang_query));
	json_object_set_new(
		document, "json_url",
		json_sprintf("/api/v1/staff/%s/links%s", v->office->slug, v->w->lang_query));
	return document;
}
