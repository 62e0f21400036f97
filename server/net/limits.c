/*
 * limits.c - how much one client may ask of all workers together.
 *
 * Holds are entries of a ring, chained by client; a new one overwrites the
 * oldest.  Token buckets are kept as the generic cell rate algorithm does
 * (ITU-T I.371): one number, the time when the bucket will be full again.
 */
#include "server/net/limits.h"

#include <assert.h>
#include <errno.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>

enum {
	HOLDS = 1 << 15,  /* open holds of all clients; more than an office fills in ten minutes */
	CHAINS = 1 << 14, /* powers of two: a client's number is cut to size by a mask */
	BUCKET_SETS = 1 << 12,
	BUCKET_WAYS = 8,
	NONE = 0, /* entry 0 of the ring is never used, so zeroed memory is an empty table */
};

static const struct {
	int burst;           /* at once */
	int seconds_a_token; /* then one every so often */
} RATES[LIMIT_KINDS] = {
	[LIMIT_SEARCH] = {120, 1},
	[LIMIT_LOST_LINK] = {5, 120},
	[LIMIT_SIGN_IN] = {120, 5}, /* an office may share one address */
};

struct hold {
	uint64_t client;
	int64_t expires_at;
	uint32_t next; /* in the chain */
	bool used;
};

struct bucket {
	uint64_t client;
	int64_t full_at;
};

struct table {
	uint32_t chains[CHAINS];
	uint32_t newest;
	struct hold holds[HOLDS];
	struct bucket buckets[LIMIT_KINDS][BUCKET_SETS][BUCKET_WAYS];
};

struct limits {
	pthread_mutex_t mutex;
	struct table table;
};

struct limits *limits_new(void)
{
	struct limits *l =
		mmap(NULL, sizeof *l, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
	pthread_mutexattr_t attr;

	if (l == MAP_FAILED)
		return NULL;
	pthread_mutexattr_init(&attr);
	pthread_mutexattr_setpshared(&attr, PTHREAD_PROCESS_SHARED);
	pthread_mutexattr_setrobust(&attr, PTHREAD_MUTEX_ROBUST);
	pthread_mutex_init(&l->mutex, &attr);
	pthread_mutexattr_destroy(&attr);
	return l;
}

void limits_free(struct limits *l)
{
	if (l)
		munmap(l, sizeof *l);
}

/* Not inlined: gcc 12 with UBSan's null check would warn of a memset() that never is. */
static __attribute__((noinline)) void table_clear(struct table *t)
{
	memset(t, 0, sizeof *t);
}

static struct table *lock(struct limits *l)
{
	int error = pthread_mutex_lock(&l->mutex);

	if (error == EOWNERDEAD) {
		/* Whoever died may have left a chain half tied. */
		table_clear(&l->table);
		error = pthread_mutex_consistent(&l->mutex);
	}
	assert(error == 0);
	return &l->table;
}

static void unlock(struct limits *l)
{
	pthread_mutex_unlock(&l->mutex);
}

/*
 * Holds
 */

static uint32_t *chain_of(struct table *t, uint64_t client)
{
	return &t->chains[client & (CHAINS - 1)];
}

static void hold_forget(struct table *t, uint32_t i)
{
	uint32_t *link = chain_of(t, t->holds[i].client);

	while (*link != i)
		link = &t->holds[*link].next;
	*link = t->holds[i].next;
	t->holds[i].used = false;
}

/* How many holds the client has, forgetting those that ended; *first is when the next one ends. */
static int holds_count(struct table *t, uint64_t client, int64_t now, int64_t *first)
{
	uint32_t next;
	int count = 0;

	for (uint32_t i = *chain_of(t, client); i != NONE; i = next) {
		const struct hold *hold = &t->holds[i];

		next = hold->next;
		if (hold->expires_at <= now) {
			hold_forget(t, i);
		} else if (hold->client == client) {
			if (count++ == 0 || hold->expires_at < *first)
				*first = hold->expires_at;
		}
	}
	return count;
}

static void hold_put(struct table *t, uint64_t client, int64_t expires_at)
{
	uint32_t *chain = chain_of(t, client);
	uint32_t i = t->newest + 1 < HOLDS ? t->newest + 1 : NONE + 1;

	if (t->holds[i].used)
		hold_forget(t, i);
	t->holds[i] = (struct hold){client, expires_at, *chain, true};
	*chain = i;
	t->newest = i;
}

bool limits_hold_add(struct limits *l, uint64_t client, time_t now, time_t expires_at, int max,
		     int *retry_after)
{
	struct table *t = lock(l);
	int64_t first = now;
	bool ok = holds_count(t, client, now, &first) < max;

	if (ok)
		hold_put(t, client, expires_at);
	unlock(l);
	if (!ok)
		*retry_after = first > now ? (int)(first - now) : 1;
	return ok;
}

/* The client's hold that ends nearest to that time; NONE when it has none. */
static uint32_t hold_nearest(const struct table *t, uint64_t client, int64_t expires_at)
{
	uint32_t nearest = NONE;
	int64_t distance = INT64_MAX;

	for (uint32_t i = t->chains[client & (CHAINS - 1)]; i != NONE; i = t->holds[i].next) {
		int64_t d = llabs(t->holds[i].expires_at - expires_at);

		if (t->holds[i].client == client && d < distance) {
			nearest = i;
			distance = d;
		}
	}
	return nearest;
}

void limits_hold_end(struct limits *l, uint64_t client, time_t expires_at)
{
	struct table *t = lock(l);
	uint32_t i = hold_nearest(t, client, expires_at);

	if (i != NONE)
		hold_forget(t, i);
	unlock(l);
}

/*
 * Tokens
 */

/* The client's bucket, else the one that is nearest to full and so the cheapest to forget. */
static struct bucket *bucket_find(struct bucket *set, uint64_t client)
{
	struct bucket *fullest = &set[0];

	for (size_t i = 0; i < BUCKET_WAYS; i++) {
		if (set[i].client == client)
			return &set[i];
		if (set[i].full_at < fullest->full_at)
			fullest = &set[i];
	}
	*fullest = (struct bucket){.client = client};
	return fullest;
}

bool limits_take(struct limits *l, enum limit_kind kind, uint64_t client, time_t now,
		 int *retry_after)
{
	struct table *t = lock(l);
	struct bucket *b = bucket_find(t->buckets[kind][client & (BUCKET_SETS - 1)], client);
	int64_t full_at = b->full_at > now ? b->full_at : now;
	int64_t wait =
		full_at - now - (int64_t)(RATES[kind].burst - 1) * RATES[kind].seconds_a_token;

	if (wait <= 0)
		b->full_at = full_at + RATES[kind].seconds_a_token;
	unlock(l);
	if (wait > 0)
		*retry_after = (int)wait;
	return wait <= 0;
}
