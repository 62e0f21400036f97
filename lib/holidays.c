/*
 * holidays.c - the public holidays of the 16 German Länder, computed.
 *
 * Sources: FTG (BW), BayFTG (BY), Gesetz über die Sonn- und Feiertage (BE), FTG
 * (BB), SFTG (HB), Feiertagsgesetz (HH), HFeiertagsG (HE), FTG M-V (MV), NFeiertagsG
 * (NI), Feiertagsgesetz NW (NW), LFtG (RP), SFG (SL), SächsSFG (SN), FeiertG LSA
 * (ST), SFTG (SH), ThürFGtG (TH); 3 October by Art. 2 Abs. 2 Einigungsvertrag.
 */
#include "lib/holidays.h"

#include <string.h>

#define STATES(X) \
	X(BW)     \
	X(BY) X(BE) X(BB) X(HB) X(HH) X(HE) X(MV) X(NI) X(NW) X(RP) X(SL) X(SN) X(ST) X(SH) X(TH)

#define STATE_NUMBER(code) code##_NUMBER,
#define STATE_BIT(code) code = 1 << code##_NUMBER,
#define STATE_NAME(code) #code,

enum { STATES(STATE_NUMBER) STATE_COUNT };
enum { STATES(STATE_BIT) ALL = (1 << STATE_COUNT) - 1 };
static const char *const STATE_CODES[] = {STATES(STATE_NAME)};

enum {
	ALWAYS = HOLIDAYS_LAST_YEAR,
	REPENTANCE = 13, /* in place of a month: the Wednesday before 23 November */
};

/* On a fixed month and day, or, with month EASTER, that many days from Easter Sunday. */
enum { EASTER = 0 };

// clang-format off
static const struct rule {
	int month, day;
	unsigned states;
	int first_year, last_year;
	const char *id, *name_de, *name_en;
} RULES[] = {
	{1, 1, ALL, 0, ALWAYS, "new_year", "Neujahr", "New Year's Day"},
	/* § 1 FTG BW; Art. 1 Abs. 1 Nr. 1 BayFTG; § 2 FeiertG LSA */
	{1, 6, BW | BY | ST, 0, ALWAYS, "epiphany", "Heilige Drei Könige", "Epiphany"},
	/* BE since 2019, MV since 2023: § 1 of Berlin's law, § 2 FTG M-V */
	{3, 8, BE, 2019, ALWAYS, "womens_day", "Internationaler Frauentag", "International Women's Day"},
	{3, 8, MV, 2023, ALWAYS, "womens_day", "Internationaler Frauentag", "International Women's Day"},
	{EASTER, -2, ALL, 0, ALWAYS, "good_friday", "Karfreitag", "Good Friday"},
	{EASTER, 0, BB, 0, ALWAYS, "easter_sunday", "Ostersonntag", "Easter Sunday"},
	{EASTER, 1, ALL, 0, ALWAYS, "easter_monday", "Ostermontag", "Easter Monday"},
	{5, 1, ALL, 0, ALWAYS, "labour_day", "Tag der Arbeit", "Labour Day"},
	/* Once each, the 75th and the 80th anniversary */
	{5, 8, BE, 2020, 2020, "liberation_day", "Tag der Befreiung", "Liberation Day"},
	{5, 8, BE, 2025, 2025, "liberation_day", "Tag der Befreiung", "Liberation Day"},
	{EASTER, 39, ALL, 0, ALWAYS, "ascension", "Christi Himmelfahrt", "Ascension Day"},
	{EASTER, 49, BB, 0, ALWAYS, "whit_sunday", "Pfingstsonntag", "Whit Sunday"},
	{EASTER, 50, ALL, 0, ALWAYS, "whit_monday", "Pfingstmontag", "Whit Monday"},
	{EASTER, 60, BW | BY | HE | NW | RP | SL, 0, ALWAYS, "corpus_christi", "Fronleichnam", "Corpus Christi"},
	/* Once, the 75th anniversary, by the same amendment as 8 May 2025 */
	{6, 17, BE, 2028, 2028, "uprising_day", "Jahrestag des Aufstandes vom 17. Juni 1953",
	 "Anniversary of the Uprising of 17 June 1953"},
	/* § 2 SFG (SL) */
	{8, 15, SL, 0, ALWAYS, "assumption", "Mariä Himmelfahrt", "Assumption Day"},
	/* § 2 ThürFGtG as amended in 2019 */
	{9, 20, TH, 2019, ALWAYS, "childrens_day", "Weltkindertag", "World Children's Day"},
	{10, 3, ALL, 0, ALWAYS, "german_unity", "Tag der Deutschen Einheit", "German Unity Day"},
	/* 2017 everywhere, 500 years after 1517; four northern states since 2018 */
	{10, 31, BB | MV | SN | ST | TH, 0, ALWAYS, "reformation", "Reformationstag", "Reformation Day"},
	{10, 31, ALL & ~(BB | MV | SN | ST | TH), 2017, 2017, "reformation", "Reformationstag", "Reformation Day"},
	{10, 31, HB | HH | NI | SH, 2018, ALWAYS, "reformation", "Reformationstag", "Reformation Day"},
	{11, 1, BW | BY | NW | RP | SL, 0, ALWAYS, "all_saints", "Allerheiligen", "All Saints' Day"},
	/* § 1 Abs. 1 SächsSFG; a working day everywhere else since 1995 */
	{REPENTANCE, 0, SN, 0, ALWAYS, "repentance", "Buß- und Bettag", "Day of Repentance and Prayer"},
	{12, 25, ALL, 0, ALWAYS, "christmas_day", "1. Weihnachtstag", "Christmas Day"},
	{12, 26, ALL, 0, ALWAYS, "boxing_day", "2. Weihnachtstag", "Second Day of Christmas"},
};
// clang-format on

