/* field.c - the checks of form fields: everything wrong with a form, at once. */
#include "lib/field.h"

#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/field_check.h"
#include "lib/form.h"
#include "lib/utf8.h"
#include "lib/xalloc.h"

/* For errors whose text names no number. */
static const long long NO_LIMIT = -1;

struct fields {
	json_t *input;  /* flat: "answers.size" */
	json_t *values; /* every field that was asked for */
	json_t *errors;
};

const char *field_code_text(enum field_code code)
{
	static const char *const TEXTS[] = {
#define FIELD_CODE_TEXT(constant, text) [FIELD_##constant] = (text),
		FIELD_CODES(FIELD_CODE_TEXT)
#undef FIELD_CODE_TEXT
	};

	return TEXTS[code];
}

/* ---- the form ---- */

/* Objects one level down are opened; what lies deeper is no field. */
static void flatten(json_t *flat, const char *prefix, bool inner, json_t *object)
{
	const char *name;
	json_t *value;

	json_object_foreach (object, name, value) {
		buffer_auto_t path = {0};

		if (json_object_size(flat) == FIELDS_VALUES_MAX)
			return;
		if (inner)
			buffer_printf(&path, "%s.", prefix);
		buffer_puts(&path, name);
		if (json_is_object(value) && !inner)
			flatten(flat, path.data, true, value);
		else
			json_object_set_nocheck(flat, path.data, value);
	}
}

struct fields *fields_new(json_t *input)
{
	struct fields *f = xcalloc(1, sizeof *f);

	f->input = json_object();
	f->values = json_object();
	f->errors = json_array();
	flatten(f->input, "", false, input);
	return f;
}

void fields_free(struct fields *f)
{
	if (!f)
		return;
	json_decref(f->input);
	json_decref(f->values);
	json_decref(f->errors);
	free(f);
}

static bool has_error(const struct fields *f, const char *name)
{
	size_t i;
	json_t *error;

	json_array_foreach (f->errors, i, error) {
		if (strcmp(json_string_value(json_object_get(error, "field")), name) == 0)
			return true;
	}
	return false;
}

static void wrong(struct fields *f, const char *name, enum field_code code, long long limit)
{
	json_t *error;

	if (json_array_size(f->errors) == FIELDS_ERRORS_MAX || has_error(f, name))
		return;
	error = json_object();
	json_object_set_new(error, "field",
			    json_stringn(name, utf8_cut(name, strlen(name), FORM_NAME_MAX_BYTES)));
	json_object_set_new(error, "code", json_string(field_code_text(code)));
	if (limit != NO_LIMIT)
		json_object_set_new(error, "limit", json_integer(limit));
	json_array_append_new(f->errors, error);
}

void fields_wrong(struct fields *f, const char *name, enum field_code code)
{
	wrong(f, name, code, NO_LIMIT);
}

bool fields_right(const struct fields *f)
{
	return json_array_size(f->errors) == 0;
}

bool fields_end(struct fields *f)
{
	const char *name;
	json_t *value;

	json_object_foreach (f->input, name, value) {
		if (!json_object_get(f->values, name))
			wrong(f, name, FIELD_UNKNOWN_FIELD, NO_LIMIT);
	}
	return fields_right(f);
}

json_t *fields_errors(const struct fields *f)
{
	return f->errors;
}

json_t *fields_values(const struct fields *f)
{
	return f->values;
}

/* ---- text ---- */

/*
 * Copy trimmed text to out, without what must not be in it.  False when
 * something was left out.
 */
static bool sanitize(struct buffer *out, const json_t *string, bool lines)
{
	const char *at = json_string_value(string), *end, *from;
	size_t len = utf8_trim(&at, json_string_length(string));
	bool clean = true;

	buffer_add(out, "", 0);
	for (end = at + len; at < end;) {
		int32_t c;

		from = at;
		c = utf8_next(&at, end);
		if (lines && c == '\r' && at < end && *at == '\n')
			continue;
		if (c != UTF8_BAD && (!utf8_is_control(c) || (lines && (c == '\n' || c == '\t'))))
			buffer_add(out, from, (size_t)(at - from));
		else
			clean = false;
	}
	return clean;
}

