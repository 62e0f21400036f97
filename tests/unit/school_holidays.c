/* school_holidays.c - school holidays as they are published. */
#include "lib/school_holidays.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"

/* "Name 2026-01-01 2026-01-02; " of each, or "line:code " of what is wrong. */
static char *read_text(const char *text)
{
	struct school_holidays s = {0};
	struct buffer out = {0};
	bool ok = school_holidays_read(&s, text);

	buffer_puts(&out, "");
	assert_int_equal(ok, s.nfaults == 0);
	for (size_t i = 0; ok && i < s.n; i++) {
		char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];

		date_format(from, s.list[i].from);
		date_format(to, s.list[i].to);
		buffer_printf(&out, "%s %s %s; ", s.list[i].name, from, to);
	}
	for (size_t i = 0; i < s.nfaults; i++)
		buffer_printf(&out, "%d:%s ", s.faults[i].line, s.faults[i].code);
	school_holidays_done(&s);
	return buffer_steal(&out);
}

static void expect(const char *text, const char *wanted)
{
	str_auto_t *got = read_text(text);

	assert_string_equal(got, wanted);
}

static void tables_are_read_with_any_separator_and_order(void **state)
{
	(void)state;
	expect("Sommerferien;30.07.2026;12.09.2026\n", "Sommerferien 2026-07-30 2026-09-12; ");
	expect("\xEF\xBB\xBF\"Ferien\",\"Beginn\",\"Ende\"\r\n\"Herbst, "
	       "\"\"kurz\"\"\",2026-10-26,2026-10-30\r\n",
	       "Herbst, \"kurz\" 2026-10-26 2026-10-30; ");
	expect("Von\tBis\tName\n1.1.2027\t\tBrückentag\n\n", "Brückentag 2027-01-01 2027-01-01; ");
	expect("Land;Name\nA;1.1.2027\n", "A 2027-01-01 2027-01-01; ");
}

static void mistakes_of_tables_name_their_lines(void **state)
{
	(void)state;
	expect("", "0:no_holidays ");
	expect("Name;von;bis\n", "0:no_holidays ");
	expect("A;1.1.2026;\nB;1.3.2026;1.2.2026\n;1.1.2026;\nC;1.1.2026;31.12.2026\nD;31.02.2026;"
	       "\n",
	       "2:ends_before 3:no_name 4:too_long 5:bad_day ");
	expect("Name;von;bis\n\"A\nB\";1.1.2026;x\nC;y;\n", "2:bad_day 4:bad_day ");
	expect("A;1.1.2026;\n\"B;2.1.2026;\n", "2:quote ");
}

static const char EVENTS[] =
	"BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:x\r\n"
	"BEGIN:VEVENT\r\nUID:1\r\nDTSTART;VALUE=DATE:20261026\r\nDTEND;VALUE=DATE:20261031\r\n"
	"SUMMARY:Herbstferien\r\n  Baden-Württemberg\\, alle\r\nEND:VEVENT\r\n"
	"BEGIN:VEVENT\r\nUID:2\r\nDTSTART:20261223T000000\r\nDTEND:20270110T000000\r\n"
	"SUMMARY:Weihnachtsferien\r\nEND:VEVENT\r\n"
	"BEGIN:VEVENT\r\nUID:3\r\nDTSTART;VALUE=DATE:20270211\r\nSUMMARY:Frei\r\nEND:VEVENT\r\n"
	"END:VCALENDAR\r\n";

static void calendars_are_read(void **state)
{
	(void)state;
	expect(EVENTS, "Herbstferien Baden-Württemberg, alle 2026-10-26 2026-10-30; "
		       "Weihnachtsferien 2026-12-23 2027-01-09; Frei 2027-02-11 2027-02-11; ");
}

static void mistakes_of_calendars_name_their_lines(void **state)
{
	(void)state;
	expect("BEGIN:VCALENDAR\n", "0:no_calendar ");
	expect("BEGIN:VCALENDAR\nVERSION:2.0\nEND:VCALENDAR\n", "0:no_holidays ");
	expect("BEGIN:VCALENDAR\nBEGIN:VEVENT\nSUMMARY:A\nEND:VEVENT\n"
	       "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20270211\nRRULE:FREQ=YEARLY\nSUMMARY:B\nEND:"
	       "VEVENT\n"
	       "BEGIN:VEVENT\nDTSTART;VALUE=DATE:20270211\nEND:VEVENT\nEND:VCALENDAR\n",
	       "2:bad_day 5:repeats 10:no_name ");
}

static void a_file_has_an_end(void **state)
{
	buffer_auto_t text = {0};
	str_auto_t *got = NULL;

	(void)state;
	for (int i = 0; i < SCHOOL_HOLIDAYS_MAX + 100; i++)
		buffer_printf(&text, "A;1.1.2026;\n");
	got = read_text(text.data);
	assert_non_null(strstr(got, ":too_many "));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(tables_are_read_with_any_separator_and_order),
		cmocka_unit_test(mistakes_of_tables_name_their_lines),
		cmocka_unit_test(calendars_are_read),
		cmocka_unit_test(mistakes_of_calendars_name_their_lines),
		cmocka_unit_test(a_file_has_an_end),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
