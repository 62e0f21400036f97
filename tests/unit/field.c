/* The checks of form fields. */
#include "lib/field.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/form.h"

static const char *const CHANNELS[] = {"in_person", "phone", "video", NULL};

static struct fields *fields_read(const char *json)
{
	json_auto_t *input = json_loads(json, 0, NULL);

	if (!input)
		fail_msg("not JSON: %s", json);
	return fields_new(input);
}

/* A form of one field "x". */
static struct fields *field_read(const char *value)
{
	json_auto_t *input = json_pack("{s:s}", "x", value);

	return fields_new(input);
}

/* The code noted for a field, "" when there is none. */
static const char *code_of(const struct fields *f, const char *name)
{
	size_t i;
	json_t *error;

	json_array_foreach (fields_errors(f), i, error) {
		if (strcmp(json_string_value(json_object_get(error, "field")), name) == 0)
			return json_string_value(json_object_get(error, "code"));
	}
	return "";
}

static void values_are(const struct fields *f, const char *want)
{
	str_auto_t *got = json_dumps(fields_values(f), JSON_COMPACT | JSON_SORT_KEYS);

	assert_string_equal(got, want);
}

struct value_case {
	const char *value, *code;
};

typedef const char *fields_text_fn(struct fields *f, const char *name, enum field_need need);

/* Right values come back as typed; wrong ones as NULL, with their code. */
static void cases_check(fields_text_fn *read, const struct value_case *cases, size_t count)
{
	for (size_t i = 0; i < count; i++) {
		fields_auto_t *f = field_read(cases[i].value);
		const char *got = read(f, "x", FIELD_OPTIONAL);

		if (strcmp(code_of(f, "x"), cases[i].code) != 0)
			fail_msg("\"%s\" is \"%s\"", cases[i].value, code_of(f, "x"));
		if (*cases[i].code)
			assert_null(got);
		else
			assert_string_equal(got, cases[i].value);
	}
}

#define CASES_CHECK(read, cases) cases_check(read, cases, sizeof(cases) / sizeof(cases)[0])

static void everything_wrong_with_a_form_is_collected(void **state)
{
	fields_auto_t *f =
		fields_read("{\"family_name\": \" \", \"email\": \"anna@post\","
			    "\"phone\": \"12\", \"channel\": \"fax\", \"color\": \"red\"}");
	str_auto_t *errors = NULL;

	(void)state;
	fields_name(f, "family_name", FIELD_REQUIRED);
	fields_name(f, "given_name", FIELD_REQUIRED);
	fields_email(f, "email", FIELD_OPTIONAL);
	fields_phone(f, "phone", FIELD_OPTIONAL);
	fields_choice(f, "channel", FIELD_REQUIRED, CHANNELS);
	assert_false(fields_end(f));
	errors = json_dumps(fields_errors(f), JSON_COMPACT);
	assert_string_equal(errors, "[{\"field\":\"family_name\",\"code\":\"required\"},"
				    "{\"field\":\"given_name\",\"code\":\"required\"},"
				    "{\"field\":\"email\",\"code\":\"email_domain\"},"
				    "{\"field\":\"phone\",\"code\":\"invalid_phone\"},"
				    "{\"field\":\"channel\",\"code\":\"not_a_choice\"},"
				    "{\"field\":\"color\",\"code\":\"unknown_field\"}]");
	values_are(f, "{\"channel\":\"fax\",\"email\":\"anna@post\",\"family_name\":\"\","
		      "\"given_name\":\"\",\"phone\":\"12\"}");
}

static void a_right_form_has_no_errors(void **state)
{
	fields_auto_t *f = fields_read("{\"name\": \"  Anna \", \"note\": null}");

	(void)state;
	assert_string_equal(fields_name(f, "name", FIELD_REQUIRED), "Anna");
	assert_null(fields_text(f, "note", FIELD_OPTIONAL, 10));
	assert_null(fields_text(f, "missing", FIELD_OPTIONAL, 10));
	assert_true(fields_end(f));
	values_are(f, "{\"missing\":\"\",\"name\":\"Anna\",\"note\":\"\"}");
}

static void unknown_fields_pass_where_they_must(void **state)
{
	fields_auto_t *f = fields_read("{\"days\": \"7\", \"utm_source\": \"mail\"}");
	long long days = 0;

	(void)state;
	assert_true(fields_integer(f, "days", FIELD_OPTIONAL, 1, 31, &days));
	assert_true(fields_right(f));
	assert_false(fields_end(f));
	assert_string_equal(code_of(f, "utm_source"), "unknown_field");
}

