/*
 * theme.h - the colours an authority's pages have, whether they can be read, and the style sheet
 * that they make.
 *
 * An authority chooses some of them; the others are the product's.  Those of the dark look follow
 * from the light ones unless they are chosen, too.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "lib/buffer.h"
#include "lib/contrast.h"

enum theme_colour {
	THEME_HOUSE,  /* behind the heads and feet of pages, in both looks */
	THEME_ACTION, /* buttons and links */
	THEME_ACCENT, /* thin lines; where the keyboard is, on the house colour */
	THEME_HINT,   /* quiet text */
	THEME_ACTION_DARK,
	THEME_HINT_DARK,
	THEME_COLOURS
};

/* "house" and so on, as documents, forms and authority files say. */
extern const char *const THEME_NAMES[THEME_COLOURS];

struct theme {
	struct colour colours[THEME_COLOURS];
};

extern const struct theme THEME_DEFAULT;

/* Two colours that meet on the pages. */
struct theme_pair {
	const char *key; /* of texts; NULL ends the list */
	enum theme_colour of;
	struct colour other;
	bool on_house;  /* the other is the house colour */
	bool is_ground; /* `of` lies behind the other */
	double needed;  /* 0: ornament alone */
};

extern const struct theme_pair THEME_PAIRS[];

/* The colours as {"house": "#003c4d", ...}; what is missing or no colour is the product's, or
 * follows from the light look. */
void theme_read(struct theme *out, const json_t *colours);

/* What was chosen, in the order of THEME_NAMES and in one spelling; a new reference. */
json_t *theme_chosen(const json_t *colours);

/* The same with a house colour that can be read: what stands on it is judged by that, so that one
 * mistake is not two. */
struct theme theme_housed(const struct theme *t);

/* The colour on the other side of the pair. */
struct colour theme_other(const struct theme *t, const struct theme_pair *pair);
double theme_ratio(const struct theme *t, const struct theme_pair *pair);
bool theme_pair_passes(const struct theme *t, const struct theme_pair *pair);

/* The pair of this colour that lacks most; NULL when all pass. */
const struct theme_pair *theme_worst(const struct theme *t, enum theme_colour which);

/* The nearest of its shades that passes every pair; the colour itself when it does. */
struct colour theme_suggest(const struct theme *t, enum theme_colour which);

/* "003c4d-004c60-...": the colours as a part of an address, so that the style sheet at an address
 * never changes and every process can make it. */
enum { THEME_CODE_SIZE = THEME_COLOURS * (COLOUR_TEXT_SIZE - 1) };
void theme_code(char out[THEME_CODE_SIZE], const struct theme *t);
bool theme_decode(struct theme *out, const char *code);

/* To be loaded after web/styles/theme.css. */
void theme_css(const struct theme *t, struct buffer *out);