/* Easter Sunday of the Gregorian calendar by Spencer's rule (Meeus,
 * Astronomical Algorithms, chapter 8), which holds for all its years. */
static struct date easter(int year)
{
	int a = year % 19, b = year / 100, c = year % 100;
	int d = b / 4, e = b % 4, f = (b + 8) / 25, g = (b - f + 1) / 3;
	int h = (19 * a + b - d - g + 15) % 30;
	int i = c / 4, k = c % 4;
	int l = (32 + 2 * e + 2 * i - h - k) % 7;
	int m = (a + 11 * h + 22 * l) / 451;
	int n = h + l - 7 * m + 114;

	return (struct date){year, n / 31, n % 31 + 1};
}

static struct date rule_date(const struct rule *rule, int year)
{
	if (rule->month == EASTER)
		return date_add_days(easter(year), rule->day);
	if (rule->month == REPENTANCE) {
		/* Before the last Sunday of the church year (20 to 26 November). */
		struct date last = {year, 11, 22};

		return date_add_days(last, -((date_weekday(last) + 7 - (int)WEDNESDAY) % 7));
	}
	return (struct date){year, rule->month, rule->day};
}

static unsigned state_bit(const char *state)
{
	for (size_t i = 0; i < STATE_COUNT; i++) {
		if (strcmp(state, STATE_CODES[i]) == 0)
			return 1u << i;
	}
	return 0;
}

bool holidays_state_known(const char *state)
{
	return state_bit(state) != 0;
}

size_t holidays_list(struct holiday out[HOLIDAYS_MAX], const char *state, int year)
{
	unsigned bit = state_bit(state);
	size_t count = 0;

	if (year < HOLIDAYS_FIRST_YEAR || year > HOLIDAYS_LAST_YEAR)
		return 0;
	for (const struct rule *r = RULES; r < RULES + sizeof RULES / sizeof *RULES; r++) {
		struct holiday h = {rule_date(r, year), r->id, r->name_de, r->name_en};
		size_t at = count;

		if (!(r->states & bit) || year < r->first_year || year > r->last_year)
			continue;
		for (; at > 0 && date_compare(out[at - 1].date, h.date) > 0; at--)
			out[at] = out[at - 1];
		out[at] = h;
		count++;
	}
	return count;
}
