/*
 * field.c - whatever is sent, each check gives clean text or an error.
 *
 * The input is JSON when it begins with a brace, else a form; its fields are
 * named by the letters below.
 */
#include "lib/field.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/form.h"
#include "lib/utf8.h"
#include "tests/fuzz/target.h"

enum { BODY_MAX_BYTES = 16384, TEXT_MAX_CHARACTERS = 20 };

static const char *const CHOICES[] = {"in_person", "phone", "video", NULL};

static json_t *input_read(const char *text, size_t size)
{
	struct problem why;

	if (size && text[0] == '{')
		return json_loadb(text, size, 0, NULL);
	return form_decode(text, size, BODY_MAX_BYTES, &why);
}

static void line_check(const struct fields *f, const char *line)
{
	const char *at = line, *end = line ? line + strlen(line) : NULL;

	if (!line)
		return;
	assert(*line && json_is_object(fields_values(f)));
	while (at < end) {
		int32_t c = utf8_next(&at, end);

		assert(c != UTF8_BAD && !utf8_is_control(c));
	}
}

static void numbers_check(struct fields *f)
{
	long long number;
	struct date day;

	if (fields_integer(f, "i", FIELD_OPTIONAL, -5, 500, &number))
		assert(number >= -5 && number <= 500);
	if (fields_date(f, "d", FIELD_OPTIONAL, &day))
		assert(date_valid(day));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	json_auto_t *input = input_read((const char *)data, size);
	fields_auto_t *f = fields_new(input);
	str_auto_t *errors = NULL, *values = NULL;
	const json_t *list;

	line_check(f, fields_text(f, "t", FIELD_REQUIRED, TEXT_MAX_CHARACTERS));
	line_check(f, fields_text(f, "a.b", FIELD_OPTIONAL, TEXT_MAX_CHARACTERS));
	line_check(f, fields_name(f, "n", FIELD_OPTIONAL));
	line_check(f, fields_letters(f, "l", FIELD_OPTIONAL));
	line_check(f, fields_email(f, "e", FIELD_OPTIONAL));
	line_check(f, fields_phone(f, "p", FIELD_OPTIONAL));
	line_check(f, fields_choice(f, "c", FIELD_OPTIONAL, CHOICES));
	fields_lines(f, "m", FIELD_OPTIONAL, TEXT_MAX_CHARACTERS);
	fields_bool(f, "b", FIELD_OPTIONAL);
	numbers_check(f);
	list = fields_choices(f, "s", FIELD_OPTIONAL, CHOICES);
	assert(!list || (json_array_size(list) >= 1 && json_array_size(list) <= 3));
	assert(fields_end(f) == (json_array_size(fields_errors(f)) == 0));
	assert(json_array_size(fields_errors(f)) <= FIELDS_ERRORS_MAX);
	errors = json_dumps(fields_errors(f), 0);
	values = json_dumps(fields_values(f), 0);
	assert(errors && values);
	return 0;
}
