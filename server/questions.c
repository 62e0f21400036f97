/* questions.c - a service's own questions: asked, checked, and the answers in words. */
#include "server/questions.h"

#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"

enum {
	QUESTION_NAME_SIZE = 96,
	ANSWER_MAX_CHARACTERS = 500,
	ANSWER_NUMBER_MAX = 1000000000,
};

/*
 * Checking
 */

static const char *question_type(const json_t *question)
{
	const char *type = json_string_value(json_object_get(question, "type"));

	return type ? type : "text";
}

static void question_name(char name[QUESTION_NAME_SIZE], const json_t *question)
{
	snprintf(name, QUESTION_NAME_SIZE, "%s%s", QUESTIONS_PREFIX,
		 json_string_value(json_object_get(question, "key")));
}

static long long question_limit(const json_t *question, const char *name, long long otherwise)
{
	const json_t *limit = json_object_get(question, name);

	return json_is_integer(limit) ? json_integer_value(limit) : otherwise;
}

static json_t *answer_choice(struct fields *f, const char *name, enum field_need need,
			     const json_t *question)
{
	const char *allowed[FIELD_CHOICES_MAX + 1] = {NULL};
	size_t i, n = 0;
	json_t *choice;
	const char *value;

	json_array_foreach (json_object_get(question, "choices"), i, choice)
		if (n < FIELD_CHOICES_MAX)
			allowed[n++] = json_string_value(json_object_get(choice, "value"));
	value = fields_choice(f, name, need, allowed);
	return value ? json_string(value) : NULL;
}

static json_t *answer_date(struct fields *f, const char *name, enum field_need need)
{
	struct date date = {0};
	char text[DATE_TEXT_SIZE];

	if (!fields_date(f, name, need, &date) || !date.year)
		return NULL;
	date_format(text, date);
	/* Shown again it is written out, as it will be stored. */
	json_object_set_new(fields_values(f), name, json_string(text));
	return json_string(text);
}

static json_t *answer_read(struct fields *f, const json_t *question)
{
	enum field_need need = json_is_true(json_object_get(question, "required")) ? FIELD_REQUIRED
										   : FIELD_OPTIONAL;
	const char *type = question_type(question), *text;
	char name[QUESTION_NAME_SIZE];
	long long number;

	question_name(name, question);
	if (strcmp(type, "choice") == 0)
		return answer_choice(f, name, need, question);
	if (strcmp(type, "date") == 0)
		return answer_date(f, name, need);
	if (strcmp(type, "number") == 0)
		return fields_integer(f, name, need, question_limit(question, "min", 0),
				      question_limit(question, "max", ANSWER_NUMBER_MAX), &number)
			       ? json_integer(number)
			       : NULL;
	text = fields_text(f, name, need,
			   (size_t)question_limit(question, "max_length", ANSWER_MAX_CHARACTERS));
	return text ? json_string(text) : NULL;
}

json_t *questions_read(struct fields *f, const struct service *s)
{
	json_t *answers = json_object(), *question;
	size_t i;

	json_array_foreach (s->questions, i, question) {
		json_t *answer = answer_read(f, question);

		if (answer)
			json_object_set_new(answers,
					    json_string_value(json_object_get(question, "key")),
					    answer);
	}
	return answers;
}

/*
 * Asking, and giving back what was typed
 */

static json_t *choices_shape(const struct wording *w, const json_t *question, const char *value)
{
	json_t *choices = json_array(), *choice;
	size_t i;

	json_array_foreach (json_object_get(question, "choices"), i, choice) {
		const char *own = json_string_value(json_object_get(choice, "value"));

		json_t *shaped = json_pack("{s:s, s:b, s:b}", "value", own, "checked",
					   value && strcmp(value, own) == 0, "first", i == 0);

		shape_text(shaped, w, json_object_get(choice, "texts"), "label");
		json_array_append_new(choices, shaped);
	}
	return choices;
}

/* value NULL: nothing was answered. */
static void answer_shape(json_t *object, const struct wording *w, const json_t *question,
			 const char *value)
{
	const char *type = question_type(question);
	struct date date;
	size_t i;
	json_t *choice;

	json_object_set_new(object, "value_text", word_or_null(value));
	if (value && strcmp(type, "date") == 0 && date_parse(&date, value))
		json_object_set_new(object, "value_text", word_date(w, DATE_SHORT, date));
	json_array_foreach (value ? json_object_get(question, "choices") : NULL, i, choice)
		if (strcmp(json_string_value(json_object_get(choice, "value")), value) == 0)
			shape_text_as(object, "value_text", w, json_object_get(choice, "texts"),
				      "label");
}

static json_t *question_shape(const struct wording *w, const json_t *question, const json_t *values)
{
	bool required = json_is_true(json_object_get(question, "required"));
	const char *type = question_type(question), *value;
	json_t *shaped, *texts = json_object_get(question, "texts");
	char name[QUESTION_NAME_SIZE];

	question_name(name, question);
	value = json_string_value(json_object_get(values, name));
	if (value && !*value)
		value = NULL;
	shaped = json_pack(
		"{s:s, s:b, s:b, s:s, s:b, s:b, s:b, s:b, s:o, s:o, s:n}", "name", name, "required",
		required, "optional", !required, "type", type, "is_text", strcmp(type, "text") == 0,
		"is_choice", strcmp(type, "choice") == 0, "is_date", strcmp(type, "date") == 0,
		"is_number", strcmp(type, "number") == 0, "choices",
		choices_shape(w, question, value), "value", word_or_null(value), "error");
	shape_text(shaped, w, texts, "label");
	shape_text(shaped, w, texts, "hint");
	answer_shape(shaped, w, question, value);
	return shaped;
}

void questions_shape(json_t *document, const struct wording *w, const struct service *s,
		     const json_t *values)
{
	json_t *questions = json_array(), *question;
	size_t i;

	json_array_foreach (s ? s->questions : NULL, i, question)
		json_array_append_new(questions, question_shape(w, question, values));
	json_object_set_new(document, "has_questions",
			    json_boolean(json_array_size(questions) > 0));
	json_object_set_new(document, "questions", questions);
}

/*
 * Answers in words
 */

static json_t *answer_words(const struct wording *w, const json_t *question, const char *value)
{
	json_t *answer = json_object();

	shape_text(answer, w, json_object_get(question, "texts"), "label");
	answer_shape(answer, w, question, value);
	return answer;
}

json_t *questions_answers(const struct wording *w, const struct service *s, const json_t *answers)
{
	json_t *list = json_array(), *question;
	size_t i;

	if (!s)
		return list;
	json_array_foreach (s->questions, i, question) {
		const json_t *answer = json_object_get(
			answers, json_string_value(json_object_get(question, "key")));
		char number[KEY_TEXT_SIZE];
		const char *text = json_string_value(answer);

		if (json_is_integer(answer)) {
			snprintf(number, sizeof number, "%lld",
				 (long long)json_integer_value(answer));
			text = number;
		}
		if (text)
			json_array_append_new(list, answer_words(w, question, text));
	}
	return list;
}

json_t *questions_answers_text(const json_t *answers)
{
	buffer_auto_t text = {0};
	json_t *answer;
	size_t i;

	json_array_foreach (answers, i, answer)
		buffer_printf(&text, "%s%s %s", i ? "; " : "",
			      json_string_value(json_object_get(answer, "label")),
			      json_string_value(json_object_get(answer, "value_text")));
	return word_or_null(text.data);
}
