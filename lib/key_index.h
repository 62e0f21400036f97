/*
 * key_index.h - places in an array, found by a number or a text.
 *
 * Filled, sorted once, then asked.  Several places may share a key: texts are
 * found by a 64-bit hash, so the caller compares the text itself.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

struct key_place {
	uint64_t key;
	size_t place;
};

/* Initialise with {0}. */
struct key_index {
	struct key_place *places;
	size_t n, room;
};

void key_index_add(struct key_index *index, uint64_t key, size_t place);
void key_index_sort(struct key_index *index);

/* The first of the places with this key and how many; NULL and 0 when none. */
const struct key_place *key_index_find(const struct key_index *index, uint64_t key, size_t *n);

/* A key for a text within some scope (FNV-1a). */
uint64_t key_of_text(int64_t scope, const char *text);

void key_index_done(struct key_index *index);
