/* likeness.h - how well a word that was typed fits a word of a text. */
#pragma once

#include <stdint.h>

#include "lib/words.h"

/* Best first; the numbers only have to be in a sensible proportion. */
enum likeness {
	LIKE_SAME = 100,
	LIKE_BEGINNING = 80, /* wohn|geld */
	LIKE_END = 65,       /* geld in Wohngeld: what a German compound is about */
	LIKE_TYPO = 60,      /* one letter wrong, missing, too many, or two swapped */
	LIKE_INSIDE = 50,    /* behindert in Schwerbehindertenausweis */
	LIKE_TYPOS = 35,     /* two of them */
	LIKE_PART_TYPO = 30, /* one mistake in the beginning or end of a compound */
	LIKE_HEAD = 25, /* the text's word begins what was typed: Wohngeldantrag for Wohngeld */
	LIKE_NOTHING = 0,
};

/* Which letters there are, as a set: says quickly that two words are far apart. */
uint32_t word_letters(const struct word *w);

/* Each with its word_letters(). */
enum likeness word_likeness(const struct word *typed, uint32_t typed_letters,
			    const struct word *word, uint32_t word_letters);
