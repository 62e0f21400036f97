/* office_file.c - mistakes have places, meanings have one text, differences have words. */
#include "lib/office_file.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/cleanup.h"
#include "lib/json_place.h"
#include "lib/local_span.h"
#include "lib/nearest.h"
#include "lib/office_diff.h"

static void place_is(const char *text, const char *pointer, int line, int column)
{
	struct json_place place = json_place_find(text, strlen(text), pointer);

	assert_int_equal(place.line, line);
	assert_int_equal(place.column, column);
}

static void a_value_is_found_by_its_pointer(void **state)
{
	static const char TEXT[] = "{\n"
				   " \"a\": [1, \"]}\\\"\", {\"b\": 2}],\n"
				   " \"x/y~z\": {},\n"
				   " \"\\u0063\": null\n"
				   "}";

	(void)state;
	place_is(TEXT, "", 1, 1);
	place_is(TEXT, "/a", 2, 7);
	place_is(TEXT, "/a/1", 2, 11);
	place_is(TEXT, "/a/2/b", 2, 25);
	place_is(TEXT, "/x~1y~0z", 3, 11);
	place_is(TEXT, "/c", 4, 12);
}

static void a_value_that_is_missing_has_the_place_of_what_is_around_it(void **state)
{
	(void)state;
	place_is("{\"a\":\n [5]}", "/a/7", 2, 2);
	place_is("{\"a\":\n [5]}", "/a/0/deep", 2, 3);
	place_is("{\"a\":\n [5]}", "/b/0", 1, 1);
}

static void a_pointer_escapes_what_has_a_meaning_in_it(void **state)
{
	buffer_auto_t pointer = {0};

	(void)state;
	json_pointer_add(&pointer, "a/b~c");
	json_pointer_add_index(&pointer, 7);
	assert_string_equal(pointer.data, "/a~1b~0c/7");
}

static void a_mistyped_name_is_recognised_and_a_strange_one_is_not(void **state)
{
	static const char *const NAMES[] = {"services", "surnames", "slug", NULL};

	(void)state;
	assert_string_equal(nearest_text("servces", NAMES), "services");
	assert_string_equal(nearest_text("surname", NAMES), "surnames");
	assert_null(nearest_text("colour", NAMES));
	assert_null(nearest_text("", NAMES));
}

static void span_is(const char *from, const char *to, const char *from_written,
		    const char *to_written)
{
	struct local_moment span[2];
	char a[LOCAL_MOMENT_SIZE], b[LOCAL_MOMENT_SIZE];

	assert_true(local_span_read(span, from, to));
	local_span_write(a, b, span);
	assert_string_equal(a, from_written);
	assert_string_equal(b, to_written);
}

static void a_span_is_written_as_days_where_it_is_days(void **state)
{
	struct local_moment span[2];

	(void)state;
	span_is("2026-12-24", "2026-12-24", "2026-12-24", "2026-12-24");
	span_is("2026-12-24T00:00", "2026-12-27T00:00", "2026-12-24", "2026-12-26");
	span_is("2026-12-31T12:00", "2026-12-31", "2026-12-31T12:00", "2027-01-01T00:00");
	assert_false(local_span_read(span, "2026-12-25", "2026-12-24"));
	assert_false(local_span_read(span, "2026-12-24T12:00", "2026-12-24T12:00"));
	assert_false(local_span_read(span, "2026-03-29T02:30", "2026-03-29"));
	assert_false(local_span_read(span, "2026-12-24T12:03", "2026-12-24"));
	assert_false(local_span_read(span, "9999-12-31", "9999-12-31"));
}

static json_t *canonical(const char *text)
{
	findings_auto_t f = {.text = text, .len = strlen(text)};
	enum office_file_kind kind;
	json_auto_t *document = office_file_parse(&f, &kind);

	assert_non_null(document);
	assert_int_equal(f.mistakes, 0);
	return office_file_canonical(kind, document);
}

