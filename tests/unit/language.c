/* language.c - texts, dates and names in the citizen's language. */
#include "lib/language.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/negotiation.h"

static const struct date NOV_25 = {2026, 11, 25};

static struct language *open_language(const char *code, const char *texts)
{
	json_error_t error;
	struct problem why = {0};
	json_t *json = json_loads(texts, 0, &error);
	struct language *lang;

	assert_non_null(json);
	lang = language_new(code, json, &why);
	if (!lang)
		fail_msg("%s", why.detail);
	json_decref(json);
	return lang;
}

static void texts_and_plural_forms_are_found_by_key(void **state)
{
	struct language *lang = open_language(
		"de", "{\"a.b\": \"Hallo {{name}}\", \"n\": {\"one\": \"{{count}} Tag\", "
		      "\"other\": \"{{count}} Tage\"}}");

	(void)state;
	assert_string_equal(language_text(lang, "a.b"), "Hallo {{name}}");
	assert_null(language_text(lang, "a.c"));
	assert_null(language_text(lang, "n"));
	assert_string_equal(language_plural(lang, "n", 1), "{{count}} Tag");
	assert_string_equal(language_plural(lang, "n", 0), "{{count}} Tage");
	assert_string_equal(language_plural(lang, "n", 21), "{{count}} Tage");
	assert_string_equal(language_plural(lang, "a.b", 21), "Hallo {{name}}");
	assert_null(language_plural(lang, "m", 1));
	language_free(lang);
}

static void plurals_follow_each_language(void **state)
{
	static const char UK[] = "{\"n\": {\"one\": \"one\", \"few\": \"few\", \"many\": \"many\", "
				 "\"other\": \"other\"}}";
	static const char AR[] = "{\"n\": {\"zero\": \"zero\", \"one\": \"one\", \"two\": \"two\", "
				 "\"few\": \"few\", \"many\": \"many\", \"other\": \"other\"}}";
	static const struct {
		const char *code, *texts;
		long n;
		const char *form;
	} CASES[] = {
		{"uk", UK, 1, "one"},     {"uk", UK, 2, "few"},  {"uk", UK, 5, "many"},
		{"uk", UK, 11, "many"},   {"uk", UK, 21, "one"}, {"uk", UK, 22, "few"},
		{"uk", UK, 0, "many"},    {"ar", AR, 0, "zero"}, {"ar", AR, 1, "one"},
		{"ar", AR, 2, "two"},     {"ar", AR, 3, "few"},  {"ar", AR, 11, "many"},
		{"ar", AR, 100, "other"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct language *lang = open_language(CASES[i].code, CASES[i].texts);

		assert_string_equal(language_plural(lang, "n", CASES[i].n), CASES[i].form);
		language_free(lang);
	}
}

static void each_language_knows_its_name_and_direction(void **state)
{
	static const struct {
		const char *code, *name, *direction;
	} CASES[] = {
		{"de", "Deutsch", "ltr"},    {"de-simple", "Leichte Sprache", "ltr"},
		{"en", "English", "ltr"},    {"ar", "العربية", "rtl"},
		{"uk", "Українська", "ltr"}, {"tr", "Türkçe", "ltr"},
		{"fa", "فارسی", "rtl"},
	};
	struct language *lang;

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		lang = open_language(CASES[i].code, "{}");
		assert_string_equal(language_code(lang), CASES[i].code);
		assert_string_equal(language_name(lang), CASES[i].name);
		assert_string_equal(language_direction(lang), CASES[i].direction);
		language_free(lang);
	}
	lang = open_language("fr", "{\"language.name\": \"Français\"}");
	assert_string_equal(language_name(lang), "Français");
	language_free(lang);
}

static void assert_date(const struct language *lang, enum date_style style, struct date date,
			const char *expected)
{
	buffer_auto_t out = {0};

	language_date(lang, style, date, &out);
	assert_string_equal(out.data, expected);
	assert_int_equal(out.len, strlen(expected));
}

