/*
 * surname_examples.h - surnames that people have, as examples for a range of letters.
 *
 * "Sc–St" says little to who did not divide the alphabet; "Schmidt, Schneider, Schulz" does.
 */
#pragma once

#include "lib/surname.h"

enum { SURNAME_EXAMPLES_MAX = 3 };

/* The most frequent ones inside, in the order of the alphabet; returns how many. */
size_t surname_examples(const char *out[SURNAME_EXAMPLES_MAX], const struct surname_range *range);

/* "Schmidt, Schneider, Schulz"; "" when none is known.  The caller frees it. */
char *surname_examples_text(const struct surname_range *range);
