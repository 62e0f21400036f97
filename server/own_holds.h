/*
 * own_holds.h - the holds this worker made itself, so that confirming one need not ask first.
 *
 * The citizen's browser mostly stays with one worker.  Then what a hold is for, and with that what
 * must be filled in, is known here, and one statement confirms it: the database judges in it
 * whether the hold is still there.  A table of fixed size in which newer holds take the place of
 * older ones; who is not found is looked up in the database.
 */
#pragma once

#include <stdbool.h>
#include <stdint.h>
#include <time.h>

#include "lib/channel.h"
#include "lib/token.h"

struct own_hold {
	char hash[TOKEN_HASH_SIZE];
	int64_t service_id, contact_person_id;
	enum channel channel;
	time_t starts_at, expires_at;
	int minutes;
};

struct own_holds;

struct own_holds *own_holds_new(void);
void own_holds_free(struct own_holds *o);

void own_holds_put(struct own_holds *o, const struct own_hold *h);

/* Lent until the next put; NULL when it is not known, or over by then. */
const struct own_hold *own_holds_find(const struct own_holds *o, const char *hash, time_t now);
