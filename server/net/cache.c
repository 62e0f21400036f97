/* cache.c - answers to what is asked most, as ready bytes. */
#include "server/net/cache.h"

#include <stdlib.h>
#include <string.h>

#include "lib/key_index.h"
#include "lib/xalloc.h"

enum { BUCKETS = 4096, TOKEN_LEN = TOKEN_TEXT_SIZE - 1 };

struct cache {
	struct stamp stamp; /* of all that is kept */
	struct answer *buckets[BUCKETS];
	size_t n, bytes;
};

struct answer *answer_keep(struct answer *a)
{
	a->references++;
	return a;
}

void answer_drop(struct answer *a)
{
	if (--a->references > 0)
		return;
	free(a->bytes);
	free(a->name);
	free(a);
}

struct cache *cache_new(void)
{
	return xcalloc(1, sizeof(struct cache));
}

static void cache_clear(struct cache *c)
{
	for (size_t i = 0; i < BUCKETS && c->n > 0; i++) {
		struct answer *a;

		while ((a = c->buckets[i])) {
			c->buckets[i] = a->next;
			c->n--;
			answer_drop(a);
		}
	}
	c->bytes = 0;
}

void cache_free(struct cache *c)
{
	if (!c)
		return;
	cache_clear(c);
	free(c);
}

static void cache_settle(struct cache *c, const struct stamp *stamp)
{
	if (c->stamp.version == stamp->version && c->stamp.minute == stamp->minute)
		return;
	cache_clear(c);
	c->stamp = *stamp;
}

struct answer *cache_find(struct cache *c, const struct stamp *stamp, const char *name)
{
	uint64_t key = key_of_text(0, name);

	cache_settle(c, stamp);
	for (struct answer *a = c->buckets[key % BUCKETS]; a; a = a->next)
		if (a->key == key && strcmp(a->name, name) == 0)
			return a;
	return NULL;
}

/* Dashes where the token stood; false when it stands in too many places. */
static bool tokens_find(struct answer *a, const char *token)
{
	char *at = a->bytes;

	while (*token && (at = memmem(at, a->len - (size_t)(at - a->bytes), token, TOKEN_LEN))) {
		if (a->ntokens == ANSWER_TOKENS_MAX)
			return false;
		a->tokens[a->ntokens++] = (size_t)(at - a->bytes);
		memset(at, '-', TOKEN_LEN);
	}
	return true;
}

struct answer *cache_add(struct cache *c, const struct stamp *stamp, const char *name,
			 const char *type, char *bytes, size_t len, const char *token)
{
	struct answer *a = xcalloc(1, sizeof *a);

	*a = (struct answer){
		.type = type,
		.bytes = bytes,
		.len = len,
		.key = key_of_text(0, name),
		.name = xstrdup(name),
		.references = 1,
	};
	cache_settle(c, stamp);
	if (!tokens_find(a, token))
		a->ntokens = 0; /* shows dashes, which make no hold: a fresh one is drawn then */
	etag_make(a->etag, a->bytes, a->len, "");
	if (c->bytes + len > CACHE_MAX_BYTES || c->n == CACHE_MAX_ANSWERS)
		cache_clear(c);
	a->next = c->buckets[a->key % BUCKETS];
	c->buckets[a->key % BUCKETS] = a;
	c->n++;
	c->bytes += len;
	return a;
}

char *answer_fill(const struct answer *a, const char *token)
{
	char *copy = xcalloc(a->len + 1, 1);

	memcpy(copy, a->bytes, a->len);
	for (size_t i = 0; i < a->ntokens; i++)
		memcpy(copy + a->tokens[i], token, TOKEN_LEN);
	return copy;
}
