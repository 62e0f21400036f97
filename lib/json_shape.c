/* json_shape.c - is this the JSON that the tables allow? */
#include "lib/json_shape.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/clean_text.h"
#include "lib/cleanup.h"
#include "lib/nearest.h"
#include "lib/utf8.h"

enum { QUOTED_BYTES = 60 };

/* The value as it stands in the file, cut where it is long. */
static char *quoted(const json_t *value)
{
	char *text = json_dumps(value, JSON_ENCODE_ANY | JSON_COMPACT);

	if (text && strlen(text) > QUOTED_BYTES)
		strcpy(text + utf8_cut(text, strlen(text), QUOTED_BYTES - 4), "...");
	return text;
}

static void wrong(const struct shape *shape, const json_t *value, const struct buffer *pointer,
		  struct findings *f)
{
	str_auto_t *text = quoted(value);

	finding_mistake(
		f, pointer->data, "not_possible",
		json_pack("{s:s, s:s}", "value", text ? text : "", "wanted", shape->wanted));
}

static bool text_fits(const struct shape *shape, const json_t *value)
{
	const char *text = json_string_value(value);
	size_t count;

	if (!text || strlen(text) != json_string_length(value) || !clean_line(text))
		return false;
	if (!*text && shape->min == 0)
		return true;
	count = utf8_count(text, strlen(text));
	if (count < (size_t)shape->min || count > (size_t)shape->max)
		return false;
	return text[strspn(text, " ")] != '\0' && (!shape->valid || shape->valid(text));
}

static bool integer_fits(const struct shape *shape, const json_t *value)
{
	json_int_t n = json_integer_value(value);

	return json_is_integer(value) && n >= shape->min && n <= shape->max &&
	       (!shape->step || n % shape->step == 0);
}

static bool choice_fits(const struct shape *shape, const json_t *value)
{
	const char *text = json_string_value(value);

	for (const char *const *choice = shape->choices; text && *choice; choice++)
		if (strcmp(text, *choice) == 0)
			return true;
	return false;
}

static bool number_fits(const struct shape *shape, const json_t *value)
{
	double n = json_number_value(value);

	return json_is_number(value) && n >= (double)shape->min && n <= (double)shape->max;
}

static void choice_check(const struct shape *shape, const json_t *value,
			 const struct buffer *pointer, struct findings *f)
{
	const char *text = json_string_value(value), *meant = NULL;

	if (choice_fits(shape, value))
		return;
	if (text)
		meant = nearest_text(text, shape->choices);
	if (meant)
		finding_mistake(f, pointer->data, "other_meant",
				json_pack("{s:s, s:s}", "value", text, "meant", meant));
	else
		wrong(shape, value, pointer, f);
}

static void pointer_cut(struct buffer *pointer, size_t len)
{
	pointer->len = len;
	pointer->data[len] = '\0';
}

static void twice_check(const json_t *list, size_t i, const json_t *item, struct buffer *pointer,
			struct findings *f)
{
	for (size_t before = 0; before < i; before++) {
		str_auto_t *text = NULL;

		if (!json_equal(json_array_get(list, before), item))
			continue;
		text = quoted(item);
		finding_mistake(f, pointer->data, "twice",
				json_pack("{s:s}", "value", text ? text : ""));
		return;
	}
}

static void list_check(const struct shape *shape, const json_t *value, struct buffer *pointer,
		       struct findings *f)
{
	size_t i, len = pointer->len;
	json_t *item;

	if (!json_is_array(value) || json_array_size(value) < (size_t)shape->min ||
	    json_array_size(value) > (size_t)shape->max) {
		wrong(shape, value, pointer, f);
		return;
	}
	json_array_foreach (value, i, item) {
		json_pointer_add_index(pointer, i);
		json_shape_check(shape->item, item, pointer, f);
		if (shape->kind == SHAPE_SET)
			twice_check(value, i, item, pointer, f);
		pointer_cut(pointer, len);
	}
}

