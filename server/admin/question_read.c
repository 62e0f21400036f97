/* question_read.c - one of a service's own questions, as its form says it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/slug.h"
#include "lib/utf8.h"
#include "server/admin/question.h"
#include "server/picks.h"
#include "server/text.h"

enum {
	SENTENCE_MAX_CHARACTERS = 300,
	CHOICES_MAX = 30,
	KEY_MAX_CHARACTERS = 40,
	KEY_MADE_CHARACTERS = 36, /* room for a number that tells it from others */
	ANSWER_MAX_CHARACTERS = 500,
	NUMBER_MAX = 1000000000,
	DAYS_MAX = 90,
};

const char *const QUESTION_TYPES[] = {"text", "choice", "date", "number", NULL};

static void field_name(char name[QUESTION_FIELD_NAME_SIZE], const char *part, const char *language)
{
	snprintf(name, QUESTION_FIELD_NAME_SIZE, "%s.%s", part, language);
}

/* As office files want keys: a letter, then letters, digits and underlines. */
static void key_make(char out[KEY_MAX_CHARACTERS + 1], const char *label, const char *otherwise)
{
	char slug[SLUG_SIZE];

	slug_of(slug, label);
	snprintf(out, KEY_MADE_CHARACTERS + 1, "%s%s",
		 *slug >= '0' && *slug <= '9' ? otherwise : "", *slug ? slug : otherwise);
	for (char *c = out; *c; c++)
		if (*c == '-')
			*c = '_';
}

static bool is_taken(const json_t *list, const char *member, const char *key)
{
	size_t i;
	json_t *one;

	json_array_foreach (list, i, one) {
		const char *own = json_string_value(json_object_get(one, member));

		if (own && strcmp(own, key) == 0)
			return true;
	}
	return false;
}

/* One that nothing in the list has as that member. */
static json_t *key_new(const json_t *list, const char *member, const char *label,
		       const char *otherwise)
{
	char made[KEY_MAX_CHARACTERS + 1];
	str_auto_t *key = NULL;

	key_make(made, label, otherwise);
	key = text_format("%s", made);
	for (int n = 2; is_taken(list, member, key); n++) {
		free(key);
		key = text_format("%s_%d", made, n);
	}
	return json_string(key);
}

/*
 * Texts
 */

static json_t *texts_read(struct question *q)
{
	json_t *texts = json_object();
	char name[QUESTION_FIELD_NAME_SIZE];

	for (size_t i = 0; i < q->w.authority->nlanguages; i++) {
		const char *code = q->w.authority->languages[i], *label, *hint;

		field_name(name, "hint", code);
		hint = fields_text(q->f, name, FIELD_OPTIONAL, SENTENCE_MAX_CHARACTERS);
		field_name(name, "label", code);
		label = fields_text(q->f, name, i == 0 || hint ? FIELD_REQUIRED : FIELD_OPTIONAL,
				    SENTENCE_MAX_CHARACTERS);
		if (label)
			json_object_set_new(texts, code,
					    json_pack("{s:s, s:s*}", "label", label, "hint", hint));
	}
	return texts;
}

/*
 * Choices: a line each, the same number in every language that has them
 */

static json_t *lines_of(struct question *q, const char *language, bool first)
{
	json_t *lines = json_array();
	char name[QUESTION_FIELD_NAME_SIZE];
	const char *text;

	field_name(name, "choices", language);
	text = fields_lines(q->f, name, first ? FIELD_REQUIRED : FIELD_OPTIONAL,
			    QUESTION_LINES_MAX_CHARACTERS);
	while (text && *text) {
		size_t len = strcspn(text, "\n"), trimmed;
		const char *line = text;

		trimmed = utf8_trim(&line, len);
		if (trimmed > SENTENCE_MAX_CHARACTERS)
			fields_wrong(q->f, name, FIELD_TOO_LONG);
		if (trimmed > 0)
			json_array_append_new(lines, json_stringn(line, trimmed));
		text += len + (text[len] == '\n');
	}
	return lines;
}

static const char *label_of(const json_t *choice, const char *language)
{
	const json_t *texts = json_object_get(json_object_get(choice, "texts"), language);

	return json_string_value(json_object_get(texts, "label"));
}

/* What is stored of the choice stays the same where it is called the same, or where only names
 * changed: answers that were given keep their meaning. */
