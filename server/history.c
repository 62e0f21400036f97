/* history.c - what was done to a thing, as the pages of the staff tell it. */
#include "server/history.h"

#include "server/db/rows.h"
#include "server/staff_words.h"

static const char MOMENT[] = "moment"; /* seconds, to sort by; not in the contract, but harmless */

json_t *history_entry(const struct wording *w, time_t at, json_t *who, json_t *what)
{
	return json_pack("{s:I, s:o, s:o, s:o, s:o}", MOMENT, (json_int_t)at, "at",
			 word_rfc3339(w, at), "at_text", word_at(w, at), "who_text", who,
			 "what_text", what);
}

json_t *history_did(const struct wording *w, const char *action)
{
	return word_named(w, "staff.did", action);
}

static json_t *column_json(const PGresult *rows, int row, const char *column)
{
	const char *text = row_text(rows, row, column);

	return text ? json_loads(text, JSON_DECODE_ANY, NULL) : NULL;
}

/* Without a name: the command line, or a job. */
static json_t *who_text(const struct wording *w, const PGresult *rows, int row)
{
	const char *name = row_text(rows, row, "account_name");

	return *name ? json_string(name) : word_text(w, "staff.who.system", NULL);
}

json_t *history_of(const struct wording *w, const PGresult *rows, history_word_fn *word)
{
	json_t *history = json_array();

	for (int row = 0; row < PQntuples(rows); row++) {
		json_t *before = column_json(rows, row, "before");
		json_t *after = column_json(rows, row, "after");
		json_t *what = word(w, row_text(rows, row, "action"), before, after);

		json_array_append_new(history, history_entry(w, row_integer(rows, row, "at"),
							     who_text(w, rows, row), what));
		json_decref(before);
		json_decref(after);
	}
	return history;
}

void history_shape(json_t *document, json_t *history)
{
	json_object_set_new(document, "has_history", json_boolean(json_array_size(history) > 0));
	json_object_set_new(document, "history", history);
}

void history_insert(json_t *history, time_t at, json_t *entry)
{
	size_t i = 0;

	while (i < json_array_size(history) &&
	       json_integer_value(json_object_get(json_array_get(history, i), MOMENT)) >= at)
		i++;
	json_array_insert_new(history, i, entry);
}

json_t *history_changed(const json_t *history, const struct wording *w, size_t count)
{
	const json_t *newest = json_array_get(history, 0);
	json_t *changes = json_array(), *title;
	time_t at = json_integer_value(json_object_get(newest, MOMENT));

	if (!newest) {
		json_decref(changes);
		return json_null();
	}
	for (size_t i = 0; i < count && i < json_array_size(history); i++)
		json_array_append(changes,
				  json_object_get(json_array_get(history, i), "what_text"));
	title = word_text(w, "staff.changed.title",
			  json_pack("{s:O, s:o}", "name", json_object_get(newest, "who_text"),
				    "time", word_clock_sentence(w, at)));
	return json_pack("{s:o, s:o}", "title_text", title, "changes", changes);
}
