/* id_table.c - a few hundred records of one size, found by id. */
#include "lib/id_table.h"

#include <stdlib.h>
#include <string.h>

#include "lib/xalloc.h"

enum { ID_TABLE_FIRST_ROOM = 8 };

static char *record_at(const struct id_table *t, size_t i)
{
	return (char *)t->records + i * t->record_bytes;
}

static int64_t id_of(const void *record)
{
	int64_t id;

	memcpy(&id, record, sizeof id);
	return id;
}

/* Where the record of this id stands or would stand. */
static size_t place_of(const struct id_table *t, int64_t id)
{
	size_t low = 0, high = t->n;

	/* Rows are read in order of id: look at the end first. */
	if (t->n && id_of(record_at(t, t->n - 1)) < id)
		return t->n;
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (id_of(record_at(t, middle)) < id)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

void *id_table_find(const struct id_table *t, int64_t id)
{
	size_t i = place_of(t, id);

	return i < t->n && id_of(record_at(t, i)) == id ? record_at(t, i) : NULL;
}

void id_table_put(struct id_table *t, const void *record)
{
	size_t i = place_of(t, id_of(record));

	if (i == t->n || id_of(record_at(t, i)) != id_of(record)) {
		if (t->n == t->room) {
			t->room = t->room ? t->room + t->room / 2 : ID_TABLE_FIRST_ROOM;
			t->records = xrealloc(t->records, t->room * t->record_bytes);
		}
		memmove(record_at(t, i + 1), record_at(t, i), (t->n - i) * t->record_bytes);
		t->n++;
	}
	memcpy(record_at(t, i), record, t->record_bytes);
}

bool id_table_drop(struct id_table *t, int64_t id)
{
	char *record = id_table_find(t, id);

	if (!record)
		return false;
	t->n--;
	memmove(record, record + t->record_bytes, (size_t)(record_at(t, t->n) - record));
	return true;
}

size_t id_table_bytes(const struct id_table *t)
{
	return t->room * t->record_bytes;
}

void id_table_done(struct id_table *t)
{
	free(t->records);
	t->records = NULL;
	t->n = t->room = 0;
}