static void text_has_no_hidden_characters(void **state)
{
	// clang-format off
	static const struct { const char *json, *code, *kept; } CASES[] = {
		{"{\"x\": \"a\\u0007b\"}", "invalid", "{\"x\":\"ab\"}"},
		{"{\"x\": \"a\\nb\"}", "invalid", "{\"x\":\"ab\"}"},
		{"{\"x\": \"a\\u0085b\"}", "invalid", "{\"x\":\"ab\"}"},
		{"{\"x\": \"a\\u202Eb\"}", "invalid", "{\"x\":\"ab\"}"},
		{"{\"x\": \"a\\u2066b\"}", "invalid", "{\"x\":\"ab\"}"},
		{"{\"x\": \"\\u200Fא\"}", "", "{\"x\":\"\u200Fא\"}"},
		{"{\"x\": \"\\u00a0 a b\\n\"}", "", "{\"x\":\"a b\"}"},
		{"{\"x\": 5}", "invalid", "{\"x\":\"\"}"},
		{"{\"x\": [\"a\", \"b\"]}", "invalid", "{\"x\":\"\"}"},
		{"{\"x\": true}", "invalid", "{\"x\":\"\"}"},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		fields_auto_t *f = fields_read(CASES[i].json);

		fields_text(f, "x", FIELD_REQUIRED, 10);
		assert_string_equal(code_of(f, "x"), CASES[i].code);
		values_are(f, CASES[i].kept);
	}
}

static void length_counts_characters(void **state)
{
	fields_auto_t *fits = field_read("äöü€"), *longer = field_read("äöü€\U0001F600");

	(void)state;
	assert_string_equal(fields_text(fits, "x", FIELD_REQUIRED, 4), "äöü€");
	assert_null(fields_text(longer, "x", FIELD_REQUIRED, 4));
	assert_string_equal(code_of(longer, "x"), "too_long");
	assert_int_equal(json_integer_value(json_object_get(
				 json_array_get(fields_errors(longer), 0), "limit")),
			 4);
	values_are(longer, "{\"x\":\"äöü€\U0001F600\"}");
}

static void textareas_may_have_lines(void **state)
{
	fields_auto_t *f = field_read("one\r\n\ttwo\nthree\r\n"), *bell = field_read("a\ab"),
		      *lone = field_read("a\rb");

	(void)state;
	assert_string_equal(fields_lines(f, "x", FIELD_REQUIRED, 100), "one\n\ttwo\nthree");
	assert_null(fields_lines(bell, "x", FIELD_REQUIRED, 100));
	assert_null(fields_lines(lone, "x", FIELD_REQUIRED, 100));
}

static void names_of_all_people_are_accepted(void **state)
{
	static const struct value_case CASES[] = {
		{"Müller-Lüdenscheidt", ""},
		{"O’Connor", ""},
		{"Nguyễn Thị", ""},
		{"王", ""},
		{"Αλέξανδρος", ""},
		{"محمد", ""},
		{"X", ""},
		{"Heinrich der 8.", ""},
		{"12345", "invalid_name"},
		{"-", "invalid_name"},
		{"Billig! http://example.org", "invalid_name"},
		{"HTTPS://example.org", "invalid_name"},
		{"Www.example.org", "invalid_name"},
		{"a\nb", "invalid"},
	};
	buffer_auto_t name = {0};

	(void)state;
	CASES_CHECK(fields_name, CASES);
	for (int i = 0; i < FIELD_NAME_MAX_CHARACTERS; i++)
		buffer_puts(&name, "ß");
	CASES_CHECK(fields_name, ((struct value_case[]){{name.data, ""}}));
	buffer_puts(&name, "e");
	CASES_CHECK(fields_name, ((struct value_case[]){{name.data, "too_long"}}));
}

static void letters_are_the_beginning_of_a_surname(void **state)
{
	static const struct value_case CASES[] = {
		{"K", ""},
		{"Sch", ""},
		{"von der Höhe", ""},
		{"d'Angelo", ""},
		{"Ó Briain-Kröger", ""},
		{"e\u0301", ""}, /* a letter and its accent apart */
		{"Şa", ""},
		{"K1", "invalid_letters"},
		{"*", "invalid_letters"},
		{"--", "invalid_letters"},
		{"\u0301", "invalid_letters"},
		{"A<b", "invalid_letters"},
	};

	(void)state;
	CASES_CHECK(fields_letters, CASES);
}

