/* multipart.c - forms with files, decoded. */
#include "lib/multipart.h"

#include <sodium.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/form.h"
#include "lib/utf8.h"
#include "lib/xalloc.h"

/* RFC 2046 section 5.1.1 */
enum { BOUNDARY_MAX_BYTES = 70, MARK_SIZE = BOUNDARY_MAX_BYTES + sizeof "\r\n--" };

struct piece {
	const char *text;
	size_t len;
};

/* One part: its headers without the empty line, and what follows. */
struct part {
	struct piece headers, value;
	char name[FORM_NAME_MAX_BYTES], file[FORM_NAME_MAX_BYTES];
	bool is_file, is_text;
};

static const char *find(struct piece in, const char *what, size_t len)
{
	return in.len >= len ? memmem(in.text, in.len, what, len) : NULL;
}

/* Copy a parameter (name="value" or name=value) of a header; false when it is not there, or too
 * long.  Browsers write %22 for a quote in it (WHATWG HTML, multipart/form-data). */
static bool parameter(struct piece header, const char *name, char *out, size_t size)
{
	size_t len = strlen(name);

	for (size_t i = 0; i + len < header.len; i++) {
		const char *at = header.text + i, *end = header.text + header.len;
		bool quoted;
		size_t n;

		if (strncasecmp(at, name, len) != 0 || at[len] != '=' ||
		    (i > 0 && !strchr("; \t", at[-1])))
			continue;
		at += len + 1;
		quoted = at < end && *at == '"';
		at += quoted;
		for (n = 0; at + n < end && !strchr(quoted ? "\"" : "; \t\r\n", at[n]);)
			n++;
		if (n >= size)
			return false;
		memcpy(out, at, n);
		out[n] = '\0';
		return true;
	}
	return false;
}

/* The header that names the field. */
static bool disposition(const struct part *p, struct piece *out)
{
	static const char NAME[] = "Content-Disposition:";
	struct piece rest = p->headers;

	while (rest.len > 0) {
		const char *end = find(rest, "\r\n", 2);
		size_t len = end ? (size_t)(end - rest.text) : rest.len;

		if (len > sizeof NAME - 1 && strncasecmp(rest.text, NAME, sizeof NAME - 1) == 0) {
			*out = (struct piece){rest.text + sizeof NAME - 1, len - (sizeof NAME - 1)};
			return true;
		}
		len += end ? 2 : 0;
		rest = (struct piece){rest.text + len, rest.len - len};
	}
	return false;
}

static bool part_read(struct part *p, struct problem *why)
{
	struct piece header;

	if (!disposition(p, &header) || !parameter(header, "name", p->name, sizeof p->name) ||
	    !*p->name || !utf8_valid(p->name, strlen(p->name)))
		return problem(why, 400, "bad_form", "a part of the form has no name");
	p->is_file = parameter(header, "filename", p->file, sizeof p->file);
	p->is_text =
		utf8_valid(p->value.text, p->value.len) && !memchr(p->value.text, 0, p->value.len);
	if (!p->is_text && !p->is_file)
		return problem(why, 400, "bad_form", "\"%.40s\" is no text in UTF-8", p->name);
	if (!p->is_file && p->value.len > MULTIPART_VALUE_MAX_BYTES)
		return problem(why, 400, "bad_form", "\"%.40s\" is too long", p->name);
	return true;
}

static void add(json_t *form, const char *name, json_t *value)
{
	json_t *old = json_object_get(form, name), *list;

	if (!old) {
		json_object_set_new(form, name, value);
	} else if (json_is_array(old)) {
		json_array_append_new(old, value);
	} else {
		list = json_pack("[O, o]", old, value);
		json_object_set_new(form, name, list);
	}
}

static void bytes_add(json_t *form, const struct part *p)
{
	char name[FORM_NAME_MAX_BYTES + sizeof "_base64"];
	size_t size = sodium_base64_encoded_len(p->value.len, sodium_base64_VARIANT_ORIGINAL);
	str_auto_t *text = xcalloc(1, size);

	sodium_bin2base64(text, size, (const unsigned char *)p->value.text, p->value.len,
			  sodium_base64_VARIANT_ORIGINAL);
	snprintf(name, sizeof name, "%s_base64", p->name);
	add(form, name, json_string(text));
}

static void part_add(json_t *form, const struct part *p)
{
	char file_name[FORM_NAME_MAX_BYTES + sizeof "_name"];

	if (p->is_file && !*p->file && p->value.len == 0)
		return;
	if (p->is_text)
		add(form, p->name, json_stringn(p->value.text, p->value.len));
	else
		bytes_add(form, p);
	if (p->is_file && utf8_valid(p->file, strlen(p->file))) {
		snprintf(file_name, sizeof file_name, "%s_name", p->name);
		add(form, file_name, json_string(p->file));
	}
}

/* The next part, up to the mark; moves *rest behind that mark. */
static bool part_take(struct part *p, struct piece *rest, const char *mark, struct problem *why)
{
	size_t len = strlen(mark);
	const char *end = find(*rest, mark, len), *gap;

	if (!end)
		return problem(why, 400, "bad_form", "the form breaks off");
	p->headers = (struct piece){rest->text, (size_t)(end - rest->text)};
	gap = find(p->headers, "\r\n\r\n", 4);
	if (!gap)
		return problem(why, 400, "bad_form", "a part of the form has no headers");
	p->value = (struct piece){gap + 4, (size_t)(end - gap) - 4};
	p->headers.len = (size_t)(gap - rest->text);
	rest->len -= (size_t)(end - rest->text) + len;
	rest->text = end + len;
	return part_read(p, why);
}

/* Whether another part follows the mark; the last one ends in two hyphens. */
static bool goes_on(struct piece *rest)
{
	if (rest->len < 2 || memcmp(rest->text, "\r\n", 2) != 0)
		return false;
	rest->text += 2;
	rest->len -= 2;
	return true;
}

json_t *multipart_decode(const char *type, const char *body, size_t len, struct problem *why)
{
	char boundary[BOUNDARY_MAX_BYTES + 1], mark[MARK_SIZE];
	struct piece rest = {body, len};
	json_t *form;
	size_t n = 0;

	if (!parameter((struct piece){type, strlen(type)}, "boundary", boundary, sizeof boundary) ||
	    !*boundary) {
		problem(why, 400, "bad_form",
			"the form does not say what stands between its parts");
		return NULL;
	}
	snprintf(mark, sizeof mark, "\r\n--%s", boundary);
	if (len < strlen(mark) - 2 || memcmp(body, mark + 2, strlen(mark) - 2) != 0) {
		problem(why, 400, "bad_form", "the form does not begin with its first part");
		return NULL;
	}
	rest.text += strlen(mark) - 2;
	rest.len -= strlen(mark) - 2;
	form = json_object();
	while (goes_on(&rest)) {
		struct part p = {0};

		if (++n > FORM_FIELDS_MAX)
			problem(why, 413, "too_many_fields", "a form may have %d fields",
				FORM_FIELDS_MAX);
		if (n > FORM_FIELDS_MAX || !part_take(&p, &rest, mark, why)) {
			json_decref(form);
			return NULL;
		}
		part_add(form, &p);
	}
	return form;
}
