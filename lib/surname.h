/*
 * surname.h - first letters of a surname against ranges such as "A" to "Kl".
 *
 * Folding.  Names are compared as the letters A to Z, as in DIN 5007-1: case does
 * not count, ä = a, ö = o, ü = u, ß = ss, other marks are dropped (é = e), other
 * letters go to what ICU makes of them (Ł = L, Ø = O, æ = ae, ı = i; Cyrillic,
 * Greek, Arabic, Hebrew, Armenian and Georgian letters are transliterated), and
 * everything that is no letter (apostrophe, hyphen, space, full stop) is left out:
 * O'Brien = OBRIEN.
 *
 * Particles.  A particle in front (von, van, de, zu, al ...; the whole list is in
 * surname_fold.c) is skipped, with any further ones, when it is followed by a space or
 * hyphen and then by more letters: "von der Leyen" is filed under L, "al-Hassan"
 * under H.  German offices file such names so, since the particle does not tell
 * people apart.  Without a separator nothing is skipped: the letters "Von" may be
 * the beginning of Vonderau, and "Devries" stays under D.  The same holds when
 * nothing follows: "Le" and "Do" are surnames too.  Other first parts of names (Ben,
 * Abu, Mac, Saint) are no particles here.
 *
 * Ranges.  Both ends are prefixes and belong to the range: "A" to "Kl" holds
 * everything from A up to and including every name that begins with Kl.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "lib/problem.h"

enum {
	SURNAME_LETTERS_MAX = 8, /* no range needs more letters of a name */
	SURNAME_SIZE,
	SURNAME_LIMIT_CHARACTERS_MAX = 6, /* of a range's limit, as typed */
	SURNAME_TYPED_MAX_BYTES = 256,    /* of what citizens type; the rest is not looked at */
};

/*
 * The first letters of a name.  `whole`: the name ends there, as with the surname
 * Li, of which nobody can be asked for a third letter.  Otherwise the letters
 * stand for every name that begins with them.
 */
struct surname {
	char letters[SURNAME_SIZE]; /* A to Z */
	bool whole;
};

/*
 * Fold what a citizen typed, letters or a whole name, UTF-8.  False when there is
 * no letter in it or it is not UTF-8; *out is then empty.  Leaves out->whole
 * false, which the caller sets when it knows better.  Not for several threads at
 * once: it keeps ICU's transliterator, which the first name with another letter
 * than A to Z opens (up to a tenth of a second; a server folds one when it starts).
 */
bool surname_fold(struct surname *out, const char *typed);

/* Names n with from <= n < end.  Made by surname_range_parse() only. */
struct surname_range {
	char from[SURNAME_SIZE], end[SURNAME_SIZE];
};

/* Everybody: "A" to "Z". */
extern const struct surname_range SURNAME_RANGE_ALL;

/* Read a range from its two limits, letters in any case and with umlauts, or say
 * what is wrong with them (surname_limit, surname_order). */
bool surname_range_parse(struct surname_range *out, const char *from, const char *to,
			 struct problem *why);

enum surname_place {
	SURNAME_OUTSIDE,
	SURNAME_INSIDE,
	SURNAME_UNDECIDED, /* the letters are too few: "K" against "A" to "Kl" */
};

enum surname_place surname_compare(const struct surname *name, const struct surname_range *range);

/* A range and whose it is. */
struct surname_claim {
	struct surname_range range;
	size_t owner;
};

/* A stretch of the alphabet as people write it: from "Sci" to "Sz". */
struct surname_span {
	char from[SURNAME_SIZE], to[SURNAME_SIZE + 1];
	size_t owners; /* 0: a gap; 2 and more: an overlap */
};

/*
 * Where the claims leave nobody or more than one owner for a name, in order of
 * the alphabet.  Writes at most `max` spans and returns how many there are.
 */
size_t surname_coverage(struct surname_span *out, size_t max, const struct surname_claim *claims,
			size_t count);

/*
 * The points of the alphabet at which the answer for `name` can change: its own
 * beginning and every limit of the ranges inside of it, as whole names.  Writes
 * and returns at most 1 + 2 * count.  `name` NULL stands for any name.
 */
size_t surname_points(struct surname *out, const struct surname *name,
		      const struct surname_range *const *ranges, size_t count);