static void email_addresses_are_such_that_mail_arrives(void **state)
{
	static const struct value_case CASES[] = {
		{"anna@example.org", ""},
		{"Anna.Muster+amt@mail.example.co.uk", ""},
		{"o'neil_1@ex-ample.museum", ""},
		{"a@xn--mller-kva.de", ""},
		{"a@example.xn--p1ai", ""},
		{"anna", "invalid_email"},
		{"anna@", "invalid_email"},
		{"@example.org", "invalid_email"},
		{"anna@example", "email_domain"},
		{"anna@localhost", "email_domain"},
		{"anna@example.", "email_domain"},
		{"anna@example.d", "email_domain"},
		{"anna@192.168.10.20", "email_domain"},
		{"anna@@example.org", "invalid_email"},
		{"a b@example.org", "invalid_email"},
		{"anna@exa mple.org", "invalid_email"},
		{"anna@-example.org", "invalid_email"},
		{"anna@example..org", "invalid_email"},
		{"ann\u00E4@example.org", "invalid_email"},
		{"anna@müller.de", "invalid_email"},
		{"Anna <anna@example.org>", "invalid_email"},
		{"anna@example.org,b@example.org", "invalid_email"},
		{"anna@example.org\nBcc: b@example.org", "invalid"},
		{"\"anna\"@example.org", "invalid_email"},
		{"1234567890123456789012345678901234567890123456789012345678901234@example.org",
		 ""},
		{"12345678901234567890123456789012345678901234567890123456789012345@example.org",
		 "invalid_email"},
	};

	(void)state;
	CASES_CHECK(fields_email, CASES);
}

static void phone_numbers_are_as_people_write_them(void **state)
{
	static const struct value_case CASES[] = {
		{"07571 102-0", ""},
		{"+49 (0) 7571 / 102.1234", ""},
		{"11833", ""},
		{"12345678901234567890", ""},
		{"1234", "invalid_phone"},
		{"123456789012345678901", "invalid_phone"},
		{"+-/()", "invalid_phone"},
		{"07571 102 ext 3", "invalid_phone"},
		{"０７５７１", "invalid_phone"}, /* full-width digits */
	};

	(void)state;
	CASES_CHECK(fields_phone, CASES);
}

static void a_choice_is_one_of_those_offered(void **state)
{
	fields_auto_t *f =
		fields_read("{\"a\": \" phone \", \"b\": \"fax\", \"c\": \"\", \"d\": 1}");

	(void)state;
	assert_ptr_equal(fields_choice(f, "a", FIELD_REQUIRED, CHANNELS), CHANNELS[1]);
	assert_null(fields_choice(f, "b", FIELD_OPTIONAL, CHANNELS));
	assert_null(fields_choice(f, "c", FIELD_REQUIRED, CHANNELS));
	assert_null(fields_choice(f, "d", FIELD_REQUIRED, CHANNELS));
	assert_null(fields_choice(f, "e", FIELD_OPTIONAL, CHANNELS));
	assert_string_equal(code_of(f, "b"), "not_a_choice");
	assert_string_equal(code_of(f, "c"), "required");
	assert_string_equal(code_of(f, "d"), "invalid");
	assert_string_equal(code_of(f, "e"), "");
}

static void several_choices_are_each_one_of_those_offered(void **state)
{
	// clang-format off
	static const struct { const char *json, *code, *kept; } CASES[] = {
		{"{\"x\": \"phone\"}", "", "{\"x\":[\"phone\"]}"},
		{"{\"x\": [\"video\", \"phone\", \"video\"]}", "", "{\"x\":[\"video\",\"phone\"]}"},
		{"{\"x\": [\"\", \"phone\"]}", "", "{\"x\":[\"phone\"]}"},
		{"{\"x\": [\"phone\", \"fax\"]}", "not_a_choice", "{\"x\":[\"phone\",\"fax\"]}"},
		{"{\"x\": [\"phone\", 1]}", "invalid", "{\"x\":[\"phone\"]}"},
		{"{\"x\": {}}", "required", "{\"x\":[]}"},
		{"{\"x\": []}", "required", "{\"x\":[]}"},
		{"{\"x\": null}", "required", "{\"x\":[]}"},
		{"{}", "required", "{\"x\":[]}"},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		fields_auto_t *f = fields_read(CASES[i].json);
		const json_t *got = fields_choices(f, "x", FIELD_REQUIRED, CHANNELS);

		assert_string_equal(code_of(f, "x"), CASES[i].code);
		assert_true((got != NULL) == (*CASES[i].code == '\0'));
		values_are(f, CASES[i].kept);
	}
}

