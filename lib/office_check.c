/* office_check.c - what the tables of office_shape.c cannot say about a file. */
#include "lib/office_check.h"

#include <sodium.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/local_span.h"
#include "lib/logo.h"
#include "lib/nearest.h"
#include "lib/theme.h"
#include "lib/xalloc.h"
#include "lib/zone.h"

enum {
	LENGTH_MAX_MINUTES = 12 * 60, /* with buffer; a lane's day is no longer */
	DEPTH_MAX = 8,                /* of texts in a file */
};

const char *member_text(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

long long member_number(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

const json_t *slug_find(const json_t *list, const char *slug)
{
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item) {
		const char *own = member_text(item, "slug");

		if (own && slug && strcmp(own, slug) == 0)
			return item;
	}
	return NULL;
}

bool texts_hold(const json_t *list, const char *text)
{
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item)
		if (json_is_string(item) && strcmp(json_string_value(item), text) == 0)
			return true;
	return false;
}

void unknown_slug(const json_t *list, const char *code, const char *slug, const char *pointer,
		  struct findings *f)
{
	const char **names = xcalloc(json_array_size(list) + 1, sizeof names[0]), *meant;
	size_t i, n = 0;
	json_t *item;

	json_array_foreach (list, i, item)
		if (member_text(item, "slug"))
			names[n++] = member_text(item, "slug");
	meant = nearest_text(slug, names);
	free(names);
	finding_mistake(f, pointer, code, json_pack("{s:s, s:s?}", "slug", slug, "meant", meant));
}

void twice_named_check(const json_t *list, const char *path, const char *member, struct findings *f)
{
	json_t *seen = json_object(), *item;
	char where[POINTER_SIZE];
	size_t i;

	json_array_foreach (list, i, item) {
		const char *name = member_text(item, member);

		if (!name)
			continue;
		if (json_object_get(seen, name)) {
			snprintf(where, sizeof where, "%s/%zu/%s", path, i, member);
			finding_mistake(f, where, "named_twice",
					json_pack("{s:s, s:s}", "value", name, "member", member));
		}
		json_object_set_new(seen, name, json_true());
	}
	json_decref(seen);
}

void closures_check(const json_t *closures, struct findings *f)
{
	struct local_moment span[2];
	char where[POINTER_SIZE];
	size_t i;
	json_t *item;

	json_array_foreach (closures, i, item) {
		const char *from = member_text(item, "from"), *to = member_text(item, "to");

		snprintf(where, sizeof where, "/closures/%zu", i);
		if (from && to && local_moment_parse(&span[0], from) &&
		    local_moment_parse(&span[1], to) && !local_span_read(span, from, to))
			finding_mistake(f, where, "closure_order", NULL);
		for (size_t before = 0; before < i; before++) {
			if (!json_equal(json_array_get(closures, before), item))
				continue;
			finding_mistake(f, where, "closure_twice", NULL);
			break;
		}
	}
}

/*
 * Languages
 */

static void members_compare(const json_t *texts, const char *language, json_t *first,
			    const char *pointer, struct findings *f)
{
	const char *name;
	json_t *item;

	json_object_foreach (first, name, item)
		if (!json_object_get(texts, name))
			finding_warning(
				f, pointer, "member_untranslated",
				json_pack("{s:s, s:s}", "name", name, "language", language));
}

static void language_check(json_t *map, const json_t *languages, const char *language,
			   const struct buffer *pointer, struct findings *f)
{
	const char *main_language = json_string_value(json_array_get(languages, 0));
	json_t *texts = json_object_get(map, language);
	json_t *first = json_object_get(map, main_language);
	buffer_auto_t inner = {0};

	if (!texts && texts == first) {
		finding_mistake(f, pointer->data, "no_first_language",
				json_pack("{s:s}", "language", language));
	} else if (!texts) {
		finding_warning(f, pointer->data, "untranslated",
				json_pack("{s:s}", "language", language));
	} else if (texts != first && json_is_object(first)) {
		buffer_puts(&inner, pointer->data);
		json_pointer_add(&inner, language);
		members_compare(texts, language, first, inner.data, f);
	}
}

static void map_languages_check(json_t *map, const json_t *languages, struct buffer *pointer,
				struct findings *f)
{
	const char *language;
	json_t *item;
	size_t i;

	json_array_foreach (languages, i, item)
		if (json_is_string(item))
			language_check(map, languages, json_string_value(item), pointer, f);
	json_object_foreach (map, language, item)
		if (!texts_hold(languages, language))
			finding_warning(f, pointer->data, "language_not_offered",
					json_pack("{s:s}", "language", language));
}

