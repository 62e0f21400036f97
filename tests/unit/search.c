/* search.c - services are found by the words people use. */
#include "lib/search.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

enum { NAME = 10, SYNONYM = 8, TEXT = 1, HITS_MAX = 10 };

enum {
	WOHNGELD = 101,
	LASTENZUSCHUSS,
	GRUNDSICHERUNG_ALTER,
	GRUNDSICHERUNG_ERWERB,
	SCHWERBEHINDERUNG,
	PARKEN,
	HILFE_PFLEGE,
	FUEHRERSCHEIN,
	BUERGERBERATUNG,
	BAUERLAUBNIS,
	CORONA,
	OTHER_LANGUAGES,
	PFLEGEKURSE,
	ZULASSUNG,
	UEBERBRUECKUNG,
};

static const struct search_entry ENTRIES[] = {
	{WOHNGELD, NAME, "Wohngeld beantragen (Mietzuschuss)"},
	{WOHNGELD, SYNONYM, "Miete, Zuschuss zur Miete, housing benefit"},
	{WOHNGELD, TEXT,
	 "Wer ein geringes Einkommen hat, kann einen Zuschuss zu den Kosten der "
	 "Wohnung bekommen. Bitte bringen Sie Ihren Mietvertrag mit."},
	{LASTENZUSCHUSS, NAME, "Lastenzuschuss für Eigentümer"},
	{LASTENZUSCHUSS, SYNONYM, "Eigenheim, Eigentumswohnung"},
	{LASTENZUSCHUSS, TEXT, "Wohngeld für Menschen, die im eigenen Haus wohnen."},
	{GRUNDSICHERUNG_ALTER, NAME, "Grundsicherung im Alter"},
	{GRUNDSICHERUNG_ALTER, SYNONYM, "Rente, Altersrente, Sozialhilfe"},
	{GRUNDSICHERUNG_ERWERB, NAME, "Grundsicherung bei Erwerbsminderung"},
	{SCHWERBEHINDERUNG, NAME, "Schwerbehindertenausweis: Erstantrag und Verlängerung"},
	{SCHWERBEHINDERUNG, SYNONYM, "Behinderung, GdB, disability card"},
	{PARKEN, NAME, "Parkausweis für Menschen mit Behinderung"},
	{HILFE_PFLEGE, NAME, "Hilfe zur Pflege"},
	{HILFE_PFLEGE, SYNONYM, "Pflegegeld, Pflegeheim"},
	{HILFE_PFLEGE, TEXT, "Wir beraten zur Pflege zu Hause und im Heim."},
	{PFLEGEKURSE, NAME, "Pflegekurse"},
	{ZULASSUNG, NAME, "Kfz-Zulassung"},
	{ZULASSUNG, SYNONYM, "Überführungskennzeichen"},
	{UEBERBRUECKUNG, NAME, "Ueberbrueckungshilfe"},
	{FUEHRERSCHEIN, NAME, "Führerschein umtauschen"},
	{BUERGERBERATUNG, NAME, "Bürgerberatung im Straßenverkehrsamt"},
	{BAUERLAUBNIS, NAME, "Bauerlaubnis"},
	{CORONA, NAME, "Corona-Soforthilfe zurückzahlen"},
	{OTHER_LANGUAGES, NAME, "Житлова субсидія, пам'ятка"},
	{OTHER_LANGUAGES, NAME, "إعانة السكن"},
	{OTHER_LANGUAGES, NAME, "Kira yardımı İÇİN başvuru"},
};

static struct search_index *services;

static int build(void **state)
{
	(void)state;
	services = search_index_new(ENTRIES, sizeof ENTRIES / sizeof *ENTRIES);
	return 0;
}

static int tear_down(void **state)
{
	(void)state;
	search_index_free(services);
	return 0;
}

/* The ids found are exactly these, in this order. */
static void assert_found(const char *query, size_t n, const int *expected)
{
	struct search_hit hits[HITS_MAX];
	size_t found = search_find(services, query, hits, HITS_MAX);
	bool same = found == n;

	for (size_t i = 0; i < n && same; i++)
		same = hits[i].id == expected[i];
	if (same)
		return;
	for (size_t i = 0; i < found; i++)
		print_error("  %d, score %d\n", (int)hits[i].id, hits[i].score);
	fail_msg("\"%s\" finds %zu, not the %zu expected", query, found, n);
}

