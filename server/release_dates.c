/* release_dates.c - on which dates weekly hours release slots. */
#include "server/release_dates.h"

#include <assert.h>
#include <stdio.h>
#include <string.h>

#include "server/db/rows.h"
#include "server/log.h"

void release_dates(struct buffer *out, const struct weekly_hours *hours, struct date today,
		   struct date through)
{
	struct date dates[WEEKLY_HOURS_DAYS_MAX];
	char text[DATE_TEXT_SIZE];
	size_t n = 0;

	assert(date_days(through) - date_days(today) < WEEKLY_HOURS_DAYS_MAX);
	if (hours)
		n = weekly_hours_expand(hours, today, through, dates, WEEKLY_HOURS_DAYS_MAX);
	buffer_putc(out, '{');
	for (size_t i = 0; i < n; i++) {
		date_format(text, dates[i]);
		buffer_printf(out, "%s%s", i ? "," : "", text);
	}
	buffer_putc(out, '}');
}

static bool answers_for(const struct service *s, size_t person)
{
	for (size_t i = 0; i < s->nresponsibilities; i++)
		if (s->responsibilities[i].contact_person == person)
			return true;
	return false;
}

struct date release_through(const struct contact_person *p, struct date today)
{
	const struct authority *a = p->office->authority;
	size_t person = (size_t)(p - a->persons);
	int horizon = p->office->rules.horizon.days;

	for (size_t i = 0; i < a->nservices; i++) {
		const struct service *s = &a->services[i];

		if (s->office->rules.horizon.days > horizon && answers_for(s, person))
			horizon = s->office->rules.horizon.days;
	}
	return date_add_days(today, horizon + 1);
}

/*
 * Rows
 */

static struct date date_of(const PGresult *rows, int row, const char *column)
{
	struct date date = {0};
	const char *text = row_text(rows, row, column);

	if (text && !date_parse(&date, text))
		log_error("weekly_hours_unreadable column=%s", column);
	return date;
}

/* False, and logged, for a rule that this program would not have written. */
static bool rule_read(struct weekly_hours *hours, const PGresult *rows, int row)
{
	const char *rule = row_text(rows, row, "rule");
	struct problem why;

	*hours = (struct weekly_hours){
		.valid_from = date_of(rows, row, "valid_from"),
		.valid_until = date_of(rows, row, "valid_until"),
		.from_minute = (int)row_integer(rows, row, "from_minute"),
		.to_minute = (int)row_integer(rows, row, "to_minute"),
	};
	snprintf(hours->rrule, sizeof hours->rrule, "%s", rule);
	if (strlen(rule) < sizeof hours->rrule && weekly_hours_check(hours, &why))
		return true;
	log_error("weekly_hours_wrong id=%s: it releases nothing; %s",
		  row_text(rows, row, "weekly_hours_id"),
		  strlen(rule) < sizeof hours->rrule ? why.detail : "the rule is too long");
	return false;
}

void release_dates_due(struct buffer *out, const PGresult *rows, int row)
{
	struct weekly_hours hours;
	bool releases = !row_bool(rows, row, "ended") && rule_read(&hours, rows, row);

	release_dates(out, releases ? &hours : NULL, date_of(rows, row, "today"),
		      date_of(rows, row, "through"));
}