static bool is_language_map(const char *name)
{
	return strcmp(name, "texts") == 0 || strcmp(name, "room") == 0 ||
	       strcmp(name, "reason") == 0;
}

static void value_languages_check(json_t *value, const json_t *languages, struct buffer *pointer,
				  unsigned depth, struct findings *f)
{
	size_t len = pointer->len, i;
	const char *name;
	json_t *item;

	if (depth == DEPTH_MAX)
		return;
	json_array_foreach (value, i, item) {
		json_pointer_add_index(pointer, i);
		value_languages_check(item, languages, pointer, depth + 1, f);
		pointer->data[pointer->len = len] = '\0';
	}
	json_object_foreach (value, name, item) {
		json_pointer_add(pointer, name);
		if (is_language_map(name) && json_is_object(item))
			map_languages_check(item, languages, pointer, f);
		else
			value_languages_check(item, languages, pointer, depth + 1, f);
		pointer->data[pointer->len = len] = '\0';
	}
}

void languages_check(json_t *document, const json_t *languages, struct findings *f)
{
	buffer_auto_t pointer = {0};

	buffer_puts(&pointer, "");
	if (json_is_string(json_array_get(languages, 0)))
		value_languages_check(document, languages, &pointer, 0, f);
}

/*
 * Authority
 */

static void language_list_check(const json_t *languages, struct findings *f)
{
	char where[POINTER_SIZE];
	size_t i;
	json_t *item;

	json_array_foreach (languages, i, item) {
		for (size_t before = 0; before < i; before++) {
			if (!json_equal(json_array_get(languages, before), item))
				continue;
			snprintf(where, sizeof where, "/languages/%zu", i);
			finding_mistake(f, where, "language_twice", NULL);
			break;
		}
	}
}

static void logo_file_check(const json_t *logo, struct findings *f)
{
	static const char WHERE[] = "/theme/logo";
	const char *base64 = member_text(logo, "base64"), *type = member_text(logo, "type");
	unsigned char bytes[LOGO_MAX_BYTES];
	enum logo kind = LOGO_NOT_AN_IMAGE;
	size_t len;

	if (!base64 || !type)
		return;
	if (sodium_base642bin(bytes, sizeof bytes, base64, strlen(base64), NULL, &len, NULL,
			      sodium_base64_VARIANT_ORIGINAL) == 0)
		kind = logo_check(bytes, len);
	if (kind == LOGO_ACTIVE)
		finding_mistake(f, WHERE, "picture_active", NULL);
	else if (!logo_type(kind) || strcmp(logo_type(kind), type) != 0)
		finding_mistake(f, WHERE, "no_picture", json_pack("{s:s}", "type", type));
}

static void theme_check(const json_t *look, struct findings *f)
{
	char where[POINTER_SIZE], better[COLOUR_TEXT_SIZE];
	struct theme theme;

	logo_file_check(json_object_get(look, "logo"), f);
	theme_read(&theme, json_object_get(look, "colours"));
	for (enum theme_colour i = 0; i < THEME_COLOURS; i++) {
		const struct theme judged = i == THEME_HOUSE ? theme : theme_housed(&theme);
		const struct theme_pair *worst = theme_worst(&judged, i);

		if (!worst)
			continue;
		snprintf(where, sizeof where, "/theme/colours/%s", THEME_NAMES[i]);
		colour_format(better, theme_suggest(&theme, i));
		finding_mistake(f, where, "contrast",
				json_pack("{s:o, s:s, s:o, s:s}", "ratio",
					  json_sprintf("%.2f", theme_ratio(&judged, worst)), "pair",
					  worst->key, "needed", json_sprintf("%.1f", worst->needed),
					  "better", better));
	}
}

void authority_check(json_t *document, struct findings *f)
{
	const char *name = member_text(document, "time_zone");
	struct problem why;
	struct zone *zone = name ? zone_new(name, &why) : NULL;

	if (name && !zone)
		finding_mistake(f, "/time_zone", "unknown_time_zone",
				json_pack("{s:s}", "name", name));
	zone_free(zone);
	language_list_check(json_object_get(document, "languages"), f);
	languages_check(document, json_object_get(document, "languages"), f);
	twice_named_check(json_object_get(document, "municipalities"), "/municipalities", "key", f);
	common_services_check(document, f);
	closures_check(json_object_get(document, "closures"), f);
	theme_check(json_object_get(document, "theme"), f);
}

/*
 * Office
 */

