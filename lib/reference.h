/*
 * reference.h - the short code of a booking that a person can read out.
 *
 * Eight characters in two groups, such as 7KMC-4XPR: seven drawn at random (3.4
 * thousand million codes) and one check character.  23 digits and consonants,
 * without vowels (no words arise) and without 0 O Q 1 I L V U 2/Z, 5/S and 8/B
 * pairs, of which only the digit is used.
 *
 * A reference is not a secret: it identifies a booking, it opens nothing.
 */
#pragma once

#include <stdbool.h>

enum {
	REFERENCE_SIZE = sizeof "XXXX-XXXX",
	REFERENCE_TYPED_MAX_BYTES = 64, /* longer input is not looked at */
};

/* Draw a fresh one; that it is not taken yet is for the database to say. */
void reference_draw(char out[REFERENCE_SIZE]);

/*
 * What somebody typed, in the one spelling that is stored.  Accepts lower case,
 * any spaces, hyphens, dots and slashes, and Z, S, B for 2, 5, 8.  False when it
 * is no reference; the check character catches every single wrong character and
 * every two characters swapped.
 */
bool reference_parse(char out[REFERENCE_SIZE], const char *typed);
