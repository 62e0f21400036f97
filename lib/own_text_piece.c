/* own_text_piece.c - the pieces of a text of an office's own: words, and {{variables}}. */
#include "lib/own_text_piece.h"

#include <string.h>

enum { BRACES = 2 };

/* Where these two letters stand, or the end. */
static const char *pair_find(const char *at, const char *end, const char *pair)
{
	for (; at + 1 < end; at++)
		if (at[0] == pair[0] && at[1] == pair[1])
			return at;
	return end;
}

static void trim(struct own_piece *piece)
{
	while (piece->len > 0 && strchr(" \t", piece->text[0])) {
		piece->text++;
		piece->len--;
	}
	while (piece->len > 0 && strchr(" \t", piece->text[piece->len - 1]))
		piece->len--;
}

bool own_piece_next(const char **at, const char *end, struct own_piece *piece)
{
	const char *open = pair_find(*at, end, "{{"), *line, *close;

	*piece = (struct own_piece){.text = *at};
	if (*at == end)
		return false;
	if (open > *at) {
		piece->len = (size_t)(open - *at);
		*at = open;
		return true;
	}
	line = memchr(open, '\n', (size_t)(end - open));
	close = pair_find(open + BRACES, line ? line : end, "}}");
	piece->variable = true;
	piece->closed = close != (line ? line : end);
	piece->text = open + BRACES;
	piece->len = (size_t)(close - piece->text);
	trim(piece);
	*at = piece->closed ? close + BRACES : close;
	return true;
}
