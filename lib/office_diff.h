/* office_diff.h - what would change, in words. */
#pragma once

#include <jansson.h>

#include "lib/buffer.h"

/*
 * Append one line per difference between two canonical documents: "added ...",
 * "removed ..." or "changed ...: FROM -> TO".  Things with a slug, a key or a
 * value are named by it, others are shown whole.  Returns how many there are.
 * `before` NULL: all of it is new, and one line says so.
 */
size_t office_diff(struct buffer *out, const json_t *before, const json_t *after);

/*
 * The same as a list, new: [{"kind": "added" | "removed" | "changed" | "order", "path":
 * ["services", "antrag", "minutes"], "before": ..., "after": ...}], where before and after are
 * there as far as there is something.  `before` NULL: all members of `after` were added.
 */
json_t *office_changes(const json_t *before, const json_t *after);
