/*
 * mustache.c - the compiler: text to nodes.
 *
 * Names are cut apart in our copy of the text by writing NULs over what stands
 * behind them (a dot, white space or the closing delimiter), so a template is
 * three allocations.  Messages and line numbers come from the caller's text.
 */
#include "lib/mustache.h"

#include <stdlib.h>
#include <string.h>

#include "lib/mustache_node.h"
#include "lib/xalloc.h"

enum {
	DELIMITER_MAX_BYTES = 8,
	NODES_FIRST = 16,
};

struct delimiter {
	char text[DELIMITER_MAX_BYTES];
	size_t len;
};

struct open_section {
	size_t node;
	size_t name, name_len; /* where its name stands in the text */
};

struct compiler {
	struct mustache *m;
	const char *source;
	size_t len, pos; /* everything before pos is done */
	struct delimiter open, close;
	struct open_section sections[MUSTACHE_DEPTH_MAX];
	size_t depth;
	bool line_begun; /* the line at pos already has a node */
	struct problem *why;
};

/* A tag from its opening to behind its closing delimiter, as offsets into the text. */
struct tag {
	char kind; /* one of # ^ / > ! = & { and '\0' for {{name}} */
	size_t begin, end;
	size_t name, name_len; /* without surrounding white space */
	size_t line;           /* where its line begins, when it stands alone on it */
	bool standalone;
};

static bool is_space(char c)
{
	return c == ' ' || c == '\t' || c == '\r' || c == '\n';
}

/* at is an offset into the text, what a whole sentence's end. */
static bool refuse(struct compiler *c, size_t at, const char *what)
{
	int line = 1, shown = 0;

	for (size_t i = 0; i < at; i++)
		line += c->source[i] == '\n';
	while (shown < 40 && at + (size_t)shown < c->len && c->source[at + (size_t)shown] != '\n')
		shown++;
	return problem(c->why, 500, "bad_template", "line %d: %s: %.*s", line, what, shown,
		       c->source + at);
}

static size_t find(const struct compiler *c, size_t from, const struct delimiter *what)
{
	const char *at = memmem(c->source + from, c->len - from, what->text, what->len);

	return at ? (size_t)(at - c->source) : c->len;
}

static struct mustache_node *node_add(struct compiler *c, enum mustache_op op, bool in_line)
{
	struct mustache *m = c->m;

	if (m->count == m->size) {
		m->size = m->size ? 2 * m->size : NODES_FIRST;
		m->nodes = xrealloc(m->nodes, m->size * sizeof *m->nodes);
	}
	m->nodes[m->count] = (struct mustache_node){
		.op = op, .starts_line = in_line && !c->line_begun, .name = "", .text = ""};
	if (in_line)
		c->line_begun = true;
	return &m->nodes[m->count++];
}

/* Take the text up to there as it is. */
static void take_text(struct compiler *c, size_t end)
{
	struct mustache_node *node;

	if (end <= c->pos)
		return;
	node = node_add(c, MUSTACHE_TEXT, true);
	node->text = c->m->text + c->pos;
	node->len = end - c->pos;
	c->line_begun = c->source[end - 1] != '\n';
}

/*
 * Only blanks around it on its line, and no other tag: then the tag has the
 * line to itself.  The white space goes with it, line ending included.
 */
static void see_standalone(const struct compiler *c, struct tag *tag)
{
	size_t begin = tag->begin, end = tag->end;

	while (begin > c->pos && (c->source[begin - 1] == ' ' || c->source[begin - 1] == '\t'))
		begin--;
	if (begin > 0 && c->source[begin - 1] != '\n')
		return;
	while (end < c->len && (c->source[end] == ' ' || c->source[end] == '\t'))
		end++;
	if (end + 1 < c->len && c->source[end] == '\r' && c->source[end + 1] == '\n')
		end++;
	if (end < c->len && c->source[end] != '\n')
		return;
	tag->standalone = true;
	tag->line = begin;
	tag->end = end < c->len ? end + 1 : end;
}

/* Read the tag that opens at tag->begin. */
static bool read_tag(struct compiler *c, struct tag *tag)
{
	struct delimiter close = c->close;
	size_t inside = tag->begin + c->open.len, stop;

	if (inside < c->len && strchr("#^/>!=&{", c->source[inside]))
		tag->kind = c->source[inside++];
	if (tag->kind == '{' || tag->kind == '=') {
		close.text[0] = tag->kind == '{' ? '}' : '=';
		memcpy(close.text + 1, c->close.text, c->close.len);
		close.len++;
	}
	stop = find(c, inside, &close);
	if (stop == c->len)
		return refuse(c, tag->begin, "this tag is never closed");
	tag->end = stop + close.len;
	while (inside < stop && is_space(c->source[inside]))
		inside++;
	while (stop > inside && is_space(c->source[stop - 1]))
		stop--;
	tag->name = inside;
	tag->name_len = stop - inside;
	if (tag->kind && tag->kind != '{' && tag->kind != '&')
		see_standalone(c, tag);
	return true;
}

