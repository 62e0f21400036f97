/* mustache_render.c - the renderer: nodes and documents to text. */
#include "lib/mustache.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/mustache_node.h"

/* "%.17g" tells any two doubles apart (IEEE 754). */
enum {
	REAL_DIGITS_SAFE = 15,
	REAL_DIGITS_EXACT = 17,
	NUMBER_MAX_BYTES = 32,
};

/* What standalone partials put in front of each of their lines, outermost first. */
struct indentation {
	const struct indentation *outer;
	const char *text;
	size_t len;
};

struct rendering {
	const struct mustache_view *view;
	struct buffer *out;
	size_t out_begin;
	const json_t *stack[MUSTACHE_DEPTH_MAX];
	size_t depth;
	size_t partials; /* how deep */
	size_t steps;
};

static bool render(struct rendering *r, const struct mustache *m, size_t from, size_t to,
		   const struct indentation *indent);

static void add_indentation(struct buffer *out, const struct indentation *indent)
{
	if (!indent)
		return;
	add_indentation(out, indent->outer);
	buffer_add(out, indent->text, indent->len);
}

/* The node in front of the text took care of a line that begins with it. */
static void add_text(struct buffer *out, const struct mustache_node *node,
		     const struct indentation *indent)
{
	const char *at = node->text, *end = node->text + node->len, *newline;

	while (indent && at < end && (newline = memchr(at, '\n', (size_t)(end - at - 1)))) {
		buffer_add(out, at, (size_t)(newline + 1 - at));
		add_indentation(out, indent);
		at = newline + 1;
	}
	buffer_add(out, at, (size_t)(end - at));
}

static const char *entity(char c)
{
	switch (c) {
	case '&':
		return "&amp;";
	case '<':
		return "&lt;";
	case '>':
		return "&gt;";
	case '"':
		return "&quot;";
	case '\'':
		return "&#39;";
	default:
		return NULL;
	}
}

static void add_escaped(struct buffer *out, const char *text, size_t len)
{
	size_t done = 0;

	for (size_t i = 0; i < len; i++) {
		const char *instead = entity(text[i]);

		if (!instead)
			continue;
		buffer_add(out, text + done, i - done);
		buffer_puts(out, instead);
		done = i + 1;
	}
	buffer_add(out, text + done, len - done);
}

/* The shortest digits that read back as the same number, with a point in every locale. */
static void add_real(struct buffer *out, double value)
{
	char text[NUMBER_MAX_BYTES];
	char *comma;

	for (int digits = REAL_DIGITS_SAFE; digits <= REAL_DIGITS_EXACT; digits++) {
		snprintf(text, sizeof text, "%.*g", digits, value);
		if (strtod(text, NULL) == value)
			break;
	}
	if ((comma = strchr(text, ',')))
		*comma = '.';
	buffer_puts(out, text);
}

static void add_value(struct buffer *out, const json_t *value, bool escape)
{
	switch (value ? json_typeof(value) : JSON_NULL) {
	case JSON_STRING:
		if (escape)
			add_escaped(out, json_string_value(value), json_string_length(value));
		else
			buffer_add(out, json_string_value(value), json_string_length(value));
		return;
	case JSON_INTEGER:
		buffer_printf(out, "%" JSON_INTEGER_FORMAT, json_integer_value(value));
		return;
	case JSON_REAL:
		add_real(out, json_real_value(value));
		return;
	case JSON_TRUE:
		buffer_puts(out, "true");
		return;
	case JSON_FALSE:
		buffer_puts(out, "false");
		return;
	case JSON_NULL:
	case JSON_ARRAY:
	case JSON_OBJECT:
		return;
	}
}

/*
 * The first part of a name is looked up from the innermost context outwards,
 * the others only in what was found: an object's own member hides an outer one
 * even where it leads nowhere.
 */
static const json_t *lookup(const struct rendering *r, const struct mustache_node *node)
{
	const char *key = node->name;
	const json_t *value = NULL;

	if (node->keys == 0)
		return r->stack[r->depth - 1];
	for (size_t i = r->depth; i > 0 && !value; i--)
		value = json_object_get(r->stack[i - 1], key);
	for (size_t k = 1; k < node->keys && value; k++) {
		key += strlen(key) + 1;
		value = json_object_get(value, key);
	}
	return value;
}

