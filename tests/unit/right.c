/* right.c - which role has which right, against the table of who may do what. */
#include "server/right.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <string.h>

#include <cmocka.h>

static const struct row {
	const char *role;
	bool bookings, hours, office, authority;
} TABLE[] = {
	{"front_desk", true, false, false, false},
	{"contact_person", true, true, false, false},
	{"office_manager", true, true, true, false},
	{"administrator", true, true, true, true},
};

static void every_role_has_what_the_table_says(void **state)
{
	enum role role;

	(void)state;
	for (size_t i = 0; i < sizeof TABLE / sizeof *TABLE; i++) {
		const struct row *r = &TABLE[i];

		assert_true(role_parse(&role, r->role));
		assert_string_equal(role_name(role), r->role);
		assert_int_equal(role_has(role, RIGHT_BOOKINGS), r->bookings);
		assert_int_equal(role_has(role, RIGHT_HOURS), r->hours);
		assert_int_equal(role_has(role, RIGHT_OFFICE), r->office);
		assert_int_equal(role_has(role, RIGHT_AUTHORITY), r->authority);
	}
	assert_int_equal(sizeof TABLE / sizeof *TABLE, ROLES_COUNT);
}

static void what_is_no_role_is_none(void **state)
{
	enum role role;

	(void)state;
	assert_false(role_parse(&role, ""));
	assert_false(role_parse(&role, "Administrator"));
	assert_false(role_parse(&role, "administrators"));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_role_has_what_the_table_says),
		cmocka_unit_test(what_is_no_role_is_none),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
