/* form.c - whatever the body, a form is strings of clean UTF-8 within the limits, or refused. */
#include "lib/form.h"

#include <assert.h>
#include <string.h>

#include "lib/utf8.h"
#include "tests/fuzz/target.h"

enum { BODY_MAX_BYTES = 16384 };

static void string_check(const json_t *string)
{
	const char *text = json_string_value(string);
	size_t len = json_string_length(string);

	assert(json_is_string(string));
	assert(len <= FORM_VALUE_MAX_BYTES && utf8_valid(text, len) && !memchr(text, '\0', len));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct problem why = {0};
	json_auto_t *form = form_decode((const char *)data, size, BODY_MAX_BYTES, &why);
	const char *name;
	json_t *value, *entry;
	size_t i;

	assert(form ? why.status == 0 : why.status == 400 || why.status == 413);
	assert(json_object_size(form) <= FORM_FIELDS_MAX);
	json_object_foreach (form, name, value) {
		assert(*name && strlen(name) <= FORM_NAME_MAX_BYTES);
		assert(utf8_valid(name, strlen(name)));
		if (!json_is_array(value))
			string_check(value);
		json_array_foreach (value, i, entry)
			string_check(entry);
	}
	return 0;
}
