/* hours_read.c - weekly hours from the database, and from a form. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/xalloc.h"
#include "server/db/rows.h"
#include "server/picks.h"
#include "server/staff/hours.h"

enum { TIME_CHARACTERS = 10, DAY_MINUTES = 24 * 60 };

struct date hours_today(const struct wording *w)
{
	return zone_local(w->authority->zone, time(NULL)).date;
}

/*
 * Rows
 */

struct date row_date(const PGresult *rows, int row, const char *column)
{
	struct date date = {0};
	const char *text = row_text(rows, row, column);

	if (text)
		date_parse(&date, text);
	return date;
}

void hours_services_read(struct hours *h, const char *text)
{
	json_auto_t *ids = json_loads(text, 0, NULL);

	for (size_t i = 0; i < json_array_size(ids) && h->nservices < SLOT_SERVICES_MAX; i++)
		h->services[h->nservices++] = json_integer_value(json_array_get(ids, i));
}

/* False for a rule that no program of ours would have written. */
static bool row_read(struct hours *h, const PGresult *rows, int row)
{
	struct problem why;

	h->id = row_text(rows, row, "weekly_hours_id");
	h->version = row_text(rows, row, "version");
	h->room = row_text(rows, row, "room");
	h->kept_hours = (int)row_integer(rows, row, "kept_until_hours");
	h->step_minutes = (int)row_integer(rows, row, "step_minutes");
	h->channels = (unsigned)row_integer(rows, row, "channels");
	h->rule.valid_from = row_date(rows, row, "valid_from");
	h->rule.valid_until = row_date(rows, row, "valid_until");
	h->rule.from_minute = (int)row_integer(rows, row, "from_minute");
	h->rule.to_minute = (int)row_integer(rows, row, "to_minute");
	snprintf(h->rule.rrule, sizeof h->rule.rrule, "%s", row_text(rows, row, "rule"));
	hours_services_read(h, row_text(rows, row, "service_ids"));
	if (!weekly_hours_check(&h->rule, &why))
		return false;
	hours_rule_read(&h->parts, h->rule.rrule);
	return true;
}

/* Monthly ones last; then by the first weekday, by time. */
static int in_order(const void *a, const void *b)
{
	const struct hours *x = a, *y = b;
	int first_x = __builtin_ctz(x->parts.weekdays), first_y = __builtin_ctz(y->parts.weekdays);

	if (x->parts.monthly != y->parts.monthly)
		return x->parts.monthly - y->parts.monthly;
	if (first_x != first_y)
		return first_x - first_y;
	return x->rule.from_minute - y->rule.from_minute;
}

struct hours_list hours_read(const struct office *office, const PGresult *rows,
			     const struct contact_person *only)
{
	int n = PQntuples(rows);
	struct hours_list list = {xcalloc((size_t)n + 1, sizeof *list.list), 0};

	for (int row = 0; row < n; row++) {
		struct hours *h = &list.list[list.n];

		*h = (struct hours){0};
		h->person = authority_person_by_id(office->authority,
						   row_integer(rows, row, "contact_person_id"));
		if (h->person && (!only || h->person == only) && row_read(h, rows, row))
			list.n++;
	}
	qsort(list.list, list.n, sizeof *list.list, in_order);
	return list;
}

void hours_free(struct hours_list *list)
{
	free(list->list);
	*list = (struct hours_list){0};
}

const struct hours *hours_find(const struct hours_list *list, const char *id)
{
	for (size_t i = 0; i < list->n; i++)
		if (strcmp(list->list[i].id, id) == 0)
			return &list->list[i];
	return NULL;
}

/*
 * Form
 */

static void weekdays_read(struct hours *h, struct fields *f)
{
	static const char *const DAYS[] = {"1", "2", "3", "4", "5", "6", "7", NULL};
	const json_t *days = fields_choices(f, "weekdays", FIELD_REQUIRED, DAYS);

	for (size_t i = 0; i < json_array_size(days); i++)
		h->parts.weekdays |= 1u << atoi(json_string_value(json_array_get(days, i)));
}

/* "month", with which one of the month; else every how many weeks. */
static void repeat_read(struct hours *h, struct fields *f)
{
	static const char *const NTHS[] = {"1", "2", "3", "4", "5", "-1", NULL};
	const char *repeat = fields_text(f, "repeat", FIELD_REQUIRED, TIME_CHARACTERS);
	const char *nth;

	h->parts.interval = 1;
	h->parts.monthly = repeat && strcmp(repeat, "month") == 0;
	nth = fields_choice(f, "nth", h->parts.monthly ? FIELD_REQUIRED : FIELD_OPTIONAL, NTHS);
	if (h->parts.monthly)
		h->parts.nth = nth ? atoi(nth) : 0;
	else if (repeat)
		h->parts.interval = atoi(repeat);
	if (repeat && (h->parts.interval < 1 || h->parts.interval > WEEKLY_HOURS_INTERVAL_MAX))
		fields_wrong(f, "repeat", FIELD_NOT_A_CHOICE);
}

static int minute_read(struct fields *f, const char *name)
{
	const char *text = fields_text(f, name, FIELD_REQUIRED, TIME_CHARACTERS);
	int minute = 0;

	if (text && strcmp(text, "24:00") == 0)
		return DAY_MINUTES;
	if (pick_clock(f, name, FIELD_REQUIRED, &minute) && minute % WEEKLY_HOURS_STEP_MINUTES != 0)
		fields_wrong(f, name, FIELD_OFF_STEP);
	return minute;
}

