/* school.h - school holidays, as staff sees them where it plans. */
#pragma once

#include "lib/date.h"
#include "server/wording.h"

/* "26. Oktober 2026 bis 30. Oktober 2026", or one day. */
json_t *school_days_text(const struct wording *w, struct date from, struct date to);

/* Add `school_holidays`: [{name, days_text}] of those that touch the days from `from` to `to`, the
 * first few of them, and `has_school_holidays`. */
void school_shape(json_t *document, const struct wording *w, struct date from, struct date to);

/* The same of the year to come. */
void school_shape_ahead(json_t *document, const struct wording *w);
