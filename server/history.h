/* history.h - what was done to a thing, as the pages of the staff tell it. */
#pragma once

#include <libpq-fe.h>

#include "server/wording.h"

enum { HISTORY_MAX = 50 };
#define HISTORY_MAX_TEXT "50" /* $4 of audit_of */

/* What an action did, in words.  before and after may be NULL. */
typedef json_t *history_word_fn(const struct wording *w, const char *action, const json_t *before,
				const json_t *after);

/* {at, at_text, who_text, what_text}; takes the texts. */
json_t *history_entry(const struct wording *w, time_t at, json_t *who, json_t *what);

/* "Angelegt", "Geändert", "Beendet": what the action alone says. */
json_t *history_did(const struct wording *w, const char *action);

/* Rows of audit_of as such entries, newest first. */
json_t *history_of(const struct wording *w, const PGresult *rows, history_word_fn *word);

/* `history` and `has_history` of a page; takes the list. */
void history_shape(json_t *document, json_t *history);

/* Put an entry where it belongs, newest first; takes it. */
void history_insert(json_t *history, time_t at, json_t *entry);

/*
 * `changed` of a page whose form was sent with an old version: who did the newest of the last
 * `count` changes, and what these were.
 */
json_t *history_changed(const json_t *history, const struct wording *w, size_t count);
