/* theme.c - an authority's colours. */
#include "lib/theme.h"

#include <stdio.h>
#include <string.h>

#define TEXT_RATIO 4.5 /* WCAG 2.2, 1.4.3 AA: text below 24 px */
#define PART_RATIO 3.0 /* 1.4.11 AA: what shows where the keyboard is */

const char *const THEME_NAMES[THEME_COLOURS] = {"house", "action",      "accent",
						"hint",  "action_dark", "hint_dark"};

/* As web/styles/theme.css and KERN have them. */
// clang-format off
const struct theme THEME_DEFAULT = {{
	[THEME_HOUSE]       = {0x00, 0x3c, 0x4d},
	[THEME_ACTION]      = {0x00, 0x4c, 0x60},
	[THEME_ACCENT]      = {0x62, 0xc2, 0x88},
	[THEME_HINT]        = {0x51, 0x57, 0x7a},
	[THEME_ACTION_DARK] = {0x88, 0xd3, 0xdb},
	[THEME_HINT_DARK]   = {0xb2, 0xb6, 0xcc},
}};

#define WHITE      {0xff, 0xff, 0xff}
#define BLACK      {0x00, 0x00, 0x00}
#define QUIET      {0xf1, 0xf7, 0xf8} /* --kern-color-neutral-025 of theme.css */
#define DARK_QUIET {0x1d, 0x20, 0x34} /* --kern-color-neutral-900, the lightest ground of the dark look */
#define ON_BRAND   {0xd0, 0xe2, 0xe5} /* --site-color-on-brand-muted */

const struct theme_pair THEME_PAIRS[] = {
	{"action",            THEME_ACTION,      WHITE,      false, false, TEXT_RATIO},
	{"action_quiet",      THEME_ACTION,      QUIET,      false, false, TEXT_RATIO},
	{"button",            THEME_ACTION,      WHITE,      false, true,  TEXT_RATIO},
	{"house",             THEME_HOUSE,       WHITE,      false, true,  TEXT_RATIO},
	{"house_quiet",       THEME_HOUSE,       ON_BRAND,   false, true,  TEXT_RATIO},
	{"hint",              THEME_HINT,        WHITE,      false, false, TEXT_RATIO},
	{"hint_quiet",        THEME_HINT,        QUIET,      false, false, TEXT_RATIO},
	{"accent_focus",      THEME_ACCENT,      BLACK,      true,  false, PART_RATIO},
	{"accent",            THEME_ACCENT,      WHITE,      false, false, 0},
	{"action_dark",       THEME_ACTION_DARK, BLACK,      false, false, TEXT_RATIO},
	{"action_dark_quiet", THEME_ACTION_DARK, DARK_QUIET, false, false, TEXT_RATIO},
	{"button_dark",       THEME_ACTION_DARK, BLACK,      false, true,  TEXT_RATIO},
	{"hint_dark",         THEME_HINT_DARK,   BLACK,      false, false, TEXT_RATIO},
	{"hint_dark_quiet",   THEME_HINT_DARK,   DARK_QUIET, false, false, TEXT_RATIO},
	{0},
};
// clang-format on

/* What becomes lighter to be read better. */
static bool is_light(enum theme_colour which)
{
	return which == THEME_ACCENT || which == THEME_ACTION_DARK || which == THEME_HINT_DARK;
}

struct colour theme_other(const struct theme *t, const struct theme_pair *pair)
{
	return pair->on_house ? t->colours[THEME_HOUSE] : pair->other;
}

double theme_ratio(const struct theme *t, const struct theme_pair *pair)
{
	return contrast_ratio(t->colours[pair->of], theme_other(t, pair));
}

bool theme_pair_passes(const struct theme *t, const struct theme_pair *pair)
{
	return theme_ratio(t, pair) >= pair->needed;
}

const struct theme_pair *theme_worst(const struct theme *t, enum theme_colour which)
{
	const struct theme_pair *worst = NULL;

	for (const struct theme_pair *p = THEME_PAIRS; p->key; p++)
		if (p->of == which && !theme_pair_passes(t, p) &&
		    (!worst || theme_ratio(t, p) < theme_ratio(t, worst)))
			worst = p;
	return worst;
}

