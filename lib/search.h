/*
 * search.h - find services by the words people use for them.
 *
 * Umlauts may be written in any way (ä, ae, a), words may be incomplete, part of
 * a compound (geld finds Wohngeld), or mistyped.  Every word of a query must fit
 * the same id, filler words ("ich", "für", "the") aside.
 *
 * Pure and immutable once built; several readers may share an index.  A query
 * over a few hundred services takes well under a millisecond.
 */
#pragma once

#include <stddef.h>
#include <stdint.h>

enum {
	SEARCH_QUERY_BYTES_MAX = 200, /* the rest of a query is not looked at */
	SEARCH_QUERY_WORDS_MAX = 8,
	SEARCH_WEIGHT_MAX = 100,
};

/* Something an id is known by.  An id may have many: name, synonyms, texts, languages. */
struct search_entry {
	int64_t id;
	int weight;       /* 1 .. SEARCH_WEIGHT_MAX; a name weighs more than a text */
	const char *text; /* UTF-8 */
};

struct search_hit {
	int64_t id;
	int score; /* comparable within one query only */
};

struct search_index;

/* Copies what it needs of the entries. */
struct search_index *search_index_new(const struct search_entry *entries, size_t n);
void search_index_free(struct search_index *ix);

/*
 * Write the best hits, best first, equally good ones in the order of the entries;
 * at most `max`.  Returns how many; 0 for a query without a word.
 */
size_t search_find(const struct search_index *ix, const char *query, struct search_hit *hits,
		   size_t max);
