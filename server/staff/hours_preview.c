/* hours_preview.c - what a change of weekly hours makes of the next weeks, before it is saved. */
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/db/rows.h"
#include "server/staff/hours.h"
#include "server/text.h"

enum { PARTS_MAX = 32, SECONDS_PER_MINUTE = 60, WEEK_DAYS = 7, WORKDAYS = 5 };

enum part_kind { PART_KEPT, PART_ADDED, PART_REMOVED };

struct part {
	int from, to; /* minutes of the day */
	enum part_kind kind;
};

struct preview {
	const struct wording *w;
	const struct hours_list *list;
	const struct hours *before, *next;
	struct date monday;
	const PGresult *closed;
	time_t now;
	long new_times, off_days;
	/* The day being written. */
	struct date date;
	time_t begins, ends;
	struct part parts[PARTS_MAX];
	size_t nparts;
};

static bool occurs(const struct hours *h, struct date date)
{
	struct date found;

	return h && weekly_hours_expand(&h->rule, date, date, &found, 1) == 1;
}

static void part_add(struct preview *p, const struct hours *h, enum part_kind kind)
{
	if (p->nparts < PARTS_MAX)
		p->parts[p->nparts++] = (struct part){h->rule.from_minute, h->rule.to_minute, kind};
}

static int by_time(const void *a, const void *b)
{
	const struct part *x = a, *y = b;

	return x->from != y->from ? x->from - y->from : (int)x->kind - (int)y->kind;
}

/* The rule that is edited: the same span on the same day is kept, whatever else it changes. */
static void edited_add(struct preview *p)
{
	bool was = occurs(p->before, p->date), is = occurs(p->next, p->date);

	if (was && is && p->before->rule.from_minute == p->next->rule.from_minute &&
	    p->before->rule.to_minute == p->next->rule.to_minute) {
		part_add(p, p->next, PART_KEPT);
		return;
	}
	if (was)
		part_add(p, p->before, PART_REMOVED);
	if (is)
		part_add(p, p->next, PART_ADDED);
}

static void parts_find(struct preview *p)
{
	p->nparts = 0;
	for (size_t i = 0; i < p->list->n; i++) {
		const struct hours *h = &p->list->list[i];

		if (h->person == p->next->person && h != p->before && occurs(h, p->date))
			part_add(p, h, PART_KEPT);
	}
	edited_add(p);
	qsort(p->parts, p->nparts, sizeof *p->parts, by_time);
}

/*
 * What is closed
 */

static bool closure_holds(const struct preview *p, int row)
{
	int64_t person = row_integer(p->closed, row, "contact_person_id");

	return person == 0 || person == p->next->person->id;
}

static bool closure_touches(const struct preview *p, int row, time_t from, time_t to)
{
	return closure_holds(p, row) && row_integer(p->closed, row, "from_at") < to &&
	       row_integer(p->closed, row, "to_at") > from;
}

static bool closure_covers(const struct preview *p, int row, time_t from, time_t to)
{
	return closure_holds(p, row) && row_integer(p->closed, row, "from_at") <= from &&
	       row_integer(p->closed, row, "to_at") >= to;
}

static bool is_closed(const struct preview *p, time_t from, time_t to)
{
	for (int row = 0; row < PQntuples(p->closed); row++)
		if (closure_covers(p, row, from, to))
			return true;
	return false;
}

static time_t moment(const struct preview *p, int minute)
{
	return zone_time(p->w->authority->zone, p->date, minute);
}

static bool part_closed(const struct preview *p, const struct part *part)
{
	return part->kind != PART_REMOVED &&
	       is_closed(p, moment(p, part->from), moment(p, part->to));
}

/* It closes all of the day, or some of its hours. */
static bool closure_shows(const struct preview *p, int row)
{
	if (closure_covers(p, row, p->begins, p->ends))
		return true;
	for (size_t i = 0; i < p->nparts; i++)
		if (p->parts[i].kind != PART_REMOVED &&
		    closure_touches(p, row, moment(p, p->parts[i].from), moment(p, p->parts[i].to)))
			return true;
	return false;
}

json_t *word_closed(const struct wording *w, const PGresult *rows, int row)
{
	const char *reason = row_text(rows, row, "reason");
	const char *note = row_text(rows, row, "note");
	json_auto_t *texts = reason ? json_loads(reason, 0, NULL) : NULL;
	const char *name = texts_text(w->authority, texts, language_code(w->language), "name");
	str_auto_t *kind = text_format("staff.reason.%s", row_text(rows, row, "kind"));

	if (name && row_bool(rows, row, "holiday"))
		return word_text(w, "staff.reason.holiday", json_pack("{s:s}", "name", name));
	if (name || *note)
		return json_string(*note ? note : name);
	if (strcmp(kind, "staff.reason.other") == 0)
		return word_text(w, "staff.reason.shut", NULL);
	return word_text(w, kind, NULL);
}

