/* setting.c - what an office may set itself or inherit, as one table. */
#include "server/admin/setting.h"

#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/tick.h"
#include "lib/weekly_hours.h"
#include "server/picks.h"
#include "server/text.h"
#include "server/wording.h"

enum { MONTH_MINUTES = 43200, HOUR_MINUTES = 60, DAY_MINUTES = 1440, UNIT_NAME_SIZE = 64 };

/* Bounds as the constraints of the table office. */
// clang-format off
const struct setting SETTINGS[] = {
	{"lead_minutes",            "booking", SETTING_MINUTES, 0, MONTH_MINUTES, NULL},
	{"horizon_days",            "booking", SETTING_NUMBER,  1, 366, "count.days"},
	{"days_open_at",            "booking", SETTING_CLOCK,   0, 0,   NULL},
	{"kept_percent",            "booking", SETTING_NUMBER,  0, 100, "staff.count.percent"},
	{"kept_hours",        "booking", SETTING_NUMBER,  1, 720, "staff.count.hours"},
	{"bookings_per_email",      "booking", SETTING_NUMBER,  1, 100, "staff.count.bookings_open"},
	{"hold_minutes",            "booking", SETTING_NUMBER,  1, 60,  "count.minutes"},
	{"contact_by",              "booking", SETTING_CHOICE,  0, 0,   NULL},
	{"change_deadline_minutes", "change",  SETTING_MINUTES, 0, MONTH_MINUTES, NULL},
	{"reminder_hours",          "change",  SETTING_NUMBER,  0, 168, "staff.count.hours"},
	{"retention_days",          "privacy", SETTING_NUMBER,  0, 90,  "count.days"},
	{"discreet",                "privacy", SETTING_YES_NO,  0, 0,   NULL},
	{"calendar_names",          "privacy", SETTING_YES_NO,  0, 0,   NULL},
	{"phone",                   "reach",   SETTING_PHONE,   0, 0,   NULL},
	{"email",                   "reach",   SETTING_EMAIL,   0, 0,   NULL},
	{"languages",               "pages",   SETTING_LANGUAGES, 0, 0, NULL},
	{0},
};
// clang-format on

const char *const CONTACT_CHOICES[] = {"email", "phone", "email_or_phone", "email_and_phone", NULL};
const char *const YES_NO[] = {"yes", "no", NULL};
const char *const UNITS[] = {"minutes", "hours", "days", NULL};

json_t *setting_default(const struct setting *s, const struct authority *a)
{
	const struct rules *r = &RULES_DEFAULT;
	json_auto_t *all = json_pack(
		"{s:i, s:i, s:s, s:i, s:i, s:i, s:i, s:i, s:i, s:i, s:s, s:b, s:b, s:o, s:o}",
		"lead_minutes", r->lead_minutes, "horizon_days", r->horizon.days, "days_open_at",
		"00:00", "kept_percent", r->kept_percent, "kept_hours", r->kept_hours,
		"hold_minutes", r->hold_minutes, "change_deadline_minutes",
		r->change_deadline_minutes, "reminder_hours", r->reminder_hours, "retention_days",
		r->retention_days, "bookings_per_email", r->bookings_per_email, "contact_by",
		CONTACT_CHOICES[r->contact_by], "discreet", r->discreet, "calendar_names", false,
		"phone", word_or_null(a->phone && *a->phone ? a->phone : NULL), "email",
		word_or_null(a->email));

	if (s->kind == SETTING_LANGUAGES)
		return json_incref(json_object_get(a->document, s->name));
	return json_incref(json_object_get(all, s->name));
}

const char *minutes_unit(long long minutes, long long *count)
{
	bool days = minutes && minutes % DAY_MINUTES == 0;
	bool hours = minutes && minutes % HOUR_MINUTES == 0;

	*count = minutes / (days ? DAY_MINUTES : hours ? HOUR_MINUTES : 1);
	return UNITS[days ? 2 : hours ? 1 : 0];
}

static json_t *minutes_text(const struct wording *w, long long minutes)
{
	long long count;
	const char *unit = minutes_unit(minutes, &count);
	const char *key = unit == UNITS[0]   ? "count.minutes"
			  : unit == UNITS[1] ? "staff.count.hours"
					     : "count.days";

	return word_count(w, key, (long)count);
}

static json_t *word_in(const struct wording *w, const char *family, const char *name)
{
	str_auto_t *key = text_format("staff.%s.%s", family, name);

	return word_text(w, key, NULL);
}

json_t *setting_label(const struct wording *w, const struct setting *s)
{
	return word_in(w, "setting", s->name);
}

/* "8:00 Uhr" of "08:00", which any day has. */
static json_t *clock_text(const struct wording *w, const char *clock)
{
	static const struct date ANY = {2000, 1, 1};
	int minute = 0;

	weekly_hours_time_parse(&minute, clock);
	return word_clock_sentence(w, zone_time(w->authority->zone, ANY, minute));
}

