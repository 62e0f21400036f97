/* own_text.c - an office's own words get the values of a booking, and what is missing leaves no
 * trace. */
#include "lib/own_text.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char VALUES[] =
	"{\"given_name\": \"Katrin\", \"family_name\": \"Brenner\", \"date\": \"23. November\", "
	"\"time\": \"10:00\", \"service\": \"Erstantrag\", \"room\": null, \"address\": "
	"\"Musterstraße 2\", "
	"\"documents\": [\"Ausweis\", \"Mietvertrag <b>\"], \"documents_note\": null, "
	"\"manage_url\": \"https://termine.example/t/9f2c\", \"previous_date\": null, \"keep\": "
	"\"\"}";

static void gives(const char *text, const char *wanted)
{
	json_auto_t *values = json_loads(VALUES, 0, NULL), *paragraphs = NULL;
	buffer_auto_t out = {0};

	assert_non_null(values);
	paragraphs = own_text_fill(text, values);
	buffer_puts(&out, "");
	own_text_plain(paragraphs, &out);
	assert_string_equal(out.data, wanted);
}

static void variables_become_values(void **state)
{
	(void)state;
	gives("Guten Tag {{given_name}} {{ family_name }},\n\nam {{date}} um {{time}} Uhr.",
	      "Guten Tag Katrin Brenner,\n\nam 23. November um 10:00 Uhr.");
	gives("", "");
	gives("\n\n  \nNur Text\r\n\n\n\nund Text\n", "Nur Text\n\nund Text");
	gives("}} {a} { {date} }", "}} {a} { {date} }");
	gives("{{date}}{{time}}", "23. November10:00");
}

static void what_has_no_value_goes_with_its_line_and_its_comma(void **state)
{
	(void)state;
	gives("A\nHinweis: {{documents_note}}\nB", "A\nB");
	gives("A\n\nDer bisherige Termin gilt nicht mehr:\n{{previous_date}}\n\nB", "A\n\nB");
	gives("Ort: {{room}}, {{address}}", "Ort: Musterstraße 2");
	gives("Ort: {{address}}, {{room}}", "Ort: Musterstraße 2");
	gives("{{room}}, {{address}}", "Musterstraße 2");
	gives("Anliegen {{room}} am {{date}}", "Anliegen am 23. November");
	gives("Wir löschen nach {{keep}}.\nImmer.", "Immer.");
	gives("Hinweis:\n- {{documents_note}}\nB: {{date}}", "B: 23. November");
	gives("Mitbringen:\n- {{documents_note}}\n\nB:", "B:");
	gives("{{keep}}", "");
}

static void a_list_is_repeated_or_parted_by_commas(void **state)
{
	(void)state;
	gives("Bitte mitbringen:\n- {{documents}}",
	      "Bitte mitbringen:\n- Ausweis\n- Mietvertrag <b>");
	gives("{{documents}}", "Ausweis\nMietvertrag <b>");
	gives("Bitte mitbringen: {{documents}}.", "Bitte mitbringen: Ausweis, Mietvertrag <b>.");
	gives("Bitte: {{documents}}", "Bitte: Ausweis, Mietvertrag <b>");
}

static void what_is_unknown_is_marked_and_never_leaves(void **state)
{
	json_auto_t *values = json_loads(VALUES, 0, NULL);
	json_auto_t *paragraphs = own_text_fill("Ihre {{chef}} und {{date", values);
	json_t *line = json_array_get(json_object_get(json_array_get(paragraphs, 0), "lines"), 0);
	json_t *part = json_array_get(json_object_get(line, "parts"), 1);

	(void)state;
	assert_true(json_is_true(json_object_get(part, "unknown")));
	assert_string_equal(json_string_value(json_object_get(part, "text")), "{{chef}}");
	gives("Ihre {{chef}} und {{date", "Ihre  und ");
}

static void a_link_is_a_link(void **state)
{
	json_auto_t *values = json_loads(VALUES, 0, NULL);
	json_auto_t *paragraphs = own_text_fill("Hier: {{manage_url}}.\n{{manage_url}}", values);
	json_t *lines = json_object_get(json_array_get(paragraphs, 0), "lines");
	json_t *within = json_array_get(json_object_get(json_array_get(lines, 0), "parts"), 1);
	json_t *alone = json_array_get(json_object_get(json_array_get(lines, 1), "parts"), 0);

	(void)state;
	assert_string_equal(json_string_value(json_object_get(within, "url")),
			    "https://termine.example/t/9f2c");
	assert_true(json_is_false(json_object_get(within, "alone")));
	assert_true(json_is_true(json_object_get(alone, "alone")));
}

static void note(void *ctx, const char *typed, const char *meant)
{
	char *text = ctx;

	sprintf(text + strlen(text), "%s>%s ", typed, meant ? meant : "?");
}

static void mistakes(const char *name, bool subject, const char *text, const char *wanted)
{
	char found[400] = "";

	own_text_check(own_text_find(name), subject, text, note, found);
	assert_string_equal(found, wanted);
}

static void unknown_variables_are_named_with_what_was_meant(void **state)
{
	(void)state;
	mistakes("mail.confirmation", false, "{{given_name}} {{ date }} {{manage_url}}", "");
	mistakes("mail.confirmation", false, "{{ansprechpartner}}",
		 "ansprechpartner>contact_person ");
	mistakes("mail.confirmation", false, "{{Datum}} {{givenname}}",
		 "Datum>date givenname>given_name ");
	mistakes("mail.confirmation", false, "{{xyzzyplugh}}", "xyzzyplugh>? ");
	mistakes("mail.confirmation", false, "{{#service}}{{> mail.end}}{{{date}}}",
		 "#service>service > mail.end>? {date>date ");
	mistakes("mail.confirmation", false, "{{date und so\nweiter}}", "date und so>? ");
	mistakes("mail.confirmation", false, "{{}}", ">? ");
	mistakes("mail.confirmation", true, "{{date}} {{manage_url}}", "manage_url>? ");
	mistakes("mail.cancelled", false, "{{manage_url}}", "manage_url>? ");
	mistakes("page.greeting", false, "{{date}} {{office}}", "date>? ");
}

static void what_is_needed_is_found(void **state)
{
	(void)state;
	assert_true(own_text_names("Hier: {{ manage_url }}", "manage_url"));
	assert_false(own_text_names("Hier: manage_url {{manage}}", "manage_url"));
	assert_null(own_text_find("mail.nothing"));
	for (const struct own_text *t = OWN_TEXTS; t->name; t++)
		assert_ptr_equal(own_text_find(t->name), t);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(variables_become_values),
		cmocka_unit_test(what_has_no_value_goes_with_its_line_and_its_comma),
		cmocka_unit_test(a_list_is_repeated_or_parted_by_commas),
		cmocka_unit_test(what_is_unknown_is_marked_and_never_leaves),
		cmocka_unit_test(a_link_is_a_link),
		cmocka_unit_test(unknown_variables_are_named_with_what_was_meant),
		cmocka_unit_test(what_is_needed_is_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