static void a_list_has_a_limit(void **state)
{
	json_auto_t *input = json_pack("{s:[]}", "x");
	struct fields *f;

	(void)state;
	for (int i = 0; i < FIELD_CHOICES_MAX; i++)
		json_array_append_new(json_object_get(input, "x"), json_string("phone"));
	f = fields_new(input);
	assert_non_null(fields_choices(f, "x", FIELD_REQUIRED, CHANNELS));
	fields_free(f);
	json_array_append_new(json_object_get(input, "x"), json_string("phone"));
	f = fields_new(input);
	assert_null(fields_choices(f, "x", FIELD_REQUIRED, CHANNELS));
	assert_string_equal(code_of(f, "x"), "too_many");
	fields_free(f);
}

static void boxes_are_ticked_or_not(void **state)
{
	// clang-format off
	static const struct { const char *json; bool ticked; const char *code; } CASES[] = {
		{"{\"x\": true}", true, ""},
		{"{\"x\": \"on\"}", true, ""},
		{"{\"x\": \"true\"}", true, ""},
		{"{\"x\": \"1\"}", true, ""},
		{"{\"x\": false}", false, ""},
		{"{\"x\": \"false\"}", false, ""},
		{"{\"x\": \"\"}", false, ""},
		{"{\"x\": null}", false, ""},
		{"{}", false, ""},
		{"{\"x\": \"perhaps\"}", false, "invalid"},
		{"{\"x\": 1}", false, "invalid"},
		{"{\"x\": [\"on\", \"on\"]}", false, "invalid"},
	};
	// clang-format on
	fields_auto_t *consent = fields_read("{}");

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		fields_auto_t *f = fields_read(CASES[i].json);

		assert_int_equal(fields_bool(f, "x", FIELD_OPTIONAL), CASES[i].ticked);
		assert_string_equal(code_of(f, "x"), CASES[i].code);
		values_are(f, CASES[i].ticked ? "{\"x\":true}" : "{\"x\":false}");
	}
	assert_false(fields_bool(consent, "consent", FIELD_REQUIRED));
	assert_string_equal(code_of(consent, "consent"), "required");
}

static void numbers_are_whole_and_within_their_range(void **state)
{
	// clang-format off
	static const struct { const char *json; long long want; const char *code; } CASES[] = {
		{"{\"x\": 5}", 5, ""},
		{"{\"x\": \" 5 \"}", 5, ""},
		{"{\"x\": \"-3\"}", -3, ""},
		{"{\"x\": \"+10\"}", 10, ""},
		{"{\"x\": 11}", 0, "too_large"},
		{"{\"x\": \"-4\"}", 0, "too_small"},
		{"{\"x\": \"5.0\"}", 0, "invalid_number"},
		{"{\"x\": \"5 000\"}", 0, "invalid_number"},
		{"{\"x\": \"0x5\"}", 0, "invalid_number"},
		{"{\"x\": \"-\"}", 0, "invalid_number"},
		{"{\"x\": \"99999999999999999999\"}", 0, "invalid_number"},
		{"{\"x\": 5.0}", 0, "invalid"},
		{"{\"x\": \"\"}", 0, "required"},
		{"{}", 0, "required"},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		fields_auto_t *f = fields_read(CASES[i].json);
		long long got = 0;

		assert_int_equal(fields_integer(f, "x", FIELD_REQUIRED, -3, 10, &got),
				 *CASES[i].code == '\0');
		assert_int_equal(got, CASES[i].want);
		assert_string_equal(code_of(f, "x"), CASES[i].code);
	}
}

static void dates_are_read_as_browsers_and_germans_write_them(void **state)
{
	// clang-format off
	static const struct { const char *text, *want; } CASES[] = {
		{"2027-02-28", "2027-02-28"},
		{"28.02.2027", "2027-02-28"},
		{" 1.3.2028 ", "2028-03-01"},
		{"29.02.2028", "2028-02-29"},
		{"29.02.2027", NULL},
		{"2027-02-29", NULL},
		{"31.04.2027", NULL},
		{"2027-2-1", NULL},
		{"01.02.27", NULL},
		{"01.02.", NULL},
		{"01.02.20277", NULL},
		{"02/01/2027", NULL},
		{"2027-02-28T10:00", NULL},
		{"..2027", NULL},
		{"heute", NULL},
		{"1", NULL},
	};
	// clang-format on

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		fields_auto_t *f = field_read(CASES[i].text);
		struct date day;
		char iso[DATE_TEXT_SIZE];

		if (!fields_date(f, "x", FIELD_REQUIRED, &day)) {
			assert_null(CASES[i].want);
			assert_string_equal(code_of(f, "x"), "invalid_date");
			continue;
		}
		assert_non_null(CASES[i].want);
		date_format(iso, day);
		assert_string_equal(iso, CASES[i].want);
	}
}

