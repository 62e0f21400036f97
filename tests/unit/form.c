/* Query strings, form bodies and path segments. */
#include "lib/form.h"

#include <setjmp.h>
#include <stdarg.h>
#include <string.h>

#include <cmocka.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"

enum { BODY_MAX_BYTES = 1 << 20 };

static json_t *decode(const char *text, struct problem *why)
{
	*why = (struct problem){0};
	return form_decode(text, strlen(text), BODY_MAX_BYTES, why);
}

static void a_form_becomes_the_json_of_its_fields(void **state)
{
	// clang-format off
	static const struct { const char *form, *json; } CASES[] = {
		{"", "{}"},
		{"a=1", "{\"a\":\"1\"}"},
		{"b=2&a=1", "{\"a\":\"1\",\"b\":\"2\"}"},
		{"name=Anna+Maria&town=M%C3%BCnsingen", "{\"name\":\"Anna Maria\",\"town\":\"Münsingen\"}"},
		{"a=%2B%26%3D%25+%c3%9f", "{\"a\":\"+&=% ß\"}"},
		{"a%5Bb%5D=x&c+d=y", "{\"a[b]\":\"x\",\"c d\":\"y\"}"},
		{"a=b=c", "{\"a\":\"b=c\"}"},
		{"a&b=", "{\"a\":\"\",\"b\":\"\"}"},
		{"&&a=1&&", "{\"a\":\"1\"}"},
		{"a=1&a=2", "{\"a\":[\"1\",\"2\"]}"},
		{"a=1&b=x&a=2&a=3", "{\"a\":[\"1\",\"2\",\"3\"],\"b\":\"x\"}"},
		{"text=line%0D%0Anext", "{\"text\":\"line\\r\\nnext\"}"},
		{"raw=ü", "{\"raw\":\"ü\"}"},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct problem why;
		json_auto_t *form = decode(CASES[i].form, &why);
		str_auto_t *json = json_dumps(form, JSON_COMPACT | JSON_SORT_KEYS);

		assert_non_null(form);
		assert_string_equal(json, CASES[i].json);
	}
}

static void a_broken_form_is_refused_by_the_name_of_its_field(void **state)
{
	// clang-format off
	static const struct { const char *form, *want; } CASES[] = {
		{"a=%", "field \"a\" has a percent sign that no two hexadecimal digits follow"},
		{"a=%4", "field \"a\" has a percent sign that no two hexadecimal digits follow"},
		{"x=1&a=%4g", "field \"a\" has a percent sign that no two hexadecimal digits follow"},
		{"a=%4&b=1", "field \"a\" has a percent sign that no two hexadecimal digits follow"},
		{"a=%00", "field \"a\" has a NUL byte"},
		{"a=%FC", "field \"a\" has bytes that are not UTF-8"},
		{"a=%ED%A0%80", "field \"a\" has bytes that are not UTF-8"},
		{"x=1&%FF=1", "the name of field 2 has bytes that are not UTF-8"},
		{"%=1", "the name of field 1 has a percent sign that no two hexadecimal digits follow"},
		{"=1", "field 1 has no name"},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct problem why;

		assert_null(decode(CASES[i].form, &why));
		assert_int_equal(why.status, 400);
		assert_string_equal(why.code, "bad_form");
		assert_string_equal(why.detail, CASES[i].want);
	}
}

static void a_raw_nul_is_refused(void **state)
{
	struct problem why;

	(void)state;
	assert_null(form_decode("a=\0", 3, BODY_MAX_BYTES, &why));
	assert_string_equal(why.detail, "field \"a\" has a NUL byte");
}

/* "NAME=VALUE" with so many bytes in each. */
static json_t *decode_sized(size_t name, size_t value, struct problem *why)
{
	buffer_auto_t form = {0};

	while (form.len < name)
		buffer_puts(&form, "n");
	buffer_puts(&form, "=");
	while (form.len < name + 1 + value)
		buffer_puts(&form, "v");
	return decode(form.data, why);
}

static json_t *decode_fields(int count, struct problem *why)
{
	buffer_auto_t form = {0};

	for (int i = 0; i < count; i++)
		buffer_printf(&form, "&f%d=1", i % 3);
	return decode(form.data, why);
}

