/* words.c - words that several pages of administrators need. */
#include "server/admin/words.h"

json_t *word_language(const struct wording *w, const char *code)
{
	struct wording own = *w;

	own.language = site_language(w->site, code);
	return own.language ? word_text(&own, "language.name", NULL) : json_string(code);
}
