/* quota.c - the share of released time that is kept back for those who call. */
#include "lib/quota.h"

#include "lib/tick.h"

enum { PIECE_TICKS = 30 / TICK_MINUTES, ALL_PERCENT = 100 };

int32_t quota_piece(int32_t step)
{
	return (PIECE_TICKS + step - 1) / step * step;
}

/* How many of the first n are. */
static int64_t kept_of(unsigned percent, int64_t n)
{
	return (n * percent + ALL_PERCENT / 2) / ALL_PERCENT;
}

bool quota_keeps(unsigned percent, int32_t piece)
{
	return kept_of(percent, (int64_t)piece + 1) > kept_of(percent, piece);
}
