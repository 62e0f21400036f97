/*
 * json_place.c - where in a JSON text a value stands.
 *
 * A walk over text that is known to be JSON: it only has to know where strings
 * end and which brackets belong together.
 */
#include "lib/json_place.h"

#include <jansson.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

struct walk {
	const char *at, *end;
};

static void skip_space(struct walk *w)
{
	while (w->at < w->end && strchr(" \t\r\n", *w->at) && *w->at)
		w->at++;
}

static bool is_at(struct walk *w, char c)
{
	skip_space(w);
	return w->at < w->end && *w->at == c;
}

/* Behind the closing quote. */
static void skip_string(struct walk *w)
{
	for (w->at++; w->at < w->end && *w->at != '"'; w->at++)
		if (*w->at == '\\' && w->at + 1 < w->end)
			w->at++;
	if (w->at < w->end)
		w->at++;
}

static void skip_value(struct walk *w)
{
	int depth = 0;

	skip_space(w);
	while (w->at < w->end) {
		if (*w->at == '"') {
			skip_string(w);
		} else if (*w->at == '{' || *w->at == '[') {
			depth++;
			w->at++;
		} else if (*w->at == '}' || *w->at == ']') {
			if (depth == 0)
				return;
			depth--;
			w->at++;
		} else if (depth == 0 && *w->at == ',') {
			return;
		} else {
			w->at++;
		}
		if (depth == 0 && (is_at(w, ',') || is_at(w, '}') || is_at(w, ']')))
			return;
	}
}

static bool key_equals(const char *from, const char *to, const char *name)
{
	json_t *key = json_loadb(from, (size_t)(to - from), JSON_DECODE_ANY, NULL);
	bool same = key && strcmp(json_string_value(key), name) == 0;

	json_decref(key);
	return same;
}

/* To the value of that member; false, and anywhere within the object, when there is none. */
static bool enter_member(struct walk *w, const char *name)
{
	for (w->at++; is_at(w, '"');) {
		const char *key = w->at;
		bool found;

		skip_string(w);
		found = key_equals(key, w->at, name);
		if (is_at(w, ':'))
			w->at++;
		skip_space(w);
		if (found)
			return true;
		skip_value(w);
		if (is_at(w, ','))
			w->at++;
	}
	return false;
}

static bool enter_item(struct walk *w, size_t index)
{
	w->at++;
	for (size_t i = 0; w->at < w->end && !is_at(w, ']'); i++) {
		if (i == index)
			return true;
		skip_value(w);
		if (!is_at(w, ','))
			return false;
		w->at++;
	}
	return false;
}

/* The next reference token of the pointer, unescaped; NULL at its end. */
static char *token_next(const char **pointer)
{
	struct buffer token = {0};

	if (**pointer != '/')
		return NULL;
	buffer_puts(&token, "");
	for ((*pointer)++; **pointer && **pointer != '/'; (*pointer)++) {
		if ((*pointer)[0] == '~' && ((*pointer)[1] == '0' || (*pointer)[1] == '1')) {
			(*pointer)++;
			buffer_putc(&token, **pointer == '1' ? '/' : '~');
		} else {
			buffer_putc(&token, **pointer);
		}
	}
	return buffer_steal(&token);
}

static struct json_place place_of(const char *text, const char *at)
{
	struct json_place place = {1, 1};

	for (; text < at; text++) {
		if (*text == '\n')
			place = (struct json_place){place.line + 1, 1};
		else
			place.column++;
	}
	return place;
}

struct json_place json_place_find(const char *text, size_t len, const char *pointer)
{
	struct walk w = {text, text + len};
	const char *found;
	char *token;

	skip_space(&w);
	found = w.at;
	while ((token = token_next(&pointer))) {
		bool inside = false;

		if (is_at(&w, '{'))
			inside = enter_member(&w, token);
		else if (is_at(&w, '['))
			inside = enter_item(&w, strtoul(token, NULL, 10));
		free(token);
		if (!inside)
			break;
		skip_space(&w);
		found = w.at;
	}
	return place_of(text, found);
}

void json_pointer_add(struct buffer *pointer, const char *name)
{
	buffer_putc(pointer, '/');
	for (; *name; name++) {
		if (*name == '~')
			buffer_puts(pointer, "~0");
		else if (*name == '/')
			buffer_puts(pointer, "~1");
		else
			buffer_putc(pointer, *name);
	}
}

void json_pointer_add_index(struct buffer *pointer, size_t index)
{
	buffer_printf(pointer, "/%zu", index);
}