/* Black and white pass every pair of theirs, and so the search ends. */
struct colour theme_suggest(const struct theme *t, enum theme_colour which)
{
	static const struct colour DARKEST = BLACK, LIGHTEST = WHITE;
	struct theme tried = which == THEME_ACCENT ? theme_housed(t) : *t;

	for (int percent = 0; percent <= 100; percent++) {
		tried.colours[which] = colour_mix(t->colours[which],
						  is_light(which) ? LIGHTEST : DARKEST, percent);
		if (!theme_worst(&tried, which))
			break;
	}
	return tried.colours[which];
}

struct theme theme_housed(const struct theme *t)
{
	struct theme housed = *t;

	housed.colours[THEME_HOUSE] = theme_suggest(t, THEME_HOUSE);
	return housed;
}

static bool chosen(struct colour *out, const json_t *colours, enum theme_colour which)
{
	const char *text = json_string_value(json_object_get(colours, THEME_NAMES[which]));

	return text && colour_parse(out, text);
}

/* The dark look's own shade of a colour chosen for the light one. */
static void follow(struct theme *t, const json_t *colours, enum theme_colour light,
		   enum theme_colour dark)
{
	struct colour c;

	if (chosen(&c, colours, dark) || !chosen(&c, colours, light))
		return;
	t->colours[dark] = c;
	t->colours[dark] = theme_suggest(t, dark);
}

void theme_read(struct theme *out, const json_t *colours)
{
	*out = THEME_DEFAULT;
	for (enum theme_colour i = 0; i < THEME_COLOURS; i++)
		chosen(&out->colours[i], colours, i);
	follow(out, colours, THEME_ACTION, THEME_ACTION_DARK);
	follow(out, colours, THEME_HINT, THEME_HINT_DARK);
}

json_t *theme_chosen(const json_t *colours)
{
	json_t *all = json_object();

	for (enum theme_colour i = 0; i < THEME_COLOURS; i++) {
		char text[COLOUR_TEXT_SIZE];
		struct colour c;

		if (!chosen(&c, colours, i))
			continue;
		colour_format(text, c);
		json_object_set_new(all, THEME_NAMES[i], json_string(text));
	}
	return all;
}

void theme_code(char out[THEME_CODE_SIZE], const struct theme *t)
{
	char text[COLOUR_TEXT_SIZE];

	for (size_t i = 0; i < THEME_COLOURS; i++) {
		colour_format(text, t->colours[i]);
		snprintf(out + i * (COLOUR_TEXT_SIZE - 1), COLOUR_TEXT_SIZE, "%s%s", text + 1,
			 i + 1 < THEME_COLOURS ? "-" : "");
	}
}

bool theme_decode(struct theme *out, const char *code)
{
	char again[THEME_CODE_SIZE];
	struct theme t;

	if (strlen(code) != THEME_CODE_SIZE - 1)
		return false;
	for (size_t i = 0; i < THEME_COLOURS; i++) {
		char text[COLOUR_TEXT_SIZE];

		snprintf(text, sizeof text, "#%s", code + i * (COLOUR_TEXT_SIZE - 1));
		if (!colour_parse(&t.colours[i], text))
			return false;
	}
	theme_code(again, &t);
	if (strcmp(code, again) != 0)
		return false;
	*out = t;
	return true;
}

/* Steps of KERN's palette, as theme.css: light, dark and forced looks follow, and so does print. */
void theme_css(const struct theme *t, struct buffer *out)
{
	static const char *const PROPERTIES[THEME_COLOURS] = {
		[THEME_HOUSE] = "--kern-color-decorative-brand-default",
		[THEME_ACTION] = "--kern-color-darkblue-700",
		[THEME_ACCENT] = "--site-color-accent",
		[THEME_HINT] = "--kern-color-neutral-650",
		[THEME_ACTION_DARK] = "--kern-color-darkblue-300",
		[THEME_HINT_DARK] = "--kern-color-neutral-250",
	};
	char text[COLOUR_TEXT_SIZE];

	buffer_puts(out, ":root{");
	for (size_t i = 0; i < THEME_COLOURS; i++) {
		colour_format(text, t->colours[i]);
		buffer_printf(out, "%s:%s;", PROPERTIES[i], text);
	}
	buffer_puts(out, "}\n");
}
