/* office_diff.c - what would change, in words. */
#include "lib/office_diff.h"

#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/utf8.h"

enum { SHOWN_BYTES = 200 };

struct diff {
	json_t *changes; /* as office_changes() gives them */
	json_t *path;    /* where we are */
};

static char *shown(const json_t *value)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(9));

	if (strlen(text) > SHOWN_BYTES)
		strcpy(text + utf8_cut(text, strlen(text), SHOWN_BYTES - 4), " ...");
	return text;
}

/* before and after may be NULL. */
static void tell(struct diff *d, const char *kind, const json_t *before, const json_t *after)
{
	json_t *change = json_pack("{s:s, s:o}", "kind", kind, "path", json_copy(d->path));

	if (before)
		json_object_set_new(change, "before", json_deep_copy(before));
	if (after)
		json_object_set_new(change, "after", json_deep_copy(after));
	json_array_append_new(d->changes, change);
}

static size_t path_enter(struct diff *d, const char *name)
{
	size_t depth = json_array_size(d->path);

	json_array_append_new(d->path, json_string(name));
	return depth;
}

static void path_leave(struct diff *d, size_t depth)
{
	while (json_array_size(d->path) > depth)
		json_array_remove(d->path, depth);
}

/* What an item is known by among its likes; NULL when only by all of it. */
static const char *name_of(const json_t *item)
{
	static const char *const NAMES[] = {"slug", "key", "value"};

	for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++) {
		const char *name = json_string_value(json_object_get(item, NAMES[i]));

		if (name)
			return name;
	}
	return NULL;
}

static const json_t *item_find(const json_t *list, const json_t *like)
{
	const char *name = name_of(like);
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item) {
		const char *own = name_of(item);

		if (name ? own && strcmp(own, name) == 0 : json_equal(item, like))
			return item;
	}
	return NULL;
}

static void value_diff(struct diff *d, const json_t *before, const json_t *after);

static void item_diff(struct diff *d, const json_t *before, const json_t *after)
{
	const json_t *any = after ? after : before;
	size_t len = json_array_size(d->path);

	if (name_of(any))
		path_enter(d, name_of(any));
	if (!before)
		tell(d, "added", NULL, after);
	else if (!after)
		tell(d, "removed", before, NULL);
	else
		value_diff(d, before, after);
	path_leave(d, len);
}

/* Those that stay stand in another order. */
static void order_tell(struct diff *d, const json_t *before, const json_t *after)
{
	size_t i, place = 0, moved = 0;
	json_t *item;

	json_array_foreach (after, i, item) {
		const json_t *old = item_find(before, item);

		if (!old)
			continue;
		while (place < json_array_size(before) &&
		       !item_find(after, json_array_get(before, place)))
			place++;
		moved += json_array_get(before, place++) != old;
	}
	if (moved > 0)
		tell(d, "order", NULL, NULL);
}

static void list_diff(struct diff *d, json_t *before, json_t *after)
{
	size_t i;
	json_t *item;

	json_array_foreach (before, i, item)
		if (!item_find(after, item))
			item_diff(d, item, NULL);
	json_array_foreach (after, i, item)
		item_diff(d, item_find(before, item), item);
	order_tell(d, before, after);
}

static void object_diff(struct diff *d, json_t *before, json_t *after)
{
	const char *name;
	json_t *item;

	json_object_foreach (before, name, item) {
		size_t len = path_enter(d, name);

		if (!json_object_get(after, name))
			tell(d, "removed", item, NULL);
		path_leave(d, len);
	}
	json_object_foreach (after, name, item) {
		size_t len = path_enter(d, name);
		json_t *old = json_object_get(before, name);

		if (old)
			value_diff(d, old, item);
		else
			tell(d, "added", NULL, item);
		path_leave(d, len);
	}
}

static bool is_list_of_objects(const json_t *value)
{
	return json_is_array(value) && json_is_object(json_array_get(value, 0));
}

static void value_diff(struct diff *d, const json_t *before, const json_t *after)
{
	/* To walk over; nothing is changed. */
	json_t *from = (json_t *)(uintptr_t)before, *to = (json_t *)(uintptr_t)after;

	if (json_equal(before, after))
		return;
	if (json_is_object(before) && json_is_object(after))
		object_diff(d, from, to);
	else if (is_list_of_objects(before) && is_list_of_objects(after))
		list_diff(d, from, to);
	else
		tell(d, "changed", before, after);
}

json_t *office_changes(const json_t *before, const json_t *after)
{
	struct diff d = {.changes = json_array(), .path = json_array()};
	json_auto_t *nothing = json_object();

	value_diff(&d, before ? before : nothing, after);
	json_decref(d.path);
	return d.changes;
}

/*
 * As lines
 */

static void path_print(struct buffer *out, const json_t *path)
{
	size_t i;
	json_t *name;

	json_array_foreach (path, i, name)
		buffer_printf(out, "%s%s", i ? " " : "", json_string_value(name));
}

static void change_print(struct buffer *out, const json_t *change)
{
	const json_t *before = json_object_get(change, "before");
	const json_t *after = json_object_get(change, "after");
	str_auto_t *from = before ? shown(before) : NULL, *to = after ? shown(after) : NULL;
	const char *kind = json_string_value(json_object_get(change, "kind"));
	bool order = strcmp(kind, "order") == 0;

	buffer_printf(out, "  %s ", order ? "changed" : kind);
	path_print(out, json_object_get(change, "path"));
	buffer_printf(out, ": %s%s%s\n",
		      order  ? "their order"
		      : from ? from
			     : "",
		      from && to ? " -> " : "", to ? to : "");
}

size_t office_diff(struct buffer *out, const json_t *before, const json_t *after)
{
	json_auto_t *changes = NULL;
	size_t i;
	json_t *change;

	if (!before) {
		buffer_puts(out, "  added: all of it is new\n");
		return 1;
	}
	changes = office_changes(before, after);
	json_array_foreach (changes, i, change)
		change_print(out, change);
	return json_array_size(changes);
}
