/* school_holidays.c - school holidays out of iCalendar and CSV. */
#include "lib/school_holidays.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/cleanup.h"
#include "lib/csv_table.h"
#include "lib/field_check.h"
#include "lib/utf8.h"
#include "lib/xalloc.h"

static void fault(struct school_holidays *s, int line, const char *code)
{
	if (s->nfaults < SCHOOL_FAULTS_MAX)
		s->faults[s->nfaults++] = (struct school_fault){line, code};
}

static const char *fault_of(const char *name, size_t len, struct date from, struct date to)
{
	if (len == 0 || !utf8_valid(name, len))
		return "no_name";
	if (utf8_count(name, len) > SCHOOL_NAME_MAX_CHARACTERS)
		return "long_name";
	if (!date_valid(from) || !date_valid(to))
		return "bad_day";
	if (date_compare(to, from) < 0)
		return "ends_before";
	if (date_days(to) - date_days(from) >= SCHOOL_DAYS_MAX)
		return "too_long";
	return NULL;
}

/* Control characters are blanks: a name is one line. */
static char *name_copy(const char *name, size_t len)
{
	char *copy = xstrndup(name, len);

	for (char *at = copy; *at; at++)
		if ((unsigned char)*at < ' ' || *at == 0x7f)
			*at = ' ';
	return copy;
}

static void add(struct school_holidays *s, int line, const char *name, struct date from,
		struct date to)
{
	size_t len = utf8_trim(&name, strlen(name));
	const char *code = fault_of(name, len, from, to);

	if (code || s->n == SCHOOL_HOLIDAYS_MAX) {
		fault(s, line, code ? code : "too_many");
		return;
	}
	if (s->n == s->size) {
		s->size = s->size ? 2 * s->size : 32;
		s->list = xrealloc(s->list, s->size * sizeof *s->list);
	}
	s->list[s->n++] = (struct school_holiday){name_copy(name, len), from, to};
}

/*
 * iCalendar.  libical does not say where a component stood: the events are counted.
 */

static const char EVENT[] = "BEGIN:VEVENT";

/* The number of the line on which the next event begins; moves *at behind it. */
static int event_line(const char **at, int line)
{
	while (**at) {
		const char *begin = *at, *end = strchr(begin, '\n');

		*at = end ? end + 1 : begin + strlen(begin);
		line++;
		if (strncasecmp(begin, EVENT, sizeof EVENT - 1) == 0)
			break;
	}
	return line;
}

static struct date day_of(struct icaltimetype t)
{
	return (struct date){t.year, t.month, t.day};
}

/* The end of days is the day after them; of times it may be the midnight. */
static struct date last_day(icalcomponent *event, struct icaltimetype start)
{
	struct icaltimetype end = icalcomponent_get_dtend(event);
	struct date day = day_of(end);

	if (icaltime_is_null_time(end))
		return day_of(start);
	if (!date_valid(day))
		return day;
	if (date_compare(day, day_of(start)) > 0 &&
	    (end.is_date || (end.hour == 0 && end.minute == 0)))
		day = date_add_days(day, -1);
	return day;
}

static void event_read(struct school_holidays *s, icalcomponent *event, int line)
{
	struct icaltimetype start = icalcomponent_get_dtstart(event);
	const char *name = icalcomponent_get_summary(event);

	if (icalcomponent_get_first_property(event, ICAL_RRULE_PROPERTY) ||
	    icalcomponent_get_first_property(event, ICAL_RDATE_PROPERTY))
		fault(s, line, "repeats");
	else if (icaltime_is_null_time(start))
		fault(s, line, "bad_day");
	else
		add(s, line, name ? name : "", day_of(start), last_day(event, start));
}

static void events_read(struct school_holidays *s, icalcomponent *root, const char *text)
{
	icalcomponent *e = icalcomponent_get_first_component(root, ICAL_VEVENT_COMPONENT);
	int line = 0;

	for (; e; e = icalcomponent_get_next_component(root, ICAL_VEVENT_COMPONENT)) {
		line = event_line(&text, line);
		event_read(s, e, line);
	}
}

static void calendar_read(struct school_holidays *s, const char *text)
{
	icalcomponent *root = icalparser_parse_string(text);

	if (root && icalcomponent_isa(root) == ICAL_VCALENDAR_COMPONENT)
		events_read(s, root, text);
	else
		fault(s, 0, "no_calendar");
	if (root)
		icalcomponent_free(root);
}

/*
 * CSV
 */

enum { NAME, FROM, TO, WANTED };

/* Where name, first and last day stand. */
struct columns {
	int at[WANTED];
};

static char *cell_copy(const json_t *cells, int column)
{
	const char *text = json_string_value(json_array_get(cells, (size_t)column));
	size_t len;

	if (!text)
		return xstrdup("");
	len = utf8_trim(&text, strlen(text));
	return xstrndup(text, len);
}

