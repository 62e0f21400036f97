/*
 * next_memo.h - the next free times found last, as long as nothing changed.
 *
 * Who asks for the next free time of all offices asks every calendar anew, while each
 * calendar changes seldom.  What was found from one tick on holds for every later tick up to it.
 * Kept per calendar, forgotten whole at its first change; nothing is allocated.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct appointment;

enum { NEXT_MEMO_PLACES = 8 };

struct next_memo {
	struct next_place {
		int64_t service_id;
		int32_t from, start; /* start: INT32_MAX when there is none in the window */
		uint16_t need;       /* ticks; 0: an empty place */
		uint8_t channel;
		bool desk;
	} places[NEXT_MEMO_PLACES];
	bool used;
};

/* Forget everything. */
void next_memo_clear(struct next_memo *m);

/* The first free start from that tick on, INT32_MAX for none at all; false when it is not known. */
bool next_memo_find(const struct next_memo *m, const struct appointment *a, int32_t from,
		    int32_t *start);

void next_memo_put(struct next_memo *m, const struct appointment *a, int32_t from, int32_t start);
