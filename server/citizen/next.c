/* next.c - the next free time of a service, whoever is responsible. */
#include "server/citizen/next.h"

#include "server/times.h"

/* Everybody who answers for the service, each once. */
static void everybody(struct times_query *q)
{
	const struct service *s = q->service;

	for (size_t i = 0; i < s->nresponsibilities && q->npersons < TIMES_PERSONS_MAX; i++) {
		size_t person = s->responsibilities[i].contact_person, k = 0;

		while (k < q->npersons && q->persons[k] != person)
			k++;
		if (k == q->npersons)
			q->persons[q->npersons++] = person;
	}
}

void next_of_service(time_t *next, const struct service *s, const struct calendars *calendars)
{
	struct times_query q = {.service = s, .now = time(NULL)};
	struct free_time first;

	everybody(&q);
	for (int i = 0; i < CHANNELS; i++) {
		q.channel = CHANNEL_LIST[i];
		if (s->channels & CHANNEL_LIST[i] && times_first(&first, &q, calendars) &&
		    (*next == 0 || tick_time(first.start) < *next))
			*next = tick_time(first.start);
	}
}

void shape_next(json_t *object, const struct wording *w, time_t next)
{
	json_object_set_new(object, "next_at", next ? word_rfc3339(w, next) : json_null());
	json_object_set_new(object, "next_text",
			    next ? word_day_of(w, DATE_DAY_SHORT, next) : json_null());
}