/*
 * Cells
 */

/* part NULL: the time is off. */
static json_t *part_json(json_t *text, const struct part *part)
{
	int kind = part ? (int)part->kind : -1;

	return json_pack("{s:o, s:b, s:b, s:b, s:b}", "text", text, "added", kind == PART_ADDED,
			 "removed", kind == PART_REMOVED, "off", !part, "kept", kind == PART_KEPT);
}

static void off_write(const struct preview *p, json_t *parts)
{
	for (int row = 0; row < PQntuples(p->closed); row++)
		if (closure_touches(p, row, p->begins, p->ends) && closure_shows(p, row))
			json_array_append_new(parts,
					      part_json(word_closed(p->w, p->closed, row), NULL));
}

/* Starts that this rule adds: open, still to come, and not offered by it before. */
static void times_count_new(struct preview *p)
{
	const struct weekly_hours *was = p->before ? &p->before->rule : NULL;
	bool before = occurs(p->before, p->date);

	if (!occurs(p->next, p->date))
		return;
	for (int m = p->next->rule.from_minute; m < p->next->rule.to_minute;
	     m += p->next->step_minutes) {
		time_t at = moment(p, m);

		if (before && m >= was->from_minute && m < was->to_minute &&
		    (m - was->from_minute) % p->before->step_minutes == 0)
			continue;
		if (at > p->now && !is_closed(p, at, at + SECONDS_PER_MINUTE))
			p->new_times++;
	}
}

static json_t *cell(struct preview *p, struct date date)
{
	json_t *parts = json_array();
	bool off = false;

	p->date = date;
	p->begins = zone_midnight(p->w->authority->zone, date);
	p->ends = zone_midnight(p->w->authority->zone, date_add_days(date, 1));
	parts_find(p);
	for (size_t i = 0; i < p->nparts && p->ends > p->now; i++) {
		const struct part *part = &p->parts[i];

		if (part_closed(p, part))
			off = true;
		else
			json_array_append_new(
				parts, part_json(word_minutes(p->w, part->from, part->to), part));
	}
	if (p->ends > p->now)
		off_write(p, parts);
	p->off_days += off;
	times_count_new(p);
	return json_pack("{s:b, s:o}", "empty", json_array_size(parts) == 0, "parts", parts);
}

/* Monday to Friday, and the weekend as far as somebody works then. */
static int days_shown(const struct preview *p)
{
	int last = WORKDAYS;

	for (int day = 0; day < HOURS_DAYS; day++) {
		struct date date = date_add_days(p->monday, day);
		bool works = occurs(p->before, date) || occurs(p->next, date);

		for (size_t i = 0; i < p->list->n && !works; i++)
			works = p->list->list[i].person == p->next->person &&
				occurs(&p->list->list[i], date);
		if (works && date_weekday(date) > last)
			last = date_weekday(date);
	}
	return last;
}

static json_t *week(struct preview *p, struct date monday, int days)
{
	json_auto_t *from = word_date(p->w, DATE_DOTS, monday);
	json_auto_t *to = word_date(p->w, DATE_DOTS, date_add_days(monday, days - 1));
	json_t *cells = json_array();

	for (int i = 0; i < days; i++)
		json_array_append_new(cells, cell(p, date_add_days(monday, i)));
	return json_pack(
		"{s:o, s:o, s:o}", "week_text",
		word_text(p->w, "staff.week.short", json_pack("{s:i}", "week", date_week(monday))),
		"span_text", json_sprintf("%s–%s", json_string_value(from), json_string_value(to)),
		"cells", cells);
}

json_t *hours_preview(const struct wording *w, const struct hours_list *list,
		      const struct hours *before, const struct hours *next, struct date monday,
		      const PGresult *closed)
{
	struct preview p = {.w = w,
			    .list = list,
			    .before = before,
			    .next = next,
			    .monday = monday,
			    .closed = closed,
			    .now = time(NULL)};
	json_t *weeks = json_array(), *weekdays = json_array();
	int days = days_shown(&p);

	for (int i = 0; i < days; i++)
		json_array_append_new(weekdays, json_string(language_weekday_short(
							w->language, MONDAY + (unsigned)i)));
	for (int i = 0; i < HOURS_WEEKS; i++)
		json_array_append_new(weeks,
				      week(&p, date_add_days(monday, i * (long)WEEK_DAYS), days));
	return json_pack("{s:o, s:n, s:o, s:o, s:o}", "new_text",
			 word_count(w, "staff.count.new_times", p.new_times), "hit_text",
			 "off_text",
			 p.off_days ? word_count(w, "staff.count.off", p.off_days) : json_null(),
			 "weekdays", weekdays, "weeks", weeks);
}
