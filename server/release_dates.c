/* release_dates.c - on which dates weekly hours release slots. */
#include "server/release_dates.h"

#include <assert.h>

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
	int horizon = p->office->rules.horizon_days;

	for (size_t i = 0; i < a->nservices; i++) {
		const struct service *s = &a->services[i];

		if (s->office->rules.horizon_days > horizon && answers_for(s, person))
			horizon = s->office->rules.horizon_days;
	}
	return date_add_days(today, horizon + 1);
}
