/* contrast.h - colours of the screen (sRGB), and how well one can be read on another (WCAG 2.2). */
#pragma once

#include <stdbool.h>

struct colour {
	unsigned char red, green, blue;
};

enum { COLOUR_TEXT_SIZE = sizeof "#rrggbb" };

/* "#rrggbb" or "#rgb", in letters of any size; false when it is neither, *out is then untouched. */
bool colour_parse(struct colour *out, const char *text);
void colour_format(char out[COLOUR_TEXT_SIZE], struct colour c);

/* Relative luminance, 0 of black to 1 of white. */
double colour_luminance(struct colour c);

/* The contrast ratio, 1 to 21, of success criteria 1.4.3 and 1.4.11. */
double contrast_ratio(struct colour a, struct colour b);

/* The way from c to another colour, `percent` of it gone. */
struct colour colour_mix(struct colour c, struct colour other, int percent);
