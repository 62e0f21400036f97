/* filler.c - words that say nothing about what somebody looks for. */
#include "lib/filler.h"

#include <string.h>

/* Folded, umlauts plain and spelled. */
// clang-format off
static const char *const FILLER_WORDS[] = {
	/* German */
	"aber", "als", "am", "an", "antrag", "auch", "auf", "aus", "beantrage", "beantragen",
	"bei", "beim", "bekomme", "bekommen", "bin", "bitte", "brauche", "brauchen", "buchen",
	"das", "dein", "dem", "den", "der", "des", "die", "ein", "eine", "einem", "einen",
	"einer", "eines", "er", "es", "euch", "fuer", "fuers", "fur", "furs", "gern", "gerne",
	"gibt", "habe", "haben", "hallo", "ich", "ihr", "im", "in", "ist", "kann", "machen",
	"mal", "man", "mein", "meine", "meinem", "meinen", "meiner", "mich", "mir", "mit",
	"mochte", "mochten", "moechte", "moechten", "muss", "nach", "noch", "ob", "oder", "sie",
	"sind", "stelle", "stellen", "termin", "uber", "ueber", "um", "und", "uns", "unser",
	"unsere", "vereinbaren", "vom", "von", "wann", "was", "welche", "wer", "wie", "will",
	"wir", "wo", "wohin", "zu", "zum", "zur",
	/* English */
	"a", "and", "apply", "appointment", "are", "at", "can", "do", "for", "from", "get", "have",
	"how", "i", "is", "it", "me", "my", "need", "of", "on", "or", "our", "please", "the", "to",
	"want", "we", "what", "where", "with", "you", "your",
};
// clang-format on

static bool word_is(const struct word *w, const char *ascii)
{
	if (strlen(ascii) != (size_t)w->len)
		return false;
	for (int32_t i = 0; i < w->len; i++)
		if (w->text[i] != (UChar)ascii[i])
			return false;
	return true;
}

bool word_is_filler(const struct word *w)
{
	if (w->len == 1)
		return true;
	for (size_t i = 0; i < sizeof FILLER_WORDS / sizeof *FILLER_WORDS; i++)
		if (word_is(w, FILLER_WORDS[i]))
			return true;
	return false;
}
