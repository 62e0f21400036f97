/* catalogue_read.c - an authority from the document that the statement catalogue made. */
#include "server/catalogue_read.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/tick.h"
#include "lib/weekly_hours.h"
#include "lib/xalloc.h"
#include "lib/zone.h"
#include "server/log.h"

const struct rules RULES_DEFAULT = {
	.lead_minutes = 60,
	.horizon = {.days = 60},
	.kept_percent = 0,
	.kept_hours = 24,
	.hold_minutes = 10,
	.change_deadline_minutes = 0,
	.reminder_hours = 24,
	.retention_days = 7,
	.bookings_per_email = 2,
	.contact_by = CONTACT_BY_EMAIL,
	.discreet = false,
};

static const char *text_of(const json_t *object, const char *name)
{
	return json_string_value(json_object_get(object, name));
}

static int64_t key_of(const json_t *object, const char *name)
{
	return json_integer_value(json_object_get(object, name));
}

static unsigned channels_of(const json_t *list)
{
	unsigned mask = 0;
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item)
		mask |= channel_parse(json_string_value(item));
	return mask;
}

static void rule_inherit(int *rule, const json_t *office, const char *name)
{
	const json_t *own = json_object_get(office, name);

	if (json_is_integer(own))
		*rule = (int)json_integer_value(own);
}

static void opening_inherit(int *minute, const char *own)
{
	if (own && !weekly_hours_time_parse(minute, own))
		log_error("office_unreadable days_open_at=%s", own);
}

static void rules_inherit(struct rules *rules, const json_t *office)
{
	static const char *const CONTACT[] = {"email", "phone", "email_or_phone",
					      "email_and_phone"};
	const char *contact = text_of(office, "contact_by");
	const json_t *discreet = json_object_get(office, "discreet");

	rule_inherit(&rules->lead_minutes, office, "lead_minutes");
	rule_inherit(&rules->horizon.days, office, "horizon_days");
	opening_inherit(&rules->horizon.opens_minute, text_of(office, "days_open_at"));
	rule_inherit(&rules->kept_percent, office, "kept_percent");
	rule_inherit(&rules->kept_hours, office, "kept_hours");
	rule_inherit(&rules->hold_minutes, office, "hold_minutes");
	rule_inherit(&rules->change_deadline_minutes, office, "change_deadline_minutes");
	rule_inherit(&rules->reminder_hours, office, "reminder_hours");
	rule_inherit(&rules->retention_days, office, "retention_days");
	rule_inherit(&rules->bookings_per_email, office, "bookings_per_email");
	if (json_is_boolean(discreet))
		rules->discreet = json_is_true(discreet);
	for (size_t i = 0; contact && i < sizeof CONTACT / sizeof CONTACT[0]; i++)
		if (strcmp(contact, CONTACT[i]) == 0)
			rules->contact_by = (enum contact_by)i;
}

/* What the office does not say itself comes from those above it, the top first. */
static void office_settle(struct office *o, const json_t *rows)
{
	const struct office *chain[OFFICE_DEPTH_MAX] = {NULL};
	size_t len = 0;

	for (const struct office *up = o; up && len < OFFICE_DEPTH_MAX; up = up->parent)
		chain[len++] = up;
	o->depth = len;
	o->rules = RULES_DEFAULT;
	o->phone = o->authority->phone;
	o->email = o->authority->email;
	o->address = json_object_get(o->authority->document, "address");
	for (size_t i = len; i-- > 0;) {
		const json_t *row =
			json_array_get(rows, (size_t)(chain[i] - o->authority->offices));
		json_t *address = json_object_get(row, "address");
		json_t *languages = json_object_get(row, "languages");

		rules_inherit(&o->rules, row);
		o->phone = text_of(row, "phone") ? text_of(row, "phone") : o->phone;
		o->email = text_of(row, "email") ? text_of(row, "email") : o->email;
		o->address = json_is_object(address) ? address : o->address;
		o->languages = json_is_array(languages) ? languages : o->languages;
	}
	for (size_t i = 0, at = 0; i < len; i++)
		at += (size_t)snprintf(o->path + at, sizeof o->path - at, "%c%" PRId64,
				       i ? ',' : '{', chain[i]->id);
	strcat(o->path, "}");
}

static void offices_read(struct authority *a, json_t *rows)
{
	size_t i;
	json_t *row;

	a->noffices = json_array_size(rows);
	a->offices = xcalloc(a->noffices, sizeof a->offices[0]);
	json_array_foreach (rows, i, row) {
		a->offices[i] = (struct office){
			.id = key_of(row, "office_id"),
			.slug = text_of(row, "slug"),
			.authority = a,
			.state = office_state_parse(text_of(row, "state")),
			.texts = json_object_get(row, "texts"),
			.rehearsal_hash = text_of(row, "rehearsal_token_hash"),
			.own_texts = json_object_get(row, "own_texts"),
		};
	}
	for (i = 0; i < a->noffices; i++) {
		key_index_add(&a->office_ids, (uint64_t)a->offices[i].id, i);
		key_index_add(&a->office_slugs, key_of_text(0, a->offices[i].slug), i);
	}
	key_index_sort(&a->office_ids);
	key_index_sort(&a->office_slugs);
	json_array_foreach (rows, i, row) {
		a->offices[i].live = a->offices[i].state == OFFICE_LIVE;
		a->offices[i].parent = authority_office_by_id(a, key_of(row, "parent_id"));
		a->offices[i].successor = authority_office_by_id(a, key_of(row, "successor_id"));
	}
	for (i = 0; i < a->noffices; i++)
		office_settle(&a->offices[i], rows);
}

