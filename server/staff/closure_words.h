/*
 * closure_words.h - one closure in words: when, how often, for whom, why.
 *
 * Of a row of closures_list or closure_show.
 */
#pragma once

#include <libpq-fe.h>

#include "lib/zone.h"
#include "server/wording.h"

struct closure_span {
	struct local_time from, to; /* to: of the last minute */
	bool all_day;
};

struct closure_span closure_span(const struct wording *w, const PGresult *rows, int row);

json_t *closure_date_text(const struct wording *w, const PGresult *rows, int row);
json_t *closure_time_text(const struct wording *w, const PGresult *rows, int row);
json_t *closure_whom_text(const struct wording *w, const PGresult *rows, int row);
json_t *closure_reason_text(const struct wording *w, const PGresult *rows, int row);

/* S. Keller, Urlaub: 23.11.2026–27.11.2026 */
json_t *closure_title(const struct wording *w, const PGresult *rows, int row);

/* Of "week", "month", "year"; NULL or "": once. */
json_t *closure_repeat_text(const struct wording *w, const char *repeats);

/* What was done to one: a history_word_fn. */
json_t *closure_did(const struct wording *w, const char *action, const json_t *before,
		    const json_t *after);
