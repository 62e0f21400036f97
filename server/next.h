/* next.h - the next free time of a service, whoever is responsible. */
#pragma once

#include "server/tenant.h"

/* The first start from that tick on, and its channel; false when there is none. */
bool next_start(int32_t *start, enum channel *channel, const struct service *s,
		const struct calendars *calendars, int32_t from);

/* Lower *next (0: none yet) to the earliest time of the service in any channel. */
void next_of_service(time_t *next, const struct service *s, const struct calendars *calendars);

/* Flat: next_at, next_text; null when next is 0. */
void shape_next(json_t *object, const struct wording *w, time_t next);

/* The document of citizen.service; values: what was asked and typed before. */
struct asked;
json_t *service_document(const struct wording *w, const struct calendars *calendars,
			 const struct asked *a, const json_t *values);
