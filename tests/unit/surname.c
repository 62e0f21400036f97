/* surname.c - names are filed where people look for them. */
#include "lib/surname.h"
#include "lib/surname_examples.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cmocka.h>

static const char *folded(const char *typed)
{
	static struct surname name;

	surname_fold(&name, typed);
	return name.letters;
}

static void marks_and_case_do_not_count(void **state)
{
	static const struct {
		const char *typed, *letters;
	} CASES[] = {
		{"Müller", "MULLER"},
		{"MÜLLER", "MULLER"},
		{"Mu\xcc\x88"
		 "ller",
		 "MULLER"}, /* u and a combining mark */
		{"Ödön", "ODON"},
		{"Äpfel", "APFEL"},
		{"Groß", "GROSS"},
		{"GROẞ", "GROSS"},
		{"Łukasz", "LUKASZ"},
		{"Ørsted", "ORSTED"},
		{"Åse", "ASE"},
		{"Æbelø", "AEBELO"},
		{"İnan", "INAN"},
		{"Işık", "ISIK"},
		{"Çelik", "CELIK"},
		{"Đorđe", "DORDE"},
		{"Þór", "THOR"},
		{"Nguyễn", "NGUYEN"},
		{"Škoda", "SKODA"},
		{"O'Brien", "OBRIEN"},
		{"O’Brien", "OBRIEN"},
		{"Müller-Lüdenscheidt", "MULLERLU"},
		{"  li ", "LI"},
		{"Иванов", "IVANOV"},
		{"Παπαδόπουλος", "PAPADOPO"},
		{"محمد", "MHMD"},
		{"D'Angelo", "DANGELO"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		assert_string_equal(folded(CASES[i].typed), CASES[i].letters);
}

static void particles_are_skipped_when_a_name_follows(void **state)
{
	static const struct {
		const char *typed, *letters;
	} CASES[] = {
		{"von der Leyen", "LEYEN"},
		{"Von Der Leyen", "LEYEN"},
		{"VON DER LEYEN", "LEYEN"},
		{"van Dyck", "DYCK"},
		{"de la Cruz", "CRUZ"},
		{"von und zu Guttenberg", "GUTTENBE"},
		{"zum Felde", "FELDE"},
		{"zur Mühlen", "MUHLEN"},
		{"vom Bruch", "BRUCH"},
		{"v. Bülow", "BULOW"},
		{"al-Hassan", "HASSAN"},
		{"Al Hassan", "HASSAN"},
		{"el–Masri", "MASRI"},
		{"von\xc2\xa0"
		 "Ahn",
		 "AHN"}, /* a space that does not break */
		{"Von", "VON"},
		{"von ", "VON"},
		{"Vonderau", "VONDERAU"},
		{"Devries", "DEVRIES"},
		{"von der", "VONDER"},
		{"Le", "LE"},
		{"Ben Ali", "BENALI"},
		{"Abu-Bakr", "ABUBAKR"},
		{"Schulze-von Berg", "SCHULZEV"},
		{"  von Berg", "BERG"},
		{"- von Berg", "BERG"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++)
		assert_string_equal(folded(CASES[i].typed), CASES[i].letters);
}

static void what_holds_no_letters_is_refused(void **state)
{
	static const char *const BAD[] = {"",   " ",        "-",     "123",
					  "!?", "\xff\xfe", "A\xc3", "\xed\xa0\x80"};
	struct surname name;

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		assert_false(surname_fold(&name, BAD[i]));
		assert_string_equal(name.letters, "");
	}
}

static void very_long_input_is_read_up_to_its_limit(void **state)
{
	static const char *const UNITS[] = {"a", "ä", "щ", "ﷺ", "字", "😀", "von ", "-"};
	char typed[4 * SURNAME_TYPED_MAX_BYTES];
	struct surname name;

	(void)state;
	/* Shifted, so that the limit falls on every place within a character. */
	for (size_t i = 0; i < sizeof UNITS / sizeof *UNITS; i++) {
		for (size_t shift = 0; shift < 4; shift++) {
			memset(typed, 'b', sizeof typed);
			for (size_t at = shift; at + strlen(UNITS[i]) < sizeof typed - 1;
			     at += strlen(UNITS[i]))
				memcpy(typed + at, UNITS[i], strlen(UNITS[i]));
			typed[sizeof typed - 1] = '\0';
			if (surname_fold(&name, typed))
				assert_in_range(strlen(name.letters), 1, SURNAME_LETTERS_MAX);
		}
	}
}

static struct surname_range range(const char *from, const char *to)
{
	struct surname_range out;
	struct problem why;

	assert_true(surname_range_parse(&out, from, to, &why));
	return out;
}

static enum surname_place place(const char *typed, bool whole, struct surname_range r)
{
	struct surname name;

	assert_true(surname_fold(&name, typed));
	name.whole = whole;
	return surname_compare(&name, &r);
}

static void a_range_holds_all_names_that_begin_with_its_limits(void **state)
{
	struct surname_range a_kl = range("A", "Kl"), km_sch = range("Km", "Sch");
	struct surname_range sci_z = range("sci", "z");

	(void)state;
	assert_int_equal(place("A", false, a_kl), SURNAME_INSIDE);
	assert_int_equal(place("Äbtissin", false, a_kl), SURNAME_INSIDE);
	assert_int_equal(place("Kl", false, a_kl), SURNAME_INSIDE);
	assert_int_equal(place("Klüver", false, a_kl), SURNAME_INSIDE);
	assert_int_equal(place("Kla", false, a_kl), SURNAME_INSIDE);
	assert_int_equal(place("Klzzz", false, a_kl), SURNAME_INSIDE);
	assert_int_equal(place("Km", false, a_kl), SURNAME_OUTSIDE);
	assert_int_equal(place("Ko", false, a_kl), SURNAME_OUTSIDE);
	assert_int_equal(place("L", false, a_kl), SURNAME_OUTSIDE);
	assert_int_equal(place("Ko", false, km_sch), SURNAME_INSIDE);
	assert_int_equal(place("Schmidt", false, km_sch), SURNAME_INSIDE);
	assert_int_equal(place("Schz", false, km_sch), SURNAME_INSIDE);
	assert_int_equal(place("Sci", false, km_sch), SURNAME_OUTSIDE);
	assert_int_equal(place("Sd", false, sci_z), SURNAME_INSIDE);
	assert_int_equal(place("Zzzz", false, sci_z), SURNAME_INSIDE);
	assert_int_equal(place("Sch", false, sci_z), SURNAME_OUTSIDE);
}

static void too_few_letters_are_said_to_be_too_few(void **state)
{
	struct surname_range a_kl = range("A", "Kl"), km_sch = range("Km", "Sch");

	(void)state;
	assert_int_equal(place("K", false, a_kl), SURNAME_UNDECIDED);
	assert_int_equal(place("K", false, km_sch), SURNAME_UNDECIDED);
	assert_int_equal(place("S", false, km_sch), SURNAME_UNDECIDED);
	assert_int_equal(place("Sc", false, km_sch), SURNAME_UNDECIDED);
	assert_int_equal(place("Sch", false, km_sch), SURNAME_INSIDE);
	assert_int_equal(place("J", false, a_kl), SURNAME_INSIDE);
	assert_int_equal(place("K", false, range("Ka", "Kz")), SURNAME_INSIDE);
	assert_int_equal(place("K", false, range("Kaa", "Kzz")), SURNAME_INSIDE);
}

static void a_whole_name_is_always_decided(void **state)
{
	(void)state;
	assert_int_equal(place("Li", true, range("A", "Lia")), SURNAME_INSIDE);
	assert_int_equal(place("Li", true, range("Lib", "Z")), SURNAME_OUTSIDE);
	assert_int_equal(place("Li", false, range("Lib", "Z")), SURNAME_UNDECIDED);
	assert_int_equal(place("O", true, range("Oa", "Oz")), SURNAME_INSIDE);
	assert_int_equal(place("S", true, range("Km", "Sch")), SURNAME_INSIDE);
	assert_int_equal(place("Sch", true, range("Sci", "Z")), SURNAME_OUTSIDE);
}

static void mistakes_in_ranges_are_named(void **state)
{
	static const struct {
		const char *from, *to, *code, *detail;
	} BAD[] = {
		{"", "K", "surname_limit", "empty"},
		{"A", "", "surname_limit", "empty"},
		{"A", "K1", "surname_limit", "K1"},
		{"A-", "K", "surname_limit", "A-"},
		{"A", "–", "surname_limit", "no letter"},
		{"von A", "K", "surname_limit", "von A"},
		{"A", "\xff", "surname_limit", "no letter"},
		{"A", "Schmidts", "surname_limit", "Schmidts"},
		{"A", "ßßßß", "surname_limit", "1 to 6"},
		{"L", "K", "surname_order", "\"L\" comes after \"K\""},
		{"Sci", "Sch", "surname_order", "after"},
		{"Z", "Ä", "surname_order", "after"},
	};
	struct surname_range r;
	struct problem why;

	(void)state;
	for (size_t i = 0; i < sizeof BAD / sizeof *BAD; i++) {
		assert_false(surname_range_parse(&r, BAD[i].from, BAD[i].to, &why));
		assert_string_equal(why.code, BAD[i].code);
		assert_non_null(strstr(why.detail, BAD[i].detail));
	}
	range("Sch", "S"); /* the rest of S */
	range("S", "Sch");
	range("Schmid", "Schmid");
	range("Groß", "Gröt");
}

/* Gaps and overlaps as "Sci-St:0 ", of claims written "A-Kl=1 Km-Z=2". */
static void covers(const char *claims, const char *expected)
{
	struct surname_claim list[16];
	struct surname_span spans[33];
	char text[256], got[512] = "";
	size_t count = 0, found;

	snprintf(text, sizeof text, "%s", claims);
	for (char *rest = text, *word; (word = strsep(&rest, " "));) {
		char *from = strsep(&word, "-"), *to = strsep(&word, "=");

		if (!*from)
			continue;
		list[count].range = range(from, to);
		list[count++].owner = (size_t)atoi(word);
	}
	found = surname_coverage(spans, 33, list, count);
	for (size_t i = 0; i < found; i++)
		sprintf(got + strlen(got), "%s%s-%s:%zu", i ? " " : "", spans[i].from, spans[i].to,
			spans[i].owners);
	assert_string_equal(got, expected);
}

static void gaps_and_overlaps_are_told_in_prefixes(void **state)
{
	(void)state;
	covers("A-Kl=1 Km-Sch=2 Sci-Z=3", "");
	covers("A-Z=1", "");
	covers("A-K=1 L-Z=2", "");
	covers("L-Z=2 A-K=1", "");
	covers("", "A-Z:0");
	covers("A-Kl=1 Km-Sch=2 Su-Z=3", "Sci-St:0");
	covers("A-M=1 M-Z=2", "M-M:2");
	covers("A-Mz=1 M-Z=2", "M-M:2");
	covers("B-Y=1", "A-A:0 Z-Z:0");
	covers("A-Sb=1 Sd-Z=2", "Sc-Sc:0");
	covers("A-Sch=1 T-Z=2", "Sci-Sz:0");
	covers("A-R=1 Sch-Z=2", "S-Scg:0");
	covers("A-Z=1 A-Z=2 C-D=3", "A-B:2 C-D:3 E-Z:2");
	covers("A-Ja=1 Jb-Z=2", "");
	covers("A-J=1 Ka-Z=2", "");
}

static void overlaps_with_oneself_are_none(void **state)
{
	(void)state;
	covers("A-M=1 K-Z=1", "");
	covers("A-M=1 K-Z=1 L-L=2", "L-L:2");
	covers("A-M=1 L-L=2 K-Z=1 L-L=2", "L-L:2");
}

static void more_findings_than_room_are_only_counted(void **state)
{
	struct surname_claim claims[] = {{range("B", "B"), 1}, {range("D", "D"), 1}};
	struct surname_span spans[3];

	(void)state;
	memset(spans, 0, sizeof spans);
	assert_int_equal(surname_coverage(spans, 2, claims, 2), 3);
	assert_string_equal(spans[1].from, "C");
	assert_string_equal(spans[2].from, "");
}

/* Every name of up to three of these letters, for ranges with limits of them. */
static void random_ranges_agree_with_comparing_names_one_by_one(void **state)
{
	static const char *const NAMES[] = {"A",  "AA",  "AAA", "AAZ", "AB",  "ABC", "AZ",  "AZZ",
					    "B",  "BA",  "BAZ", "BM",  "BMA", "BZ",  "BZZ", "M",
					    "MA", "MM",  "MZ",  "MZZ", "Y",   "YA",  "YZ",  "Z",
					    "ZA", "ZAA", "ZM",  "ZZ",  "ZZZ"};
	enum { COUNT = sizeof NAMES / sizeof *NAMES };

	(void)state;
	for (int from = 0; from < COUNT; from++) {
		for (int to = from; to < COUNT; to++) {
			struct surname_range r = range(NAMES[from], NAMES[to]);

			for (int n = 0; n < COUNT; n++) {
				/* Whoever is called this and some more letters; the names
				 * between are what "m" stands for. */
				char full[16];
				bool inside;

				snprintf(full, sizeof full, "%smm", NAMES[n]);
				for (char *c = full; *c; c++)
					*c = *c >= 'a' ? (char)(*c - 'a' + 'A') : *c;
				inside = strcmp(full, NAMES[from]) >= 0 &&
					 (strcmp(full, NAMES[to]) < 0 ||
					  strncmp(full, NAMES[to], strlen(NAMES[to])) == 0);
				assert_int_equal(place(full, true, r),
						 inside ? SURNAME_INSIDE : SURNAME_OUTSIDE);
				if (place(NAMES[n], false, r) != SURNAME_UNDECIDED)
					assert_int_equal(place(NAMES[n], false, r),
							 place(full, true, r));
			}
		}
	}
}

static void ranges_have_examples_that_people_are_called(void **state)
{
	static const struct {
		const char *from, *to, *names;
	} CASES[] = {
		{"Sc", "St", "Schmidt, Schneider, Schulz"},
		{"Ö", "Ö", "Opitz, Otto, Öztürk"},
		{"Q", "Q", "Quandt, Quast"},
		{"X", "Y", "Xander, Yıldız, Yılmaz"},
		{"Xy", "Xy", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof CASES / sizeof *CASES; i++) {
		struct surname_range range;
		struct problem why;
		char *names;

		assert_true(surname_range_parse(&range, CASES[i].from, CASES[i].to, &why));
		names = surname_examples_text(&range);
		assert_string_equal(names, CASES[i].names);
		free(names);
	}
}

static void every_letter_has_an_example(void **state)
{
	(void)state;
	for (char letter = 'A'; letter <= 'Z'; letter++) {
		const char *names[SURNAME_EXAMPLES_MAX];
		struct surname_range range;
		struct problem why;

		assert_true(surname_range_parse(&range, (char[]){letter, 0}, (char[]){letter, 0},
						&why));
		assert_true(surname_examples(names, &range) > 0);
	}
}

int main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(marks_and_case_do_not_count),
		cmocka_unit_test(particles_are_skipped_when_a_name_follows),
		cmocka_unit_test(what_holds_no_letters_is_refused),
		cmocka_unit_test(very_long_input_is_read_up_to_its_limit),
		cmocka_unit_test(a_range_holds_all_names_that_begin_with_its_limits),
		cmocka_unit_test(too_few_letters_are_said_to_be_too_few),
		cmocka_unit_test(a_whole_name_is_always_decided),
		cmocka_unit_test(mistakes_in_ranges_are_named),
		cmocka_unit_test(gaps_and_overlaps_are_told_in_prefixes),
		cmocka_unit_test(overlaps_with_oneself_are_none),
		cmocka_unit_test(more_findings_than_room_are_only_counted),
		cmocka_unit_test(ranges_have_examples_that_people_are_called),
		cmocka_unit_test(every_letter_has_an_example),
		cmocka_unit_test(random_ranges_agree_with_comparing_names_one_by_one),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
