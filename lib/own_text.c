/* own_text.c - texts that an office says in its own words: which there are, and what they may name.
 */
#include "lib/own_text.h"

#include <ctype.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/nearest.h"
#include "lib/own_text_piece.h"
#include "lib/utf8.h"
#include "lib/xalloc.h"

#define OF_ALL "office", "office_phone", "office_email", "authority"
#define OF_BOOKINGS                                                                              \
	"given_name", "family_name", "date", "time", "time_text", "hours", "service", "channel", \
		"room", "address", "place", "contact_person", "contact_phone", "reference"
#define OF_COMING "documents", "documents_note", "change_until", "manage_url"

// clang-format off
const struct own_text OWN_TEXTS[] = {
	{"mail.confirmation", true,  "manage_url", {OF_BOOKINGS, OF_COMING, OF_ALL}},
	{"mail.reminder",     true,  "manage_url", {OF_BOOKINGS, OF_COMING, OF_ALL}},
	{"mail.moved",        true,  "manage_url", {OF_BOOKINGS, OF_COMING, "previous_date", "previous_hours", "office_text", OF_ALL}},
	{"mail.cancelled",    true,  NULL,         {OF_BOOKINGS, "office_text", "book_url", OF_ALL}},
	{"mail.lost_link",    true,  "manage_url", {OF_BOOKINGS, OF_COMING, OF_ALL}},
	{"page.greeting",     false, NULL,         {OF_ALL}},
	{"page.privacy",      false, NULL,         {"keep", OF_ALL}},
	{0},
};

/* What people call them who do not look at the list. */
static const struct {
	const char *word, *variable;
} ALSO[] = {
	{"vorname", "given_name"},        {"first_name", "given_name"},
	{"nachname", "family_name"},      {"familienname", "family_name"},
	{"name", "family_name"},          {"last_name", "family_name"},
	{"datum", "date"},                {"tag", "date"},
	{"uhrzeit", "time"},              {"zeit", "time"},
	{"anliegen", "service"},          {"leistung", "service"},
	{"terminart", "channel"},         {"zimmer", "room"},
	{"raum", "room"},                 {"anschrift", "address"},
	{"adresse", "address"},           {"ort", "place"},
	{"unterlagen", "documents"},      {"dokumente", "documents"},
	{"ansprechpartner", "contact_person"},
	{"ansprechpartnerin", "contact_person"},
	{"ansprechperson", "contact_person"},
	{"sachbearbeiter", "contact_person"},
	{"terminnummer", "reference"},    {"nummer", "reference"},
	{"link", "manage_url"},           {"terminlink", "manage_url"},
	{"amt", "office"},                {"telefon", "office_phone"},
	{"email", "office_email"},        {"behörde", "authority"},
	{"frist", "keep"},                {"tage", "keep"},
};
// clang-format on

enum { ALSO_COUNT = sizeof ALSO / sizeof ALSO[0], TYPED_MAX_BYTES = 48 };

const struct own_text *own_text_find(const char *name)
{
	for (const struct own_text *t = OWN_TEXTS; t->name; t++)
		if (strcmp(t->name, name) == 0)
			return t;
	return NULL;
}

bool own_variable_is_link(const char *variable)
{
	static const char ENDING[] = "_url";
	size_t len = strlen(variable);

	return len >= sizeof ENDING && strcmp(variable + len - (sizeof ENDING - 1), ENDING) == 0;
}

static bool may_name(const struct own_text *t, bool subject, const char *variable)
{
	if (subject && own_variable_is_link(variable))
		return false;
	for (size_t i = 0; t->variables[i]; i++)
		if (strcmp(t->variables[i], variable) == 0)
			return true;
	return false;
}

/* The variable, or another word for it, that looks most like what was typed. */
static const char *meant_by(const struct own_text *t, bool subject, const char *typed)
{
	const char *names[OWN_VARIABLES_MAX + ALSO_COUNT + 1], *found;
	str_auto_t *small = xstrdup(typed);
	size_t n = 0;

	for (char *p = small; *p; p++)
		*p = (char)tolower((unsigned char)*p);
	for (size_t i = 0; t->variables[i]; i++)
		if (may_name(t, subject, t->variables[i]))
			names[n++] = t->variables[i];
	for (size_t i = 0; i < ALSO_COUNT; i++)
		if (may_name(t, subject, ALSO[i].variable))
			names[n++] = ALSO[i].word;
	names[n] = NULL;
	found = nearest_text(small, names);
	for (size_t i = 0; found && i < ALSO_COUNT; i++)
		if (strcmp(ALSO[i].word, found) == 0 && !may_name(t, subject, found))
			return ALSO[i].variable;
	return found;
}

size_t own_text_check(const struct own_text *t, bool subject, const char *text,
		      own_unknown_fn *unknown, void *ctx)
{
	const char *at = text, *end = text + strlen(text);
	struct own_piece piece;
	size_t n = 0;

	while (own_piece_next(&at, end, &piece)) {
		str_auto_t *name = NULL;

		if (!piece.variable)
			continue;
		name = xstrndup(piece.text, utf8_cut(piece.text, piece.len, TYPED_MAX_BYTES));
		if (piece.closed && may_name(t, subject, name))
			continue;
		unknown(ctx, name, meant_by(t, subject, name));
		n++;
	}
	return n;
}

bool own_text_names(const char *text, const char *variable)
{
	const char *at = text, *end = text + strlen(text);
	struct own_piece piece;

	while (own_piece_next(&at, end, &piece))
		if (piece.variable && piece.len == strlen(variable) &&
		    memcmp(piece.text, variable, piece.len) == 0)
			return true;
	return false;
}

const char *own_text_tells(const char *text, const json_t *texts)
{
	const char *code;
	json_t *own;

	json_object_foreach ((json_t *)(uintptr_t)texts, code, own) {
		const char *name = json_string_value(json_object_get(own, "name"));

		if (name && *name && strcasestr(text, name))
			return name;
	}
	return NULL;
}
