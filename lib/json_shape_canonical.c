/* json_shape_canonical.c - the one way to write a document of a shape. */
#include <assert.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/json_shape.h"
#include "lib/xalloc.h"

/* A coordinate of six decimals is exact to 11 cm, and any double holds it. */
enum { NUMBER_FACTOR = 1000000 };

static bool is_empty(const json_t *value)
{
	return !value || json_is_null(value) ||
	       (json_is_string(value) && json_string_length(value) == 0) ||
	       (json_is_array(value) && json_array_size(value) == 0) ||
	       (json_is_object(value) && json_object_size(value) == 0);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(json_string_value(*(json_t *const *)a),
		      json_string_value(*(json_t *const *)b));
}

static void add_sorted(json_t *out, json_t *set)
{
	size_t n = json_array_size(set), i;
	json_t **items = xcalloc(n + 1, sizeof items[0]), *item;

	json_array_foreach (set, i, item)
		items[i] = item;
	qsort(items, n, sizeof items[0], compare_texts);
	for (i = 0; i < n; i++)
		json_array_append(out, items[i]);
	free(items);
}

static void add_choices(json_t *out, const struct shape *shape, json_t *set)
{
	size_t i;
	json_t *item;

	for (const char *const *choice = shape->choices; *choice; choice++)
		json_array_foreach (set, i, item)
			if (strcmp(json_string_value(item), *choice) == 0)
				json_array_append(out, item);
}

static json_t *canonical_list(const struct shape *shape, json_t *value)
{
	json_t *out = json_array(), *item;
	size_t i;

	if (shape->kind == SHAPE_SET && shape->item->kind == SHAPE_CHOICE)
		add_choices(out, shape->item, value);
	else if (shape->kind == SHAPE_SET)
		add_sorted(out, value);
	else
		json_array_foreach (value, i, item)
			json_array_append_new(out, json_shape_canonical(shape->item, item));
	return out;
}

static json_t *canonical_object(const struct shape *shape, const json_t *value)
{
	json_t *out = json_object();

	for (const struct shape_member *m = shape->members; m->name; m++) {
		json_t *given = json_object_get(value, m->name);
		json_t *item = is_empty(given) ? NULL : json_shape_canonical(m->shape, given);

		if (is_empty(item) && m->need != SHAPE_REQUIRED) {
			json_decref(item);
			item = m->otherwise ? json_loads(m->otherwise, JSON_DECODE_ANY, NULL)
					    : NULL;
		} else if (!item && given) {
			item = json_incref(given);
		}
		if (item)
			json_object_set_new(out, m->name, item);
	}
	return out;
}

static int compare_keys(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

static json_t *canonical_map(const struct shape *shape, json_t *value)
{
	const char **keys = xcalloc(json_object_size(value) + 1, sizeof keys[0]), *key;
	json_t *out = json_object(), *item;
	size_t n = 0;

	json_object_foreach (value, key, item)
		keys[n++] = key;
	qsort(keys, n, sizeof keys[0], compare_keys);
	for (size_t i = 0; i < n; i++) {
		item = json_shape_canonical(shape->item, json_object_get(value, keys[i]));
		if (is_empty(item))
			json_decref(item);
		else
			json_object_set_new(out, keys[i], item);
	}
	free(keys);
	return out;
}

json_t *json_shape_canonical(const struct shape *shape, const json_t *value)
{
	json_t *object = (json_t *)(uintptr_t)value; /* to walk over; nothing is changed */

	switch (shape->kind) {
	case SHAPE_LIST:
	case SHAPE_SET:
		return canonical_list(shape, object);
	case SHAPE_OBJECT:
		return canonical_object(shape, value);
	case SHAPE_MAP:
		return canonical_map(shape, object);
	case SHAPE_NUMBER:
		return json_real(round(json_number_value(value) * NUMBER_FACTOR) / NUMBER_FACTOR);
	default:
		return json_deep_copy(value);
	}
}
