/* filler.h - words that say nothing about what somebody looks for. */
#pragma once

#include <stdbool.h>

#include "lib/words.h"

/* Of a folded word (umlauts plain or spelled), German or English; so is any single letter. */
bool word_is_filler(const struct word *w);
