/* question_page.c - the form of one of a service's own questions. */
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/admin/question.h"
#include "server/history.h"
#include "server/picks.h"
#include "server/text.h"

static const char *const NUMBERS[] = {"keep_days", "max_length", "min", "max"};

/* What was typed, else what is so. */
static json_t *value_json(const struct question *q, const char *name, const char *is)
{
	const char *typed =
		q->f ? json_string_value(json_object_get(fields_values(q->f), name)) : is;

	return json_string(typed ? typed : "");
}

static json_t *values_json(const struct question *q)
{
	json_t *values = json_object();

	for (size_t i = 0; i < sizeof NUMBERS / sizeof NUMBERS[0]; i++) {
		const json_t *is = json_object_get(q->old, NUMBERS[i]);
		struct number number = number_of(json_integer_value(is));

		json_object_set_new(values, NUMBERS[i],
				    value_json(q, NUMBERS[i], is ? number.text : ""));
	}
	return values;
}

static json_t *types_json(const struct question *q)
{
	const char *is = json_string_value(json_object_get(q->old, "type"));
	json_auto_t *now = value_json(q, "type", is ? is : QUESTION_TYPES[0]);
	json_t *list = json_array();

	for (size_t i = 0; QUESTION_TYPES[i]; i++) {
		str_auto_t *key = text_format("staff.question.type.%s", QUESTION_TYPES[i]);

		json_array_append_new(
			list, choice_json(QUESTION_TYPES[i], word_text(&q->w, key, NULL),
					  strcmp(QUESTION_TYPES[i], json_string_value(now)) == 0,
					  i == 0));
	}
	return list;
}

static json_t *field_json(const struct question *q, const char *part, const char *code,
			  const char *is, bool lines)
{
	str_auto_t *name = text_format("%s.%s", part, code);
	str_auto_t *label = text_format("staff.question.%s", part);

	return json_pack("{s:s, s:o, s:o, s:b, s:o}", "name", name, "label",
			 word_text(&q->w, label, NULL), "value", value_json(q, name, is), "lines",
			 lines, "error", q->f ? field_error(&q->w, q->f, name) : json_null());
}

static json_t *languages_json(const struct question *q)
{
	const struct authority *a = q->w.authority;
	json_t *list = json_array();

	for (size_t i = 0; i < a->nlanguages; i++) {
		const char *code = a->languages[i];
		const json_t *texts = json_object_get(json_object_get(q->old, "texts"), code);
		str_auto_t *choices = question_choice_lines(q->old, code);

		json_array_append_new(
			list,
			json_pack("{s:s, s:o, s:[o, o, o]}", "code", code, "language_text",
				  word_language(&q->w, code), "texts",
				  field_json(q, "label", code,
					     json_string_value(json_object_get(texts, "label")),
					     false),
				  field_json(q, "hint", code,
					     json_string_value(json_object_get(texts, "hint")),
					     false),
				  field_json(q, "choices", code, choices, true)));
	}
	return list;
}

/* Who changed the service meanwhile, and what; null: nobody. */
static json_t *changed_json(const struct question *q)
{
	json_auto_t *history = NULL;

	if (!q->outdated)
		return json_null();
	history = history_of(&q->w, q->audit, question_said);
	return history_changed(history, &q->w, 1);
}

json_t *question_document(const struct question *q)
{
	bool required = json_is_true(json_object_get(q->old, "required"));

	if (q->f)
		required = json_is_true(json_object_get(fields_values(q->f), "required"));
	return json_pack("{s:o, s:o, s:b, s:s, s:o, s:o, s:b, s:o, s:o, s:o, s:o, s:[], s:{}}",
			 "office", shape_office(&q->w, q->office), "service_name",
			 word_of(&q->w, q->service_texts, "name"), "new", !q->key, "version",
			 q->now, "languages", languages_json(q), "types", types_json(q), "required",
			 required, "post_path",
			 json_sprintf("/staff/%s/services/%s/questions/%s", q->office->slug,
				      q->service_id, q->key ? q->key : "new-question"),
			 "back_url",
			 json_sprintf("/staff/%s/services/%s%s#questions", q->office->slug,
				      q->service_id, q->w.lang_query),
			 "changed", changed_json(q), "values", values_json(q), "errors", "error");
}
