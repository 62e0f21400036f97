/*
 * cache.h - answers to what is asked most, as ready bytes.
 *
 * An answer is good while its stamp is: the version of everything it was made of,
 * and the minute, since lead times pass.  A newer stamp makes all older answers
 * stale at once.  Only routes that say so are kept (struct route), only GET, only 200.
 *
 * A page's fresh token is different in every copy that is sent: the places where it stands
 * are remembered, and the ETag does not count them.
 */
#pragma once

#include "lib/token.h"
#include "server/net/etag.h"
#include "server/net/request.h"

enum {
	ANSWER_TOKENS_MAX = 8,     /* a page with more places is not kept */
	CACHE_MAX_BYTES = 8 << 20, /* 500 pages, of the minute they are good for */
	CACHE_MAX_ANSWERS = 2048,
	CACHE_KEY_MAX_BYTES = 512,
};

struct cache;

/* Lent by cache_find() until the next call; answer_keep() makes it last. */
struct answer {
	const char *type;
	char etag[ETAG_BYTES];
	size_t tokens[ANSWER_TOKENS_MAX];
	size_t ntokens;
	size_t len;
	char *bytes; /* dashes where the token stands */
	unsigned references;
	int64_t counted; /* what the site's counted hook hears; 0: nothing */
	uint64_t key;
	struct answer *next;
	char *name;
};

struct cache *cache_new(void);
void cache_free(struct cache *c);

/* NULL when there is none that is good. */
struct answer *cache_find(struct cache *c, const struct stamp *stamp, const char *name);

/* Take bytes as the answer from now on and return it, never NULL; when there is no
 * room, all others go first.
 * `token` is what to look for as the fresh token, "" for none. */
struct answer *cache_add(struct cache *c, const struct stamp *stamp, const char *name,
			 const char *type, char *bytes, size_t len, const char *token);

struct answer *answer_keep(struct answer *a);
void answer_drop(struct answer *a);

/* A copy of the bytes with this token in its places; the caller frees it. */
char *answer_fill(const struct answer *a, const char *token);
