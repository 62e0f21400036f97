/* password_rule.c - passwords that guessers try first. */
#include "lib/password_rule.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/xalloc.h"

enum {
	PART_MIN_BYTES = 4, /* of a name; shorter ones are in many words */
	RUN_MIN_BYTES = 3,  /* "abc", "111", "321" */
	REMOVED = '\n',     /* stands for what counts for nothing */
};

/* German and English, and what stands on the door; without what a run removes anyway. */
static const char *const WORDS[] = {
	"passwort",     "password",    "kennwort",      "passw0rt",      "passw0rd",
	"p@ssw0rd",     "p@sswort",    "geheim",        "secret",        "willkommen",
	"welcome",      "hallo",       "hello",         "sommer",        "summer",
	"winter",       "herbst",      "fruehling",     "fr\u00fchling", "januar",
	"februar",      "maerz",       "m\u00e4rz",     "april",         "august",
	"september",    "oktober",     "november",      "dezember",      "montag",
	"dienstag",     "mittwoch",    "donnerstag",    "freitag",       "samstag",
	"sonntag",      "schatz",      "sonnenschein",  "sunshine",      "princess",
	"monkey",       "dragon",      "football",      "fussball",      "fu\u00dfball",
	"baseball",     "master",      "administrator", "admin",         "iloveyou",
	"ichliebedich", "letmein",     "trustno",       "changeme",      "aendern",
	"\u00e4ndern",  "internet",    "computer",      "arschloch",     "starwars",
	"qwertzuiop",   "qwertyuiop",  "qwertz",        "qwerty",        "qwert",
	"asdfghjkl",    "asdfgh",      "asdf",          "yxcvbnm",       "yxcv",
	"zxcvbnm",      "zxcv",        "1q2w3e4r",      "1qay2wsx",      "1qaz2wsx",
	"q1w2e3r4",     "landratsamt", "landkreis",     "sozialamt",     "wohngeld",
	"rathaus",      "behoerde",    "beh\u00f6rde",  "verwaltung",    "amtstermin",
	"termin",       "test",        "gast",          "guest",         "login",
	"user",         "office",
};

static void word_remove(char *text, const char *word, size_t len)
{
	for (char *at = text; (at = strstr(at, word)); at += len)
		memset(at, REMOVED, len);
}

/* "Keller" and "kreis" of "s.keller@kreis.example". */
static void own_remove(char *text, const char *own)
{
	for (const char *at = own; *at;) {
		size_t len = strcspn(at, " .,-_@+'()");
		str_auto_t *part = xstrndup(at, len);

		for (char *c = part; *c; c++)
			*c = (char)tolower((unsigned char)*c);
		if (len >= PART_MIN_BYTES)
			word_remove(text, part, len);
		at += len + (at[len] != '\0');
	}
}

/* "1234", "cba", "aaa": each is one more, one less or the same as the one before. */
static size_t run_length(const char *text)
{
	int step = text[0] ? text[1] - text[0] : 0;
	size_t n = 1;

	if (!text[0] || step < -1 || step > 1)
		return 1;
	while (text[n] && text[n] - text[n - 1] == step)
		n++;
	return n;
}

static void runs_remove(char *text)
{
	size_t n;

	for (char *at = text; *at; at += n) {
		n = run_length(at);
		if (n < RUN_MIN_BYTES)
			n = 1;
		else
			memset(at, REMOVED, n);
	}
}

/* "abcabcabcabc": all of it is one beginning, again and again. */
static bool is_repetition(const char *text, size_t len)
{
	for (size_t unit = 1; unit < PASSWORD_SUBSTANCE_MIN && unit < len; unit++)
		if (strncmp(text, text + unit, len - unit) == 0)
			return true;
	return false;
}

/* What counts, and how many different characters it has. */
static size_t substance(const char *text, size_t *different)
{
	bool seen[256] = {false};
	size_t n = 0;

	*different = 0;
	for (; *text; text++) {
		unsigned char c = (unsigned char)*text;

		if (c == REMOVED)
			continue;
		n++;
		*different += !seen[c];
		seen[c] = true;
	}
	return n;
}

bool password_is_common(const char *password, const char *const own[])
{
	str_auto_t *text = xstrdup(password);
	size_t different;

	for (char *c = text; *c; c++)
		*c = (char)tolower((unsigned char)*c);
	if (is_repetition(text, strlen(text)))
		return true;
	for (size_t i = 0; i < sizeof WORDS / sizeof *WORDS; i++)
		word_remove(text, WORDS[i], strlen(WORDS[i]));
	for (; *own; own++)
		own_remove(text, *own);
	runs_remove(text);
	return substance(text, &different) < PASSWORD_SUBSTANCE_MIN ||
	       different < PASSWORD_LETTERS_MIN;
}
