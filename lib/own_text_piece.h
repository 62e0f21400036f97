/* own_text_piece.h - the pieces of a text of an office's own: words, and {{variables}}. */
#pragma once

#include <stdbool.h>
#include <stddef.h>

struct own_piece {
	const char *text; /* of a variable: its name, without the space around it */
	size_t len;
	bool variable;
	bool closed; /* its }} is there; else the variable is the rest of the line */
};

/* The piece at *at, which moves behind it; false at the end. */
bool own_piece_next(const char **at, const char *end, struct own_piece *piece);
