/* next.c - the next free time of a service, whoever is responsible. */
#include "server/next.h"

#include "server/times.h"

bool next_start(int32_t *start, enum channel *channel, const struct service *s,
		const struct calendars *calendars, int32_t from)
{
	struct times_query q = {.service = s, .now = time(NULL)};
	bool found = false;
	int32_t at, first = INT32_MAX;

	times_everybody(&q);
	for (int i = 0; i < CHANNELS; i++) {
		q.channel = CHANNEL_LIST[i];
		if (!(s->channels & CHANNEL_LIST[i]) || !times_next(&at, &q, calendars, from) ||
		    at >= first)
			continue;
		first = *start = at;
		*channel = CHANNEL_LIST[i];
		found = true;
	}
	return found;
}

void next_of_service(time_t *next, const struct service *s, const struct calendars *calendars)
{
	enum channel channel;
	int32_t start;

	if (next_start(&start, &channel, s, calendars, INT32_MIN) &&
	    (*next == 0 || tick_time(start) < *next))
		*next = tick_time(start);
}

void shape_next(json_t *object, const struct wording *w, time_t next)
{
	json_object_set_new(object, "next_at", next ? word_rfc3339(w, next) : json_null());
	json_object_set_new(object, "next_text",
			    next ? word_day_of(w, DATE_DAY_SHORT, next) : json_null());
}
