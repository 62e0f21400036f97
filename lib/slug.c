/* slug.c - short names in addresses. */
#include "lib/slug.h"

#include <ctype.h>
#include <stddef.h>
#include <string.h>

struct spelling {
	const char *letter, *as;
};

static const struct spelling SPELLINGS[] = {
	{"ä", "ae"}, {"ö", "oe"}, {"ü", "ue"}, {"Ä", "ae"}, {"Ö", "oe"}, {"Ü", "ue"}, {"ß", "ss"},
	{"é", "e"},  {"è", "e"},  {"á", "a"},  {"à", "a"},  {"ç", "c"},  {"ñ", "n"},  {"ø", "o"},
	{"å", "a"},  {"ğ", "g"},  {"ı", "i"},  {"ş", "s"},  {"č", "c"},  {"š", "s"},  {"ž", "z"},
};

static const struct spelling *spelling_at(const char *text)
{
	for (size_t i = 0; i < sizeof SPELLINGS / sizeof SPELLINGS[0]; i++)
		if (strncmp(text, SPELLINGS[i].letter, strlen(SPELLINGS[i].letter)) == 0)
			return &SPELLINGS[i];
	return NULL;
}

/* One letter or digit; gap: something else stood before it. */
static void put(char *out, size_t *len, char c, bool *gap)
{
	if (*gap && *len > 0 && *len + 1 < SLUG_MAX_CHARACTERS)
		out[(*len)++] = '-';
	*gap = false;
	if (*len < SLUG_MAX_CHARACTERS)
		out[(*len)++] = c;
}

void slug_of(char out[SLUG_SIZE], const char *name)
{
	size_t len = 0;
	bool gap = false;

	while (*name) {
		const struct spelling *s = spelling_at(name);
		unsigned char c = (unsigned char)*name;

		for (const char *as = s ? s->as : ""; *as; as++)
			put(out, &len, *as, &gap);
		if (!s && c < 128 && isalnum(c))
			put(out, &len, (char)tolower(c), &gap);
		else if (!s)
			gap = true;
		name += s ? strlen(s->letter) : 1;
	}
	while (len > 0 && out[len - 1] == '-')
		len--;
	out[len] = '\0';
}

bool slug_valid(const char *text)
{
	size_t len = strlen(text);

	return len > 0 && len <= SLUG_MAX_CHARACTERS && text[0] != '-' && text[len - 1] != '-' &&
	       !strstr(text, "--") && strspn(text, "abcdefghijklmnopqrstuvwxyz0123456789-") == len;
}
