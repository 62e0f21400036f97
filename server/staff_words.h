/* words.h - what the pages of one's own account say, in the words of one language. */
#pragma once

#include "server/right.h"
#include "server/wording.h"

json_t *word_role(const struct wording *w, enum role role);
json_t *word_since(const struct wording *w, time_t t);                /* seit 3. September 2026 */
json_t *word_device(const struct wording *w, const char *user_agent); /* Firefox unter Windows */

/* The text KEY.NAME. */
json_t *word_named(const struct wording *w, const char *key, const char *name);