static void fields_within_an_object_go_by_their_path(void **state)
{
	fields_auto_t *json = fields_read("{\"answers\": {\"size\": \"2\", \"other\": \"x\"}}"),
		      *form = fields_read("{\"answers.size\": \"2\"}"),
		      *deeper = fields_read("{\"a\": {\"b\": {\"c\": \"1\"}}}"),
		      *unnamed = fields_read("{\"\": {\"b\": \"x\"}, \"c\": {\"\": 1}}");

	(void)state;
	assert_string_equal(fields_text(json, "answers.size", FIELD_REQUIRED, 10), "2");
	assert_string_equal(fields_text(form, "answers.size", FIELD_REQUIRED, 10), "2");
	assert_true(fields_end(form));
	assert_false(fields_end(json));
	assert_string_equal(code_of(json, "answers.other"), "unknown_field");
	assert_null(fields_text(deeper, "a.b", FIELD_REQUIRED, 10));
	assert_string_equal(code_of(deeper, "a.b"), "invalid");
	assert_false(fields_end(unnamed));
	assert_string_equal(code_of(unnamed, ".b"), "unknown_field");
	assert_string_equal(code_of(unnamed, "c."), "unknown_field");
}

static void the_first_error_of_a_field_counts(void **state)
{
	fields_auto_t *f = field_read("2");

	(void)state;
	fields_wrong(f, "x", FIELD_CONTACT_NEEDED);
	fields_wrong(f, "x", FIELD_INVALID);
	assert_int_equal(json_array_size(fields_errors(f)), 1);
	assert_string_equal(code_of(f, "x"), "contact_needed");
	assert_false(fields_right(f));
}

static void errors_do_not_grow_without_end(void **state)
{
	json_auto_t *input = json_object(), *array = json_array();
	struct fields *f;
	char name[3 * 100 + 1];

	(void)state;
	for (size_t i = 0; i < 1000; i++) {
		snprintf(name, sizeof name, "%zu %0200d", i, 0);
		json_object_set_new(input, name, json_true());
	}
	f = fields_new(input);
	assert_false(fields_end(f));
	assert_int_equal(json_array_size(fields_errors(f)), FIELDS_ERRORS_MAX);
	assert_int_equal(
		json_string_length(json_object_get(json_array_get(fields_errors(f), 0), "field")),
		FORM_NAME_MAX_BYTES);
	fields_free(f);
	f = fields_new(array);
	assert_true(fields_end(f));
	fields_free(f);
}

static void every_code_has_its_own_text(void **state)
{
	(void)state;
	for (int i = 0; i < FIELD_CODES_COUNT; i++) {
		const char *text = field_code_text((enum field_code)i);

		assert_non_null(text);
		for (int j = 0; j < i; j++)
			assert_string_not_equal(text, field_code_text((enum field_code)j));
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(everything_wrong_with_a_form_is_collected),
		cmocka_unit_test(a_right_form_has_no_errors),
		cmocka_unit_test(unknown_fields_pass_where_they_must),
		cmocka_unit_test(text_has_no_hidden_characters),
		cmocka_unit_test(length_counts_characters),
		cmocka_unit_test(textareas_may_have_lines),
		cmocka_unit_test(names_of_all_people_are_accepted),
		cmocka_unit_test(letters_are_the_beginning_of_a_surname),
		cmocka_unit_test(email_addresses_are_such_that_mail_arrives),
		cmocka_unit_test(phone_numbers_are_as_people_write_them),
		cmocka_unit_test(a_choice_is_one_of_those_offered),
		cmocka_unit_test(several_choices_are_each_one_of_those_offered),
		cmocka_unit_test(a_list_has_a_limit),
		cmocka_unit_test(boxes_are_ticked_or_not),
		cmocka_unit_test(numbers_are_whole_and_within_their_range),
		cmocka_unit_test(dates_are_read_as_browsers_and_germans_write_them),
		cmocka_unit_test(fields_within_an_object_go_by_their_path),
		cmocka_unit_test(the_first_error_of_a_field_counts),
		cmocka_unit_test(errors_do_not_grow_without_end),
		cmocka_unit_test(every_code_has_its_own_text),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
