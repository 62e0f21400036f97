/*
 * mustache_node.h - a compiled template, shared by the compiler and the renderer.
 *
 * A flat list of nodes in the order of the text.  A section's body is the
 * nodes between it and its `end`, so rendering walks forward and allocates
 * nothing.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

enum mustache_op {
	MUSTACHE_TEXT,
	MUSTACHE_ESCAPED,
	MUSTACHE_RAW,
	MUSTACHE_SECTION,
	MUSTACHE_INVERTED,
	MUSTACHE_PARTIAL,
};

struct mustache_node {
	enum mustache_op op;
	bool starts_line; /* an indented partial puts its indentation in front of this */
	bool alone;       /* of a partial: it has its line to itself */
	size_t end;       /* of a section: the first node behind it */
	size_t keys;      /* parts of a dotted name; 0 stands for "." */
	const char *name; /* the parts one behind the other, each with its NUL */
	const char *text; /* the text; of a partial: its indentation */
	size_t len;
};

/* All pointers lead into text. */
struct mustache {
	struct mustache_node *nodes;
	size_t count, size;
	char *text;
};
