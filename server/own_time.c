/* own_time.c - what a booking that is to be moved occupies so far. */
#include "server/own_time.h"

#include "lib/bits.h"
#include "lib/tick.h"
#include "server/db/rows.h"

void own_time_read(struct own_time *own, const PGresult *rows, int row)
{
	*own = (struct own_time){
		.person_id = row_integer(rows, row, "contact_person_id"),
		.lane = (unsigned)row_integer(rows, row, "lane"),
		.from = tick_floor(row_integer(rows, row, "from_at")),
		.to = tick_ceil(row_integer(rows, row, "to_at")),
	};
}

void own_time_set_aside(struct own_time *own, const struct calendars *calendars)
{
	struct calendar *c = calendars_find(calendars, own->person_id);
	size_t n = (size_t)(own->to - own->from);
	uint64_t ticks[APPOINTMENT_TICKS_MAX / WORD_BITS + 1] = {0};

	own->aside = false;
	if (!c || n > APPOINTMENT_TICKS_MAX || own->lane >= calendar_lanes(c) ||
	    !calendar_covers(c, own->from, own->to))
		return;
	bits_set_range(ticks, n, 0, n);
	calendar_remove_busy(c, own->lane, own->from, n, ticks);
	own->aside = bits_count(ticks, bits_words(n)) == 0;
	if (own->aside)
		calendar_release(c, own->lane, own->from, own->to);
}

void own_time_put_back(struct own_time *own, const struct calendars *calendars)
{
	if (own->aside)
		calendar_claim(calendars_find(calendars, own->person_id), own->lane, own->from,
			       own->to);
	own->aside = false;
}