static void dates_are_written_as_the_language_writes_them(void **state)
{
	static const struct {
		const char *code;
		enum date_style style;
		const char *text;
	} CASES[] = {
		{"de", DATE_FULL, "Mittwoch, 25. November 2026"},
		{"de", DATE_DAY, "Mittwoch, 25. November"},
		{"de", DATE_DAY_MONTH, "25. November"},
		{"de", DATE_SHORT, "25.11.2026"},
		{"de", DATE_COMPACT, "Mi., 25.11."},
		{"de", DATE_MONTH, "November 2026"},
		{"de", DATE_MONTH_NAME, "November"},
		{"de-simple", DATE_FULL, "Mittwoch, 25. November 2026"},
		{"en", DATE_FULL, "Wednesday, 25 November 2026"},
		{"en", DATE_DAY, "Wednesday, 25 November"},
		{"en", DATE_SHORT, "25/11/2026"},
		{"ar", DATE_DAY, "الأربعاء، 25 نوفمبر"},
		{"ar", DATE_MONTH, "نوفمبر 2026"},
		{"uk", DATE_DAY, "середа, 25 листопада"},
		{"uk", DATE_MONTH_NAME, "листопад"},
		{"tr", DATE_FULL, "25 Kasım 2026 Çarşamba"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct language *lang = open_language(CASES[i].code, "{}");

		assert_date(lang, CASES[i].style, NOV_25, CASES[i].text);
		language_free(lang);
	}
}

static void patterns_of_the_language_file_decide(void **state)
{
	struct language *lang = open_language(
		"de", "{\"format.day_short\": \"EEE, d. MMMM\", \"format.month\": \"LLLL y\", "
		      "\"format.clock\": \"H:mm\", \"format.time\": \"H:mm 'Uhr'\", "
		      "\"format.weekday\": \"cccc\", \"format.weekday_short\": \"ccc\"}");

	(void)state;
	assert_date(lang, DATE_DAY_SHORT, NOV_25, "Mi., 25. November");
	assert_date(lang, DATE_MONTH, NOV_25, "November 2026");
	assert_string_equal(language_clock(lang, 9, 20), "9:20");
	assert_string_equal(language_clock(lang, 0, 0), "0:00");
	assert_string_equal(language_clock(lang, 23, 59), "23:59");
	assert_string_equal(language_time(lang, 9, 20), "9:20 Uhr");
	assert_string_equal(language_weekday(lang, MONDAY), "Montag");
	assert_string_equal(language_weekday(lang, SUNDAY), "Sonntag");
	assert_string_equal(language_weekday_short(lang, WEDNESDAY), "Mi");
	assert_int_equal(language_first_weekday(lang), MONDAY);
	language_free(lang);

	lang = open_language("en", "{\"format.clock\": \"h:mm a\"}");
	assert_string_equal(language_clock(lang, 9, 20), "9:20 am");
	assert_string_equal(language_clock(lang, 14, 0), "2:00 pm");
	assert_string_equal(language_weekday_short(lang, MONDAY), "Mon");
	language_free(lang);
}

/* The clocks of a zone have no place in a date. */
static void every_date_keeps_its_day(void **state)
{
	struct language *lang = open_language("de", "{}");
	long first = date_days((struct date){2026, 1, 1});

	(void)state;
	for (long day = first; day < first + 366; day++) {
		struct date date = date_from_days(day);
		buffer_auto_t expected = {0};

		buffer_printf(&expected, "%02d.%02d.%d", date.day, date.month, date.year);
		assert_date(lang, DATE_SHORT, date, expected.data);
	}
	language_free(lang);
}

static void weeks_begin_on_monday_here(void **state)
{
	static const char *const CODES[] = {"de", "en", "ar", "uk", "tr", "fa", "fr"};

	(void)state;
	for (size_t i = 0; i < sizeof CODES / sizeof CODES[0]; i++) {
		struct language *lang = open_language(CODES[i], "{}");

		assert_int_equal(language_first_weekday(lang), MONDAY);
		language_free(lang);
	}
}

static void durations_have_their_plural(void **state)
{
	static const struct {
		const char *code;
		int minutes;
		const char *text;
	} CASES[] = {
		{"de", 30, "30 Minuten"}, {"de", 1, "1 Minute"},   {"en", 90, "90 minutes"},
		{"uk", 21, "21 хвилина"}, {"uk", 30, "30 хвилин"}, {"ar", 30, "30 دقيقة"},
		{"tr", 30, "30 dakika"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct language *lang = open_language(CASES[i].code, "{}");
		buffer_auto_t out = {0};

		language_duration(lang, CASES[i].minutes, &out);
		assert_string_equal(out.data, CASES[i].text);
		language_free(lang);
	}
}

static void names_are_sorted_as_din_5007_1_says(void **state)
{
	static const char *const SORTED[] = {"Adler", "Ähren",  "Brand", "Gross", "Groß",
					     "Grotz", "Müller", "Muth",  "Öhler", "Zahn"};
	struct language *lang = open_language("de", "{}");

	(void)state;
	for (size_t i = 0; i + 1 < sizeof SORTED / sizeof SORTED[0]; i++) {
		assert_true(language_compare(lang, SORTED[i], SORTED[i + 1]) < 0);
		assert_true(language_compare(lang, SORTED[i + 1], SORTED[i]) > 0);
	}
	assert_int_equal(language_compare(lang, "Zahn", "Zahn"), 0);
	language_free(lang);
}

static void a_faulty_language_file_is_refused_with_the_place(void **state)
{
	static const struct {
		const char *code, *texts, *named;
	} CASES[] = {
		{"de", "[]", "object"},
		{"de", "{\"a.b\": 3}", "a.b"},
		{"uk", "{\"n\": {\"one\": \"\", \"other\": \"\", \"few\": \"\"}}", "many"},
		{"de", "{\"n\": {\"one\": \"\"}}", "other"},
		{"de", "{\"n\": {\"one\": 1, \"other\": \"\"}}", "one"},
		{"not a tag", "{}", "not a tag"},
		{"de", "{\"format.clock\": \"'a text that is longer than a time of day'\"}",
		 "dates"},
		{"de",
		 "{\"format.day\": "
		 "\"EEEEMMMMEEEEMMMMEEEEMMMMEEEEMMMMEEEEMMMMEEEEMMMMEEEEMMMMEEEEMMMMEEEEMMMM\"}",
		 "dates"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		struct problem why = {0};
		json_t *texts = json_loads(CASES[i].texts, 0, NULL);

		assert_null(language_new(CASES[i].code, texts, &why));
		assert_non_null(strstr(why.detail, CASES[i].named));
		assert_string_equal(why.code, "bad_language");
		json_decref(texts);
	}
	language_free(NULL);
}

static void the_language_asked_for_is_found(void **state)
{
	static const char *const OFFERED[] = {"de", "en", "ar", "uk", "de-simple"};
	static const struct {
		const char *chosen, *header, *answer;
	} CASES[] = {
		{NULL, NULL, "de"},
		{NULL, "", "de"},
		{"uk", "en", "uk"},
		{"UK", NULL, "uk"},
		{"fr", "en", "en"},
		{"", "en", "en"},
		{NULL, "en-GB,en;q=0.9,de;q=0.8", "en"},
		{NULL, "fr-FR, fr;q=0.9, uk;q=0.3, en;q=0.2", "uk"},
		{NULL, "en;q=0.5, ar", "ar"},
		{NULL, "de;q=0.5 , EN-us ; q=0.7", "en"},
		{NULL, "de-simple, de;q=0.9", "de-simple"},
		{NULL, "zh-Hant-TW, *;q=0.1", "de"},
		{NULL, "de;q=0, *", "de"},
		{NULL, "de;q=0, en;q=0.1", "en"},
		{NULL, "de-AT;q=0.9, de;q=0, en;q=0.1", "en"},
		{NULL, "en;q=0", "de"},
		{NULL, "en;q=2", "de"},
		{NULL, "en;q=0.1234", "de"},
		{NULL, "en;q=abc, uk;q=0.001", "uk"},
		{NULL, "en;level=1, uk", "uk"},
		{NULL, ",,;;, , uk", "uk"},
		{NULL, "en;", "de"},
		{NULL, "-, --, -en, uk-", "uk"},
		{NULL, "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa, en", "en"},
		{NULL, "a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,a,en", "de"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof CASES[0]; i++) {
		size_t found = negotiation_choose(OFFERED, sizeof OFFERED / sizeof OFFERED[0],
						  CASES[i].chosen, CASES[i].header, 0);

		assert_string_equal(OFFERED[found], CASES[i].answer);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_and_plural_forms_are_found_by_key),
		cmocka_unit_test(plurals_follow_each_language),
		cmocka_unit_test(each_language_knows_its_name_and_direction),
		cmocka_unit_test(dates_are_written_as_the_language_writes_them),
		cmocka_unit_test(patterns_of_the_language_file_decide),
		cmocka_unit_test(every_date_keeps_its_day),
		cmocka_unit_test(weeks_begin_on_monday_here),
		cmocka_unit_test(durations_have_their_plural),
		cmocka_unit_test(names_are_sorted_as_din_5007_1_says),
		cmocka_unit_test(a_faulty_language_file_is_refused_with_the_place),
		cmocka_unit_test(the_language_asked_for_is_found),
	};

	return cmocka_run_group_tests_name("language", tests, NULL, NULL);
}
