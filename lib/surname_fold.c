/* surname_fold.c - a name as the letters A to Z by which it is filed. */
#include "lib/surname.h"

#include <assert.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/ustring.h>
#include <unicode/utrans.h>

enum {
	UNITS_MAX = 1024, /* UTF-16; transliteration makes up to four letters of one */
	PARTICLE_LETTERS_MAX = 5,
};

/* Folded; German and Dutch prepositions and articles ("v." too), those of the
 * Romance languages, "af" and "av" of the Nordic countries, the Arabic article, and
 * what joins two of them. */
static const char *const PARTICLES[] = {
	"AF",  "AL",  "AV",  "DA",  "DAS", "DE",  "DEI", "DEL", "DELLA", "DEM", "DEN", "DER",
	"DES", "DI",  "DO",  "DOS", "DU",  "EL",  "LA",  "LAS", "LE",    "LES", "LO",  "LOS",
	"TE",  "TEN", "TER", "UND", "VAN", "VOM", "VON", "V",   "ZU",    "ZUM", "ZUR",
};

static bool is_particle(const char *letters)
{
	for (size_t i = 0; i < sizeof PARTICLES / sizeof *PARTICLES; i++) {
		if (strcmp(letters, PARTICLES[i]) == 0)
			return true;
	}
	return false;
}

static bool is_separator(UChar c)
{
	return u_isUWhiteSpace(c) || u_charType(c) == U_DASH_PUNCTUATION;
}

/* A to Z for either case, else 0. */
static char letter(UChar c)
{
	if (c >= 'a' && c <= 'z')
		return (char)(c - 'a' + 'A');
	return c >= 'A' && c <= 'Z' ? (char)c : '\0';
}

/*
 * Not Any-Latin: that opens rules for the scripts of the whole world when the first
 * Han character comes along, which takes a fifth of a second.
 */
static const UTransliterator *to_ascii(void)
{
	static const UChar RULES[] = u"Cyrillic-Latin; Greek-Latin; Arabic-Latin; Hebrew-Latin; "
				     u"Armenian-Latin; Georgian-Latin; "
				     u"NFD; [:Nonspacing Mark:] Remove; NFC; Latin-ASCII";
	static UTransliterator *kept; /* opening takes long */
	UErrorCode error = U_ZERO_ERROR;

	if (!kept)
		kept = utrans_openU(RULES, -1, UTRANS_FORWARD, NULL, 0, NULL, &error);
	assert(U_SUCCESS(error)); /* ICU's data is installed with ICU */
	return kept;
}

/* Typed UTF-8 as UTF-16 in ASCII letters; returns the length, or -1. */
static int32_t latinise(UChar *units, const char *typed)
{
	UErrorCode error = U_ZERO_ERROR;
	size_t bytes = strnlen(typed, SURNAME_TYPED_MAX_BYTES);
	int32_t length, limit;

	/* Never cut a character in two. */
	while (bytes == SURNAME_TYPED_MAX_BYTES && bytes > 0 && (typed[bytes] & 0xC0) == 0x80)
		bytes--;
	u_strFromUTF8(units, UNITS_MAX, &length, typed, (int32_t)bytes, &error);
	if (U_FAILURE(error))
		return -1;
	limit = length;
	for (int32_t i = 0; i < length; i++) {
		if (units[i] < 0x80)
			continue;
		utrans_transUChars(to_ascii(), units, &length, UNITS_MAX, 0, &limit, &error);
		return U_FAILURE(error) ? -1 : limit;
	}
	return length;
}

/* Where the name begins behind its particles. */
static int32_t particles_skip(const UChar *units, int32_t length)
{
	int32_t start = 0;

	for (int32_t i = 0; i < length;) {
		char word[PARTICLE_LETTERS_MAX + 2];
		size_t letters = 0;

		for (; i < length && !is_separator(units[i]); i++) {
			if (letter(units[i]) && letters < sizeof word - 1)
				word[letters++] = letter(units[i]);
		}
		word[letters] = '\0';
		while (i < length && is_separator(units[i]))
			i++;
		if (letters > 0 && !is_particle(word))
			break;
		start = i;
	}
	/* Nothing but particles: then they are the name. */
	for (int32_t i = start; i < length; i++) {
		if (letter(units[i]))
			return start;
	}
	return 0;
}

bool surname_fold(struct surname *out, const char *typed)
{
	UChar units[UNITS_MAX];
	int32_t length = latinise(units, typed);
	size_t letters = 0;

	memset(out, 0, sizeof *out);
	for (int32_t i = length > 0 ? particles_skip(units, length) : 0; i < length; i++) {
		if (letter(units[i]) && letters < SURNAME_LETTERS_MAX)
			out->letters[letters++] = letter(units[i]);
	}
	return letters > 0;
}
