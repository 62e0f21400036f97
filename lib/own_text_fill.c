/* own_text_fill.c - a text of an office's own with the values of its variables. */
#include <string.h>

#include "lib/cleanup.h"
#include "lib/own_text.h"
#include "lib/own_text_piece.h"
#include "lib/utf8.h"
#include "lib/xalloc.h"

struct line {
	const char *text, *end;
};

/* What of a line has a value. */
struct tally {
	size_t named, filled;
};

/* A line that is being written. */
struct filling {
	json_t *parts;
	struct buffer words; /* that stand before the next part */
	bool gap;            /* the variable before had no value */
};

static bool is_empty(const json_t *value)
{
	return json_is_null(value) || (json_is_string(value) && json_string_length(value) == 0) ||
	       (json_is_array(value) && json_array_size(value) == 0);
}

/* NULL: there is no such variable. */
static json_t *value_of(const struct own_piece *piece, const json_t *values)
{
	str_auto_t *name = xstrndup(piece->text, piece->len);

	return piece->closed ? json_object_get(values, name) : NULL;
}

static struct tally line_tally(struct line line, const json_t *values)
{
	struct tally tally = {0};
	struct own_piece piece;

	while (own_piece_next(&line.text, line.end, &piece)) {
		json_t *value = piece.variable ? value_of(&piece, values) : NULL;

		tally.named += piece.variable;
		tally.filled += piece.variable && !(value && is_empty(value));
	}
	return tally;
}

static bool is_blank(struct line line)
{
	while (line.text < line.end && strchr(" \t\r", *line.text))
		line.text++;
	return line.text == line.end;
}

/*
 * Parts
 */

static json_t *part_add(json_t *parts, json_t *text, json_t *url, bool unknown)
{
	json_t *part = json_pack("{s:o, s:o, s:b, s:b, s:{}}", "text", text, "url", url, "alone",
				 false, "unknown", unknown, "is");

	json_array_append_new(parts, part);
	return part;
}

static void words_end(struct filling *f)
{
	if (f->words.len > 0)
		part_add(f->parts, json_stringn(f->words.data, f->words.len), json_null(), false);
	buffer_done(&f->words);
	f->words = (struct buffer){0};
}

/* Nothing was said: then neither is the comma that went with it. */
static void words_add(struct filling *f, const char *text, size_t len)
{
	bool open = f->words.len > 0 ? f->words.data[f->words.len - 1] == ' '
				     : json_array_size(f->parts) == 0;

	while (f->gap && open && len > 0 && strchr(", ", *text)) {
		text++;
		len--;
	}
	f->gap = false;
	buffer_add(&f->words, text, len);
}

static void words_trim(struct filling *f, const char *what)
{
	while (f->words.len > 0 && strchr(what, f->words.data[f->words.len - 1]))
		f->words.data[--f->words.len] = '\0';
}

static char *value_text(const json_t *value)
{
	struct buffer text = {0};
	size_t i;
	json_t *item;

	buffer_puts(&text, json_is_string(value) ? json_string_value(value) : "");
	json_array_foreach (value, i, item)
		buffer_printf(&text, "%s%s", i ? ", " : "", json_string_value(item));
	return buffer_steal(&text);
}

static void variable_add(struct filling *f, const struct own_piece *piece, const json_t *value)
{
	str_auto_t *name = xstrndup(piece->text, utf8_cut(piece->text, piece->len, piece->len));
	str_auto_t *text = value_text(value);
	json_t *part;

	if (!value) {
		words_end(f);
		part_add(f->parts, json_sprintf(piece->closed ? "{{%s}}" : "{{%s", name),
			 json_null(), true);
	} else if (is_empty(value)) {
		f->gap = true;
	} else if (own_variable_is_link(name)) {
		words_end(f);
		part = part_add(f->parts, json_string(text), json_string(text), false);
		json_object_set_new(json_object_get(part, "is"), name, json_true());
		f->gap = false;
	} else {
		words_add(f, text, strlen(text));
	}
}

static void line_end(json_t *lines, struct filling *f)
{
	if (f->gap)
		words_trim(f, ", ");
	words_trim(f, " \t\r");
	words_end(f);
	if (json_array_size(f->parts) == 1) {
		json_t *part = json_array_get(f->parts, 0);

		json_object_set_new(part, "alone",
				    json_boolean(json_is_string(json_object_get(part, "url"))));
	}
	if (json_array_size(f->parts) > 0)
		json_array_append_new(lines,
				      json_pack("{s:b, s:O}", "first", json_array_size(lines) == 0,
						"parts", f->parts));
	json_decref(f->parts);
}

