/*
 * shared.h - memory that all processes of one server see.
 *
 * The supervisor makes it before the first fork, so every child has it at the
 * same address and a restarted one finds what its forerunner left.  What is in
 * here is plain data that any process may read and write at any time: atomics,
 * or bytes that never change after the first fork.
 */
#pragma once

#include <stdatomic.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/net/limits.h"
#include "server/tally.h"

struct site;
struct static_files;

enum { SHARED_KEY_BYTES = 16 };

struct shared {
	/* Keys the hashes of client addresses: the same in every worker, new at each start. */
	unsigned char client_key[SHARED_KEY_BYTES];
	/* What one client may ask of all workers together. */
	struct limits *limits;
	/* Searches that found nothing, until the jobs process takes them. */
	struct tallies *tallies;
	/* Pages and files of web/, read before the first fork: every child inherits them. */
	const struct site *site;
	const struct static_files *files;
	/* Citizens are served: what can wait for that may begin. */
	atomic_bool serving;
	/* Children started again since the server started, for /healthz. */
	atomic_uint restarts;
};

/* Ends the program when there is no memory. */
struct shared *shared_new(void);
void shared_free(struct shared *s);
