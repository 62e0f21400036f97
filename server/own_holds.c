/* own_holds.c - the holds this worker made itself. */
#include "server/own_holds.h"

#include <stdlib.h>
#include <string.h>

#include "lib/key_index.h"
#include "lib/xalloc.h"

enum { PLACES = 4096 };

struct own_holds {
	struct own_hold places[PLACES];
};

struct own_holds *own_holds_new(void)
{
	return xcalloc(1, sizeof(struct own_holds));
}

void own_holds_free(struct own_holds *o)
{
	free(o);
}

static size_t place_of(const char *hash)
{
	return key_of_text(0, hash) % PLACES;
}

void own_holds_put(struct own_holds *o, const struct own_hold *h)
{
	o->places[place_of(h->hash)] = *h;
}

const struct own_hold *own_holds_find(const struct own_holds *o, const char *hash, time_t now)
{
	const struct own_hold *h = &o->places[place_of(hash)];

	return strcmp(h->hash, hash) == 0 && h->expires_at > now ? h : NULL;
}
