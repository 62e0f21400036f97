/*
 * limits.h - how much one client may ask of all workers together.
 *
 * One table in memory that all worker processes share: made before they are
 * forked, of fixed size, forgetting the oldest when full.  A client is the
 * number request_client() gives.  A process that dies in the middle leaves
 * the others an empty table, never a locked one.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

enum limit_kind {
	LIMIT_SEARCH,
	LIMIT_LOST_LINK,
	LIMIT_SIGN_IN, /* passwords and codes, right or wrong */
	LIMIT_KINDS,
};

struct limits;

/* NULL with errno when there is no memory to share. */
struct limits *limits_new(void);
/* Only this process lets go of it. */
void limits_free(struct limits *l);

/*
 * Count one more open hold until expires_at.  False when the client already
 * has max of them; *retry_after is then the seconds until the first one ends.
 */
bool limits_hold_add(struct limits *l, uint64_t client, time_t now, time_t expires_at, int max,
		     int *retry_after);

/* One of the client's holds is gone, confirmed or given back: the one that would have
 * ended nearest to expires_at. */
void limits_hold_end(struct limits *l, uint64_t client, time_t expires_at);

/* Take one token of that kind; false when the client has none left, with the
 * seconds until it gets the next one. */
bool limits_take(struct limits *l, enum limit_kind kind, uint64_t client, time_t now,
		 int *retry_after);