/* Keep the text to give it back, and lend it. */
static const char *keep(struct fields *f, const char *name, const struct buffer *text)
{
	json_t *kept = json_stringn(text->data, text->len);

	json_object_set_new(f->values, name, kept);
	return json_string_value(kept);
}

/* NULL when the field is missing, empty or wrong, and then noted. */
static const char *take(struct fields *f, const char *name, enum field_need need, bool lines,
			size_t max_characters)
{
	const json_t *value = json_object_get(f->input, name);
	buffer_auto_t text = {0};
	bool given = value && !json_is_null(value), clean;
	const char *kept;

	clean = !given || json_is_string(value);
	if (json_is_string(value))
		clean = sanitize(&text, value, lines);
	else
		buffer_add(&text, "", 0);
	kept = keep(f, name, &text);
	if (!clean)
		wrong(f, name, FIELD_INVALID, NO_LIMIT);
	else if (text.len == 0 && need == FIELD_REQUIRED)
		wrong(f, name, FIELD_EMPTY, NO_LIMIT);
	else if (utf8_count(text.data, text.len) > max_characters)
		wrong(f, name, FIELD_TOO_LONG, (long long)max_characters);
	else if (text.len)
		return kept;
	return NULL;
}

const char *fields_text(struct fields *f, const char *name, enum field_need need,
			size_t max_characters)
{
	return take(f, name, need, false, max_characters);
}

const char *fields_lines(struct fields *f, const char *name, enum field_need need,
			 size_t max_characters)
{
	return take(f, name, need, true, max_characters);
}

static const char *take_if(struct fields *f, const char *name, enum field_need need, size_t max,
			   bool (*valid)(const char *text), enum field_code code)
{
	const char *text = take(f, name, need, false, max);

	if (!text || valid(text))
		return text;
	fields_wrong(f, name, code);
	return NULL;
}

const char *fields_name(struct fields *f, const char *name, enum field_need need)
{
	return take_if(f, name, need, FIELD_NAME_MAX_CHARACTERS, name_valid, FIELD_INVALID_NAME);
}

const char *fields_letters(struct fields *f, const char *name, enum field_need need)
{
	return take_if(f, name, need, FIELD_LETTERS_MAX_CHARACTERS, letters_valid,
		       FIELD_INVALID_LETTERS);
}

const char *fields_phone(struct fields *f, const char *name, enum field_need need)
{
	return take_if(f, name, need, FIELD_PHONE_MAX_CHARACTERS, phone_valid, FIELD_INVALID_PHONE);
}

const char *fields_email(struct fields *f, const char *name, enum field_need need)
{
	const char *text = take(f, name, need, false, FIELD_EMAIL_MAX_CHARACTERS);
	enum field_code code = text ? email_check(text) : FIELD_CODES_COUNT;

	if (code == FIELD_CODES_COUNT)
		return text;
	fields_wrong(f, name, code);
	return NULL;
}

/* ---- everything else ---- */

static const char *choice_find(const char *const allowed[], const char *text)
{
	while (*allowed && strcmp(*allowed, text) != 0)
		allowed++;
	return *allowed;
}

const char *fields_choice(struct fields *f, const char *name, enum field_need need,
			  const char *const allowed[])
{
	const char *text = take(f, name, need, false, FORM_VALUE_MAX_BYTES);
	const char *choice = text ? choice_find(allowed, text) : NULL;

	if (text && !choice)
		fields_wrong(f, name, FIELD_NOT_A_CHOICE);
	return choice;
}