static void persons_read(struct authority *a, json_t *rows)
{
	size_t i;
	json_t *row;

	a->npersons = json_array_size(rows);
	a->persons = xcalloc(a->npersons, sizeof a->persons[0]);
	json_array_foreach (rows, i, row) {
		a->persons[i] = (struct contact_person){
			.id = key_of(row, "contact_person_id"),
			.slug = text_of(row, "slug"),
			.name = text_of(row, "name"),
			.phone = text_of(row, "phone"),
			.email = text_of(row, "email"),
			.video_url = text_of(row, "video_url"),
			.office = authority_office_by_id(a, key_of(row, "office_id")),
			.lanes = (unsigned)key_of(row, "lanes"),
			.room = json_object_get(row, "room"),
		};
		key_index_add(&a->person_ids, (uint64_t)a->persons[i].id, i);
	}
	key_index_sort(&a->person_ids);
}

static void services_read(struct authority *a, json_t *rows)
{
	size_t i;
	json_t *row;

	a->nservices = json_array_size(rows);
	a->services = xcalloc(a->nservices, sizeof a->services[0]);
	json_array_foreach (rows, i, row) {
		a->services[i] = (struct service){
			.id = key_of(row, "service_id"),
			.slug = text_of(row, "slug"),
			.leika = text_of(row, "leika"),
			.office = authority_office_by_id(a, key_of(row, "office_id")),
			.minutes = (int)key_of(row, "minutes"),
			.buffer_minutes = (int)key_of(row, "buffer_minutes"),
			.channels = channels_of(json_object_get(row, "channels")),
			.texts = json_object_get(row, "texts"),
			.questions = json_object_get(row, "questions"),
		};
		key_index_add(&a->service_ids, (uint64_t)a->services[i].id, i);
		key_index_add(&a->service_slugs,
			      key_of_text(a->services[i].office->id, a->services[i].slug), i);
		key_index_add(&a->office_services, (uint64_t)a->services[i].office->id, i);
	}
	key_index_sort(&a->office_services);
	key_index_sort(&a->service_ids);
	key_index_sort(&a->service_slugs);
}

static void municipalities_read(struct authority *a, json_t *rows)
{
	size_t i;
	json_t *row;

	a->nmunicipalities = json_array_size(rows);
	a->municipalities = xcalloc(a->nmunicipalities, sizeof a->municipalities[0]);
	json_array_foreach (rows, i, row)
		a->municipalities[i] =
			(struct municipality){text_of(row, "key"), text_of(row, "name")};
}

static const char *const *keys_read(const json_t *list)
{
	const char **keys = xcalloc(json_array_size(list), sizeof keys[0]);
	size_t i;
	json_t *item;

	json_array_foreach (list, i, item)
		keys[i] = json_string_value(item);
	return keys;
}

/* From the first local day of appointments it is for through the last one. */
static void dates_read(const struct authority *a, struct responsibility *out, const json_t *row)
{
	const char *from = text_of(row, "valid_from"), *until = text_of(row, "valid_until");
	struct date date;

	out->dated = from || until;
	out->from = from && date_parse(&date, from) ? tick_ceil(zone_midnight(a->zone, date))
						    : INT32_MIN;
	out->to = until && date_parse(&date, until)
			  ? tick_ceil(zone_midnight(a->zone, date_add_days(date, 1)))
			  : INT32_MAX;
}

static bool responsibility_read(struct authority *a, struct responsibility *out, const json_t *row)
{
	struct contact_person *p = authority_person_by_id(a, key_of(row, "contact_person_id"));
	const json_t *keys = json_object_get(row, "municipalities");
	struct problem why;

	if (!p)
		return false; /* not active */
	*out = (struct responsibility){
		.contact_person = (size_t)(p - a->persons),
		.by_surname = text_of(row, "surname_from") != NULL,
		.municipality_count = json_array_size(keys),
	};
	if (out->by_surname && !surname_range_parse(&out->surnames, text_of(row, "surname_from"),
						    text_of(row, "surname_to"), &why)) {
		log_error("responsibility %" PRId64 " left out: %s",
			  key_of(row, "responsibility_id"), why.detail);
		return false;
	}
	if (out->municipality_count > 0)
		out->municipalities = keys_read(keys);
	dates_read(a, out, row);
	return true;
}