#define ASSERT_FOUND(query, ...) \
	assert_found(query, sizeof((int[]){__VA_ARGS__}) / sizeof(int), (int[]){__VA_ARGS__})

static void a_name_comes_before_a_text_that_mentions_it(void **state)
{
	(void)state;
	ASSERT_FOUND("Wohngeld", WOHNGELD, LASTENZUSCHUSS);
	ASSERT_FOUND("wohngeld eigentümer", LASTENZUSCHUSS);
	ASSERT_FOUND("Pflege", HILFE_PFLEGE, PFLEGEKURSE);
	ASSERT_FOUND("Grundsicherung", GRUNDSICHERUNG_ALTER, GRUNDSICHERUNG_ERWERB);
}

static void every_word_must_fit(void **state)
{
	(void)state;
	ASSERT_FOUND("Grundsicherung im Alter", GRUNDSICHERUNG_ALTER);
	ASSERT_FOUND("alter grundsicherung", GRUNDSICHERUNG_ALTER);
	assert_found("Grundsicherung Führerschein", 0, NULL);
}

static void filler_words_need_not_fit(void **state)
{
	(void)state;
	ASSERT_FOUND("ich brauche einen Termin für meinen Führerschein", FUEHRERSCHEIN);
	ASSERT_FOUND("Wie beantrage ich Grundsicherung", GRUNDSICHERUNG_ALTER,
		     GRUNDSICHERUNG_ERWERB);
	ASSERT_FOUND("I want to apply for housing benefit", WOHNGELD);
	ASSERT_FOUND("Grundsicherung im A", GRUNDSICHERUNG_ALTER, GRUNDSICHERUNG_ERWERB);
}

static void filler_words_alone_are_looked_for(void **state)
{
	(void)state;
	ASSERT_FOUND("beantragen", WOHNGELD);
}

static void umlauts_may_be_written_in_any_way(void **state)
{
	(void)state;
	ASSERT_FOUND("führerschein", FUEHRERSCHEIN);
	ASSERT_FOUND("FÜHRERSCHEIN", FUEHRERSCHEIN);
	ASSERT_FOUND("fuehrerschein", FUEHRERSCHEIN);
	ASSERT_FOUND("fuhrerschein", FUEHRERSCHEIN);
	ASSERT_FOUND("fu\u0308hrerschein", FUEHRERSCHEIN);
	ASSERT_FOUND("Buerger", BUERGERBERATUNG);
	ASSERT_FOUND("strassenverkehrsamt", BUERGERBERATUNG);
	ASSERT_FOUND("STRAẞENVERKEHR", BUERGERBERATUNG);
	ASSERT_FOUND("Verlaengerung", SCHWERBEHINDERUNG);
	ASSERT_FOUND("verlangerung", SCHWERBEHINDERUNG);
	ASSERT_FOUND("ueberfuehrung", ZULASSUNG);
	ASSERT_FOUND("Überbrückung", UEBERBRUECKUNG);
}

static void a_vowel_before_e_is_no_umlaut(void **state)
{
	(void)state;
	ASSERT_FOUND("Erlaubnis", BAUERLAUBNIS);
}

static void a_mistyped_word_finds_what_was_meant(void **state)
{
	(void)state;
	ASSERT_FOUND("Wohngelt", WOHNGELD, LASTENZUSCHUSS);
	ASSERT_FOUND("Wonhgeld", WOHNGELD, LASTENZUSCHUSS);
	ASSERT_FOUND("Wohhngeld", WOHNGELD, LASTENZUSCHUSS);
	ASSERT_FOUND("Führeschein", FUEHRERSCHEIN);
	ASSERT_FOUND("Fürerschien", FUEHRERSCHEIN);
	ASSERT_FOUND("schwerbehinderten ausweiss", SCHWERBEHINDERUNG);
	ASSERT_FOUND("Schwerbehindertenausweiß", SCHWERBEHINDERUNG);
	ASSERT_FOUND("Grunsicherung", GRUNDSICHERUNG_ALTER, GRUNDSICHERUNG_ERWERB);
	ASSERT_FOUND("Schwerbehidnert", SCHWERBEHINDERUNG);
}

static void short_words_must_be_right(void **state)
{
	(void)state;
	ASSERT_FOUND("GdB", SCHWERBEHINDERUNG);
	assert_found("GdC", 0, NULL);
}