/* A form sends one value as a string and several as a list. */
static void take_choice(struct fields *f, const char *name, json_t *list, const json_t *value,
			const char *const allowed[])
{
	buffer_auto_t text = {0};
	const json_t *other;
	size_t i;

	if (!json_is_string(value) || !sanitize(&text, value, false)) {
		fields_wrong(f, name, FIELD_INVALID);
		return;
	}
	if (text.len == 0)
		return;
	if (!choice_find(allowed, text.data))
		fields_wrong(f, name, FIELD_NOT_A_CHOICE);
	json_array_foreach (list, i, other) {
		if (strcmp(json_string_value(other), text.data) == 0)
			return;
	}
	json_array_append_new(list, json_stringn(text.data, text.len));
}

const json_t *fields_choices(struct fields *f, const char *name, enum field_need need,
			     const char *const allowed[])
{
	json_t *input = json_object_get(f->input, name), *list = json_array(), *value;
	size_t i;

	json_object_set_new(f->values, name, list);
	if (json_array_size(input) > FIELD_CHOICES_MAX) {
		wrong(f, name, FIELD_TOO_MANY, FIELD_CHOICES_MAX);
		return NULL;
	}
	json_array_foreach (input, i, value)
		take_choice(f, name, list, value, allowed);
	if (input && !json_is_array(input) && !json_is_null(input))
		take_choice(f, name, list, input, allowed);
	if (json_array_size(list) == 0 && need == FIELD_REQUIRED)
		fields_wrong(f, name, FIELD_EMPTY);
	return json_array_size(list) && !has_error(f, name) ? list : NULL;
}

/* 1 for ticked, 0 for empty, -1 for anything else. */
static int box_read(const json_t *value)
{
	static const char *const YES[] = {"true", "on", "yes", "1", NULL};
	static const char *const NO[] = {"false", "off", "no", "0", "", NULL};

	if (!value || json_is_null(value) || json_is_false(value))
		return 0;
	if (json_is_true(value))
		return 1;
	if (!json_is_string(value))
		return -1;
	if (choice_find(YES, json_string_value(value)))
		return 1;
	return choice_find(NO, json_string_value(value)) ? 0 : -1;
}

bool fields_bool(struct fields *f, const char *name, enum field_need need)
{
	int box = box_read(json_object_get(f->input, name));

	json_object_set_new(f->values, name, json_boolean(box > 0));
	if (box < 0)
		fields_wrong(f, name, FIELD_INVALID);
	else if (box == 0 && need == FIELD_REQUIRED)
		fields_wrong(f, name, FIELD_EMPTY);
	return box > 0;
}

/* A JSON body may write numbers as numbers. */
static bool take_integer(struct fields *f, const char *name, enum field_need need, long long *out)
{
	const json_t *number = json_object_get(f->input, name);
	buffer_auto_t digits = {0};
	const char *text;

	if (json_is_integer(number)) {
		*out = json_integer_value(number);
		buffer_printf(&digits, "%lld", *out);
		keep(f, name, &digits);
		return true;
	}
	text = take(f, name, need, false, FORM_VALUE_MAX_BYTES);
	if (!text || integer_parse(text, out))
		return text;
	fields_wrong(f, name, FIELD_INVALID_NUMBER);
	return false;
}

bool fields_integer(struct fields *f, const char *name, enum field_need need, long long min,
		    long long max, long long *out)
{
	long long value;

	if (!take_integer(f, name, need, &value))
		return false;
	if (value < min)
		wrong(f, name, FIELD_TOO_SMALL, min);
	else if (value > max)
		wrong(f, name, FIELD_TOO_LARGE, max);
	else
		*out = value;
	return value >= min && value <= max;
}

bool fields_date(struct fields *f, const char *name, enum field_need need, struct date *out)
{
	const char *text = take(f, name, need, false, FORM_VALUE_MAX_BYTES);

	if (!text)
		return false;
	if (local_date_parse(text, out))
		return true;
	fields_wrong(f, name, FIELD_INVALID_DATE);
	return false;
}