static void question_check(const json_t *question, const char *where, struct findings *f)
{
	const char *type = member_text(question, "type");
	const json_t *choices = json_object_get(question, "choices");
	const json_t *min = json_object_get(question, "min"),
		     *max = json_object_get(question, "max");
	char inner[POINTER_SIZE];

	if (!type)
		return;
	if (strcmp(type, "choice") == 0 && !choices)
		finding_mistake(f, where, "choices_needed", NULL);
	if (strcmp(type, "choice") != 0 && choices)
		finding_mistake(f, where, "choices_of_other_type", NULL);
	if (strcmp(type, "text") != 0 && json_object_get(question, "max_length"))
		finding_mistake(f, where, "max_length_of_other_type", NULL);
	if (strcmp(type, "number") != 0 && (min || max))
		finding_mistake(f, where, "limits_of_other_type", NULL);
	if (json_is_integer(min) && json_is_integer(max) &&
	    json_integer_value(min) > json_integer_value(max))
		finding_mistake(f, where, "limits_order", NULL);
	snprintf(inner, sizeof inner, "%s/choices", where);
	twice_named_check(choices, inner, "value", f);
}

static void service_check(const json_t *service, size_t i, struct findings *f)
{
	long long minutes = member_number(service, "minutes");
	const json_t *questions = json_object_get(service, "questions");
	char where[POINTER_SIZE];
	size_t k;
	json_t *question;

	snprintf(where, sizeof where, "/services/%zu", i);
	if (minutes <= LENGTH_MAX_MINUTES &&
	    minutes + member_number(service, "buffer_minutes") > LENGTH_MAX_MINUTES)
		finding_mistake(f, where, "service_too_long", NULL);
	json_array_foreach (questions, k, question) {
		snprintf(where, sizeof where, "/services/%zu/questions/%zu", i, k);
		question_check(question, where, f);
	}
	snprintf(where, sizeof where, "/services/%zu/questions", i);
	twice_named_check(questions, where, "key", f);
}

static void closure_persons_check(const json_t *office, struct findings *f)
{
	const json_t *persons = json_object_get(office, "contact_persons");
	char where[POINTER_SIZE];
	size_t i;
	json_t *closure;

	json_array_foreach (json_object_get(office, "closures"), i, closure) {
		const char *slug = member_text(closure, "contact_person");

		snprintf(where, sizeof where, "/closures/%zu/contact_person", i);
		if (slug && !slug_find(persons, slug))
			unknown_slug(persons, "unknown_contact_person", slug, where, f);
	}
}

/* Those the office's texts are wanted in: its own, and the authority's first, which
 * stands in for all others.  A new reference; NULL when nothing is known. */
static json_t *office_languages(const json_t *office, const json_t *authority, struct findings *f)
{
	const json_t *own = json_object_get(office, "languages");
	const json_t *all = json_object_get(authority, "languages");
	json_t *wanted = all ? json_array() : NULL;
	char where[POINTER_SIZE];
	size_t i;
	json_t *item;

	json_array_foreach (all, i, item)
		if (i == 0 || !json_is_array(own) || texts_hold(own, json_string_value(item)))
			json_array_append(wanted, item);
	json_array_foreach (own, i, item) {
		if (!all || !json_is_string(item) || texts_hold(all, json_string_value(item)))
			continue;
		snprintf(where, sizeof where, "/languages/%zu", i);
		finding_mistake(f, where, "unknown_language", json_pack("{s:O}", "language", item));
	}
	return wanted;
}

void office_check(json_t *document, const json_t *authority, struct findings *f)
{
	json_auto_t *languages = office_languages(document, authority, f);
	json_auto_t *whole = office_with_commons(document, authority);
	const char *slug = member_text(document, "slug"), *parent = member_text(document, "parent");
	const json_t *services = json_object_get(document, "services");
	size_t i;
	json_t *service;

	if (slug && parent && strcmp(slug, parent) == 0)
		finding_mistake(f, "/parent", "own_parent", NULL);
	language_list_check(json_object_get(document, "languages"), f);
	languages_check(whole, languages, f);
	twice_named_check(services, "/services", "slug", f);
	twice_named_check(json_object_get(document, "contact_persons"), "/contact_persons", "slug",
			  f);
	json_array_foreach (services, i, service)
		service_check(service, i, f);
	office_commons_check(document, authority, f);
	office_own_texts_check(document, f);
	office_responsibilities_check(document, json_object_get(authority, "municipalities"), f);
	office_hours_check(document, f);
	closures_check(json_object_get(document, "closures"), f);
	closure_persons_check(document, f);
}
