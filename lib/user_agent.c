/* user_agent.c - what a browser says of itself, in two words. */
#include "lib/user_agent.h"

#include <stddef.h>
#include <string.h>

struct sign {
	const char *text, *name;
};

static const char *sign_find(const struct sign *signs, const char *text)
{
	for (; signs->text; signs++)
		if (strstr(text, signs->text))
			return signs->name;
	return NULL;
}

/* Nearly all claim to be others too: who claims least comes last. */
const char *user_agent_browser(const char *user_agent)
{
	static const struct sign BROWSERS[] = {
		{"Edg", "Edge"},       {"OPR/", "Opera"},    {"Firefox/", "Firefox"},
		{"FxiOS/", "Firefox"}, {"CriOS/", "Chrome"}, {"Chrome/", "Chrome"},
		{"Safari/", "Safari"}, {NULL, NULL},
	};

	return sign_find(BROWSERS, user_agent);
}

const char *user_agent_system(const char *user_agent)
{
	static const struct sign SYSTEMS[] = {
		{"iPhone", "iOS"},      {"iPad", "iOS"},       {"Android", "Android"},
		{"Windows", "Windows"}, {"Mac OS X", "macOS"}, {"CrOS", "ChromeOS"},
		{"Linux", "Linux"},     {NULL, NULL},
	};

	return sign_find(SYSTEMS, user_agent);
}
