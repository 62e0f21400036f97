/* finding_words.h - what is wrong with a file, as JSON and in words. */
#pragma once

#include "lib/buffer.h"
#include "lib/finding.h"
#include "server/wording.h"

/* {warning, pointer, place {line, column}, code, params} */
json_t *finding_json(const struct finding *f);

/* One sentence, with the remedy in it. */
json_t *word_finding(const struct wording *w, const json_t *finding);

/* "FILE:12:5: mistake: /services/0/minutes: ...", one line each, in the order of the file.  Only
 * the wording's site and language are looked at. */
void findings_tell(struct findings *f, const struct wording *w, const char *file,
		   struct buffer *out);
