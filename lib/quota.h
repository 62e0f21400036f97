/*
 * quota.h - the share of released time that is kept back for those who call.
 *
 * Kept back are pieces of a slot, not single starts: a fine grid would leave gaps in which nothing
 * fits.  They are spread evenly over the slot, and the same ones whoever asks and whenever.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>

struct quota {
	unsigned percent; /* 0 .. 100 */
	int32_t ticks;    /* a slot opens whole so long before it begins */
};

/* How long a piece is: whole steps, half an hour or the next longer. */
int32_t quota_piece(int32_t step);

/* Whether the piece of this number, from 0, is kept back: of n pieces n * percent / 100, rounded.
 */
bool quota_keeps(unsigned percent, int32_t piece);