static bool is_truthy(const json_t *value)
{
	switch (value ? json_typeof(value) : JSON_NULL) {
	case JSON_NULL:
	case JSON_FALSE:
		return false;
	case JSON_STRING:
		return json_string_length(value) > 0;
	case JSON_ARRAY:
		return json_array_size(value) > 0;
	default:
		return true;
	}
}

static bool render_within(struct rendering *r, const json_t *context, const struct mustache *m,
			  size_t section, const struct indentation *indent)
{
	bool ok;

	if (r->depth == MUSTACHE_DEPTH_MAX)
		return false;
	r->stack[r->depth++] = context;
	ok = render(r, m, section + 1, m->nodes[section].end, indent);
	r->depth--;
	return ok;
}

static bool render_section(struct rendering *r, const struct mustache *m, size_t section,
			   const struct indentation *indent)
{
	const json_t *value = lookup(r, &m->nodes[section]);

	if (!is_truthy(value))
		return true;
	if (!json_is_array(value))
		return render_within(r, value, m, section, indent);
	for (size_t i = 0; i < json_array_size(value); i++) {
		if (!render_within(r, json_array_get(value, i), m, section, indent))
			return false;
	}
	return true;
}

/* A partial within a line leaves its own lines alone; one that stands alone indents them. */
static bool render_partial(struct rendering *r, const struct mustache_node *node,
			   const struct indentation *outer)
{
	struct indentation own = {outer, node->text, node->len};
	const struct indentation *indent = node->alone ? outer : NULL;
	const struct mustache *partial = NULL;
	bool ok;

	if (r->view->partial)
		partial = r->view->partial(r->view->ctx, node->name);
	if (!partial)
		return true;
	if (r->partials == MUSTACHE_DEPTH_MAX)
		return false;
	if (node->alone && node->len)
		indent = &own;
	r->partials++;
	ok = render(r, partial, 0, partial->count, indent);
	r->partials--;
	return ok;
}

static bool within_limits(struct rendering *r)
{
	return ++r->steps <= MUSTACHE_STEPS_MAX &&
	       r->out->len - r->out_begin <= MUSTACHE_OUTPUT_MAX_BYTES;
}

static bool render(struct rendering *r, const struct mustache *m, size_t from, size_t to,
		   const struct indentation *indent)
{
	for (size_t i = from; i < to; i++) {
		const struct mustache_node *node = &m->nodes[i];

		if (!within_limits(r))
			return false;
		if (node->starts_line)
			add_indentation(r->out, indent);
		switch (node->op) {
		case MUSTACHE_TEXT:
			add_text(r->out, node, indent);
			break;
		case MUSTACHE_ESCAPED:
		case MUSTACHE_RAW:
			add_value(r->out, lookup(r, node),
				  node->op == MUSTACHE_ESCAPED && !r->view->plain);
			break;
		case MUSTACHE_SECTION:
			if (!render_section(r, m, i, indent))
				return false;
			i = node->end - 1;
			break;
		case MUSTACHE_INVERTED:
			if (is_truthy(lookup(r, node)))
				i = node->end - 1;
			break;
		case MUSTACHE_PARTIAL:
			if (!render_partial(r, node, indent))
				return false;
			break;
		}
	}
	return true;
}

bool mustache_render(const struct mustache *m, const struct mustache_view *view, struct buffer *out)
{
	struct rendering r = {.view = view, .out = out, .out_begin = out->len};

	if (view->page)
		r.stack[r.depth++] = view->page;
	r.stack[r.depth++] = view->document;
	return render(&r, m, 0, m->count, NULL);
}

void mustache_partials(const struct mustache *m, void (*visit)(void *ctx, const char *name),
		       void *ctx)
{
	for (size_t i = 0; i < m->count; i++) {
		if (m->nodes[i].op == MUSTACHE_PARTIAL)
			visit(ctx, m->nodes[i].name);
	}
}
