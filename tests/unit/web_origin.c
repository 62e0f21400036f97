/* web_origin.c - which sites are meant by a list, and that no address slips into it. */
#include "lib/web_origin.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static void sites_are_read_as_they_are_typed(void **state)
{
	static const struct {
		const char *typed, *read; /* NULL: it is none */
	} CASES[] = {
		{"https://www.service-bw.de", "https://www.service-bw.de"},
		{"HTTPS://WWW.Service-BW.de/", "https://www.service-bw.de"},
		{"https://a.example:8443", "https://a.example:8443"},
		{"http://localhost:8000", "http://localhost:8000"},
		{"http://127.0.0.1", "http://127.0.0.1"},
		{"http://a.example", NULL},
		{"http://local", NULL},
		{"https://", NULL},
		{"https://.example", NULL},
		{"https://a.example:", NULL},
		{"https://a.example:123456", NULL},
		{"https://a.example/path", NULL},
		{"https://*.example", NULL},
		{"https://user@a.example", NULL},
		{"https://a.example b.example", NULL},
		{"a.example", NULL},
		{"", NULL},
	};
	char origin[WEB_ORIGIN_SIZE];

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		assert_int_equal(web_origin_read(origin, CASES[i].typed), CASES[i].read != NULL);
		if (CASES[i].read)
			assert_string_equal(origin, CASES[i].read);
	}
}

static void an_address_belongs_to_its_site_alone(void **state)
{
	static const struct {
		const char *url;
		bool has;
	} CASES[] = {
		{"https://a.example", true},
		{"https://A.example/x?y=1#z", true},
		{"https://a.example?x", true},
		{"https://a.example.evil.example/", false},
		{"https://a.example@evil.example/", false},
		{"https://a.example:443/", false},
		{"https://a.exampl", false},
		{"//a.example/", false},
		{"https://a.example/\\evil", false},
		{"https://a.example/ x", false},
		{"https://a.example/\r\nX: y", false},
		{"javascript:alert(1)", false},
		{"", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		assert_int_equal(web_origin_has("https://a.example", CASES[i].url), CASES[i].has);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(sites_are_read_as_they_are_typed),
		cmocka_unit_test(an_address_belongs_to_its_site_alone),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
