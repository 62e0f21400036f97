/* next_memo.c - the next free times found last, as long as nothing changed. */
#include "lib/next_memo.h"

#include "lib/free_time.h"

static unsigned need_of(const struct appointment *a)
{
	return (unsigned)(a->length + a->buffer);
}

static size_t place_of(const struct appointment *a)
{
	uint64_t key = (uint64_t)a->service_id * CHANNELS + (unsigned)a->channel + a->who.desk;

	return (key * UINT64_C(0x9e3779b97f4a7c15) >> 32) % NEXT_MEMO_PLACES;
}

void next_memo_clear(struct next_memo *m)
{
	if (m->used)
		*m = (struct next_memo){0};
}

bool next_memo_find(const struct next_memo *m, const struct appointment *a, int32_t from,
		    int32_t *start)
{
	const struct next_place *p = &m->places[place_of(a)];

	if (p->need != need_of(a) || p->service_id != a->service_id || p->channel != a->channel ||
	    p->desk != a->who.desk || from < p->from || from > p->start)
		return false;
	*start = p->start;
	return true;
}

void next_memo_put(struct next_memo *m, const struct appointment *a, int32_t from, int32_t start)
{
	m->used = true;
	m->places[place_of(a)] = (struct next_place){
		.service_id = a->service_id,
		.from = from,
		.start = start,
		.need = (uint16_t)need_of(a),
		.channel = (uint8_t)a->channel,
		.desk = a->who.desk,
	};
}
