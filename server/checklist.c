/* checklist.c - what an office lacks before citizens can book there. */
#include "server/checklist.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/date.h"
#include "server/db/rows.h"
#include "server/text.h"

void checklist_add(struct checklist *c, enum checklist_level level, const char *key,
		   const char *area, json_t *vars)
{
	str_auto_t *heading = text_format("staff.check.%s.heading", key);
	str_auto_t *text = text_format("staff.check.%s.text", key);

	json_array_append_new(c->findings[level],
			      json_pack("{s:s, s:o, s:o, s:s}", "key", key, "heading_text",
					word_text(c->w, heading, NULL), "text",
					word_text(c->w, text, vars), "area", area));
}

static json_t *json_cell(const struct checklist *c, const char *column)
{
	const char *text = row_text(c->facts, 0, column);

	return text ? json_loads(text, 0, NULL) : json_array();
}

static bool says(const json_t *texts, const char *language, const char *name)
{
	const json_t *found = json_object_get(json_object_get(texts, language), name);

	return json_string_length(found) > 0 || json_array_size(found) > 0;
}

/* "Antrag, Beratung": the names joined, for a text's variable. */
static void name_add(struct buffer *list, json_t *name)
{
	buffer_printf(list, "%s%s", list->len ? ", " : "", json_string_value(name));
	json_decref(name);
}

/*
 * Red
 */

static void check_services(struct checklist *c, const char *key)
{
	if (!office_service_at(c->office, 0))
		checklist_add(c, CHECKLIST_RED, key, "services", NULL);
}

/* Without a name in the default language there is one in another, or none at all. */
static json_t *name_of(const struct checklist *c, const json_t *texts, const char *slug)
{
	json_t *name = word_of(c->w, texts, "name");

	if (json_is_string(name))
		return name;
	json_decref(name);
	return json_string(slug);
}

static void check_texts(struct checklist *c, const char *key)
{
	const char *language = c->w->authority->languages[0];
	const struct service *s;

	if (!says(c->office->texts, language, "name"))
		checklist_add(c, CHECKLIST_RED, key, "import",
			      json_pack("{s:s, s:o}", "what", c->office->slug, "language",
					word_language(c->w, language)));
	for (size_t i = 0; (s = office_service_at(c->office, i)); i++)
		if (!says(s->texts, language, "name") ||
		    !(says(s->texts, language, "summary") || says(s->texts, language, "text")))
			checklist_add(c, CHECKLIST_RED, key, "services",
				      json_pack("{s:o, s:o}", "what", name_of(c, s->texts, s->slug),
						"language", word_language(c->w, language)));
}

static void contact_add(struct checklist *c, const char *key, const char *what, const char *area)
{
	str_auto_t *word = text_format("staff.check.contact.%s", what);

	checklist_add(c, CHECKLIST_RED, key, area,
		      json_pack("{s:o}", "what", word_text(c->w, word, NULL)));
}

static void check_contact(struct checklist *c, const char *key)
{
	const struct office *o = c->office;

	if (json_array_size(json_object_get(o->address, "lines")) == 0)
		contact_add(c, key, "address", "import");
	if (!o->phone || !*o->phone)
		contact_add(c, key, "phone", "settings");
	if (!o->email || !*o->email)
		contact_add(c, key, "email", "settings");
}

static void link_check(struct checklist *c, const char *key, const char *name)
{
	const json_t *links = json_object_get(c->w->authority->document, "links");

	if (json_string_length(json_object_get(links, name)) == 0)
		checklist_add(c, CHECKLIST_RED, key, "theme", NULL);
}

static void check_privacy(struct checklist *c, const char *key)
{
	link_check(c, key, "privacy");
}

static void check_imprint(struct checklist *c, const char *key)
{
	link_check(c, key, "imprint");
}

static void check_manager(struct checklist *c, const char *key)
{
	json_auto_t *managers = json_cell(c, "managers");
	buffer_auto_t names = {0};
	json_t *one;
	size_t i;

	json_array_foreach (managers, i, one) {
		if (json_is_true(json_object_get(one, "second_factor")))
			return;
		name_add(&names, json_incref(json_object_get(one, "name")));
	}
	checklist_add(c, CHECKLIST_RED, key, "accounts",
		      json_pack("{s:o}", "names", word_or_null(names.data)));
}

static void check_mail(struct checklist *c, const char *key)
{
	if (!row_text(c->facts, 0, "mail_sent"))
		checklist_add(c, CHECKLIST_RED, key, "",
			      json_pack("{s:o, s:o}", "to",
					word_or_null(row_text(c->facts, 0, "mail_to")), "error",
					word_or_null(row_text(c->facts, 0, "mail_error"))));
}

/*
 * Yellow
 */

/* What is written in the default language is there in the other one. */
static bool speaks(const struct service *s, const char *standard, const char *language)
{
	static const char *const NAMES[] = {"name", "summary", "text", "documents",
					    "documents_note"};

	for (size_t i = 0; i < sizeof NAMES / sizeof *NAMES; i++)
		if (says(s->texts, standard, NAMES[i]) && !says(s->texts, language, NAMES[i]))
			return false;
	return true;
}

