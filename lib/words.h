/*
 * words.h - text as a sequence of words for searching.
 *
 * Folded: case, width and compatibility forms do not count, Latin letters lose
 * their marks, ß is ss, apostrophes vanish.  Letters of other scripts stay as they
 * are, marks included (й is not и).  What is neither letter, digit nor mark
 * separates words.  Text that is not UTF-8 separates words too.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>
#include <unicode/utypes.h>

enum { WORD_UNITS_MAX = 48 }; /* UTF-16 units of a word; the rest is not looked at */

/* How Latin umlauts are written without their dots; both are usual, so both are searched. */
enum umlauts {
	UMLAUTS_PLAIN,   /* ä = a, as most keyboards abroad have it */
	UMLAUTS_SPELLED, /* ä = ae, as German does */
};

struct word {
	const UChar *text; /* not terminated */
	int32_t len;       /* 1 .. WORD_UNITS_MAX */
	bool hyphened;     /* a hyphen alone separates it from the word before */
};

struct words {
	UChar *folded;
	int32_t len, at;
};

#define words_auto_t __attribute__((cleanup(words_done))) struct words

/* The words borrow from *w until words_done(). */
void words_start(struct words *w, const char *text, size_t len, enum umlauts umlauts);
bool words_next(struct words *w, struct word *word);
void words_done(struct words *w);