/* Cut the name into its keys.  A partial's name may hold dots and stays whole. */
static bool take_name(struct compiler *c, const struct tag *tag, struct mustache_node *node)
{
	char *name = c->m->text + tag->name;

	if (tag->name_len == 0 || strchr("<$", name[0]))
		return refuse(c, tag->begin, "this tag has no usable name");
	node->name = name;
	if (tag->name_len == 1 && name[0] == '.' && tag->kind != '>')
		return true;
	node->keys = 1;
	for (size_t i = 0; i < tag->name_len; i++) {
		if (is_space(name[i]) || name[i] == '\0')
			return refuse(c, tag->begin, "white space within a name");
		if (name[i] != '.' || tag->kind == '>')
			continue;
		if (i == 0 || name[i - 1] == '\0' || i + 1 == tag->name_len)
			return refuse(c, tag->begin, "a dot with no name beside it");
		name[i] = '\0';
		node->keys++;
	}
	name[tag->name_len] = '\0';
	return true;
}

static bool open_section(struct compiler *c, const struct tag *tag)
{
	if (c->depth == MUSTACHE_DEPTH_MAX)
		return refuse(c, tag->begin, "too many sections within each other");
	c->sections[c->depth++] = (struct open_section){c->m->count, tag->name, tag->name_len};
	return take_name(c, tag,
			 node_add(c, tag->kind == '#' ? MUSTACHE_SECTION : MUSTACHE_INVERTED,
				  !tag->standalone));
}

static bool close_section(struct compiler *c, const struct tag *tag)
{
	const struct open_section *section;

	if (c->depth == 0)
		return refuse(c, tag->begin, "this closes no section");
	section = &c->sections[c->depth - 1];
	if (section->name_len != tag->name_len ||
	    memcmp(c->source + section->name, c->source + tag->name, tag->name_len) != 0)
		return refuse(c, tag->begin, "this is not the section that is open here");
	/* A line that begins with this tag begins inside the section. */
	if (!tag->standalone && !c->line_begun)
		node_add(c, MUSTACHE_TEXT, true);
	c->m->nodes[section->node].end = c->m->count;
	c->depth--;
	return true;
}

static bool take_partial(struct compiler *c, const struct tag *tag)
{
	struct mustache_node *node = node_add(c, MUSTACHE_PARTIAL, !tag->standalone);

	node->alone = tag->standalone;
	if (tag->standalone) {
		node->text = c->m->text + tag->line;
		node->len = tag->begin - tag->line;
	}
	return take_name(c, tag, node);
}

static bool set_delimiter(struct delimiter *d, const char *text, size_t len)
{
	/* One byte stays free for the } or = that read_tag() puts in front. */
	if (len == 0 || len >= sizeof d->text || memchr(text, '=', len))
		return false;
	memcpy(d->text, text, len);
	d->len = len;
	return true;
}

static bool set_delimiters(struct compiler *c, const struct tag *tag)
{
	const char *name = c->source + tag->name;
	size_t first = 0, second, len = tag->name_len;

	while (first < len && !is_space(name[first]))
		first++;
	for (second = first; second < len && is_space(name[second]);)
		second++;
	for (size_t i = second; i < len; i++) {
		if (is_space(name[i]))
			return refuse(c, tag->begin, "two delimiters are needed");
	}
	if (!set_delimiter(&c->open, name, first) ||
	    !set_delimiter(&c->close, name + second, len - second))
		return refuse(c, tag->begin, "these are no usable delimiters");
	return true;
}

static bool take_tag(struct compiler *c, const struct tag *tag)
{
	switch (tag->kind) {
	case '!':
		return true;
	case '=':
		return set_delimiters(c, tag);
	case '#':
	case '^':
		return open_section(c, tag);
	case '/':
		return close_section(c, tag);
	case '>':
		return take_partial(c, tag);
	case '&':
	case '{':
		return take_name(c, tag, node_add(c, MUSTACHE_RAW, true));
	default:
		return take_name(c, tag, node_add(c, MUSTACHE_ESCAPED, true));
	}
}

static bool compile(struct compiler *c)
{
	for (;;) {
		struct tag tag = {.begin = find(c, c->pos, &c->open)};

		if (tag.begin == c->len)
			break;
		if (!read_tag(c, &tag))
			return false;
		take_text(c, tag.standalone ? tag.line : tag.begin);
		if (!take_tag(c, &tag))
			return false;
		c->pos = tag.end;
	}
	take_text(c, c->len);
	if (c->depth)
		return refuse(c, c->sections[c->depth - 1].name, "this section is never closed");
	return true;
}

struct mustache *mustache_new(const char *text, size_t len, struct problem *why)
{
	struct mustache *m = xcalloc(1, sizeof *m);
	struct compiler c = {
		.m = m,
		.source = text,
		.len = len,
		.open = {"{{", 2},
		.close = {"}}", 2},
		.why = why,
	};

	m->text = xcalloc(len + 1, 1);
	if (len)
		memcpy(m->text, text, len);
	if (compile(&c))
		return m;
	mustache_free(m);
	return NULL;
}

void mustache_free(struct mustache *m)
{
	if (!m)
		return;
	free(m->nodes);
	free(m->text);
	free(m);
}