/* "Deutsch, English" */
static json_t *languages_text(const struct wording *w, const json_t *codes)
{
	buffer_auto_t text = {0};
	json_t *code;
	size_t i;

	buffer_puts(&text, "");
	json_array_foreach (codes, i, code) {
		json_auto_t *name = word_language(w, json_string_value(code));

		buffer_printf(&text, "%s%s", i ? ", " : "", json_string_value(name));
	}
	return json_string(text.data);
}

json_t *setting_text(const struct wording *w, const struct setting *s, const json_t *value)
{
	if (!value || json_is_null(value))
		return json_string("–");
	switch (s->kind) {
	case SETTING_MINUTES:
		return minutes_text(w, json_integer_value(value));
	case SETTING_NUMBER:
		return word_count(w, s->count, (long)json_integer_value(value));
	case SETTING_CLOCK:
		return clock_text(w, json_string_value(value));
	case SETTING_CHOICE:
		return word_in(w, "contact_by", json_string_value(value));
	case SETTING_YES_NO:
		return word_in(w, "yes_no", YES_NO[json_is_true(value) ? 0 : 1]);
	case SETTING_LANGUAGES:
		return languages_text(w, value);
	case SETTING_PHONE:
	case SETTING_EMAIL:
		break;
	}
	return json_string(json_string_value(value));
}

/* So many, in the unit that was chosen; without one, minutes. */
static json_t *minutes_read(const struct setting *s, struct fields *f)
{
	static const int FACTORS[] = {1, HOUR_MINUTES, DAY_MINUTES};
	char unit_name[UNIT_NAME_SIZE];
	const char *unit;
	long long count;
	int factor = 1;

	snprintf(unit_name, sizeof unit_name, "%s_unit", s->name);
	unit = fields_choice(f, unit_name, FIELD_OPTIONAL, UNITS);
	for (int i = 0; unit && UNITS[i]; i++)
		if (UNITS[i] == unit)
			factor = FACTORS[i];
	if (!fields_integer(f, s->name, FIELD_OPTIONAL, s->min, s->max / factor, &count))
		return NULL;
	return json_integer(count * factor);
}

static json_t *number_read(const struct setting *s, struct fields *f)
{
	long long number;

	return fields_integer(f, s->name, FIELD_OPTIONAL, s->min, s->max, &number)
		       ? json_integer(number)
		       : NULL;
}

static json_t *clock_read(const struct setting *s, struct fields *f)
{
	int minute;

	if (!pick_clock(f, s->name, FIELD_OPTIONAL, &minute))
		return NULL;
	if (minute >= DAY_MINUTES || minute % TICK_MINUTES != 0) {
		fields_wrong(f, s->name, FIELD_INVALID_TIME);
		return NULL;
	}
	return json_sprintf("%02d:%02d", minute / HOUR_MINUTES, minute % HOUR_MINUTES);
}

/* Programs send true and false. */
static json_t *yes_no_read(const struct setting *s, struct fields *f, json_t *body)
{
	const char *choice;

	if (json_is_boolean(json_object_get(body, s->name)))
		return json_boolean(fields_bool(f, s->name, FIELD_OPTIONAL));
	choice = fields_choice(f, s->name, FIELD_OPTIONAL, YES_NO);
	return choice ? json_boolean(choice == YES_NO[0]) : NULL;
}

static json_t *text_or_nothing(const char *text)
{
	return text ? json_string(text) : NULL;
}

static json_t *languages_read(const struct wording *w, struct fields *f, const char *name)
{
	const char *offered[AUTHORITY_LANGUAGES_MAX + 1] = {NULL};
	const json_t *chosen;

	memcpy(offered, w->authority->languages, w->authority->nlanguages * sizeof *offered);
	chosen = fields_choices(f, name, FIELD_OPTIONAL, offered);
	return chosen ? json_deep_copy(chosen) : NULL;
}

json_t *setting_read(const struct wording *w, const struct setting *s, struct fields *f,
		     json_t *body)
{
	switch (s->kind) {
	case SETTING_MINUTES:
		return minutes_read(s, f);
	case SETTING_NUMBER:
		return number_read(s, f);
	case SETTING_CLOCK:
		return clock_read(s, f);
	case SETTING_CHOICE:
		return text_or_nothing(fields_choice(f, s->name, FIELD_OPTIONAL, CONTACT_CHOICES));
	case SETTING_YES_NO:
		return yes_no_read(s, f, body);
	case SETTING_PHONE:
		return text_or_nothing(fields_phone(f, s->name, FIELD_OPTIONAL));
	case SETTING_LANGUAGES:
		return languages_read(w, f, s->name);
	case SETTING_EMAIL:
		break;
	}
	return text_or_nothing(fields_email(f, s->name, FIELD_OPTIONAL));
}
