/* Forms with files. */
#include "lib/multipart.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/cleanup.h"
#include "lib/form.h"
#include "lib/xalloc.h"

static const char TYPE[] = "multipart/form-data; boundary=\"x-y\"";

static json_t *decode(const char *body, struct problem *why)
{
	*why = (struct problem){0};
	return multipart_decode(TYPE, body, strlen(body), why);
}

static void fields_and_files_become_texts(void **state)
{
	// clang-format off
	static const struct { const char *body, *json; } CASES[] = {
		{"--x-y--\r\n", "{}"},
		{"--x-y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x-y--\r\n", "{\"a\":\"1\"}"},
		{"--x-y\r\ncontent-disposition: form-data; name=a\r\n\r\n\r\n--x-y--", "{\"a\":\"\"}"},
		{"--x-y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n--x-y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n2\r\n--x-y--", "{\"a\":[\"1\",\"2\"]}"},
		{"--x-y\r\nContent-Disposition: form-data; name=\"f\"; filename=\"ä.json\"\r\nContent-Type: application/json\r\n\r\n{\r\n--x\r\n}\r\n--x-y--\r\n",
		 "{\"f\":\"{\\r\\n--x\\r\\n}\",\"f_name\":\"ä.json\"}"},
		{"--x-y\r\nContent-Disposition: form-data; name=\"f\"; filename=\"a.png\"\r\n\r\n\x89PN\r\n--x-y--", "{\"f_base64\":\"iVBO\",\"f_name\":\"a.png\"}"},
		{"--x-y\r\nContent-Disposition: form-data; name=\"f\"; filename=\"\"\r\n\r\n\r\n--x-y--", "{}"},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct problem why;
		json_auto_t *form = decode(CASES[i].body, &why);
		str_auto_t *text = form ? json_dumps(form, JSON_COMPACT | JSON_SORT_KEYS) : NULL;

		assert_non_null(text);
		assert_string_equal(text, CASES[i].json);
	}
}

static void what_is_no_form_is_refused(void **state)
{
	static const char *const BODIES[] = {
		"",
		"a=1",
		"--x-z--\r\n",
		"--x-y\r\n",
		"--x-y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1",
		"--x-y\r\nContent-Disposition: form-data\r\n\r\n1\r\n--x-y--",
		"--x-y\r\nContent-Disposition: form-data; name=\"\"\r\n\r\n1\r\n--x-y--",
		"--x-y\r\nContent-Disposition: form-data; name=\"a\r\n--x-y--",
		"--x-y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n\xff\r\n--x-y--",
	};

	(void)state;
	for (size_t i = 0; i < sizeof BODIES / sizeof BODIES[0]; i++) {
		struct problem why;
		json_t *form = decode(BODIES[i], &why);

		assert_null(form);
		assert_int_equal(why.status, 400);
	}
	assert_null(multipart_decode("multipart/form-data", "--x--", 5, &(struct problem){0}));
}

static void no_more_fields_than_other_forms_have(void **state)
{
	static const char PART[] =
		"--x-y\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n1\r\n";
	size_t len = strlen(PART);
	str_auto_t *body = xcalloc(FORM_FIELDS_MAX + 2, len);
	struct problem why;

	(void)state;
	for (size_t i = 0; i <= FORM_FIELDS_MAX; i++)
		memcpy(body + i * len, PART, len);
	strcpy(body + (FORM_FIELDS_MAX + 1) * len, "--x-y--");
	assert_null(decode(body, &why));
	assert_int_equal(why.status, 413);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(fields_and_files_become_texts),
		cmocka_unit_test(what_is_no_form_is_refused),
		cmocka_unit_test(no_more_fields_than_other_forms_have),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
