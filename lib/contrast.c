/* contrast.c - how well one colour can be read on another. */
#include "lib/contrast.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static int digit(char c)
{
	static const char DIGITS[] = "0123456789abcdef0123456789ABCDEF";
	const char *at = c ? strchr(DIGITS, c) : NULL;

	return at ? (int)((at - DIGITS) % 16) : -1;
}

bool colour_parse(struct colour *out, const char *text)
{
	size_t len = strlen(text);
	int d[6];

	if (text[0] != '#' || (len != 7 && len != 4))
		return false;
	for (size_t i = 0; i < 6; i++) {
		d[i] = digit(text[1 + (len == 4 ? i / 2 : i)]);
		if (d[i] < 0)
			return false;
	}
	*out = (struct colour){(unsigned char)(d[0] * 16 + d[1]), (unsigned char)(d[2] * 16 + d[3]),
			       (unsigned char)(d[4] * 16 + d[5])};
	return true;
}

void colour_format(char out[COLOUR_TEXT_SIZE], struct colour c)
{
	snprintf(out, COLOUR_TEXT_SIZE, "#%02x%02x%02x", c.red, c.green, c.blue);
}

/* The numbers of the definition of relative luminance. */
static double linear(unsigned char value)
{
	double v = value / 255.0;

	return v <= 0.04045 ? v / 12.92 : pow((v + 0.055) / 1.055, 2.4);
}

double colour_luminance(struct colour c)
{
	return 0.2126 * linear(c.red) + 0.7152 * linear(c.green) + 0.0722 * linear(c.blue);
}

double contrast_ratio(struct colour a, struct colour b)
{
	double x = colour_luminance(a), y = colour_luminance(b);

	return (fmax(x, y) + 0.05) / (fmin(x, y) + 0.05);
}

static unsigned char between(unsigned char from, unsigned char to, int percent)
{
	return (unsigned char)((from * (100 - percent) + to * percent) / 100);
}

struct colour colour_mix(struct colour c, struct colour other, int percent)
{
	return (struct colour){between(c.red, other.red, percent),
			       between(c.green, other.green, percent),
			       between(c.blue, other.blue, percent)};
}
