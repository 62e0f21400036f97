/* question_words.c - what became of a service's own questions, as its history tells it. */
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "server/admin/question.h"
#include "server/history.h"
#include "server/text.h"

/* A change of one question, in the words of the page. */
struct said {
	const struct wording *w;
	const json_t *before, *after;
	struct buffer *text; /* of all changes */
};

/* label: of the question, NULL where the words say it themselves; takes both. */
static void said_add(const struct said *s, json_t *label, json_t *what)
{
	buffer_printf(s->text, "%s%s%s%s", s->text->len ? "; " : "",
		      label ? json_string_value(label) : "", label ? ": " : "",
		      json_string_value(what));
	json_decref(label);
	json_decref(what);
}

static json_t *label_of(const struct said *s, const json_t *question)
{
	return word_of(s->w, json_object_get(question, "texts"), "label");
}

/* "neu", "entfällt" */
static json_t *kind_word(const struct said *s, const char *kind)
{
	str_auto_t *key = text_format("staff.file_kind.%s", kind);

	return word_text(s->w, key, NULL);
}

/* "ja", "Auswahl", "7"; of what is not there "–". */
static json_t *value_word(const struct said *s, const char *family, const json_t *value)
{
	str_auto_t *key = NULL;

	if (json_is_integer(value))
		return json_sprintf("%" JSON_INTEGER_FORMAT, json_integer_value(value));
	if (!value)
		return json_string("–");
	key = json_is_string(value)
		      ? text_format("%s.%s", family, json_string_value(value))
		      : text_format("%s.%s", family, json_is_true(value) ? "yes" : "no");
	return word_text(s->w, key, NULL);
}

/* "Muss beantwortet werden: nein, jetzt ja" */
static json_t *change_word(const struct said *s, const char *label, json_t *before, json_t *after)
{
	str_auto_t *key = text_format("staff.question.%s", label);

	return word_text(s->w, "staff.changed.field",
			 json_pack("{s:o, s:o, s:o}", "label", word_text(s->w, key, NULL), "before",
				   before, "after", after));
}

static void members_say(const struct said *s)
{
	static const struct {
		const char *name, *label, *family;
	} MEMBERS[] = {
		{"type", "answer", "staff.question.type"},
		{"required", "required", "staff.yes_no"},
		{"keep_days", "keep_days", ""},
		{"max_length", "max_length", ""},
		{"min", "min", ""},
		{"max", "max", ""},
	};

	for (size_t i = 0; i < sizeof MEMBERS / sizeof MEMBERS[0]; i++) {
		const json_t *was = json_object_get(s->before, MEMBERS[i].name);
		const json_t *is = json_object_get(s->after, MEMBERS[i].name);

		if (was ? !is || !json_equal(was, is) : is != NULL)
			said_add(s, label_of(s, s->after),
				 change_word(s, MEMBERS[i].label,
					     value_word(s, MEMBERS[i].family, was),
					     value_word(s, MEMBERS[i].family, is)));
	}
}

static void question_say(const struct said *s)
{
	json_auto_t *was = label_of(s, s->before), *is = label_of(s, s->after);
	size_t len = s->text->len;

	if (!json_equal(was, is))
		said_add(s, NULL, change_word(s, "label", json_incref(was), json_incref(is)));
	members_say(s);
	if (s->text->len == len) /* choices, or texts of other languages */
		said_add(s, json_incref(is), kind_word(s, "changed"));
}

static const json_t *question_like(const json_t *list, const json_t *question)
{
	size_t i;
	json_t *one;

	json_array_foreach (list, i, one)
		if (json_equal(json_object_get(one, "key"), json_object_get(question, "key")))
			return one;
	return NULL;
}

json_t *question_said(const struct wording *w, const char *action, const json_t *before,
		      const json_t *after)
{
	const json_t *was = json_object_get(before, "questions");
	const json_t *is = json_object_get(after, "questions");
	buffer_auto_t text = {0};
	struct said s = {.w = w, .text = &text};
	size_t i;
	json_t *one;

	json_array_foreach (is, i, one) {
		s.before = question_like(was, one);
		s.after = one;
		if (!s.before)
			said_add(&s, label_of(&s, one), kind_word(&s, "added"));
		else if (!json_equal(s.before, one))
			question_say(&s);
	}
	json_array_foreach (was, i, one)
		if (!question_like(is, one))
			said_add(&s, label_of(&s, one), kind_word(&s, "removed"));
	if (text.len == 0 && was && is && !json_equal(was, is))
		said_add(&s, word_text(w, "staff.question.heading", NULL), kind_word(&s, "order"));
	return text.len ? json_string(text.data) : history_did(w, action);
}
