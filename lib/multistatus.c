/* multistatus.c - the calendars in the answer of a CalDAV server. */
#include "lib/multistatus.h"

#include <stdlib.h>
#include <string.h>

#define CDATA "<![CDATA["
#define CDATA_END "]]>"

/* Behind the prefix of an element's name. */
static const char *local_name(const char *name)
{
	size_t prefix = strcspn(name, ": \t\r\n/>");

	return name[prefix] == ':' ? name + prefix + 1 : name;
}

static bool is_named(const char *tag, const char *name)
{
	const char *local = local_name(tag);
	size_t len = strlen(name);

	return strncmp(local, name, len) == 0 && strchr(" \t\r\n/>", local[len]) && local[len];
}

/* The next tag: at its "<"; comments and CDATA are passed over. */
static const char *tag_next(const char *at)
{
	while ((at = strchr(at, '<'))) {
		const char *end = NULL;

		if (strncmp(at, "<!--", 4) == 0)
			end = strstr(at, "-->");
		else if (strncmp(at, CDATA, sizeof CDATA - 1) == 0)
			end = strstr(at, CDATA_END);
		else
			return at;
		if (!end)
			return NULL;
		at = end + 3;
	}
	return NULL;
}

bool multistatus_is(const char *xml)
{
	const char *at = xml;

	while ((at = tag_next(at))) {
		if (at[1] != '?' && at[1] != '!')
			return is_named(at + 1, "multistatus");
		at++;
	}
	return false;
}

static void code_point_add(struct buffer *out, unsigned long c)
{
	if (c < 0x80) {
		buffer_putc(out, (char)c);
	} else if (c < 0x800) {
		buffer_printf(out, "%c%c", (int)(0xC0 | c >> 6), (int)(0x80 | (c & 0x3F)));
	} else if (c < 0x10000) {
		buffer_printf(out, "%c%c%c", (int)(0xE0 | c >> 12), (int)(0x80 | (c >> 6 & 0x3F)),
			      (int)(0x80 | (c & 0x3F)));
	} else if (c < 0x110000) {
		buffer_printf(out, "%c%c%c%c", (int)(0xF0 | c >> 18),
			      (int)(0x80 | (c >> 12 & 0x3F)), (int)(0x80 | (c >> 6 & 0x3F)),
			      (int)(0x80 | (c & 0x3F)));
	}
}

/* At "&"; gives what is behind the reference. */
static const char *reference_add(struct buffer *out, const char *at)
{
	static const struct {
		const char *name;
		char c;
	} NAMED[] = {
		{"&lt;", '<'}, {"&gt;", '>'}, {"&amp;", '&'}, {"&quot;", '"'}, {"&apos;", '\''}};
	char *end;
	unsigned long c;

	for (size_t i = 0; i < sizeof NAMED / sizeof *NAMED; i++)
		if (strncmp(at, NAMED[i].name, strlen(NAMED[i].name)) == 0) {
			buffer_putc(out, NAMED[i].c);
			return at + strlen(NAMED[i].name);
		}
	if (at[1] == '#') {
		c = at[2] == 'x' ? strtoul(at + 3, &end, 16) : strtoul(at + 2, &end, 10);
		if (*end == ';' && c) {
			code_point_add(out, c);
			return end + 1;
		}
	}
	buffer_putc(out, *at);
	return at + 1;
}

/* The text up to the element's end; NULL when there is none. */
static const char *content_add(struct buffer *out, const char *at)
{
	while (*at) {
		if (strncmp(at, CDATA, sizeof CDATA - 1) == 0) {
			const char *text = at + sizeof CDATA - 1;
			const char *end = strstr(text, CDATA_END);

			if (!end)
				return NULL;
			buffer_add(out, text, (size_t)(end - text));
			at = end + sizeof CDATA_END - 1;
		} else if (*at == '<') {
			return at;
		} else if (*at == '&') {
			at = reference_add(out, at);
		} else {
			buffer_putc(out, *at++);
		}
	}
	return NULL;
}

bool multistatus_next(const char **at, struct buffer *out)
{
	const char *tag = *at, *end;

	buffer_clear(out);
	while ((tag = tag_next(tag))) {
		end = strchr(tag, '>');
		if (!end)
			return false;
		if (is_named(tag + 1, "calendar-data") && end[-1] != '/') {
			*at = content_add(out, end + 1);
			return *at != NULL;
		}
		tag = end;
	}
	return false;
}
