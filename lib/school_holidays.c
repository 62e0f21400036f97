/* school_holidays.c - school holidays out of iCalendar and CSV. */
#include "lib/school_holidays.h"

#include <libical/ical.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
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

enum { NAME, FROM, TO, WANTED, COLUMNS = 12 };

struct table {
	const char *at;
	char separator;
	int line; /* of the row that is read */
	int next_line;
	int column[WANTED]; /* where name, from and to stand */
	char *cells[COLUMNS];
	size_t n;
};

static void row_done(struct table *t)
{
	for (size_t i = 0; i < t->n; i++)
		free(t->cells[i]);
	t->n = 0;
}

/* The separator that stands in the first line most often. */
static char separator_of(const char *text)
{
	static const char CHOICES[] = ";,\t";
	size_t line = strcspn(text, "\r\n"), most = 0;
	char best = ';';

	for (const char *c = CHOICES; *c; c++) {
		size_t n = 0;

		for (size_t i = 0; i < line; i++)
			n += text[i] == *c;
		if (n > most) {
			most = n;
			best = *c;
		}
	}
	return best;
}

/* False when its quote is not closed. */
static bool cell_take(struct table *t, struct buffer *out)
{
	bool quoted = *t->at == '"';

	t->at += quoted;
	buffer_puts(out, "");
	for (; *t->at; t->at++) {
		if (quoted && t->at[0] == '"' && t->at[1] == '"')
			t->at++;
		else if (quoted && *t->at == '"')
			break;
		else if (!quoted && (*t->at == t->separator || *t->at == '\n'))
			break;
		t->next_line += *t->at == '\n';
		buffer_putc(out, *t->at);
	}
	if (!quoted)
		return true;
	if (!*t->at)
		return false;
	t->at += 1 + strcspn(t->at + 1, t->separator == ','   ? ",\n"
					: t->separator == ';' ? ";\n"
							      : "\t\n");
	return true;
}

static char *cell_trimmed(const struct buffer *cell)
{
	const char *text = cell->data;
	size_t len = utf8_trim(&text, cell->len);

	return xstrndup(text, len);
}

/* False when a quote in it is not closed. */
static bool row_take(struct table *t)
{
	bool whole = true;

	row_done(t);
	t->line = t->next_line;
	for (;;) {
		buffer_auto_t cell = {0};

		whole = cell_take(t, &cell) && whole;
		if (t->n < COLUMNS)
			t->cells[t->n++] = cell_trimmed(&cell);
		if (*t->at != t->separator)
			break;
		t->at++;
	}
	if (*t->at == '\n') {
		t->at++;
		t->next_line++;
	}
	return whole;
}

static const char *cell(const struct table *t, int column)
{
	return (size_t)column < t->n ? t->cells[column] : "";
}

static bool is_blank(const struct table *t)
{
	for (size_t i = 0; i < t->n; i++)
		if (*t->cells[i])
			return false;
	return true;
}

/* A first line without days is a heading, and may name the columns in another order. */
static bool is_heading(const struct table *t)
{
	struct date day;

	for (size_t i = 0; i < t->n; i++)
		if (local_date_parse(t->cells[i], &day))
			return false;
	return true;
}

static void heading_read(struct table *t)
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
	int found[WANTED] = {-1, -1, -1};

	for (size_t i = 0; i < t->n; i++)
		for (size_t k = 0; k < sizeof WORDS / sizeof *WORDS; k++)
			if (found[WORDS[k].column] < 0 &&
			    strncasecmp(t->cells[i], WORDS[k].begins, strlen(WORDS[k].begins)) == 0)
				found[WORDS[k].column] = (int)i;
	if (found[NAME] >= 0 && found[FROM] >= 0 && found[TO] >= 0)
		memcpy(t->column, found, sizeof found);
}

static void row_read(struct school_holidays *s, const struct table *t)
{
	struct date from = {0}, to;
	const char *end = cell(t, t->column[TO]);

	if (!local_date_parse(cell(t, t->column[FROM]), &from)) {
		fault(s, t->line, "bad_day");
		return;
	}
	to = from;
	if (*end && !local_date_parse(end, &to))
		fault(s, t->line, "bad_day");
	else
		add(s, t->line, cell(t, t->column[NAME]), from, to);
}

static void table_read(struct school_holidays *s, const char *text)
{
	struct table t = {text, separator_of(text), 1, 1, {NAME, FROM, TO}, {NULL}, 0};
	bool first = true;

	while (*t.at && s->nfaults < SCHOOL_FAULTS_MAX) {
		if (!row_take(&t)) {
			fault(s, t.line, "quote");
			break;
		}
		if (is_blank(&t))
			continue;
		if (first && is_heading(&t))
			heading_read(&t);
		else
			row_read(s, &t);
		first = false;
	}
	row_done(&t);
}

bool school_holidays_read(struct school_holidays *out, const char *text)
{
	static const char MARK[] = "\xEF\xBB\xBF", CALENDAR[] = "BEGIN:VCALENDAR";

	if (strncmp(text, MARK, sizeof MARK - 1) == 0)
		text += sizeof MARK - 1;
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
