/* letters.c - for which letters somebody answers: as people write them, and as they type them. */
#include "server/staff/letters.h"

#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/surname.h"
#include "lib/xalloc.h"
#include "server/responsibility_words.h"

/*
 * As people write them
 */

static const char *member(const json_t *range, const char *name)
{
	return json_string_value(json_object_get(range, name));
}

char *letters_text(const json_t *ranges)
{
	struct buffer out = {0};
	size_t i;
	json_t *range;

	json_array_foreach (ranges, i, range) {
		const char *from = member(range, "from"), *to = member(range, "to");
		const json_t *before = i > 0 ? json_array_get(ranges, i - 1) : NULL;
		json_auto_t *text = from ? letters_span(from, to) : json_string("A–Z");

		if (before &&
		    json_equal(json_object_get(before, "from"), json_object_get(range, "from")) &&
		    json_equal(json_object_get(before, "to"), json_object_get(range, "to")))
			continue; /* the same letters for other municipalities */
		buffer_printf(&out, "%s%s", out.len ? ", " : "", json_string_value(text));
	}
	return buffer_steal(&out);
}

static bool holds_key(const json_t *keys, const json_t *key)
{
	size_t i;
	json_t *item;

	json_array_foreach (keys, i, item)
		if (json_equal(item, key))
			return true;
	return false;
}

json_t *letters_municipalities(const json_t *ranges)
{
	json_t *all = json_array(), *range, *key;
	size_t i, k;

	json_array_foreach (ranges, i, range) {
		const json_t *keys = json_object_get(range, "municipalities");

		if (json_array_size(keys) == 0) {
			json_array_clear(all);
			return all;
		}
		json_array_foreach (keys, k, key)
			if (!holds_key(all, key))
				json_array_append(all, key);
	}
	return all;
}

/*
 * As people type them
 */

/* Cut where a dash stands; to is what follows it, or the same. */
static void dash_cut(char *piece, char **to)
{
	static const char *const DASHES[] = {"–", "—", "-", " bis ", " to "};

	*to = piece;
	for (size_t i = 0; i < sizeof DASHES / sizeof *DASHES; i++) {
		char *at = strstr(piece, DASHES[i]);

		if (!at)
			continue;
		*at = '\0';
		*to = at + strlen(DASHES[i]);
		return;
	}
}

static char *trimmed(char *text)
{
	size_t len;

	text += strspn(text, " ");
	for (len = strlen(text); len > 0 && text[len - 1] == ' ';)
		text[--len] = '\0';
	return text;
}

/* "SCH" and "sch" are written "Sch". */
static void capitals_set(char *text)
{
	for (char *at = text; *at; at++) {
		if (at == text && *at >= 'a' && *at <= 'z')
			*at = (char)(*at - 'a' + 'A');
		else if (at > text && *at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
	}
}

/* The municipalities that these letters were limited to so far stay; new letters get those of
 * the whole cell. */
static void range_add(json_t *ranges, json_t *wanted, const json_t *old)
{
	size_t i;
	json_t *range;
	bool known = false;

	json_array_foreach (old, i, range) {
		if (!json_equal(json_object_get(range, "from"), json_object_get(wanted, "from")) ||
		    !json_equal(json_object_get(range, "to"), json_object_get(wanted, "to")))
			continue;
		json_array_append(ranges, range);
		known = true;
	}
	if (!known) {
		json_object_set_new(wanted, "municipalities", letters_municipalities(old));
		json_array_append(ranges, wanted);
	}
	json_decref(wanted);
}

static bool piece_parse(json_t *ranges, char *piece, const json_t *old)
{
	struct surname_range range;
	struct problem why;
	char *from = piece, *to;

	dash_cut(piece, &to);
	from = trimmed(from);
	to = trimmed(to);
	capitals_set(from);
	if (to != from)
		capitals_set(to);
	if (!surname_range_parse(&range, from, to, &why))
		return false;
	range_add(ranges,
		  strcmp(from, "A") == 0 && strcmp(to, "Z") == 0
			  ? json_pack("{s:n, s:n}", "from", "to")
			  : json_pack("{s:s, s:s}", "from", from, "to", to),
		  old);
	return true;
}

bool letters_parse(json_t *ranges, const char *typed, const json_t *old)
{
	str_auto_t *text = xstrdup(typed);
	char *rest = text, *piece;

	while ((piece = strsep(&rest, ",;")))
		if (*trimmed(piece) && !piece_parse(ranges, piece, old))
			return false;
	return true;
}
