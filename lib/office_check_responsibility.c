/* office_check_responsibility.c - who is responsible for what, and for whom nobody is. */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/office_check.h"
#include "lib/responsibility_lint.h"
#include "lib/xalloc.h"

enum { LINT_FINDINGS_MAX = 200 };

/* One service's part of the file, in the form that responsibility.h works with. */
struct answering {
	struct responsibility *list;
	size_t n, room;
};

/* The municipalities the file is held against, by key and name. */
struct towns {
	const char **keys;
	size_t n;
	const json_t *known; /* the authority's, or NULL */
};

static bool range_read(const json_t *entry, struct responsibility *r, struct problem *why)
{
	const json_t *surnames = json_object_get(entry, "surnames");
	const char *from = member_text(surnames, "from"), *to = member_text(surnames, "to");

	if (!from || !to)
		return true;
	r->by_surname = true;
	return surname_range_parse(&r->surnames, from, to, why);
}

static json_t *range_json(const json_t *entry)
{
	const json_t *surnames = json_object_get(entry, "surnames");

	return json_pack("{s:s, s:s}", "from", member_text(surnames, "from"), "to",
			 member_text(surnames, "to"));
}

/*
 * References
 */

static void person_check(const json_t *office, const json_t *entry, size_t i, struct findings *f)
{
	const json_t *persons = json_object_get(office, "contact_persons");
	const json_t *services = json_object_get(office, "services");
	const char *person = member_text(entry, "contact_person");
	char where[POINTER_SIZE];
	size_t k;
	json_t *slug;

	snprintf(where, sizeof where, "/responsibilities/%zu/contact_person", i);
	if (person && !slug_find(persons, person))
		unknown_slug(persons, "unknown_contact_person", person, where, f);
	json_array_foreach (json_object_get(entry, "services"), k, slug) {
		snprintf(where, sizeof where, "/responsibilities/%zu/services/%zu", i, k);
		if (json_is_string(slug) && !slug_find(services, json_string_value(slug)))
			unknown_slug(services, "unknown_service", json_string_value(slug), where,
				     f);
	}
}

static bool town_known(const struct towns *towns, const char *key)
{
	for (size_t i = 0; i < towns->n; i++)
		if (strcmp(towns->keys[i], key) == 0)
			return true;
	return false;
}

static void towns_check(const struct towns *towns, const json_t *entry, size_t i,
			struct findings *f)
{
	char where[POINTER_SIZE];
	size_t k;
	json_t *key;

	json_array_foreach (json_object_get(entry, "municipalities"), k, key) {
		if (!json_is_string(key) || town_known(towns, json_string_value(key)))
			continue;
		snprintf(where, sizeof where, "/responsibilities/%zu/municipalities/%zu", i, k);
		finding_mistake(f, where, "unknown_municipality", json_pack("{s:O}", "key", key));
	}
}

/* Said once already, whichever services the two entries share. */
static void twice_check(const json_t *list, size_t i, struct findings *f)
{
	json_t *entry = json_array_get(list, i), *slug;
	char where[POINTER_SIZE];
	size_t k;

	for (size_t before = 0; before < i; before++) {
		json_t *other = json_array_get(list, before);
		const char *a = member_text(other, "contact_person"),
			   *b = member_text(entry, "contact_person");

		if (!a || !b || strcmp(a, b) != 0)
			continue;
		if (!json_equal(json_object_get(other, "surnames"),
				json_object_get(entry, "surnames")) ||
		    !json_equal(json_object_get(other, "municipalities"),
				json_object_get(entry, "municipalities")))
			continue;
		json_array_foreach (json_object_get(entry, "services"), k, slug) {
			if (!json_is_string(slug) || !texts_hold(json_object_get(other, "services"),
								 json_string_value(slug)))
				continue;
			snprintf(where, sizeof where, "/responsibilities/%zu/services/%zu", i, k);
			finding_mistake(f, where, "responsibility_twice", NULL);
		}
	}
}

static void entries_check(const json_t *office, const struct towns *towns, struct findings *f)
{
	const json_t *list = json_object_get(office, "responsibilities");
	struct responsibility ignored = {0};
	struct problem why;
	char where[POINTER_SIZE];
	size_t i;
	json_t *entry;

	json_array_foreach (list, i, entry) {
		person_check(office, entry, i, f);
		if (towns->known)
			towns_check(towns, entry, i, f);
		snprintf(where, sizeof where, "/responsibilities/%zu/surnames", i);
		if (!range_read(entry, &ignored, &why))
			finding_mistake(f, where, why.code, range_json(entry));
		twice_check(list, i, f);
	}
}

/*
 * Gaps and overlaps
 */

static const char *const *keys_of(const json_t *list, size_t *n)
{
	const char **keys = xcalloc(json_array_size(list) + 1, sizeof keys[0]);
	size_t i;
	json_t *key;

	*n = 0;
	json_array_foreach (list, i, key)
		if (json_is_string(key))
			keys[(*n)++] = json_string_value(key);
	return keys;
}

static void answering_add(struct answering *a, const json_t *office, const json_t *entry)
{
	const json_t *persons = json_object_get(office, "contact_persons");
	const char *name = member_text(entry, "contact_person");
	const json_t *person = slug_find(persons, name);
	struct responsibility r = {0};
	struct problem why;
	size_t i;
	json_t *item;

	if (!person || !range_read(entry, &r, &why))
		return;
	json_array_foreach (persons, i, item)
		if (item == person)
			r.contact_person = i;
	r.municipalities = keys_of(json_object_get(entry, "municipalities"), &r.municipality_count);
	if (a->n == a->room) {
		a->room = a->room ? 2 * a->room : 16;
		a->list = xrealloc(a->list, a->room * sizeof a->list[0]);
	}
	a->list[a->n++] = r;
}

