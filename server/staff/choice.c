/* choice.c - free times as staff choose among them. */
#include "server/staff/choice.h"

#include <string.h>

#include "lib/cleanup.h"
#include "lib/rfc3339.h"
#include "lib/xalloc.h"
#include "server/text.h"

enum { TIME_MAX_CHARACTERS = 200 };

static const struct contact_person *person_at(const struct times_query *q, size_t i)
{
	return &q->service->office->authority->persons[q->persons[i]];
}

void choice_everybody(struct times_query *q)
{
	times_everybody(q);
}

void choice_only(struct times_query *q, const struct contact_person *p)
{
	times_one(q, p);
}

void choice_narrow(struct times_query *q, const struct session *s)
{
	size_t kept = 0;

	for (size_t i = 0; i < q->npersons; i++)
		if (session_may(s, RIGHT_BOOKINGS, q->service->office, person_at(q, i)->id))
			q->persons[kept++] = q->persons[i];
	q->npersons = kept;
}

const struct contact_person *choice_person(const struct times_query *q, const char *slug)
{
	for (size_t i = 0; i < q->npersons; i++)
		if (strcmp(person_at(q, i)->slug, slug) == 0)
			return person_at(q, i);
	return NULL;
}

bool choice_read(struct choice *c, struct fields *f, enum field_need need,
		 const struct times_query *q)
{
	const char *text = fields_text(f, "time", need, TIME_MAX_CHARACTERS);
	str_auto_t *start = text ? xstrdup(text) : NULL;
	char *space = start ? strrchr(start, ' ') : NULL;

	*c = (struct choice){0};
	if (!text)
		return false;
	if (space) {
		*space = '\0';
		c->person = choice_person(q, space + 1);
	}
	if (c->person && rfc3339_parse(&c->starts_at, start) && c->starts_at % TICK_SECONDS == 0)
		return true;
	c->person = NULL;
	fields_wrong(f, "time", FIELD_INVALID_TIME);
	return false;
}

static json_t *time_json(const struct wording *w, const struct free_time *t, size_t i,
			 const char *checked)
{
	json_auto_t *starts_at = word_rfc3339(w, tick_time(t->start));
	str_auto_t *value = text_format("%s %s", json_string_value(starts_at), t->person->slug);

	return json_pack(
		"{s:s, s:o, s:o, s:o, s:b}", "value", value, "id", json_sprintf("time-%zu", i + 1),
		"clock_text", word_clock(w, tick_time(t->start)), "contact_person",
		shape_person(t->person), "checked", checked && strcmp(checked, value) == 0);
}

static json_t *day_json(const struct wording *w, struct date date)
{
	char text[DATE_TEXT_SIZE];

	date_format(text, date);
	return json_pack("{s:s, s:o, s:[]}", "date", text, "day_text", word_date(w, DATE_DAY, date),
			 "times");
}

struct date choice_days(json_t *document, const struct wording *w, const struct times_query *q,
			const struct calendars *calendars, struct date from, const char *checked,
			const struct choice *lost)
{
	json_t *days = json_array(), *day = NULL;
	struct date last = {0};
	struct times times;

	times_list(&times, q, calendars, from, DAYS_MAX, CHOICE_DAYS);
	if (lost && lost->person)
		times_drop(&times, tick_floor(lost->starts_at), lost->person);
	for (size_t i = 0; i < times.n; i++) {
		struct date date =
			zone_local(w->authority->zone, tick_time(times.list[i].start)).date;

		if (!day || date_compare(date, last) != 0) {
			day = day_json(w, date);
			json_array_append_new(days, day);
			last = date;
		}
		json_array_append_new(json_object_get(day, "times"),
				      time_json(w, &times.list[i], i, checked));
	}
	json_object_set_new(document, "days", days);
	return times.next_from;
}

void choice_time(char out[CHOICE_TIME_SIZE], time_t starts_at)
{
	struct tm utc;

	strftime(out, CHOICE_TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&starts_at, &utc));
}
