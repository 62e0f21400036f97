/* hours_write.c - weekly hours on their way into the database. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/release_dates.h"
#include "server/staff/hours.h"

/* Text that lives as long as the request; takes it. */
static const char *kept(struct request *rq, struct buffer *b)
{
	char *text = buffer_steal(b);

	request_keep(rq, text, free);
	return text;
}

const char *hours_services_text(struct request *rq, const struct hours *sent)
{
	struct buffer b = {0};

	buffer_putc(&b, '{');
	for (size_t i = 0; i < sent->nservices; i++)
		buffer_printf(&b, "%s%" PRId64, i ? "," : "", sent->services[i]);
	buffer_putc(&b, '}');
	return kept(rq, &b);
}

const char *hours_channels_text(struct request *rq, const struct hours *sent)
{
	struct buffer b = {0};

	buffer_putc(&b, '{');
	for (int i = 0; i < CHANNELS; i++)
		if (sent->channels & CHANNEL_LIST[i])
			buffer_printf(&b, "%s%s", b.len > 1 ? "," : "",
				      channel_name(CHANNEL_LIST[i]));
	buffer_putc(&b, '}');
	return kept(rq, &b);
}

static void minute_text(char out[MINUTE_SIZE], int minute)
{
	snprintf(out, MINUTE_SIZE, "%02u:%02u", (unsigned)minute / 60 % 100, (unsigned)minute % 60);
}

void hours_writing_fill(struct request *rq, struct hours_writing *t, const struct hours *h,
			const char *key)
{
	t->key = number_of(atoll(key));
	t->step = number_of(h->step_minutes);
	memcpy(t->rrule, h->rule.rrule, sizeof t->rrule);
	minute_text(t->from, h->rule.from_minute);
	minute_text(t->to, h->rule.to_minute);
	t->channels = hours_channels_text(rq, h);
	t->services = hours_services_text(rq, h);
	t->room = h->room;
	t->kept_hours = number_of(h->kept_hours);
	t->kept = h->kept_hours ? t->kept_hours.text : NULL;
	date_format(t->valid_from, h->rule.valid_from);
	t->until = NULL;
	if (h->rule.valid_until.year) {
		date_format(t->valid_until, h->rule.valid_until);
		t->until = t->valid_until;
	}
}

struct db_query hours_release(struct request *rq, struct hours_writing *t, const struct wording *w,
			      const struct hours *h, bool ended)
{
	struct date today = hours_today(w), through = release_through(h->person, today);
	struct buffer dates = {0};

	release_dates(&dates, ended ? NULL : &h->rule, today, through);
	t->dates = kept(rq, &dates);
	date_format(t->through, through);
	return (struct db_query)DB_QUERY(SQL_SLOTS_RELEASE, w->authority->id_text, t->key.text,
					 t->dates, t->through, t->rrule, t->valid_from, t->until,
					 ended ? "true" : "false");
}