static json_t *value_of(const struct question *q, const json_t *made, const json_t *lines, size_t n)
{
	const json_t *old = json_object_get(q->old, "choices");
	const char *label = json_string_value(json_array_get(lines, n));
	const char *first = q->w.authority->languages[0];
	json_t *value;
	size_t i;
	json_t *choice;

	json_array_foreach (old, i, choice) {
		const char *was = label_of(choice, first);

		value = json_object_get(choice, "value");
		if (was && strcmp(was, label) == 0 &&
		    !is_taken(made, "value", json_string_value(value)))
			return json_incref(value);
	}
	value = json_object_get(json_array_get(old, n), "value");
	if (json_array_size(old) == json_array_size(lines) && value &&
	    !is_taken(made, "value", json_string_value(value)))
		return json_incref(value);
	return key_new(made, "value", label, "choice");
}

static void choices_translate(struct question *q, json_t *choices, const char *language)
{
	json_auto_t *lines = lines_of(q, language, false);
	char name[QUESTION_FIELD_NAME_SIZE];
	size_t i;
	json_t *choice;

	if (json_array_size(lines) == 0)
		return;
	if (json_array_size(lines) != json_array_size(choices)) {
		field_name(name, "choices", language);
		fields_wrong(q->f, name, FIELD_DIFFERS);
		return;
	}
	json_array_foreach (choices, i, choice)
		json_object_set_new(json_object_get(choice, "texts"), language,
				    json_pack("{s:O}", "label", json_array_get(lines, i)));
}

static json_t *choices_read(struct question *q)
{
	const char *first = q->w.authority->languages[0];
	json_auto_t *lines = lines_of(q, first, true);
	json_t *choices = json_array(), *line;
	char name[QUESTION_FIELD_NAME_SIZE];
	size_t i;

	field_name(name, "choices", first);
	if (json_array_size(lines) == 1)
		fields_wrong(q->f, name, FIELD_TOO_SMALL);
	if (json_array_size(lines) > CHOICES_MAX)
		fields_wrong(q->f, name, FIELD_TOO_MANY);
	json_array_foreach (lines, i, line)
		json_array_append_new(choices, json_pack("{s:o, s:{s:{s:O}}}", "value",
							 value_of(q, choices, lines, i), "texts",
							 first, "label", line));
	for (i = 1; i < q->w.authority->nlanguages; i++)
		choices_translate(q, choices, q->w.authority->languages[i]);
	return choices;
}

char *question_choice_lines(const json_t *question, const char *language)
{
	struct buffer text = {0};
	size_t i;
	json_t *choice;

	buffer_puts(&text, "");
	json_array_foreach (json_object_get(question, "choices"), i, choice) {
		const char *label = label_of(choice, language);

		if (label)
			buffer_printf(&text, "%s%s", text.len ? "\n" : "", label);
	}
	return buffer_steal(&text);
}

/*
 * The whole
 */

static void number_put(struct question *q, json_t *question, const char *name, long long min,
		       long long max)
{
	long long number;

	if (fields_integer(q->f, name, FIELD_OPTIONAL, min, max, &number))
		json_object_set_new(question, name, json_integer(number));
}

/* What goes with one type only is read of that type: what else was typed is let go. */
static void limits_read(struct question *q, json_t *question, const char *type)
{
	const json_t *min, *max;

	if (strcmp(type, "text") == 0)
		number_put(q, question, "max_length", 1, ANSWER_MAX_CHARACTERS);
	if (strcmp(type, "choice") == 0)
		json_object_set_new(question, "choices", choices_read(q));
	if (strcmp(type, "number") != 0)
		return;
	number_put(q, question, "min", 0, NUMBER_MAX);
	number_put(q, question, "max", 0, NUMBER_MAX);
	min = json_object_get(question, "min");
	max = json_object_get(question, "max");
	if (min && max && json_integer_value(min) > json_integer_value(max))
		fields_wrong(q->f, "max", FIELD_TOO_SMALL);
}

json_t *question_read(struct question *q)
{
	json_t *question = json_object(), *texts = texts_read(q);
	const char *type = fields_choice(q->f, "type", FIELD_REQUIRED, QUESTION_TYPES);
	const char *label = json_string_value(
		json_object_get(json_object_get(texts, q->w.authority->languages[0]), "label"));

	json_object_set_new(question, "key",
			    q->old ? json_incref(json_object_get(q->old, "key"))
				   : key_new(q->questions, "key", label ? label : "", "question"));
	json_object_set_new(question, "texts", texts);
	json_object_set_new(question, "required",
			    json_boolean(fields_bool(q->f, "required", FIELD_OPTIONAL)));
	number_put(q, question, "keep_days", 0, DAYS_MAX);
	if (type) {
		json_object_set_new(question, "type", json_string(type));
		limits_read(q, question, type);
	}
	return question;
}
