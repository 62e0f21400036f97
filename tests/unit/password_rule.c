/* password_rule.c - what guessers try first is refused, and what people think up is not. */
#include "lib/password_rule.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>

#include <cmocka.h>

static const char *const OWN[] = {"Sabine Keller-Maier", "s.keller@landkreis-muster.example", NULL};

static void what_guessers_try_first_is_refused(void **state)
{
	static const char *const COMMON[] = {
		"passwort1234",       "Passwort2026!",  "PasswordPassword",   "123456789012",
		"aaaaaaaaaaaa",       "abcabcabcabc",   "abcdefghijkl",       "qwertzuiop12",
		"Willkommen2026",     "Landratsamt1!",  "sommer2026!!",       "1q2w3e4r5t6z",
		"SabineKeller1",      "keller-maier1",  "s.keller@landkreis", "987654321987654321",
		"121212121212",       "geheimgeheim",   "ichliebedich",       "Wohngeld-2026",
		"m\u00e4rzM\u00e4rz", "muster.example",
	};

	(void)state;
	for (size_t i = 0; i < sizeof COMMON / sizeof *COMMON; i++)
		if (!password_is_common(COMMON[i], OWN))
			fail_msg("%s", COMMON[i]);
}

static void what_people_think_up_is_taken(void **state)
{
	static const char *const GOOD[] = {
		"vier-alte-gelbe-schirme",       "correct horse battery staple",
		"Zug 7 nach Triberg f\u00e4hrt", "kx8#Lm2vQp9!",
		"passwort f\u00fcr den Hasen",   "unsere Katze hei\u00dft Mimi",
	};

	(void)state;
	for (size_t i = 0; i < sizeof GOOD / sizeof *GOOD; i++)
		if (password_is_common(GOOD[i], OWN))
			fail_msg("%s", GOOD[i]);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_guessers_try_first_is_refused),
		cmocka_unit_test(what_people_think_up_is_taken),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
