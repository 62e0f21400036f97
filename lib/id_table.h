/*
 * id_table.h - a few hundred records of one size, found by id.
 *
 * A sorted array: compact, quick to walk, and quick to fill in order of id.
 * Each record begins with its int64_t id.  Initialise with {.record_bytes = ...}.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

struct id_table {
	size_t record_bytes;
	void *records; /* sorted by id; moves when a record is put */
	size_t n, room;
};

/* The record of this id, or NULL. */
void *id_table_find(const struct id_table *t, int64_t id);

/* Copy the record in, in place of one with the same id. */
void id_table_put(struct id_table *t, const void *record);

/* Whether there was one. */
bool id_table_drop(struct id_table *t, int64_t id);

size_t id_table_bytes(const struct id_table *t);
void id_table_done(struct id_table *t);
