/* user_agent.c - browsers and systems as their makers write them. */
#include "lib/user_agent.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const struct agent {
	const char *text, *browser, *system;
} AGENTS[] = {
	{"Mozilla/5.0 (Windows NT 10.0; Win64; x64; rv:133.0) Gecko/20100101 Firefox/133.0",
	 "Firefox", "Windows"},
	{"Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) "
	 "Chrome/131.0.0.0 Safari/537.36 Edg/131.0.0.0",
	 "Edge", "Windows"},
	{"Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) "
	 "Chrome/131.0.0.0 Safari/537.36",
	 "Chrome", "Linux"},
	{"Mozilla/5.0 (Linux; Android 10; K) AppleWebKit/537.36 (KHTML, like Gecko) "
	 "Chrome/131.0.0.0 Mobile Safari/537.36",
	 "Chrome", "Android"},
	{"Mozilla/5.0 (iPhone; CPU iPhone OS 18_1 like Mac OS X) AppleWebKit/605.1.15 (KHTML, "
	 "like Gecko) Version/18.1 Mobile/15E148 Safari/604.1",
	 "Safari", "iOS"},
	{"Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like "
	 "Gecko) Version/18.1 Safari/605.1.15",
	 "Safari", "macOS"},
};

static void the_usual_ones_are_told_apart(void **state)
{
	(void)state;
	for (size_t i = 0; i < sizeof AGENTS / sizeof *AGENTS; i++) {
		assert_string_equal(user_agent_browser(AGENTS[i].text), AGENTS[i].browser);
		assert_string_equal(user_agent_system(AGENTS[i].text), AGENTS[i].system);
	}
}

static void others_are_not_guessed_at(void **state)
{
	(void)state;
	assert_null(user_agent_browser("curl/8.0"));
	assert_null(user_agent_system("curl/8.0"));
	assert_null(user_agent_browser(""));
	assert_null(user_agent_system(""));
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_usual_ones_are_told_apart),
		cmocka_unit_test(others_are_not_guessed_at),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
