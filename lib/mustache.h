/*
 * mustache.h - pages, mails and texts: Mustache templates poured over JSON documents.
 *
 * The published specification (github.com/mustache/spec 1.4), its required
 * part: interpolation, sections, inverted sections, partials, comments and
 * delimiters, with dotted names, the implicit iterator, standalone lines and
 * the indentation of partials.  Without its optional modules; their tags
 * {{<x}} and {{$x}} are refused, so that nobody believes in them.
 *
 * Where the specification leaves it to the language:
 *   - false, null, what is missing, the empty string and the empty list skip a
 *     section; 0 and the empty object do not.
 *   - Integers and the shortest form of reals are printed, true and false as
 *     these words, null, lists and objects as nothing.
 *   - & < > " ' are escaped, so a value may stand between quotes of either kind.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>

#include "lib/buffer.h"
#include "lib/problem.h"

enum {
	MUSTACHE_DEPTH_MAX = 32,              /* contexts on the stack; partials within partials */
	MUSTACHE_STEPS_MAX = 4000000,         /* tags and runs of text in one rendering */
	MUSTACHE_OUTPUT_MAX_BYTES = 16 << 20, /* what one rendering may write */
};

struct mustache;

/* Answers with the partial of that name, lent until the rendering ends, or NULL. */
typedef const struct mustache *mustache_partial_fn(void *ctx, const char *name);

/* What a template is poured over.  Everything in it is borrowed. */
struct mustache_view {
	const json_t *document;       /* what the page is about: names are looked up here first */
	const json_t *page;           /* what all pages share; may be NULL */
	mustache_partial_fn *partial; /* may be NULL: no partials */
	void *ctx;                    /* handed to partial */
	bool plain; /* for text/plain (mails, calendar texts): {{x}} writes like {{{x}}} */
};

/*
 * Compile a template once; it can be rendered any number of times.  Copies the
 * text.  Returns NULL and a problem (500, "bad_template") that names the line
 * when a tag or section is not closed, closes what is not open, has no usable
 * name, or sets no usable delimiters.
 */
struct mustache *mustache_new(const char *text, size_t len, struct problem *why);
void mustache_free(struct mustache *m);

/*
 * Append to out.  False when it went deeper, longer or further than the limits
 * above, as a partial does that contains itself without end; out then holds the part
 * that was written and should not be sent.
 */
bool mustache_render(const struct mustache *m, const struct mustache_view *view,
		     struct buffer *out);

/* Visit the name of each partial tag in turn, to check at start that all are there. */
void mustache_partials(const struct mustache *m, void (*visit)(void *ctx, const char *name),
		       void *ctx);
