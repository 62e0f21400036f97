/* words.c - text as a sequence of words for searching. */
#include "lib/words.h"

#include <assert.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uchar.h>
#include <unicode/unorm2.h>
#include <unicode/uscript.h>
#include <unicode/ustring.h>
#include <unicode/utf16.h>

#include "lib/xalloc.h"

enum {
	REPLACEMENT = 0xFFFD,
	LETTER_UNITS_MAX = 8, /* of what one letter becomes */
};

/* Latin letters that no decomposition takes apart. */
static const struct {
	UChar32 letter;
	const char *plain;
} SPECIAL_LETTERS[] = {
	{0xE6, "ae"},  /* æ */
	{0xF0, "d"},   /* ð */
	{0xF8, "o"},   /* ø */
	{0xFE, "th"},  /* þ */
	{0x111, "d"},  /* đ */
	{0x127, "h"},  /* ħ */
	{0x131, "i"},  /* ı */
	{0x142, "l"},  /* ł */
	{0x153, "oe"}, /* œ */
	{0x259, "e"},  /* ə */
};

static UChar *utf16_of(const char *text, size_t len, int32_t *out_len)
{
	UErrorCode error = U_ZERO_ERROR;
	UChar *out = xcalloc(len + 1, sizeof *out); /* never more units than bytes */

	assert(len < INT32_MAX / 32);
	u_strFromUTF8WithSub(out, (int32_t)len + 1, out_len, text, (int32_t)len, REPLACEMENT, NULL,
			     &error);
	if (U_FAILURE(error))
		*out_len = 0;
	return out;
}

/* Unicode's own folding for identifiers: case, width, ligatures, invisible characters. */
static UChar *casefolded(const char *text, size_t len, int32_t *out_len)
{
	UErrorCode error = U_ZERO_ERROR;
	const UNormalizer2 *nfkc = unorm2_getNFKCCasefoldInstance(&error);
	int32_t wide_len = 0;
	UChar *wide = utf16_of(text, len, &wide_len), *out = NULL;

	*out_len = unorm2_normalize(nfkc, wide, wide_len, NULL, 0, &error);
	if (error == U_BUFFER_OVERFLOW_ERROR) {
		error = U_ZERO_ERROR;
		out = xcalloc((size_t)*out_len + 1, sizeof *out);
		unorm2_normalize(nfkc, wide, wide_len, out, *out_len + 1, &error);
	}
	if (U_FAILURE(error))
		*out_len = 0;
	free(wide);
	return out;
}

static bool is_latin(UChar32 c)
{
	UErrorCode error = U_ZERO_ERROR;

	return uscript_getScript(c, &error) == USCRIPT_LATIN;
}

static bool is_mark(UChar32 c)
{
	return U_GET_GC_MASK(c) & U_GC_M_MASK;
}

static bool is_apostrophe(UChar32 c)
{
	return c == '\'' || c == 0x2019 || c == 0x2BC;
}

static int32_t units_of(UChar *out, const char *ascii)
{
	u_charsToUChars(ascii, out, (int32_t)strlen(ascii));
	return (int32_t)strlen(ascii);
}

/* Write a Latin letter without its marks and return how many units that took. */
static int32_t letter_plain(UChar *out, UChar32 c, enum umlauts umlauts)
{
	UErrorCode error = U_ZERO_ERROR;
	int32_t len;

	for (size_t i = 0; i < sizeof SPECIAL_LETTERS / sizeof *SPECIAL_LETTERS; i++)
		if (SPECIAL_LETTERS[i].letter == c)
			return units_of(out, SPECIAL_LETTERS[i].plain);
	if (umlauts == UMLAUTS_SPELLED && (c == 0xE4 || c == 0xF6 || c == 0xFC))
		return units_of(out, c == 0xE4 ? "ae" : c == 0xF6 ? "oe" : "ue");
	len = unorm2_normalize(unorm2_getNFDInstance(&error), (UChar[]){(UChar)c}, 1, out,
			       LETTER_UNITS_MAX, &error);
	/* The letter comes first, then its marks. */
	return U_FAILURE(error) || len == 0 ? 0 : 1;
}

void words_start(struct words *w, const char *text, size_t len, enum umlauts umlauts)
{
	int32_t n = 0;
	UChar *in = casefolded(text, len, &n);
	bool after_latin = false;

	*w = (struct words){.folded = xcalloc(2 * (size_t)n + LETTER_UNITS_MAX, sizeof *in)};
	for (int32_t i = 0; i < n;) {
		UChar32 c;

		U16_NEXT(in, i, n, c);
		if (is_apostrophe(c) || (after_latin && is_mark(c)))
			continue;
		after_latin = is_latin(c);
		if (after_latin && c >= 0x80 && c <= 0xFFFF)
			w->len += letter_plain(w->folded + w->len, c, umlauts);
		else
			U16_APPEND_UNSAFE(w->folded, w->len, c);
	}
	free(in);
}

static bool is_inside_word(UChar32 c)
{
	return u_isalnum(c) || is_mark(c);
}

static bool is_hyphen(UChar32 c)
{
	return c == '-' || c == 0x2010 || c == 0x2011;
}

bool words_next(struct words *w, struct word *word)
{
	int32_t start, end, separators = 0;
	UChar32 c = 0, separator = 0;

	for (start = w->at; w->at < w->len; start = w->at) {
		U16_NEXT(w->folded, w->at, w->len, c);
		if (is_inside_word(c))
			break;
		separator = c;
		separators++;
	}
	if (start == w->len)
		return false;
	for (end = w->at; w->at < w->len; end = w->at) {
		U16_NEXT(w->folded, w->at, w->len, c);
		if (!is_inside_word(c))
			break;
	}
	/* Leave the separator for the next word to see. */
	w->at = end;
	word->text = w->folded + start;
	word->len = end - start < WORD_UNITS_MAX ? end - start : WORD_UNITS_MAX;
	word->hyphened = separators == 1 && is_hyphen(separator);
	return true;
}

void words_done(struct words *w)
{
	free(w->folded);
	*w = (struct words){0};
}