static bool is_day(const json_t *cells, int column)
{
	str_auto_t *text = cell_copy(cells, column);
	struct date day;

	return local_date_parse(text, &day);
}

static bool is_blank(const json_t *cells)
{
	for (size_t i = 0; i < json_array_size(cells); i++) {
		str_auto_t *text = cell_copy(cells, (int)i);

		if (*text)
			return false;
	}
	return true;
}

/* A first line without days is a heading, and may name the columns in another order. */
static bool is_heading(const json_t *cells)
{
	for (size_t i = 0; i < json_array_size(cells); i++)
		if (is_day(cells, (int)i))
			return false;
	return true;
}

static int column_named(const char *heading)
{
	static const struct {
		const char *begins;
		int column;
	} WORDS[] = {
		{"name", NAME},    {"ferien", NAME}, {"bezeichnung", NAME}, {"titel", NAME},
		{"summary", NAME}, {"von", FROM},    {"beginn", FROM},      {"anfang", FROM},
		{"erster", FROM},  {"start", FROM},  {"from", FROM},        {"bis", TO},
		{"ende", TO},      {"end", TO},      {"letzter", TO},       {"to", TO},
	};

	for (size_t k = 0; k < sizeof WORDS / sizeof *WORDS; k++)
		if (strncasecmp(heading, WORDS[k].begins, strlen(WORDS[k].begins)) == 0)
			return WORDS[k].column;
	return -1;
}

static void heading_read(struct columns *columns, const json_t *cells)
{
	int found[WANTED] = {-1, -1, -1};

	for (size_t i = 0; i < json_array_size(cells); i++) {
		str_auto_t *heading = cell_copy(cells, (int)i);
		int column = column_named(heading);

		if (column >= 0 && found[column] < 0)
			found[column] = (int)i;
	}
	if (found[NAME] >= 0 && found[FROM] >= 0 && found[TO] >= 0)
		memcpy(columns->at, found, sizeof found);
}

static void row_read(struct school_holidays *s, const struct columns *columns, int line,
		     const json_t *cells)
{
	str_auto_t *name = cell_copy(cells, columns->at[NAME]);
	str_auto_t *begin = cell_copy(cells, columns->at[FROM]);
	str_auto_t *end = cell_copy(cells, columns->at[TO]);
	struct date from = {0}, to;

	if (!local_date_parse(begin, &from)) {
		fault(s, line, "bad_day");
		return;
	}
	to = from;
	if (*end && !local_date_parse(end, &to))
		fault(s, line, "bad_day");
	else
		add(s, line, name, from, to);
}

static void table_fault(struct school_holidays *s, const struct csv_mistake *why)
{
	static const char *const CODES[] = {
		[CSV_RIGHT] = "no_holidays", [CSV_NO_TEXT] = "no_text",
		[CSV_OPEN_QUOTE] = "quote",  [CSV_AFTER_QUOTE] = "quote",
		[CSV_TOO_MANY] = "too_many", [CSV_TOO_WIDE] = "no_holidays",
	};

	fault(s, (int)why->line, CODES[why->fault]);
}

static void table_read(struct school_holidays *s, const char *text)
{
	struct columns columns = {{NAME, FROM, TO}};
	struct csv_mistake why = {0};
	json_auto_t *rows = csv_table_read(text, strlen(text), SCHOOL_HOLIDAYS_MAX + 1, &why);
	json_t *row;
	size_t i;

	if (!rows)
		table_fault(s, &why);
	json_array_foreach (rows, i, row) {
		const json_t *cells = json_object_get(row, "cells");

		if (i == 0 && is_heading(cells))
			heading_read(&columns, cells);
		else if (!is_blank(cells))
			row_read(s, &columns, (int)json_integer_value(json_object_get(row, "line")),
				 cells);
	}
}

bool school_holidays_read(struct school_holidays *out, const char *text)
{
	static const char MARK[] = "\xEF\xBB\xBF", CALENDAR[] = "BEGIN:VCALENDAR";

	text += strncmp(text, MARK, sizeof MARK - 1) == 0 ? sizeof MARK - 1 : 0;
	if (strncasecmp(text + strspn(text, " \t\r\n"), CALENDAR, sizeof CALENDAR - 1) == 0)
		calendar_read(out, text);
	else
		table_read(out, text);
	if (out->n == 0 && out->nfaults == 0)
		fault(out, 0, "no_holidays");
	return out->nfaults == 0;
}

void school_holidays_done(struct school_holidays *s)
{
	for (size_t i = 0; i < s->n; i++)
		free(s->list[i].name);
	free(s->list);
	*s = (struct school_holidays){0};
}