static void map_check(const struct shape *shape, json_t *value, struct buffer *pointer,
		      struct findings *f)
{
	size_t len = pointer->len;
	const char *key;
	json_t *item;

	if (!json_is_object(value) || json_object_size(value) < (size_t)shape->min ||
	    json_object_size(value) > (size_t)shape->max) {
		wrong(shape, value, pointer, f);
		return;
	}
	json_object_foreach (value, key, item) {
		json_pointer_add(pointer, key);
		if (shape->valid && !shape->valid(key))
			finding_mistake(f, pointer->data, "not_possible",
					json_pack("{s:o, s:s}", "value",
						  json_sprintf("\"%s\"", key), "wanted",
						  shape->wanted));
		json_shape_check(shape->item, item, pointer, f);
		pointer_cut(pointer, len);
	}
}

static const struct shape_member *member_find(const struct shape *shape, const char *name)
{
	for (const struct shape_member *m = shape->members; m->name; m++)
		if (strcmp(m->name, name) == 0)
			return m;
	return NULL;
}

static void unknown_member(const struct shape *shape, const char *name,
			   const struct buffer *pointer, struct findings *f)
{
	const char *names[SHAPE_MEMBERS_MAX + 1] = {NULL}, *meant;

	for (size_t i = 0; i < SHAPE_MEMBERS_MAX && shape->members[i].name; i++)
		names[i] = shape->members[i].name;
	meant = nearest_text(name, names);
	finding_mistake(f, pointer->data, "unknown_member",
			json_pack("{s:s, s:s?}", "name", name, "meant", meant));
}

static void members_check(const struct shape *shape, json_t *value, struct buffer *pointer,
			  struct findings *f)
{
	size_t len = pointer->len;
	const char *name;
	json_t *item;

	json_object_foreach (value, name, item) {
		const struct shape_member *m = member_find(shape, name);

		json_pointer_add(pointer, name);
		if (!m)
			unknown_member(shape, name, pointer, f);
		else if (!json_is_null(item) || m->need != SHAPE_NULLABLE)
			json_shape_check(m->shape, item, pointer, f);
		pointer_cut(pointer, len);
	}
	for (const struct shape_member *m = shape->members; m->name; m++)
		if (m->need == SHAPE_REQUIRED && !json_object_get(value, m->name))
			finding_mistake(f, pointer->data, "missing",
					json_pack("{s:s, s:s}", "name", m->name, "wanted",
						  m->shape->wanted));
}

static void fits_check(bool fits, const struct shape *shape, const json_t *value,
		       const struct buffer *pointer, struct findings *f)
{
	if (!fits)
		wrong(shape, value, pointer, f);
}

void json_shape_check(const struct shape *shape, const json_t *value, struct buffer *pointer,
		      struct findings *f)
{
	json_t *object = (json_t *)(uintptr_t)value; /* to walk over; nothing is changed */

	switch (shape->kind) {
	case SHAPE_TEXT:
		fits_check(text_fits(shape, value), shape, value, pointer, f);
		break;
	case SHAPE_INTEGER:
		fits_check(integer_fits(shape, value), shape, value, pointer, f);
		break;
	case SHAPE_NUMBER:
		fits_check(number_fits(shape, value), shape, value, pointer, f);
		break;
	case SHAPE_BOOLEAN:
		fits_check(json_is_boolean(value), shape, value, pointer, f);
		break;
	case SHAPE_CHOICE:
		choice_check(shape, value, pointer, f);
		break;
	case SHAPE_LIST:
	case SHAPE_SET:
		list_check(shape, value, pointer, f);
		break;
	case SHAPE_OBJECT:
		if (json_is_object(value))
			members_check(shape, object, pointer, f);
		else
			wrong(shape, value, pointer, f);
		break;
	case SHAPE_MAP:
		map_check(shape, object, pointer, f);
		break;
	}
}