static void step_read(struct hours *h, struct fields *f)
{
	long long step;

	if (!fields_integer(f, "step_minutes", FIELD_REQUIRED, WEEKLY_HOURS_STEP_MINUTES,
			    HOURS_STEP_MAX, &step))
		return;
	h->step_minutes = (int)step;
	if (step % WEEKLY_HOURS_STEP_MINUTES != 0)
		fields_wrong(f, "step_minutes", FIELD_OFF_STEP);
}

static void channels_read(struct hours *h, struct fields *f)
{
	const char *names[CHANNELS + 1] = {NULL};
	const json_t *channels;

	for (int i = 0; i < CHANNELS; i++)
		names[i] = channel_name(CHANNEL_LIST[i]);
	channels = fields_choices(f, "channels", FIELD_REQUIRED, names);
	for (size_t i = 0; i < json_array_size(channels); i++)
		h->channels |= channel_parse(json_string_value(json_array_get(channels, i)));
}

/*
 * Which services
 */

struct services {
	const struct service *list[FIELD_CHOICES_MAX];
	char values[FIELD_CHOICES_MAX][2 * (60 + 1)]; /* SLUG, of other offices OFFICE/SLUG */
	size_t n;
};

static bool answers_for(const struct service *s, const struct contact_person *p)
{
	size_t person = (size_t)(p - p->office->authority->persons);

	for (size_t i = 0; i < s->nresponsibilities; i++)
		if (s->responsibilities[i].contact_person == person)
			return true;
	return false;
}

static bool is_for(const struct hours *h, const struct service *s)
{
	for (size_t i = 0; h && i < h->nservices; i++)
		if (h->services[i] == s->id)
			return true;
	return false;
}

/* What the person answers for, and what the hours are for already. */
static void services_of(struct services *out, const struct hours *h, const struct hours *known)
{
	const struct authority *a = h->person->office->authority;

	out->n = 0;
	for (size_t i = 0; i < a->nservices && out->n < FIELD_CHOICES_MAX; i++) {
		const struct service *s = &a->services[i];
		bool own = s->office == h->person->office;

		if (!answers_for(s, h->person) && !is_for(h, s) && !is_for(known, s))
			continue;
		snprintf(out->values[out->n], sizeof out->values[0], "%s%s%s",
			 own ? "" : s->office->slug, own ? "" : "/", s->slug);
		out->list[out->n++] = s;
	}
}

static void services_form_read(struct hours *h, struct fields *f, const struct hours *known)
{
	const char *names[FIELD_CHOICES_MAX + 1] = {NULL};
	struct services services;
	const json_t *chosen;

	services_of(&services, h, known);
	for (size_t i = 0; i < services.n; i++)
		names[i] = services.values[i];
	chosen = fields_choices(f, "services", FIELD_OPTIONAL, names);
	if (json_array_size(chosen) > SLOT_SERVICES_MAX) {
		fields_wrong(f, "services", FIELD_TOO_MANY);
		return;
	}
	for (size_t i = 0; i < json_array_size(chosen); i++)
		for (size_t k = 0; k < services.n; k++)
			if (strcmp(names[k], json_string_value(json_array_get(chosen, i))) == 0)
				h->services[h->nservices++] = services.list[k]->id;
}

json_t *hours_service_choices(const struct wording *w, const struct hours *h)
{
	json_t *choices = json_array();
	struct services services;

	services_of(&services, h, NULL);
	for (size_t i = 0; i < services.n; i++)
		json_array_append_new(choices,
				      choice_json(services.values[i],
						  word_of(w, services.list[i]->texts, "name"),
						  is_for(h, services.list[i]), i == 0));
	return choices;
}

/* What only the whole of a rule can have wrong. */
static void rule_check(struct hours *h, struct fields *f)
{
	struct problem why;

	if (!fields_right(f))
		return;
	hours_rule_write(h->rule.rrule, &h->parts);
	if (h->rule.to_minute <= h->rule.from_minute)
		fields_wrong(f, "to", FIELD_BEFORE_FROM);
	else if (h->rule.valid_until.year &&
		 date_compare(h->rule.valid_until, h->rule.valid_from) < 0)
		fields_wrong(f, "valid_until", FIELD_BEFORE_FROM);
	else if (!weekly_hours_check(&h->rule, &why)) /* the hour of the time change */
		fields_wrong(f, "from", FIELD_INVALID_TIME);
}

void hours_offer_read(struct hours *sent, struct fields *f, const struct hours *known)
{
	const char *room;
	long long kept = 0;

	sent->rule.from_minute = minute_read(f, "from");
	sent->rule.to_minute = minute_read(f, "to");
	step_read(sent, f);
	channels_read(sent, f);
	services_form_read(sent, f, known);
	room = fields_text(f, "room", FIELD_OPTIONAL, HOURS_ROOM_CHARACTERS);
	sent->room = room ? room : "";
	fields_integer(f, "kept_until_hours", FIELD_OPTIONAL, 1, HOURS_KEPT_MAX, &kept);
	sent->kept_hours = (int)kept;
}

void hours_form_read(struct hours *sent, struct fields *f, const struct hours *known)
{
	weekdays_read(sent, f);
	repeat_read(sent, f);
	hours_offer_read(sent, f, known);
	fields_date(f, "valid_from", FIELD_REQUIRED, &sent->rule.valid_from);
	fields_date(f, "valid_until", FIELD_OPTIONAL, &sent->rule.valid_until);
	rule_check(sent, f);
}
