/* responsibility_words.h - stretches of the alphabet in words, as lib/responsibility_lint.h finds
 * them. */
#pragma once

#include "lib/responsibility_lint.h"
#include "server/wording.h"

/* "Sc–St", or "K" alone. */
json_t *letters_span(const char *from, const char *to);

/* "Sc–St", and of which municipality where they are not all alike: "Sc–St (Villingen)". */
json_t *word_finding_span(const struct wording *w, const struct responsibility_finding *found);

/* Everybody, whatever the surname. */
bool span_is_everybody(const struct surname_span *span);

/* The keys of all municipalities, as responsibility_lint() takes them; the caller frees the list.
 */
const char **authority_towns(const struct authority *a);
