/* words.h - words that several pages of administrators need. */
#pragma once

#include "server/wording.h"

/* What a language calls itself; its code where the server has no texts in it. */
json_t *word_language(const struct wording *w, const char *code);
