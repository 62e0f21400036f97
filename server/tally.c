/* tally.c - counters that all processes of one server share. */
#include "server/tally.h"

#include <stdatomic.h>
#include <stddef.h>
#include <sys/mman.h>

struct tally {
	_Atomic int64_t id; /* 0: nobody's; once given it stays */
	atomic_uint count;
};

struct tallies {
	struct tally list[TALLIES_MAX];
};

struct tallies *tallies_new(void)
{
	struct tallies *t =
		mmap(NULL, sizeof *t, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	return t == MAP_FAILED ? NULL : t;
}

void tallies_free(struct tallies *t)
{
	munmap(t, sizeof *t);
}

/* Its place, found or taken; NULL: all are somebody else's. */
static struct tally *tally_of(struct tallies *t, int64_t id)
{
	for (size_t i = 0; i < TALLIES_MAX; i++) {
		struct tally *at = &t->list[((uint64_t)id + i) % TALLIES_MAX];
		int64_t owner = 0;

		if (atomic_load(&at->id) == id ||
		    atomic_compare_exchange_strong(&at->id, &owner, id) || owner == id)
			return at;
	}
	return NULL;
}

void tally_add(struct tallies *t, int64_t id, unsigned count)
{
	struct tally *at = tally_of(t, id);

	if (at)
		atomic_fetch_add(&at->count, count);
}

void tallies_take(struct tallies *t, void (*each)(void *ctx, int64_t id, unsigned count), void *ctx)
{
	for (size_t i = 0; i < TALLIES_MAX; i++) {
		unsigned count = atomic_exchange(&t->list[i].count, 0);

		if (count > 0)
			each(ctx, atomic_load(&t->list[i].id), count);
	}
}
