/* key_index.c - places in an array, found by a number or a text. */
#include "lib/key_index.h"

#include <stdlib.h>

#include "lib/xalloc.h"

enum { FIRST_ROOM = 16 };

#define FNV_OFFSET UINT64_C(0xcbf29ce484222325)
#define FNV_PRIME UINT64_C(0x100000001b3)

void key_index_add(struct key_index *index, uint64_t key, size_t place)
{
	if (index->n == index->room) {
		index->room = index->room ? 2 * index->room : FIRST_ROOM;
		index->places = xrealloc(index->places, index->room * sizeof index->places[0]);
	}
	index->places[index->n++] = (struct key_place){key, place};
}

/* Equal keys keep the order of their places. */
static int compare(const void *a, const void *b)
{
	const struct key_place *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->place < y->place ? -1 : x->place > y->place;
}

void key_index_sort(struct key_index *index)
{
	if (index->n > 0)
		qsort(index->places, index->n, sizeof index->places[0], compare);
}

const struct key_place *key_index_find(const struct key_index *index, uint64_t key, size_t *n)
{
	size_t low = 0, high = index->n, end;

	while (low < high) {
		size_t mid = low + (high - low) / 2;

		if (index->places[mid].key < key)
			low = mid + 1;
		else
			high = mid;
	}
	for (end = low; end < index->n && index->places[end].key == key; end++)
		;
	*n = end - low;
	return *n ? &index->places[low] : NULL;
}

uint64_t key_of_text(int64_t scope, const char *text)
{
	uint64_t key = FNV_OFFSET ^ (uint64_t)scope;

	for (const unsigned char *p = (const unsigned char *)text; *p; p++)
		key = (key ^ *p) * FNV_PRIME;
	return key;
}

void key_index_done(struct key_index *index)
{
	free(index->places);
	*index = (struct key_index){0};
}
