/* office_leaf.h - the texts, numbers and choices that authority files and office files are made of.
 */
#pragma once

#include "lib/json_shape.h"

extern const struct shape LEAF_SLUG, LEAF_NAME, LEAF_SENTENCE, LEAF_TEXT, LEAF_PHONE, LEAF_EMAIL,
	LEAF_DATE, LEAF_MOMENT, LEAF_TIME, LEAF_CHANNELS, LEAF_MUNICIPALITY_KEY, LEAF_LINES,
	LEAF_YES_NO, LEAF_REASON, LEAF_ADDRESS, LEAF_LANGUAGE;

enum { LANGUAGES_MAX = 20 };

/* "de", "de-simple": what may be a key of texts. */
bool language_code_valid(const char *text);
