/* details.c - who comes, how to reach them, and the service's own questions. */
#include "server/details.h"

#include <stdio.h>
#include <string.h>

enum {
	QUESTION_NAME_SIZE = 96,
	ANSWER_MAX_CHARACTERS = 500,
	ANSWER_NUMBER_MAX = 1000000000,
};

static const char ANSWERS[] = "answers.";

struct contact_needs {
	enum field_need email, phone;
	bool one_of_them;
};

static struct contact_needs contact_needs(const struct rules *rules, enum channel channel)
{
	struct contact_needs needs = {FIELD_OPTIONAL, FIELD_OPTIONAL, false};

	switch (rules->contact_by) {
	case CONTACT_BY_EMAIL:
		needs.email = FIELD_REQUIRED;
		break;
	case CONTACT_BY_PHONE:
		needs.phone = FIELD_REQUIRED;
		break;
	case CONTACT_BY_EMAIL_AND_PHONE:
		needs.email = needs.phone = FIELD_REQUIRED;
		break;
	case CONTACT_BY_EMAIL_OR_PHONE:
		needs.one_of_them = true;
		break;
	}
	if (channel == CHANNEL_PHONE)
		needs.phone = FIELD_REQUIRED;
	return needs;
}

/*
 * Questions
 */

static const char *question_type(const json_t *question)
{
	const char *type = json_string_value(json_object_get(question, "type"));

	return type ? type : "text";
}

static void question_name(char name[QUESTION_NAME_SIZE], const json_t *question)
{
	snprintf(name, QUESTION_NAME_SIZE, "%s%s", ANSWERS,
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

bool details_read(struct details *d, struct fields *f, const struct service *s,
		  enum channel channel)
{
	struct contact_needs needs = contact_needs(&s->office->rules, channel);
	size_t i;
	json_t *question;

	*d = (struct details){.answers = json_object()};
	d->given_name = fields_name(f, "given_name", FIELD_REQUIRED);
	d->family_name = fields_name(f, "family_name", FIELD_REQUIRED);
	d->email = fields_email(f, "email", needs.email);
	d->phone = fields_phone(f, "phone", needs.phone);
	if (needs.one_of_them && !d->email && !d->phone && fields_right(f))
		fields_wrong(f, "email", FIELD_CONTACT_NEEDED);
	json_array_foreach (s->questions, i, question) {
		json_t *answer = answer_read(f, question);

		if (answer)
			json_object_set_new(d->answers,
					    json_string_value(json_object_get(question, "key")),
					    answer);
	}
	return fields_right(f);
}

/*
 * Giving the form back
 */

static json_t *choices_shape(const struct wording *w, const json_t *question, const char *value)
{
	json_t *choices = json_array(), *choice;
	size_t i;

	json_array_foreach (json_object_get(question, "choices"), i, choice) {
		const char *own = json_string_value(json_object_get(choice, "value"));

		json_array_append_new(
			choices,
			json_pack("{s:s, s:o, s:b, s:b}", "value", own, "label",
				  word_of(w, json_object_get(choice, "texts"), "label"), "checked",
				  value && strcmp(value, own) == 0, "first", i == 0));
	}
	return choices;
}

static json_t *answer_text(const struct wording *w, const json_t *question, const char *value)
{
	const char *type = question_type(question);
	struct date date;
	size_t i;
	json_t *choice;

	if (strcmp(type, "date") == 0 && date_parse(&date, value))
		return word_date(w, DATE_SHORT, date);
	json_array_foreach (json_object_get(question, "choices"), i, choice)
		if (strcmp(json_string_value(json_object_get(choice, "value")), value) == 0)
			return word_of(w, json_object_get(choice, "texts"), "label");
	return json_string(value);
}

static json_t *question_shape(const struct wording *w, const json_t *question, const json_t *values)
{
	bool required = json_is_true(json_object_get(question, "required"));
	const char *type = question_type(question), *value;
	char name[QUESTION_NAME_SIZE];

	question_name(name, question);
	value = json_string_value(json_object_get(values, name));
	if (value && !*value)
		value = NULL;
	return json_pack(
		"{s:s, s:o, s:o, s:b, s:b, s:s, s:b, s:b, s:b, s:b, s:o, s:o, s:o, s:n}", "name",
		name, "label", word_of(w, json_object_get(question, "texts"), "label"), "hint",
		word_of(w, json_object_get(question, "texts"), "hint"), "required", required,
		"optional", !required, "type", type, "is_text", strcmp(type, "text") == 0,
		"is_choice", strcmp(type, "choice") == 0, "is_date", strcmp(type, "date") == 0,
		"is_number", strcmp(type, "number") == 0, "choices",
		choices_shape(w, question, value), "value", word_or_null(value), "value_text",
		value ? answer_text(w, question, value) : json_null(), "error");
}

void details_shape(json_t *document, const struct wording *w, const struct service *s,
		   enum channel channel, const json_t *values)
{
	static const char *const NAMES[] = {"given_name", "family_name", "email", "phone"};
	struct contact_needs needs = contact_needs(&s->office->rules, channel);
	json_t *questions = json_array(), *own = json_object(), *question;
	size_t i;

	for (i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
		json_object_set_new(
			own, NAMES[i],
			word_or_null(json_string_value(json_object_get(values, NAMES[i]))));
	json_array_foreach (s->questions, i, question)
		json_array_append_new(questions, question_shape(w, question, values));
	json_object_set_new(document, "values", own);
	json_object_set_new(document, "has_questions",
			    json_boolean(json_array_size(questions) > 0));
	json_object_set_new(document, "questions", questions);
	json_object_set_new(document, "email_asked", json_true());
	json_object_set_new(document, "email_required",
			    json_boolean(needs.email == FIELD_REQUIRED));
	json_object_set_new(document, "phone_asked", json_true());
	json_object_set_new(document, "phone_required",
			    json_boolean(needs.phone == FIELD_REQUIRED));
	json_object_set_new(document, "errors", json_array());
	json_object_set_new(
		document, "error",
		json_pack("{s:n, s:n, s:n, s:n}", NAMES[0], NAMES[1], NAMES[2], NAMES[3]));
}

json_t *details_typed(const json_t *body)
{
	static const char *const NAMES[] = {"given_name", "family_name", "email", "phone"};
	json_t *typed = NULL, *value;
	const char *name;

	json_object_foreach ((json_t *)(uintptr_t)body, name, value) {
		bool ours = strncmp(name, ANSWERS, sizeof ANSWERS - 1) == 0;

		for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
			ours = ours || strcmp(name, NAMES[i]) == 0;
		if (!ours || !json_is_string(value) || json_string_length(value) == 0)
			continue;
		if (!typed)
			typed = json_object();
		json_object_set(typed, name, value);
	}
	return typed;
}

json_t *details_answers(const struct wording *w, const struct service *s, const json_t *answers)
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
			json_array_append_new(
				list,
				json_pack("{s:o, s:o}", "label",
					  word_of(w, json_object_get(question, "texts"), "label"),
					  "value_text", answer_text(w, question, text)));
	}
	return list;
}
