/* office_diff.c - what would change, in words. */
#include "lib/office_diff.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/utf8.h"

enum { SHOWN_BYTES = 200 };

struct diff {
	struct buffer *out;
	struct buffer path; /* "services wohngeld-neu minutes" */
	size_t n;
};

static char *shown(const json_t *value)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_REAL_PRECISION(9));

	if (strlen(text) > SHOWN_BYTES)
		strcpy(text + utf8_cut(text, strlen(text), SHOWN_BYTES - 4), " ...");
	return text;
}

static void tell(struct diff *d, const char *what, const json_t *value)
{
	str_auto_t *text = shown(value);

	buffer_printf(d->out, "  %s %s: %s\n", what, d->path.data, text);
	d->n++;
}

static void tell_changed(struct diff *d, const json_t *before, const json_t *after)
{
	str_auto_t *from = shown(before), *to = shown(after);

	buffer_printf(d->out, "  changed %s: %s -> %s\n", d->path.data, from, to);
	d->n++;
}

static size_t path_enter(struct diff *d, const char *name)
{
	size_t len = d->path.len;

	buffer_printf(&d->path, "%s%s", len ? " " : "", name);
	return len;
}

static void path_leave(struct diff *d, size_t len)
{
	d->path.data[d->path.len = len] = '\0';
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
	size_t len = d->path.len;

	if (name_of(any))
		path_enter(d, name_of(any));
	if (!before)
		tell(d, "added", after);
	else if (!after)
		tell(d, "removed", before);
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
	if (moved == 0)
		return;
	buffer_printf(d->out, "  changed %s: their order\n", d->path.data);
	d->n++;
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
			tell(d, "removed", item);
		path_leave(d, len);
	}
	json_object_foreach (after, name, item) {
		size_t len = path_enter(d, name);
		json_t *old = json_object_get(before, name);

		if (old)
			value_diff(d, old, item);
		else
			tell(d, "added", item);
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
		tell_changed(d, before, after);
}

size_t office_diff(struct buffer *out, const json_t *before, const json_t *after)
{
	struct diff d = {.out = out};

	if (!before) {
		buffer_puts(out, "  added: all of it is new\n");
		return 1;
	}
	buffer_puts(&d.path, "");
	value_diff(&d, before, after);
	buffer_done(&d.path);
	return d.n;
}