static struct answering answering_read(const json_t *office, const char *service)
{
	struct answering a = {0};
	size_t i;
	json_t *entry;

	json_array_foreach (json_object_get(office, "responsibilities"), i, entry)
		if (texts_hold(json_object_get(entry, "services"), service))
			answering_add(&a, office, entry);
	return a;
}

static void answering_done(struct answering *a)
{
	for (size_t i = 0; i < a->n; i++)
		free((void *)(uintptr_t)a->list[i].municipalities);
	free(a->list);
}

static const char *town_name(const struct towns *towns, const char *key)
{
	size_t i;
	json_t *town;

	json_array_foreach (towns->known, i, town) {
		const char *own = member_text(town, "key");

		if (own && strcmp(own, key) == 0 && member_text(town, "name"))
			return member_text(town, "name");
	}
	return key;
}

/* That several share all the work is meant; that they share a part of the alphabet may not be. */
static bool is_meant(const struct surname_span *span)
{
	return span->owners > 1 && strcmp(span->from, "A") == 0 && strcmp(span->to, "Z") == 0;
}

static void lint_tell(const struct towns *towns, const char *slug, const char *where,
		      const struct responsibility_finding *found, struct findings *f)
{
	const struct surname_span *span = &found->span;
	const char *key = found->municipality;
	bool named = key && *key;

	if (is_meant(span))
		return;
	finding_warning(f, where, span->owners == 0 ? "gap" : "overlap",
			json_pack("{s:s, s:s, s:s, s:s?, s:b, s:I}", "service", slug, "from",
				  span->from, "to", span->to, "municipality",
				  named ? town_name(towns, key) : NULL, "elsewhere", key && !named,
				  "count", (json_int_t)span->owners));
}

static void service_lint(const json_t *office, const struct towns *towns, const char *slug,
			 const char *where, struct findings *f)
{
	struct answering a = answering_read(office, slug);
	struct responsibility_list list = {a.list, a.n};
	struct responsibility_finding *found = xcalloc(LINT_FINDINGS_MAX, sizeof found[0]);
	size_t n = 0;

	if (a.n == 0)
		finding_warning(f, where, "nobody_responsible",
				json_pack("{s:s}", "service", slug));
	else if (a.n > RESPONSIBILITIES_MAX)
		finding_mistake(f, where, "too_many_responsibilities",
				json_pack("{s:i}", "max", RESPONSIBILITIES_MAX));
	else
		n = responsibility_lint(found, LINT_FINDINGS_MAX, &list, 1, towns->keys, towns->n);
	for (size_t i = 0; i < n && i < LINT_FINDINGS_MAX; i++)
		lint_tell(towns, slug, where, &found[i], f);
	free(found);
	answering_done(&a);
}

/* Without the authority's list: those that the file names, and one more for all others. */
static struct towns towns_read(const json_t *office, const json_t *known)
{
	size_t room = json_array_size(known) + 1, i, k;
	struct towns towns = {xcalloc(room, sizeof towns.keys[0]), 0, known};
	json_t *entry, *key;

	json_array_foreach (known, i, entry)
		if (member_text(entry, "key"))
			towns.keys[towns.n++] = member_text(entry, "key");
	if (towns.n > 0)
		return towns;
	json_array_foreach (json_object_get(office, "responsibilities"), i, entry) {
		json_array_foreach (json_object_get(entry, "municipalities"), k, key) {
			if (!json_is_string(key) || town_known(&towns, json_string_value(key)))
				continue;
			towns.keys = xrealloc(towns.keys, (towns.n + 2) * sizeof towns.keys[0]);
			towns.keys[towns.n++] = json_string_value(key);
		}
	}
	towns.keys[towns.n++] = "";
	return towns;
}

/* Who gets video appointments needs an address for them. */
static void video_check(const json_t *office, const json_t *service, struct findings *f)
{
	const json_t *persons = json_object_get(office, "contact_persons");
	const char *slug = member_text(service, "slug");
	char where[POINTER_SIZE];
	size_t i;
	json_t *person;

	if (!slug || !texts_hold(json_object_get(service, "channels"), "video"))
		return;
	json_array_foreach (persons, i, person) {
		const char *name = member_text(person, "slug");
		bool answers = false;
		size_t k;
		json_t *entry;

		json_array_foreach (json_object_get(office, "responsibilities"), k, entry) {
			const char *who = member_text(entry, "contact_person");

			answers = answers || (name && who && strcmp(name, who) == 0 &&
					      texts_hold(json_object_get(entry, "services"), slug));
		}
		snprintf(where, sizeof where, "/contact_persons/%zu", i);
		if (answers && !json_object_get(person, "video_url"))
			finding_warning(
				f, where, "no_video_url",
				json_pack("{s:s, s:s}", "contact_person", name, "service", slug));
	}
}

void office_responsibilities_check(const json_t *office, const json_t *municipalities,
				   struct findings *f)
{
	struct towns towns = towns_read(office, municipalities);
	char where[POINTER_SIZE];
	size_t i;
	json_t *service;

	entries_check(office, &towns, f);
	json_array_foreach (json_object_get(office, "services"), i, service) {
		snprintf(where, sizeof where, "/services/%zu", i);
		if (member_text(service, "slug"))
			service_lint(office, &towns, member_text(service, "slug"), where, f);
		video_check(office, service, f);
	}
	free(towns.keys);
}
