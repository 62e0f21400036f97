/* responsibility_lint.c - gaps and overlaps are found before citizens find them. */
#include "lib/responsibility_lint.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include <cmocka.h>

static const char *const COUNTY[] = {"a", "b", "c"};

static struct surname_range range(const char *from, const char *to)
{
	struct surname_range out;
	struct problem why;

	assert_true(surname_range_parse(&out, from, to, &why));
	return out;
}

/* Findings as "SERVICE MUNICIPALITY FROM-TO PERSONS;". */
static void finds(const struct responsibility_list *services, size_t count, const char *expected)
{
	struct responsibility_finding list[32];
	char got[1024] = "";
	size_t found = responsibility_lint(list, 32, services, count, COUNTY, 3);

	for (size_t i = 0; i < found; i++)
		sprintf(got + strlen(got), "%zu %s %s-%s %zu;", list[i].service,
			list[i].municipality ? list[i].municipality : "*", list[i].span.from,
			list[i].span.to, list[i].span.owners);
	assert_string_equal(got, expected);
}

static void a_service_that_is_covered_gives_no_finding(void **state)
{
	const struct responsibility ranges[] = {
		{.contact_person = 0, .by_surname = true, .surnames = range("A", "Kl")},
		{.contact_person = 1, .by_surname = true, .surnames = range("Km", "Z")},
	};
	const struct responsibility places[] = {
		{.contact_person = 0, .municipalities = COUNTY, .municipality_count = 1},
		{.contact_person = 1, .municipalities = COUNTY + 1, .municipality_count = 2},
	};
	const struct responsibility_list services[] = {{ranges, 2}, {places, 2}};

	(void)state;
	finds(services, 2, "");
}

static void gaps_and_overlaps_are_found_for_each_service(void **state)
{
	const struct responsibility first[] = {
		{.contact_person = 0, .by_surname = true, .surnames = range("A", "Sch")},
		{.contact_person = 1, .by_surname = true, .surnames = range("Su", "Z")},
	};
	const struct responsibility second[] = {
		{.contact_person = 0, .by_surname = true, .surnames = range("A", "Mz")},
		{.contact_person = 1, .by_surname = true, .surnames = range("M", "Z")},
	};
	const struct responsibility_list services[] = {{first, 2}, {second, 2}, {NULL, 0}};

	(void)state;
	finds(services, 3, "0 * Sci-St 0;1 * M-M 2;2 * A-Z 0;");
}

static void findings_name_the_municipality_unless_all_are_alike(void **state)
{
	const struct responsibility some[] = {
		{.contact_person = 0, .municipalities = COUNTY, .municipality_count = 2},
		{.contact_person = 1, .municipalities = COUNTY + 1, .municipality_count = 1},
	};
	const struct responsibility alike[] = {
		{.contact_person = 0,
		 .by_surname = true,
		 .surnames = range("B", "Z"),
		 .municipalities = COUNTY,
		 .municipality_count = 3},
	};
	const struct responsibility_list services[] = {{some, 2}, {alike, 1}};

	(void)state;
	finds(services, 2, "0 b A-Z 2;0 c A-Z 0;1 * A-A 0;");
}

static void more_findings_than_room_are_only_counted(void **state)
{
	const struct responsibility_list services[] = {{NULL, 0}, {NULL, 0}, {NULL, 0}};
	struct responsibility_finding list[3] = {0};

	(void)state;
	assert_int_equal(responsibility_lint(list, 2, services, 3, COUNTY, 3), 3);
	assert_int_equal(list[1].service, 1);
	assert_string_equal(list[2].span.from, "");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_service_that_is_covered_gives_no_finding),
		cmocka_unit_test(gaps_and_overlaps_are_found_for_each_service),
		cmocka_unit_test(findings_name_the_municipality_unless_all_are_alike),
		cmocka_unit_test(more_findings_than_room_are_only_counted),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
