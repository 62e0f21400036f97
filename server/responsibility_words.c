/* responsibility_words.c - stretches of the alphabet in words. */
#include "server/responsibility_words.h"

#include <string.h>

#include "lib/xalloc.h"

json_t *letters_span(const char *from, const char *to)
{
	return strcmp(from, to) == 0 ? json_string(from) : json_sprintf("%s–%s", from, to);
}

bool span_is_everybody(const struct surname_span *span)
{
	return strcmp(span->from, "A") == 0 && strcmp(span->to, "Z") == 0;
}

/* "SCI" is written "Sci". */
static void letters_write(char *text)
{
	for (char *at = *text ? text + 1 : text; *at; at++)
		if (*at >= 'A' && *at <= 'Z')
			*at = (char)(*at - 'A' + 'a');
}

json_t *word_finding_span(const struct wording *w, const struct responsibility_finding *found)
{
	const struct municipality *town =
		found->municipality ? authority_municipality(w->authority, found->municipality)
				    : NULL;
	struct surname_span span = found->span;
	json_t *letters;

	letters_write(span.from);
	letters_write(span.to);
	letters = letters_span(span.from, span.to);
	if (!town)
		return letters;
	return word_text(w, "staff.resp.of_town",
			 json_pack("{s:o, s:s}", "letters", letters, "town", town->name));
}

const char **authority_towns(const struct authority *a)
{
	const char **towns = xcalloc(a->nmunicipalities + 1, sizeof *towns);

	for (size_t i = 0; i < a->nmunicipalities; i++)
		towns[i] = a->municipalities[i].key;
	return towns;
}