#define OFFICE                                                                                  \
	"\"format\": \"amtstermin-office-1\", \"slug\": \"a\", \"texts\": {\"de\": {\"name\": " \
	"\"A\"}}"
#define PEOPLE                                                                     \
	", \"contact_persons\": [{\"slug\": \"z\", \"name\": \"Z\"}, "             \
	"{\"slug\": \"y\", \"name\": \"Y\"}], \"services\": ["                     \
	"{\"slug\": \"s\", \"minutes\": 5, \"channels\": [\"video\", \"phone\"], " \
	"\"texts\": {\"de\": {\"name\": \"S\"}}}, "                                \
	"{\"slug\": \"r\", \"minutes\": 5, \"channels\": [\"phone\"], "            \
	"\"texts\": {\"de\": {\"name\": \"R\"}}}]"

static void the_same_meaning_is_the_same_text(void **state)
{
	json_auto_t *a = canonical("{" OFFICE PEOPLE ", \"responsibilities\": ["
				   "{\"contact_person\": \"y\", \"services\": [\"r\"]},"
				   "{\"contact_person\": \"z\", \"services\": [\"r\"]},"
				   "{\"contact_person\": \"z\", \"services\": [\"s\"]}], "
				   "\"parent\": null, \"rules\": {}}");
	json_auto_t *b = canonical(
		"{\"responsibilities\": ["
		"{\"services\": [\"s\", \"r\"], \"contact_person\": \"z\", \"municipalities\": []},"
		"{\"contact_person\": \"y\", \"services\": [\"r\"]}], \"state\": \"draft\", "
		"\"position\": 0, " OFFICE PEOPLE "}");
	str_auto_t *written_a = office_file_write(a), *written_b = office_file_write(b);

	(void)state;
	assert_string_equal(written_a, written_b);
	assert_non_null(
		strstr(written_a, "{\"contact_person\": \"z\", \"services\": [\"s\", \"r\"]}"));
	assert_non_null(strstr(written_a, "[\"phone\", \"video\"]"));
}

static void what_is_written_reads_as_what_it_was(void **state)
{
	json_auto_t *a = canonical("{" OFFICE PEOPLE ", \"address\": {\"lines\": [\"M\"], \"geo\": "
				   "{\"latitude\": 48.06012345678, \"longitude\": 8}}}");
	str_auto_t *written = office_file_write(a);
	json_auto_t *b = canonical(written);
	str_auto_t *again = office_file_write(b);

	(void)state;
	assert_true(json_equal(a, b));
	assert_string_equal(written, again);
	assert_non_null(strstr(written, "48.060123"));
}

static void a_difference_names_what_it_is_about(void **state)
{
	json_auto_t *before = canonical("{" OFFICE PEOPLE "}");
	json_auto_t *after = json_deep_copy(before);
	json_t *services = json_object_get(after, "services");
	buffer_auto_t out = {0};

	(void)state;
	assert_int_equal(office_diff(&out, before, after), 0);
	json_object_set_new(json_array_get(services, 0), "minutes", json_integer(30));
	json_array_remove(services, 1);
	json_object_set_new(after, "phone", json_string("0"));
	assert_int_equal(office_diff(&out, before, after), 3);
	assert_non_null(strstr(out.data, "removed services r: "));
	assert_non_null(strstr(out.data, "changed services s minutes: 5 -> 30\n"));
	assert_non_null(strstr(out.data, "added phone: \"0\"\n"));
}

static void another_order_is_a_difference(void **state)
{
	json_auto_t *before = canonical("{" OFFICE PEOPLE "}");
	json_auto_t *after = json_deep_copy(before);
	json_t *persons = json_object_get(after, "contact_persons");
	buffer_auto_t out = {0};

	(void)state;
	json_array_append(persons, json_array_get(persons, 0));
	json_array_remove(persons, 0);
	assert_int_equal(office_diff(&out, before, after), 1);
	assert_string_equal(out.data, "  changed contact_persons: their order\n");
}

