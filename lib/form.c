/* form.c - query strings, form bodies and path segments, decoded. */
#include "lib/form.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/utf8.h"
#include "lib/xalloc.h"

struct piece {
	const char *text;
	size_t len;
};

static int hex_digit(char c)
{
	if (c >= '0' && c <= '9')
		return c - '0';
	if (c >= 'a' && c <= 'f')
		return c - 'a' + 10;
	if (c >= 'A' && c <= 'F')
		return c - 'A' + 10;
	return -1;
}

/*
 * Write the decoded text with a closing NUL to out, which has room for
 * in.len + 1 bytes.  Says what is wrong with it, or NULL.
 */
static const char *decode(struct piece in, char plus, char *out, size_t *out_len)
{
	char *at = out;

	for (size_t i = 0; i < in.len; i++) {
		char c = in.text[i];

		if (c == '%') {
			int high = i + 2 < in.len ? hex_digit(in.text[i + 1]) : -1;
			int low = i + 2 < in.len ? hex_digit(in.text[i + 2]) : -1;

			if (high < 0 || low < 0)
				return "a percent sign that no two hexadecimal digits follow";
			c = (char)(high << 4 | low);
			i += 2;
		} else if (c == '+') {
			c = plus;
		}
		if (c == '\0')
			return "a NUL byte";
		*at++ = c;
	}
	*at = '\0';
	*out_len = (size_t)(at - out);
	return utf8_valid(out, *out_len) ? NULL : "bytes that are not UTF-8";
}

/* Take the text up to the mark (or the end) off the front of *rest. */
static struct piece take_until(struct piece *rest, char mark)
{
	const char *end = rest->len ? memchr(rest->text, mark, rest->len) : NULL;
	struct piece taken = {rest->text, end ? (size_t)(end - rest->text) : rest->len};
	size_t used = taken.len + (end != NULL);

	rest->text += used;
	rest->len -= used;
	return taken;
}

/* A name that comes again turns its value into a list. */
static void add(json_t *form, const char *name, json_t *value)
{
	json_t *old = json_object_get(form, name);

	if (!old) {
		json_object_set_new_nocheck(form, name, value);
	} else if (json_is_array(old)) {
		json_array_append_new(old, value);
	} else {
		json_object_set_new_nocheck(form, name, json_pack("[O, o]", old, value));
	}
}

/* name and value are the encoded text; nth counts from 1. */
static bool add_field(json_t *form, struct piece name, struct piece value, int nth,
		      struct problem *why)
{
	char key[3 * FORM_NAME_MAX_BYTES + 1];
	str_auto_t *text = NULL;
	const char *wrong;
	size_t len = 0;

	if (name.len >= sizeof key)
		return problem(why, 400, "bad_form", "the name of field %d is too long", nth);
	if ((wrong = decode(name, ' ', key, &len)))
		return problem(why, 400, "bad_form", "the name of field %d has %s", nth, wrong);
	if (len == 0)
		return problem(why, 400, "bad_form", "field %d has no name", nth);
	if (len > FORM_NAME_MAX_BYTES)
		return problem(why, 400, "bad_form", "the name of field %d is too long", nth);
	text = xcalloc(value.len + 1, 1);
	if ((wrong = decode(value, ' ', text, &len)))
		return problem(why, 400, "bad_form", "field \"%s\" has %s", key, wrong);
	if (len > FORM_VALUE_MAX_BYTES)
		return problem(why, 400, "bad_form", "field \"%s\" has more than %d bytes", key,
			       FORM_VALUE_MAX_BYTES);
	add(form, key, json_stringn_nocheck(text, len));
	return true;
}

json_t *form_decode(const char *text, size_t len, size_t max_bytes, struct problem *why)
{
	struct piece rest = {text, len};
	json_t *form;
	int fields = 0;

	if (len > max_bytes) {
		problem(why, 413, "too_large", "a form may have %zu bytes", max_bytes);
		return NULL;
	}
	form = json_object();
	while (rest.len) {
		struct piece value = take_until(&rest, '&');
		struct piece name = take_until(&value, '=');

		if (name.len + value.len == 0)
			continue;
		if (++fields > FORM_FIELDS_MAX)
			problem(why, 400, "bad_form", "a form may have %d fields", FORM_FIELDS_MAX);
		else if (add_field(form, name, value, fields, why))
			continue;
		json_decref(form);
		return NULL;
	}
	return form;
}

char *form_decode_path(const char *segment, size_t len, struct problem *why)
{
	char *text = xcalloc(len + 1, 1);
	size_t text_len = 0;
	const char *wrong = decode((struct piece){segment, len}, '+', text, &text_len);

	if (!wrong && memchr(text, '/', text_len))
		wrong = "a slash";
	if (!wrong)
		return text;
	problem(why, 400, "bad_path", "a part of the path has %s", wrong);
	free(text);
	return NULL;
}

static bool unreserved(char c)
{
	return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
	       (c && strchr("-._~", c));
}

void form_encode(struct buffer *out, const char *text)
{
	for (; *text; text++) {
		if (unreserved(*text))
			buffer_putc(out, *text);
		else
			buffer_printf(out, "%%%02X", (unsigned char)*text);
	}
}

void form_parameter(struct buffer *out, const char *name, const char *value)
{
	bool first = out->len == 0 || strchr("?&", out->data[out->len - 1]);

	buffer_printf(out, "%s%s=", first ? "" : "&", name);
	form_encode(out, value);
}
