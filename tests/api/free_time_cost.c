/*
 * free_time_cost.c - searches for free times, so that callgrind can count their instructions.
 *
 * free_time_cost days|next|again N: N searches in the calendar of one contact person with office
 * hours on workdays, of which three quarters are taken.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/bits.h"
#include "lib/free_time.h"

enum { DAYS = 180, ASKED_DAYS = 60, HOUR = 12, BEGIN = 20000 * DAY_TICKS };

static const struct appointment HALF_HOUR = {1, CHANNEL_IN_PERSON, 6, 0};

static struct calendar *calendar_made(void)
{
	struct calendar *c = calendar_new(BEGIN, DAYS * DAY_TICKS, 1);

	for (int day = 0; day < DAYS; day++) {
		int32_t from = BEGIN + day * DAY_TICKS + 8 * HOUR;
		struct slot slot = {.id = day,
				    .from = from,
				    .to = from + 4 * HOUR,
				    .step = 6,
				    .channels = CHANNEL_IN_PERSON};

		if (day % 7 < 5)
			calendar_put_slot(c, &slot);
		/* The first weeks are full, later one in four is free. */
		for (int i = 0; i < 8; i++)
			if (day < 10 || i % 4 != day % 4)
				calendar_claim(c, 0, from + i * 6, from + (i + 1) * 6);
	}
	return c;
}

static long search(struct calendar *c, const char *what)
{
	static uint64_t starts[ASKED_DAYS * DAY_TICKS / WORD_BITS + 1];
	int32_t start = 0;

	if (strcmp(what, "days") == 0) {
		calendar_add_free(c, &HALF_HOUR, BEGIN, BEGIN + ASKED_DAYS * DAY_TICKS, starts);
		return (long)bits_count(starts, sizeof starts / sizeof starts[0]);
	}
	if (strcmp(what, "next") == 0)
		calendar_claim(c, 0, BEGIN, BEGIN + 1); /* so that what was found is forgotten */
	return calendar_next_free(c, &HALF_HOUR, BEGIN, BEGIN + DAYS * DAY_TICKS, &start);
}

int main(int argc, char **argv)
{
	struct calendar *c = calendar_made();
	long found = 0;

	for (long i = argc == 3 ? atol(argv[2]) : 0; i > 0; i--)
		found += search(c, argv[1]);
	printf("%ld\n", found);
	calendar_free(c);
	return found == 0;
}