static void what_is_no_json_has_line_and_column(void **state)
{
	static const char TEXT[] = "{\n  \"slug\" 5\n}";
	findings_auto_t f = {.text = TEXT, .len = sizeof TEXT - 1};
	enum office_file_kind kind;

	(void)state;
	assert_null(office_file_parse(&f, &kind));
	assert_string_equal(f.list[0].code, "not_json");
	assert_int_equal(f.list[0].place.line, 2);
}

/* code, line and what it is about; JSON of the parameters. */
static void finding_is(const struct finding *f, bool warning, const char *code, int line,
		       const char *pointer, const char *params)
{
	str_auto_t *about = json_dumps(f->params, JSON_SORT_KEYS);

	assert_int_equal(f->warning, warning);
	assert_string_equal(f->code, code);
	assert_int_equal(f->place.line, line);
	assert_string_equal(f->pointer, pointer);
	assert_string_equal(about, params);
}

static void a_finding_is_a_code_with_a_place_and_what_it_is_about(void **state)
{
	static const char TEXT[] =
		"{" OFFICE ",\n"
		"\"services\": [{\"slug\": \"s\", \"minuts\": 5, \"minutes\": 33,\n"
		"\"channels\": [\"phone\"], \"texts\": {\"de\": {\"name\": \"S\"}}}],\n"
		"\"contact_persons\": [{\"slug\": \"z\", \"name\": \"Z\"}],\n"
		"\"responsibilities\": [{\"contact_person\": \"z\",\n"
		"\"services\": [\"elsewhere\"]}]}";
	findings_auto_t f = {.text = TEXT, .len = sizeof TEXT - 1};
	enum office_file_kind kind;
	json_auto_t *document = office_file_parse(&f, &kind);

	(void)state;
	office_file_check(kind, document, NULL, &f);
	findings_sort(&f);
	assert_int_equal(f.n, 5);
	assert_int_equal(f.mistakes, 3);
	finding_is(&f.list[0], true, "nobody_responsible", 2, "/services/0",
		   "{\"service\": \"s\"}");
	finding_is(&f.list[1], false, "unknown_member", 2, "/services/0/minuts",
		   "{\"meant\": \"minutes\", \"name\": \"minuts\"}");
	finding_is(&f.list[2], false, "not_possible", 2, "/services/0/minutes",
		   "{\"value\": \"33\", \"wanted\": \"minutes\"}");
	finding_is(&f.list[3], true, "no_hours", 4, "/contact_persons/0",
		   "{\"contact_person\": \"z\"}");
	finding_is(&f.list[4], false, "unknown_service", 6, "/responsibilities/0/services/0",
		   "{\"meant\": null, \"slug\": \"elsewhere\"}");
}

static void what_a_finding_quotes_is_cut_between_letters(void **state)
{
	findings_auto_t f = {.text = "{}", .len = 2};
	char text[1000] = "";

	(void)state;
	for (int i = 0; i < 300; i++)
		strcat(text, "ü");
	finding_mistake(&f, "", "twice", json_pack("{s:s}", "value", text));
	assert_true(json_string_length(json_object_get(f.list[0].params, "value")) < 130);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_value_is_found_by_its_pointer),
		cmocka_unit_test(a_value_that_is_missing_has_the_place_of_what_is_around_it),
		cmocka_unit_test(a_pointer_escapes_what_has_a_meaning_in_it),
		cmocka_unit_test(a_mistyped_name_is_recognised_and_a_strange_one_is_not),
		cmocka_unit_test(a_span_is_written_as_days_where_it_is_days),
		cmocka_unit_test(the_same_meaning_is_the_same_text),
		cmocka_unit_test(what_is_written_reads_as_what_it_was),
		cmocka_unit_test(a_difference_names_what_it_is_about),
		cmocka_unit_test(another_order_is_a_difference),
		cmocka_unit_test(what_is_no_json_has_line_and_column),
		cmocka_unit_test(a_finding_is_a_code_with_a_place_and_what_it_is_about),
		cmocka_unit_test(what_a_finding_quotes_is_cut_between_letters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