static void responsibilities_read(struct authority *a, json_t *rows)
{
	size_t i;
	json_t *row;

	json_array_foreach (rows, i, row) {
		struct service *s = authority_service_by_id(a, key_of(row, "service_id"));

		if (!s || s->nresponsibilities == RESPONSIBILITIES_MAX)
			continue;
		s->responsibilities =
			xrealloc(s->responsibilities,
				 (s->nresponsibilities + 1) * sizeof s->responsibilities[0]);
		s->ranges = xrealloc(s->ranges, (s->nresponsibilities + 1) * sizeof s->ranges[0]);
		s->ranges[s->nresponsibilities] = (struct range_text){
			text_of(row, "surname_from"), text_of(row, "surname_to"),
			authority_person_by_id(a, key_of(row, "instead_of"))};
		if (!responsibility_read(a, &s->responsibilities[s->nresponsibilities], row))
			continue;
		s->dated |= s->responsibilities[s->nresponsibilities++].dated;
	}
	for (i = 0; i < a->nservices; i++)
		a->services[i].asks = responsibility_asks(a->services[i].responsibilities,
							  a->services[i].nresponsibilities);
}

/*
 * Searching: every language's words find a service.
 */

enum {
	SEARCH_TEXTS_MAX = 64,
	WEIGHT_NAME = 100,
	WEIGHT_KEYWORD = 80,
	WEIGHT_OFFICE = 40,
	WEIGHT_TEXT = 20
};

struct search_texts {
	struct search_entry *entries;
	size_t n, room;
};

static void search_add(struct search_texts *t, int64_t id, int weight, const json_t *text)
{
	size_t i;
	json_t *item;

	json_array_foreach (text, i, item)
		search_add(t, id, weight, item);
	if (!json_is_string(text))
		return;
	if (t->n == t->room) {
		t->room = t->room ? 2 * t->room : SEARCH_TEXTS_MAX;
		t->entries = xrealloc(t->entries, t->room * sizeof t->entries[0]);
	}
	t->entries[t->n++] = (struct search_entry){id, weight, json_string_value(text)};
}

static void search_add_service(struct search_texts *t, const struct service *s)
{
	const char *code;
	json_t *texts;

	json_object_foreach (s->texts, code, texts) {
		search_add(t, s->id, WEIGHT_NAME, json_object_get(texts, "name"));
		search_add(t, s->id, WEIGHT_KEYWORD, json_object_get(texts, "keywords"));
		search_add(t, s->id, WEIGHT_TEXT, json_object_get(texts, "summary"));
	}
	json_object_foreach (s->office->texts, code, texts)
		search_add(t, s->id, WEIGHT_OFFICE, json_object_get(texts, "name"));
}

static void search_build(struct authority *a)
{
	struct search_texts texts = {0};

	for (size_t i = 0; i < a->nservices; i++)
		if (a->services[i].office->live)
			search_add_service(&texts, &a->services[i]);
	a->search = search_index_new(texts.entries, texts.n);
	free(texts.entries);
}

bool authority_read(struct authority *a, const char *text)
{
	struct problem why;
	json_error_t error;
	json_t *d = a->document = json_loads(text, 0, &error);
	size_t i;
	json_t *item;

	if (!d) {
		log_error("catalogue unreadable: %s", error.text);
		return false;
	}
	a->id = key_of(d, "authority_id");
	snprintf(a->id_text, sizeof a->id_text, "%" PRId64, a->id);
	a->slug = text_of(d, "slug");
	a->phone = text_of(d, "phone");
	a->email = text_of(d, "email");
	a->federal_state = text_of(d, "federal_state");
	a->zone = zone_new(text_of(d, "time_zone"), &why);
	if (!a->zone) {
		log_error("catalogue unreadable: %s", why.detail);
		return false;
	}
	json_array_foreach (json_object_get(d, "languages"), i, item)
		if (a->nlanguages < AUTHORITY_LANGUAGES_MAX)
			a->languages[a->nlanguages++] = json_string_value(item);
	municipalities_read(a, json_object_get(d, "municipalities"));
	offices_read(a, json_object_get(d, "offices"));
	persons_read(a, json_object_get(d, "contact_persons"));
	services_read(a, json_object_get(d, "services"));
	responsibilities_read(a, json_object_get(d, "responsibilities"));
	search_build(a);
	return true;
}

void authority_done(struct authority *a)
{
	for (size_t i = 0; i < a->nservices; i++) {
		struct service *s = &a->services[i];

		for (size_t k = 0; k < s->nresponsibilities; k++)
			free((void *)(uintptr_t)s->responsibilities[k].municipalities);
		free(s->responsibilities);
		free(s->ranges);
	}
	key_index_done(&a->office_ids);
	key_index_done(&a->office_slugs);
	key_index_done(&a->service_ids);
	key_index_done(&a->service_slugs);
	key_index_done(&a->office_services);
	key_index_done(&a->person_ids);
	search_index_free(a->search);
	free(a->municipalities);
	free(a->offices);
	free(a->services);
	free(a->persons);
	zone_free(a->zone);
	json_decref(a->document);
}
