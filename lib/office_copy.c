/* office_copy.c - the file of a new office, empty or made from another one's. */
#include "lib/office_copy.h"

#include <stdbool.h>
#include <stdint.h>
#include <string.h>

#include "lib/office_shape.h"

/* Documents are walked over, not changed, unless they are copies. */
static json_t *member(const json_t *object, const char *name)
{
	return json_object_get(object, name);
}

static json_t *member_copy(const json_t *object, const char *name)
{
	json_t *value = member(object, name);

	return value ? json_deep_copy(value) : json_array();
}

static json_t *texts_make(const struct office_copy *how)
{
	json_t *texts = json_object(), *code;
	size_t i;

	json_array_foreach (how->languages, i, code) {
		const char *language = json_string_value(code);
		json_t *old = member(member(how->original, "texts"), language);
		json_t *one = how->what & COPY_TEXTS && old ? json_deep_copy(old) : json_object();

		json_object_set_new(one, "name", json_string(how->name));
		json_object_set_new(texts, language, one);
	}
	return texts;
}

/* The place of that slug, as the copy calls it. */
static json_t *place_slug(const struct office_copy *how, const char *slug)
{
	json_t *persons = member(how->original, "contact_persons"), *person;
	size_t i;

	json_array_foreach (persons, i, person)
		if (strcmp(json_string_value(member(person, "slug")), slug) == 0)
			return json_sprintf("platz-%zu", i + 1);
	return json_null();
}

static bool names_person(const json_t *list, const char *slug)
{
	json_t *item;
	size_t i;

	json_array_foreach (list, i, item) {
		const char *person = json_string_value(member(item, "contact_person"));

		if (person && strcmp(person, slug) == 0)
			return true;
	}
	return false;
}

static json_t *places_make(const struct office_copy *how)
{
	json_t *places = json_array(), *person;
	size_t i;

	json_array_foreach (member(how->original, "contact_persons"), i, person) {
		const char *slug = json_string_value(member(person, "slug"));

		if (!names_person(member(how->original, "weekly_hours"), slug) &&
		    !names_person(member(how->original, "responsibilities"), slug))
			continue;
		json_array_append_new(
			places,
			json_pack("{s:o, s:o, s:s, s:O}", "slug", json_sprintf("platz-%zu", i + 1),
				  "name", json_sprintf("%s %zu", how->place_name, i + 1), "kind",
				  "counter", "lanes", member(person, "lanes")));
	}
	return places;
}

/* Entries of a list, each for the place of its person. */
static json_t *entries_make(const struct office_copy *how, const char *name)
{
	json_t *entries = member_copy(how->original, name), *entry;
	size_t i;

	json_array_foreach (entries, i, entry) {
		const char *person = json_string_value(member(entry, "contact_person"));

		json_object_set_new(entry, "contact_person", place_slug(how, person));
		if (!(how->what & COPY_SERVICES))
			json_object_del(entry, "services");
	}
	return entries;
}

json_t *office_copy_make(const struct office_copy *how)
{
	bool services = how->original && how->what & COPY_SERVICES;
	bool hours = how->original && how->what & COPY_HOURS;
	json_t *rules = member(how->original, "rules");
	json_t *copy = json_pack("{s:s, s:s, s:s, s:o}", "format", OFFICE_FORMAT, "slug", how->slug,
				 "state", "draft", "texts", texts_make(how));

	if (how->parent)
		json_object_set_new(copy, "parent", json_string(how->parent));
	if (how->what & COPY_TEXTS && member(how->original, "own_texts"))
		json_object_set_new(copy, "own_texts", member_copy(how->original, "own_texts"));
	if (how->what & COPY_RULES && rules)
		json_object_set_new(copy, "rules", json_deep_copy(rules));
	if (services)
		json_object_set_new(copy, "services", member_copy(how->original, "services"));
	if (hours) {
		json_object_set_new(copy, "contact_persons", places_make(how));
		json_object_set_new(copy, "weekly_hours", entries_make(how, "weekly_hours"));
	}
	if (hours && services)
		json_object_set_new(copy, "responsibilities",
				    entries_make(how, "responsibilities"));
	return copy;
}