/*
 * Lines
 */

/* The list that a line is repeated for: it ends in it, and begins with no more than a dash. */
static json_t *line_list(struct line line, const json_t *values, struct line *before)
{
	struct own_piece first, piece;
	struct line rest = line;
	bool led;

	if (!own_piece_next(&rest.text, rest.end, &first))
		return NULL;
	led = !first.variable;
	piece = first;
	if (led && !own_piece_next(&rest.text, rest.end, &piece))
		return NULL;
	*before = led ? (struct line){first.text, first.text + first.len}
		      : (struct line){line.text, line.text};
	for (const char *p = before->text; p < before->end; p++)
		if (!strchr(" -*", *p))
			return NULL;
	return piece.variable && is_blank(rest) ? value_of(&piece, values) : NULL;
}

static void line_write(json_t *lines, struct line line, const json_t *values)
{
	struct filling f = {.parts = json_array()};
	struct own_piece piece;

	while (own_piece_next(&line.text, line.end, &piece)) {
		if (piece.variable)
			variable_add(&f, &piece, value_of(&piece, values));
		else
			words_add(&f, piece.text, piece.len);
	}
	line_end(lines, &f);
}

static struct line line_at(const char *at)
{
	return (struct line){at, at + strcspn(at, "\n")};
}

/* Behind the line, or its end when it is the last. */
static const char *line_after(struct line line)
{
	return line.end + (*line.end == '\n');
}

/* It names something, and nothing of that is there. */
static bool is_gone(struct line line, const json_t *values)
{
	struct tally tally = line_tally(line, values);

	return tally.named > 0 && tally.filled == 0;
}

/* It introduces the next line, and that is gone. */
static bool leads_nowhere(struct line line, const json_t *values)
{
	struct line next = line_at(line_after(line));

	while (line.end > line.text && strchr(" \t\r", line.end[-1]))
		line.end--;
	return line.end > line.text && line.end[-1] == ':' && line_tally(line, values).named == 0 &&
	       is_gone(next, values);
}

static void line_fill(json_t *lines, struct line line, const json_t *values)
{
	struct line before = {0};
	json_t *list = line_list(line, values, &before), *item;
	size_t i;

	if (is_gone(line, values) || leads_nowhere(line, values))
		return;
	if (!json_is_array(list)) {
		line_write(lines, line, values);
		return;
	}
	json_array_foreach (list, i, item) {
		struct filling f = {.parts = json_array()};

		words_add(&f, before.text, (size_t)(before.end - before.text));
		words_add(&f, json_string_value(item), json_string_length(item));
		line_end(lines, &f);
	}
}

/* From the paragraph's first line; returns what comes behind it. */
static const char *paragraph_fill(json_t *paragraphs, const char *text, const json_t *values)
{
	json_t *lines = json_array();
	const char *at = text;

	for (; *at && !is_blank(line_at(at)); at = line_after(line_at(at)))
		line_fill(lines, line_at(at), values);
	if (json_array_size(lines) > 0)
		json_array_append_new(paragraphs, json_pack("{s:O}", "lines", lines));
	json_decref(lines);
	return at;
}

json_t *own_text_fill(const char *text, const json_t *values)
{
	json_t *paragraphs = json_array();
	const char *at = text;

	while (*at)
		at = is_blank(line_at(at)) ? line_after(line_at(at))
					   : paragraph_fill(paragraphs, at, values);
	return paragraphs;
}

static void line_plain(const json_t *line, struct buffer *out)
{
	size_t i;
	json_t *part;

	json_array_foreach (json_object_get(line, "parts"), i, part)
		if (!json_is_true(json_object_get(part, "unknown")))
			buffer_puts(out, json_string_value(json_object_get(part, "text")));
}

void own_text_plain(const json_t *paragraphs, struct buffer *out)
{
	size_t i, k;
	json_t *paragraph, *line;

	json_array_foreach (paragraphs, i, paragraph) {
		buffer_puts(out, i ? "\n\n" : "");
		json_array_foreach (json_object_get(paragraph, "lines"), k, line) {
			buffer_puts(out, k ? "\n" : "");
			line_plain(line, out);
		}
	}
}
