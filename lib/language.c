/* language.c - the texts of a language, and the order of its names. */
#include "lib/language.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unicode/uenum.h>
#include <unicode/uloc.h>
#include <unicode/ustring.h>

#include "lib/language_inner.h"
#include "lib/xalloc.h"

enum { PLURAL_MAX_CHARS = 16, NAME_MAX_CHARS = 64, TEXTS_MAX = 10000 };

struct habits {
	const char *code, *name, *locale;
};

/*
 * What ICU does not know or sees differently.  Arabic gets the digits that
 * stand on German forms and house doors.  English follows Europe: 11/25 is no
 * date here.
 */
// clang-format off
static const struct habits HABITS[] = {
	{"de-simple", "Leichte Sprache", "de_DE"},
	{"en",        NULL,              "en_GB"},
	{"ar",        NULL,              "ar_DE@numbers=latn"},
	{"uk",        "Українська",      "uk_UA"},
};
// clang-format on

static const struct habits *habits_of(const char *code)
{
	static const struct habits NONE = {"", NULL, NULL};

	for (size_t i = 0; i < sizeof HABITS / sizeof HABITS[0]; i++) {
		if (strcmp(HABITS[i].code, code) == 0)
			return &HABITS[i];
	}
	return &NONE;
}

/* The texts know better than the table. */
static const char *choose(const struct language *lang, const char *key, const char *habit)
{
	const char *text = language_text(lang, key);

	return text ? text : habit;
}

/* How the language calls itself. */
static char *icu_name(const char *locale)
{
	UErrorCode status = U_ZERO_ERROR;
	UChar name[NAME_MAX_CHARS];
	char text[NAME_MAX_CHARS * 3];

	uloc_getDisplayLanguage(locale, locale, name, NAME_MAX_CHARS, &status);
	u_strToUTF8(text, sizeof text, NULL, name, -1, &status);
	return xstrdup(U_SUCCESS(status) ? text : locale);
}

/* ICU's name of the tag, in Germany unless the tag names another country. */
static bool icu_locale(const char *code, char out[LOCALE_MAX_BYTES])
{
	UErrorCode status = U_ZERO_ERROR;
	char country[ULOC_COUNTRY_CAPACITY];
	int32_t used;

	uloc_forLanguageTag(code, out, LOCALE_MAX_BYTES - (int32_t)sizeof "_DE", &used, &status);
	if (U_FAILURE(status) || used != (int32_t)strlen(code) || !*out)
		return false;
	uloc_getCountry(out, country, sizeof country, &status);
	if (!*country && !strchr(out, '_'))
		strcat(out, "_DE");
	return U_SUCCESS(status);
}

static bool choose_habits(struct language *lang, struct problem *why)
{
	const struct habits *habits = habits_of(lang->code);
	const char *locale = choose(lang, "language.locale", habits->locale);
	const char *name = choose(lang, "language.name", habits->name);

	if (locale)
		snprintf(lang->locale, sizeof lang->locale, "%s", locale);
	else if (!icu_locale(lang->code, lang->locale))
		return problem(why, 422, "bad_language", "\"%.40s\" is no language tag",
			       lang->code);
	lang->name = name ? xstrdup(name) : icu_name(lang->locale);
	return true;
}

static bool check_forms(const UPluralRules *rules, const char *key, json_t *forms,
			struct problem *why)
{
	UErrorCode status = U_ZERO_ERROR;
	UEnumeration *categories = uplrules_getKeywords(rules, &status);
	const char *category;
	bool complete = true;

	while (complete && (category = uenum_next(categories, NULL, &status))) {
		if (!json_is_string(json_object_get(forms, category)))
			complete = problem(why, 422, "bad_language",
					   "text \"%.80s\" lacks the form \"%s\"", key, category);
	}
	uenum_close(categories);
	return complete;
}

static bool check_texts(const struct language *lang, struct problem *why)
{
	const char *key;
	json_t *text;

	if (!json_is_object(lang->texts) || json_object_size(lang->texts) > TEXTS_MAX)
		return problem(why, 422, "bad_language", "texts are not an object of at most %d",
			       TEXTS_MAX);
	json_object_foreach (lang->texts, key, text) {
		if (json_is_object(text)) {
			if (!check_forms(lang->plurals, key, text, why))
				return false;
		} else if (!json_is_string(text)) {
			return problem(why, 422, "bad_language",
				       "text \"%.80s\" is neither a text nor plural forms", key);
		}
	}
	return true;
}

static bool open_rules(struct language *lang, struct problem *why)
{
	UErrorCode status = U_ZERO_ERROR;

	lang->plurals = uplrules_open(lang->locale, &status);
	lang->collator = ucol_open(lang->locale, &status);
	if (U_FAILURE(status))
		return problem(why, 422, "bad_language", "ICU cannot open \"%s\": %s", lang->locale,
			       u_errorName(status));
	return true;
}

struct language *language_new(const char *code, json_t *texts, struct problem *why)
{
	struct language *lang = xcalloc(1, sizeof *lang);

	lang->code = xstrdup(code);
	lang->texts = json_incref(texts);
	if (choose_habits(lang, why) && open_rules(lang, why) && check_texts(lang, why) &&
	    language_dates_init(lang, why))
		return lang;
	language_free(lang);
	return NULL;
}

void language_free(struct language *lang)
{
	if (!lang)
		return;
	language_dates_done(&lang->dates);
	if (lang->collator)
		ucol_close(lang->collator);
	if (lang->plurals)
		uplrules_close(lang->plurals);
	json_decref(lang->texts);
	free(lang->name);
	free(lang->code);
	free(lang);
}

const char *language_code(const struct language *lang)
{
	return lang->code;
}

const char *language_name(const struct language *lang)
{
	return lang->name;
}

const char *language_direction(const struct language *lang)
{
	return uloc_isRightToLeft(lang->locale) ? "rtl" : "ltr";
}

const char *language_text(const struct language *lang, const char *key)
{
	return json_string_value(json_object_get(lang->texts, key));
}

const char *language_plural(const struct language *lang, const char *key, long n)
{
	json_t *forms = json_object_get(lang->texts, key);
	UErrorCode status = U_ZERO_ERROR;
	UChar category[PLURAL_MAX_CHARS];
	char name[PLURAL_MAX_CHARS];

	if (!json_is_object(forms))
		return json_string_value(forms);
	uplrules_select(lang->plurals, (double)n, category, PLURAL_MAX_CHARS, &status);
	if (U_FAILURE(status))
		return json_string_value(json_object_get(forms, "other"));
	u_UCharsToChars(category, name, u_strlen(category) + 1);
	return json_string_value(json_object_get(forms, name));
}

int language_compare(const struct language *lang, const char *a, const char *b)
{
	UErrorCode status = U_ZERO_ERROR;
	UCollationResult order = ucol_strcollUTF8(lang->collator, a, -1, b, -1, &status);

	/* It fails on text that is not UTF-8 only; some order is better than none. */
	return U_SUCCESS(status) ? (int)order : strcmp(a, b);
}