static void forms_have_limits(void **state)
{
	struct problem why;
	json_t *form;

	(void)state;
	assert_non_null(form = decode_sized(FORM_NAME_MAX_BYTES, FORM_VALUE_MAX_BYTES, &why));
	json_decref(form);
	assert_null(decode_sized(FORM_NAME_MAX_BYTES + 1, 1, &why));
	assert_string_equal(why.detail, "the name of field 1 is too long");
	assert_null(decode_sized(4 * FORM_NAME_MAX_BYTES, 1, &why));
	assert_string_equal(why.detail, "the name of field 1 is too long");
	assert_null(decode_sized(1, FORM_VALUE_MAX_BYTES + 1, &why));
	assert_string_equal(why.detail, "field \"n\" has more than 4096 bytes");
	assert_non_null(form = decode_fields(FORM_FIELDS_MAX, &why));
	json_decref(form);
	assert_null(decode_fields(FORM_FIELDS_MAX + 1, &why));
	assert_string_equal(why.detail, "a form may have 256 fields");
	assert_non_null(form = form_decode("a=1", 3, 3, &why));
	json_decref(form);
	assert_null(form_decode("a=12", 4, 3, &why));
	assert_int_equal(why.status, 413);
}

/* Umlauts are three times as long when they travel. */
static void limits_count_decoded_bytes(void **state)
{
	buffer_auto_t text = {0};
	struct problem why;
	json_t *form;

	(void)state;
	for (int i = 0; i < FORM_NAME_MAX_BYTES / 2; i++)
		buffer_puts(&text, "%C3%BC");
	buffer_puts(&text, "=");
	for (int i = 0; i < FORM_VALUE_MAX_BYTES / 2; i++)
		buffer_puts(&text, "%C3%BC");
	assert_non_null(form = decode(text.data, &why));
	json_decref(form);
}

static void a_path_segment_is_decoded(void **state)
{
	// clang-format off
	static const struct { const char *segment, *want; } CASES[] = {
		{"", ""},
		{"wohngeld", "wohngeld"},
		{"%C3%84mter", "Ämter"},
		{"a+b%20c", "a+b c"},
		{"%25", "%"},
		{"a%2Fb", NULL},
		{"a/b", NULL},
		{"%00", NULL},
		{"%E4", NULL},
		{"%2", NULL},
		{"%zz", NULL},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct problem why = {0};
		const char *segment = CASES[i].segment;
		str_auto_t *text = form_decode_path(segment, strlen(segment), &why);

		if (CASES[i].want) {
			assert_non_null(text);
			assert_string_equal(text, CASES[i].want);
		} else {
			assert_null(text);
			assert_int_equal(why.status, 400);
			assert_string_equal(why.code, "bad_path");
		}
	}
}

static void encoded_text_travels_through_forms_and_paths(void **state)
{
	const char *text = "Müller & Söhne+Co=100% / \"A\"~-._";
	buffer_auto_t segment = {0}, form = {0};
	struct problem why;
	str_auto_t *name = NULL;
	json_t *fields;

	(void)state;
	form_encode(&segment, "a b~/ß");
	assert_string_equal(segment.data, "a%20b~%2F%C3%9F");
	buffer_puts(&form, "x=");
	form_encode(&form, text);
	assert_non_null(fields = decode(form.data, &why));
	assert_string_equal(json_string_value(json_object_get(fields, "x")), text);
	json_decref(fields);
	buffer_clear(&segment);
	form_encode(&segment, "A+B 100%");
	assert_non_null(name = form_decode_path(segment.data, segment.len, &why));
	assert_string_equal(name, "A+B 100%");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_form_becomes_the_json_of_its_fields),
		cmocka_unit_test(a_broken_form_is_refused_by_the_name_of_its_field),
		cmocka_unit_test(a_raw_nul_is_refused),
		cmocka_unit_test(forms_have_limits),
		cmocka_unit_test(limits_count_decoded_bytes),
		cmocka_unit_test(a_path_segment_is_decoded),
		cmocka_unit_test(encoded_text_travels_through_forms_and_paths),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
