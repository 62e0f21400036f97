/* nearest.c - which of some names was meant by one that was mistyped. */
#include "lib/nearest.h"

#include <stddef.h>
#include <string.h>

enum {
	NAME_MAX_BYTES = 60,
	LETTERS_PER_ERROR = 3, /* so many letters may hold one mistake */
};

static unsigned least(unsigned a, unsigned b, unsigned c)
{
	unsigned ab = a < b ? a : b;

	return ab < c ? ab : c;
}

/* Levenshtein's distance. */
static unsigned distance(const char *a, const char *b)
{
	unsigned row[NAME_MAX_BYTES + 1];
	size_t len = strlen(b);

	for (unsigned j = 0; j <= len; j++)
		row[j] = j;
	for (unsigned i = 1; a[i - 1]; i++) {
		unsigned corner = row[0];

		row[0] = i;
		for (size_t j = 1; j <= len; j++) {
			unsigned here =
				least(row[j] + 1, row[j - 1] + 1, corner + (a[i - 1] != b[j - 1]));

			corner = row[j];
			row[j] = here;
		}
	}
	return row[len];
}

const char *nearest_text(const char *typed, const char *const *names)
{
	size_t len = strlen(typed);
	unsigned best = (unsigned)(len / LETTERS_PER_ERROR) + 1;
	const char *found = NULL;

	if (len > NAME_MAX_BYTES)
		return NULL;
	for (; *names; names++) {
		unsigned d = strlen(*names) > NAME_MAX_BYTES ? best : distance(typed, *names);

		if (d < best) {
			best = d;
			found = *names;
		}
	}
	return found;
}
