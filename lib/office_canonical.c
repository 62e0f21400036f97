/* office_canonical.c - the lists of a file in the one order in which they are written out. */
#include "lib/office_canonical.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/local_span.h"
#include "lib/xalloc.h"

static const char *text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

/* Where the slug stands in a list of objects; behind its end when it does not. */
static size_t slug_place(const json_t *list, const char *slug)
{
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item)
		if (slug && strcmp(text_of(item, "slug"), slug) == 0)
			return i;
	return json_array_size(list);
}

/* An item of a list and what it is sorted by. */
struct sorted {
	size_t person;
	char *text;
	json_t *item;
};

static int compare_sorted(const void *a, const void *b)
{
	const struct sorted *p = a, *q = b;

	if (p->person != q->person)
		return p->person < q->person ? -1 : 1;
	return strcmp(p->text, q->text);
}

/* By the place of contact_person, then by all the rest as it is written. */
static void list_sort(json_t *list, const json_t *persons)
{
	size_t n = json_array_size(list), i;
	struct sorted *all = xcalloc(n + 1, sizeof all[0]);
	json_t *item;

	json_array_foreach (list, i, item)
		all[i] = (struct sorted){slug_place(persons, text_of(item, "contact_person")),
					 json_dumps(item, JSON_COMPACT), json_incref(item)};
	qsort(all, n, sizeof all[0], compare_sorted);
	json_array_clear(list);
	for (i = 0; i < n; i++) {
		json_array_append_new(list, all[i].item);
		free(all[i].text);
	}
	free(all);
}

/*
 * Responsibilities
 */

/* The entry without its services tells which entries belong together. */
static json_t *entry_head(const json_t *entry)
{
	json_t *head = json_copy((json_t *)(uintptr_t)entry);

	json_object_del(head, "services");
	return head;
}

static json_t *group_find(json_t *groups, const json_t *entry)
{
	json_t *head = entry_head(entry), *group;
	size_t i;

	json_array_foreach (groups, i, group) {
		if (json_equal(json_object_get(group, "head"), head)) {
			json_decref(head);
			return group;
		}
	}
	json_array_append_new(groups, json_pack("{s:o, s:{}}", "head", head, "services"));
	return json_array_get(groups, json_array_size(groups) - 1);
}

/* Back to one object, with the members in the order of the format. */
static json_t *group_entry(const json_t *group, const json_t *services)
{
	const json_t *head = json_object_get(group, "head");
	const json_t *wanted = json_object_get(group, "services");
	json_t *entry = json_object(), *list = json_array(), *service;
	size_t i;

	json_array_foreach (services, i, service)
		if (json_object_get(wanted, text_of(service, "slug")))
			json_array_append(list, json_object_get(service, "slug"));
	json_object_set(entry, "contact_person", json_object_get(head, "contact_person"));
	json_object_set_new(entry, "services", list);
	if (json_object_get(head, "surnames"))
		json_object_set(entry, "surnames", json_object_get(head, "surnames"));
	if (json_object_get(head, "municipalities"))
		json_object_set(entry, "municipalities", json_object_get(head, "municipalities"));
	return entry;
}

void responsibilities_group(json_t *office)
{
	json_t *list = json_object_get(office, "responsibilities"), *entry, *group, *slug;
	json_t *groups = json_array();
	size_t i, j;

	json_array_foreach (list, i, entry) {
		group = json_object_get(group_find(groups, entry), "services");
		json_array_foreach (json_object_get(entry, "services"), j, slug)
			json_object_set_new(group, json_string_value(slug), json_true());
	}
	json_array_clear(list);
	json_array_foreach (groups, i, group)
		json_array_append_new(list,
				      group_entry(group, json_object_get(office, "services")));
	json_decref(groups);
	list_sort(list, json_object_get(office, "contact_persons"));
}

/*
 * Closures, weekly hours, municipalities, common services
 */

static void closure_straighten(json_t *closure)
{
	struct local_moment span[2];
	char from[LOCAL_MOMENT_SIZE], to[LOCAL_MOMENT_SIZE];

	if (!local_span_read(span, text_of(closure, "from"), text_of(closure, "to")))
		return;
	local_span_write(from, to, span);
	json_object_set_new(closure, "from", json_string(from));
	json_object_set_new(closure, "to", json_string(to));
}

static int compare_slugs(const void *a, const void *b)
{
	return strcmp(text_of(*(json_t *const *)a, "slug"), text_of(*(json_t *const *)b, "slug"));
}

static int compare_names(const void *a, const void *b)
{
	const json_t *p = *(json_t *const *)a, *q = *(json_t *const *)b;
	int order = strcmp(text_of(p, "name"), text_of(q, "name"));

	return order ? order : strcmp(text_of(p, "key"), text_of(q, "key"));
}

static void list_order(json_t *list, int compare(const void *a, const void *b))
{
	size_t n = json_array_size(list), i;
	json_t **items = xcalloc(n + 1, sizeof items[0]), *item;

	json_array_foreach (list, i, item)
		items[i] = json_incref(item);
	qsort(items, n, sizeof items[0], compare);
	json_array_clear(list);
	for (i = 0; i < n; i++)
		json_array_append_new(list, items[i]);
	free(items);
}

void lists_sort(json_t *document)
{
	json_t *persons = json_object_get(document, "contact_persons"), *closure;
	size_t i;

	json_array_foreach (json_object_get(document, "closures"), i, closure)
		closure_straighten(closure);
	list_sort(json_object_get(document, "closures"), persons);
	list_sort(json_object_get(document, "weekly_hours"), persons);
	list_order(json_object_get(document, "municipalities"), compare_names);
	list_order(json_object_get(document, "common_services"), compare_slugs);
}