static void parts_of_compounds_are_found(void **state)
{
	(void)state;
	ASSERT_FOUND("schwerbehindertenausweis", SCHWERBEHINDERUNG);
	ASSERT_FOUND("schwer behindert", SCHWERBEHINDERUNG);
	ASSERT_FOUND("Ausweis", SCHWERBEHINDERUNG, PARKEN);
	ASSERT_FOUND("geld", WOHNGELD, HILFE_PFLEGE, LASTENZUSCHUSS);
	ASSERT_FOUND("verkehr", BUERGERBERATUNG);
	ASSERT_FOUND("wohn geld", WOHNGELD, LASTENZUSCHUSS);
}

static void a_compound_finds_the_word_it_begins_with(void **state)
{
	(void)state;
	ASSERT_FOUND("Wohngeldbescheid", WOHNGELD, LASTENZUSCHUSS);
	ASSERT_FOUND("Führerscheinstelle", FUEHRERSCHEIN);
}

static void hyphens_join_or_separate(void **state)
{
	(void)state;
	ASSERT_FOUND("Corona-Soforthilfe", CORONA);
	ASSERT_FOUND("coronasoforthilfe", CORONA);
	ASSERT_FOUND("corona hilfe", CORONA);
	ASSERT_FOUND("kfzzulassung", ZULASSUNG);
	ASSERT_FOUND("Bauerlaub\u00ADnis", BAUERLAUBNIS);
	ASSERT_FOUND("Pflege-Heim", HILFE_PFLEGE);
}

static void other_scripts_stay_as_they_are(void **state)
{
	(void)state;
	ASSERT_FOUND("ЖИТЛОВА", OTHER_LANGUAGES);
	ASSERT_FOUND("субсидія", OTHER_LANGUAGES);
	ASSERT_FOUND("памятка", OTHER_LANGUAGES);
	ASSERT_FOUND("السكن", OTHER_LANGUAGES);
	ASSERT_FOUND("yardimi", OTHER_LANGUAGES);
	ASSERT_FOUND("basvuru için", OTHER_LANGUAGES);
}

static void a_query_may_be_nonsense_or_endless(void **state)
{
	char endless[4096];
	struct search_hit hit;

	(void)state;
	assert_found("", 0, NULL);
	assert_found(" -- !? '", 0, NULL);
	assert_found("\xff\xfe\xc3", 0, NULL);
	assert_found("x", 0, NULL);
	assert_found("Hundesteuer", 0, NULL);
	memset(endless, 'a', sizeof endless - 1);
	endless[sizeof endless - 1] = '\0';
	assert_found(endless, 0, NULL);
	for (size_t i = 0; i + 1 < sizeof endless; i++)
		endless[i] = i % 2 ? ' ' : 'x';
	assert_found(endless, 0, NULL);
	assert_int_equal(search_find(services, "Grundsicherung", &hit, 1), 1);
	assert_int_equal(hit.id, GRUNDSICHERUNG_ALTER);
	assert_int_equal(search_find(services, "Grundsicherung", &hit, 0), 0);
}

static void an_empty_index_finds_nothing(void **state)
{
	struct search_index *none = search_index_new(NULL, 0);
	struct search_hit hit;

	(void)state;
	assert_int_equal(search_find(none, "Wohngeld", &hit, 1), 0);
	search_index_free(none);
	search_index_free(NULL);
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_name_comes_before_a_text_that_mentions_it),
		cmocka_unit_test(every_word_must_fit),
		cmocka_unit_test(filler_words_need_not_fit),
		cmocka_unit_test(filler_words_alone_are_looked_for),
		cmocka_unit_test(umlauts_may_be_written_in_any_way),
		cmocka_unit_test(a_vowel_before_e_is_no_umlaut),
		cmocka_unit_test(a_mistyped_word_finds_what_was_meant),
		cmocka_unit_test(short_words_must_be_right),
		cmocka_unit_test(parts_of_compounds_are_found),
		cmocka_unit_test(a_compound_finds_the_word_it_begins_with),
		cmocka_unit_test(hyphens_join_or_separate),
		cmocka_unit_test(other_scripts_stay_as_they_are),
		cmocka_unit_test(a_query_may_be_nonsense_or_endless),
		cmocka_unit_test(an_empty_index_finds_nothing),
	};

	return cmocka_run_group_tests(tests, build, tear_down);
}