static void check_languages(struct checklist *c, const char *key)
{
	const struct authority *a = c->w->authority;
	const struct service *s;

	for (size_t i = 0; (s = office_service_at(c->office, i)); i++) {
		buffer_auto_t missing = {0};

		for (size_t k = 1; k < a->nlanguages; k++)
			if (office_offers_language(c->office, a->languages[k]) &&
			    !speaks(s, a->languages[0], a->languages[k]))
				name_add(&missing, word_language(c->w, a->languages[k]));
		if (missing.len)
			checklist_add(c, CHECKLIST_YELLOW, key, "services",
				      json_pack("{s:o, s:s, s:o}", "service",
						name_of(c, s->texts, s->slug), "languages",
						missing.data, "standard",
						word_language(c->w, a->languages[0])));
	}
}

static void check_closings(struct checklist *c, const char *key)
{
	json_auto_t *years = json_cell(c, "years_without");
	json_t *year;
	size_t i;

	json_array_foreach (years, i, year)
		checklist_add(c, CHECKLIST_YELLOW, key, "holidays",
			      json_pack("{s:O}", "year", year));
}

static void check_holidays(struct checklist *c, const char *key)
{
	json_auto_t *days = json_cell(c, "holidays");
	json_t *day;
	size_t i;

	json_array_foreach (days, i, day) {
		struct date date;
		json_int_t times = json_integer_value(json_object_get(day, "times"));

		if (!date_parse(&date, json_string_value(json_object_get(day, "day"))))
			continue;
		checklist_add(
			c, CHECKLIST_YELLOW, key, "week",
			json_pack("{s:o, s:o, s:o}", "day", word_date(c->w, DATE_FULL, date),
				  "holiday", word_of(c->w, json_object_get(day, "name"), "name"),
				  "times", word_count(c->w, "staff.count.slots", (long)times)));
	}
}

static void check_leika(struct checklist *c, const char *key)
{
	buffer_auto_t names = {0};
	const struct service *s;

	for (size_t i = 0; (s = office_service_at(c->office, i)); i++)
		if (!s->leika)
			name_add(&names, name_of(c, s->texts, s->slug));
	if (names.len)
		checklist_add(c, CHECKLIST_YELLOW, key, "services",
			      json_pack("{s:s}", "names", names.data));
}

static bool has_room(const struct contact_person *p)
{
	const char *language;
	json_t *texts;

	json_object_foreach (p->room, language, texts)
		if (json_string_length(json_object_get(texts, "room")) > 0)
			return true;
	return false;
}

/* Of those whom citizens visit. */
static void check_rooms(struct checklist *c, const char *key)
{
	const struct authority *a = c->w->authority;
	buffer_auto_t names = {0};
	unsigned channels = 0;
	const struct service *s;

	for (size_t i = 0; (s = office_service_at(c->office, i)); i++)
		channels |= s->channels;
	for (size_t i = 0; channels & CHANNEL_IN_PERSON && i < a->npersons; i++)
		if (a->persons[i].office == c->office && !has_room(&a->persons[i]))
			name_add(&names, json_string(a->persons[i].name));
	if (names.len)
		checklist_add(c, CHECKLIST_YELLOW, key, "people",
			      json_pack("{s:s}", "names", names.data));
}

/*
 * All of them
 */

// clang-format off
static const struct check {
	const char *key; /* staff.check.KEY */
	void (*run)(struct checklist *c, const char *key);
	bool of_services; /* says nothing where there are none */
} CHECKS[] = {
	{"services",  check_services,  false},
	{"texts",     check_texts,     true},
	{"nobody",    check_nobody,    true},
	{"times",     check_times,     true},
	{"contact",   check_contact,   false},
	{"privacy",   check_privacy,   false},
	{"imprint",   check_imprint,   false},
	{"manager",   check_manager,   false},
	{"mail",      check_mail,      false},
	{"languages", check_languages, true},
	{"few",       check_few_times, true},
	{"closings",  check_closings,  false},
	{"holidays",  check_holidays,  false},
	{"leika",     check_leika,     true},
	{"rooms",     check_rooms,     true},
};
// clang-format on

static size_t found(const struct checklist *c)
{
	return json_array_size(c->findings[CHECKLIST_RED]) +
	       json_array_size(c->findings[CHECKLIST_YELLOW]);
}

static json_t *fine_text(const struct checklist *c, const char *key)
{
	str_auto_t *name = text_format("staff.check.%s.fine", key);
	bool sent = row_text(c->facts, 0, "mail_sent") != NULL;

	return word_text(c->w, name,
			 json_pack("{s:o, s:o}", "to",
				   word_or_null(row_text(c->facts, 0, "mail_to")), "sent",
				   sent ? word_at(c->w, row_integer(c->facts, 0, "mail_sent"))
					: json_null()));
}

void checklist_judge(struct checklist *c)
{
	bool has_services = office_service_at(c->office, 0) != NULL;

	for (int level = 0; level < CHECKLIST_LEVELS; level++)
		c->findings[level] = json_array();
	c->fine = json_array();
	for (size_t i = 0; i < sizeof CHECKS / sizeof *CHECKS; i++) {
		size_t before = found(c);

		if (CHECKS[i].of_services && !has_services)
			continue;
		CHECKS[i].run(c, CHECKS[i].key);
		if (found(c) == before)
			json_array_append_new(c->fine,
					      json_pack("{s:s, s:o}", "key", CHECKS[i].key, "text",
							fine_text(c, CHECKS[i].key)));
	}
}

void checklist_done(struct checklist *c)
{
	for (int level = 0; level < CHECKLIST_LEVELS; level++)
		json_decref(c->findings[level]);
	json_decref(c->fine);
}

bool checklist_is_ready(const struct checklist *c)
{
	return json_array_size(c->findings[CHECKLIST_RED]) == 0;
}
