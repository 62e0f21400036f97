/* router.c - which handler a path belongs to. */
#include "server/net/router.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <string.h>

#include <cmocka.h>

static void nothing(struct request *rq)
{
	(void)rq;
}

// clang-format off
static const struct route ROUTES[] = {
	{EVHTTP_REQ_GET,    "/",                                  nothing},
	{EVHTTP_REQ_GET,    "/offices/:office/services/:service", nothing},
	{EVHTTP_REQ_GET,    "/offices/:office",                   nothing},
	{EVHTTP_REQ_GET,    "/offices/new",                       nothing},
	{EVHTTP_REQ_GET,    "/bookings/:token",                   nothing},
	{EVHTTP_REQ_DELETE, "/bookings/:token",                   nothing},
	{EVHTTP_REQ_GET,    "/bookings/:token.ics",               nothing},
	{EVHTTP_REQ_POST,   "/bookings/:token/move",              nothing},
	{EVHTTP_REQ_GET,    "/offices/:office/map",               nothing},
	{EVHTTP_REQ_GET,    "/:kind/x/map",                       nothing},
	{0},
};
// clang-format on

static struct route_found find(enum evhttp_cmd_type method, const char *path)
{
	struct router *r = router_new(ROUTES);
	struct route_found found;

	router_find(r, path, strlen(path), method, &found);
	router_free(r);
	return found;
}

static void assert_found(const char *path, const char *pattern)
{
	struct route_found found = find(EVHTTP_REQ_GET, path);

	assert_non_null(found.route);
	assert_string_equal(found.route->path, pattern);
}

static void assert_arg(const struct route_found *found, size_t i, const char *text)
{
	assert_true(i < found->nargs);
	assert_int_equal(found->args[i].len, strlen(text));
	assert_memory_equal(found->args[i].text, text, strlen(text));
}

static void names_in_a_path_take_what_stands_there(void **state)
{
	struct route_found found =
		find(EVHTTP_REQ_GET, "/offices/wohngeld/services/wohngeld%2Berst");

	(void)state;
	assert_non_null(found.route);
	assert_int_equal(found.nargs, 2);
	assert_arg(&found, 0, "wohngeld");
	assert_arg(&found, 1, "wohngeld%2Berst");
}

static void the_more_literal_route_wins_whatever_the_order(void **state)
{
	(void)state;
	assert_found("/offices/new", "/offices/new");
	assert_found("/offices/newer", "/offices/:office");
	assert_found("/bookings/abc.ics", "/bookings/:token.ics");
	assert_found("/bookings/abc.icsx", "/bookings/:token");
	assert_found("/offices/x/map", "/offices/:office/map");
	assert_found("/other/x/map", "/:kind/x/map");
}

static void a_suffix_is_no_part_of_the_name(void **state)
{
	struct route_found found = find(EVHTTP_REQ_GET, "/bookings/a.b.ics");

	(void)state;
	assert_int_equal(found.nargs, 1);
	assert_arg(&found, 0, "a.b");
	assert_found("/bookings/.ics", "/bookings/:token");
}

static void a_method_nobody_takes_is_told_apart_from_a_path_nobody_knows(void **state)
{
	struct route_found found = find(EVHTTP_REQ_POST, "/bookings/abc");

	(void)state;
	assert_null(found.route);
	assert_int_equal(found.methods, EVHTTP_REQ_GET | EVHTTP_REQ_DELETE);
	found = find(EVHTTP_REQ_POST, "/booking/abc");
	assert_null(found.route);
	assert_int_equal(found.methods, 0);
}

static void a_method_is_looked_for_in_less_literal_routes_too(void **state)
{
	struct route_found found = find(EVHTTP_REQ_DELETE, "/bookings/abc.ics");

	(void)state;
	assert_non_null(found.route);
	assert_string_equal(found.route->path, "/bookings/:token");
	assert_arg(&found, 0, "abc.ics");
}

static void head_is_answered_by_get(void **state)
{
	(void)state;
	assert_non_null(find(EVHTTP_REQ_HEAD, "/offices/x").route);
	assert_null(find(EVHTTP_REQ_HEAD, "/bookings/x/move").route);
}

static void other_paths_are_not_found(void **state)
{
	static const char *const paths[] = {
		"",
		"offices",
		"//",
		"/offices",
		"/offices/",
		"//offices/x",
		"/offices//services/x",
		"/offices/x/",
		"/offices/x/services/y/",
		"/bookings//move",
		"/a/b/c/d/e/f/g/h/i/j/k/l/m/n/o/p",
	};

	(void)state;
	for (size_t i = 0; i < sizeof paths / sizeof paths[0]; i++)
		assert_int_equal(find(EVHTTP_REQ_GET, paths[i]).methods, 0);
	assert_found("/", "/");
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(names_in_a_path_take_what_stands_there),
		cmocka_unit_test(the_more_literal_route_wins_whatever_the_order),
		cmocka_unit_test(a_suffix_is_no_part_of_the_name),
		cmocka_unit_test(a_method_nobody_takes_is_told_apart_from_a_path_nobody_knows),
		cmocka_unit_test(a_method_is_looked_for_in_less_literal_routes_too),
		cmocka_unit_test(head_is_answered_by_get),
		cmocka_unit_test(other_paths_are_not_found),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
