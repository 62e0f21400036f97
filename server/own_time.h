/*
 * own_time.h - what a booking that is to be moved occupies so far.
 *
 * Own time is no obstacle: a move by ten minutes overlaps it.  So it is taken out of memory
 * while times are looked for.
 */
#pragma once

#include <libpq-fe.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/calendars.h"

struct own_time {
	int64_t person_id;
	int32_t from, to; /* ticks, buffer included */
	unsigned lane;
	bool aside;
};

/* Of a row with contact_person_id, lane, from_at and to_at. */
void own_time_read(struct own_time *own, const PGresult *rows, int row);

/* Only where all of it is there, so that putting it back changes nothing. */
void own_time_set_aside(struct own_time *own, const struct calendars *calendars);
void own_time_put_back(struct own_time *own, const struct calendars *calendars);
