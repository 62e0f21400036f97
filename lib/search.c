/* search.c - find services by the words people use for them. */
#include "lib/search.h"

#include <assert.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "lib/filler.h"
#include "lib/likeness.h"
#include "lib/words.h"
#include "lib/xalloc.h"

enum { FILLER_SHARE = 10 }; /* a filler word that fits counts a tenth */

/* A word of an id, with the greatest weight it has there. */
struct indexed_word {
	UChar *text; /* owned; words that are the same share it and stand together */
	int32_t len;
	uint32_t letters;
	uint32_t subject; /* index into `ids` */
	int weight;
};

struct search_index {
	int64_t *ids;
	size_t nids;
	struct indexed_word *words; /* the same ones together */
	size_t nwords, room;
};

/* Building */

static uint32_t subject_of(struct search_index *ix, int64_t id)
{
	/* Entries of one id mostly follow each other. */
	for (size_t i = ix->nids; i-- > 0;)
		if (ix->ids[i] == id)
			return (uint32_t)i;
	ix->ids[ix->nids] = id; /* there is room for one id per entry */
	return (uint32_t)ix->nids++;
}

static void index_add_word(struct search_index *ix, const UChar *text, int32_t len,
			   uint32_t subject, int weight)
{
	struct indexed_word *w;

	if (ix->nwords == ix->room) {
		ix->room = ix->room ? 2 * ix->room : 256;
		ix->words = xrealloc(ix->words, ix->room * sizeof *ix->words);
	}
	w = &ix->words[ix->nwords++];
	*w = (struct indexed_word){.len = len, .subject = subject, .weight = weight};
	w->text = xcalloc((size_t)len, sizeof *text);
	memcpy(w->text, text, (size_t)len * sizeof *text);
	w->letters = word_letters(&(struct word){.text = text, .len = len});
}

/* Corona-Hilfe is also looked for as Coronahilfe. */
static void index_add_joined(struct search_index *ix, const struct word *first,
			     const struct word *second, uint32_t subject, int weight)
{
	UChar joined[2 * WORD_UNITS_MAX];
	int32_t len = first->len + second->len;

	memcpy(joined, first->text, (size_t)first->len * sizeof *joined);
	memcpy(joined + first->len, second->text, (size_t)second->len * sizeof *joined);
	index_add_word(ix, joined, len < WORD_UNITS_MAX ? len : WORD_UNITS_MAX, subject, weight);
}

static void index_add_text(struct search_index *ix, const struct search_entry *e, uint32_t subject)
{
	words_auto_t plain_words = {0}, spelled_words = {0};
	struct word plain, spelled, last = {0};

	words_start(&plain_words, e->text, strlen(e->text), UMLAUTS_PLAIN);
	words_start(&spelled_words, e->text, strlen(e->text), UMLAUTS_SPELLED);
	/* Both have the same words: an umlaut never separates any. */
	while (words_next(&plain_words, &plain) && words_next(&spelled_words, &spelled)) {
		index_add_word(ix, plain.text, plain.len, subject, e->weight);
		if (spelled.len != plain.len)
			index_add_word(ix, spelled.text, spelled.len, subject, e->weight);
		if (plain.hyphened && last.len)
			index_add_joined(ix, &last, &plain, subject, e->weight);
		last = plain;
	}
}

static bool same_text(const struct indexed_word *a, const struct indexed_word *b)
{
	return a->len == b->len && memcmp(a->text, b->text, (size_t)a->len * sizeof(UChar)) == 0;
}

/* Any order will do that keeps words together, those of a subject with the weightiest first. */
static int compare_words(const void *one, const void *two)
{
	const struct indexed_word *a = one, *b = two;
	int order = (a->len > b->len) - (a->len < b->len);

	if (order == 0)
		order = memcmp(a->text, b->text, (size_t)a->len * sizeof(UChar));
	if (order == 0)
		order = (a->subject > b->subject) - (a->subject < b->subject);
	return order ? order : b->weight - a->weight;
}

/* Keep the weightiest of each word per subject, and one copy of each text. */
static void index_settle(struct search_index *ix)
{
	size_t n = 0;

	if (ix->nwords)
		qsort(ix->words, ix->nwords, sizeof *ix->words, compare_words);
	for (size_t i = 0; i < ix->nwords; i++) {
		struct indexed_word *w = &ix->words[i];

		if (n && same_text(&ix->words[n - 1], w)) {
			free(w->text);
			w->text = ix->words[n - 1].text;
			if (ix->words[n - 1].subject == w->subject)
				continue;
		}
		ix->words[n++] = *w;
	}
	ix->nwords = n;
}

struct search_index *search_index_new(const struct search_entry *entries, size_t n)
{
	struct search_index *ix = xcalloc(1, sizeof *ix);

	ix->ids = xcalloc(n ? n : 1, sizeof *ix->ids);
	for (size_t i = 0; i < n; i++) {
		uint32_t subject = subject_of(ix, entries[i].id);

		assert(entries[i].weight >= 1 && entries[i].weight <= SEARCH_WEIGHT_MAX);
		index_add_text(ix, &entries[i], subject);
	}
	index_settle(ix);
	return ix;
}

void search_index_free(struct search_index *ix)
{
	if (!ix)
		return;
	for (size_t i = 0; i < ix->nwords; i++)
		if (i + 1 == ix->nwords || ix->words[i + 1].text != ix->words[i].text)
			free(ix->words[i].text);
	free(ix->words);
	free(ix->ids);
	free(ix);
}

/* Asking */

/* A query's word in both ways to write its umlauts. */
struct query_word {
	struct word forms[2];
	uint32_t letters[2];
	bool filler;
};

struct query {
	struct words plain, spelled;
	struct query_word words[SEARCH_QUERY_WORDS_MAX];
	size_t n;
};

static void query_done(struct query *q)
{
	words_done(&q->plain);
	words_done(&q->spelled);
}

static void query_parse(struct query *q, const char *text)
{
	size_t len = strnlen(text, SEARCH_QUERY_BYTES_MAX);
	bool all_filler = true;
	struct query_word *w = q->words;

	*q = (struct query){0};
	words_start(&q->plain, text, len, UMLAUTS_PLAIN);
	words_start(&q->spelled, text, len, UMLAUTS_SPELLED);
	while (q->n < SEARCH_QUERY_WORDS_MAX && words_next(&q->plain, &w->forms[0]) &&
	       words_next(&q->spelled, &w->forms[1])) {
		w->letters[0] = word_letters(&w->forms[0]);
		w->letters[1] = word_letters(&w->forms[1]);
		w->filler = word_is_filler(&w->forms[0]);
		all_filler = all_filler && w->filler;
		q->n++;
		w++;
	}
	for (size_t i = 0; i < q->n; i++)
		q->words[i].filler = q->words[i].filler && !all_filler;
}

static enum likeness query_word_likeness(const struct query_word *q, const struct indexed_word *w)
{
	const struct word word = {.text = w->text, .len = w->len};
	enum likeness plain, spelled;

	/* Filler only lifts what has the very word. */
	if (q->filler && w->len != q->forms[0].len)
		return LIKE_NOTHING;
	plain = word_likeness(&q->forms[0], q->letters[0], &word, w->letters);
	if (q->forms[0].len == q->forms[1].len)
		return plain;
	spelled = word_likeness(&q->forms[1], q->letters[1], &word, w->letters);
	return plain > spelled ? plain : spelled;
}

/* How well this word of the query fits each subject: likeness times weight, 0 for not. */
static void query_word_score(const struct search_index *ix, const struct query_word *q, int *best)
{
	enum likeness likeness = LIKE_NOTHING;

	memset(best, 0, ix->nids * sizeof *best);
	for (size_t i = 0; i < ix->nwords; i++) {
		const struct indexed_word *w = &ix->words[i];
		int score;

		if (i == 0 || w->text != w[-1].text)
			likeness = query_word_likeness(q, w);
		score = (int)likeness * w->weight;
		if (score > best[w->subject])
			best[w->subject] = score;
	}
}

/* Add one word's scores to the sums, where -1 marks what a word did not fit; whether any is left.
 */
static bool sums_add(int *sums, const int *scores, size_t n, bool filler)
{
	bool left = false;

	for (size_t i = 0; i < n; i++) {
		if (sums[i] < 0)
			continue;
		if (filler)
			sums[i] += scores[i] / FILLER_SHARE;
		else
			sums[i] = scores[i] ? sums[i] + scores[i] : -1;
		left = left || sums[i] >= 0;
	}
	return left;
}

/* Put a hit in its place among the best; of equal ones the earlier stays in front. */
static size_t hits_add(struct search_hit *hits, size_t n, size_t max, struct search_hit hit)
{
	size_t at = n;

	while (at > 0 && hits[at - 1].score < hit.score)
		at--;
	if (at == max)
		return n;
	if (n == max)
		n--;
	memmove(hits + at + 1, hits + at, (n - at) * sizeof *hits);
	hits[at] = hit;
	return n + 1;
}

size_t search_find(const struct search_index *ix, const char *query, struct search_hit *hits,
		   size_t max)
{
	int *sums = xcalloc(2 * ix->nids + 1, sizeof *sums), *scores = sums + ix->nids;
	struct query q;
	bool left = true;
	size_t n = 0;

	query_parse(&q, query);
	for (size_t i = 0; i < q.n && left; i++) {
		query_word_score(ix, &q.words[i], scores);
		left = sums_add(sums, scores, ix->nids, q.words[i].filler);
	}
	for (size_t i = 0; i < ix->nids && left; i++)
		if (sums[i] > 0)
			n = hits_add(hits, n, max, (struct search_hit){ix->ids[i], sums[i]});
	query_done(&q);
	free(sums);
	return n;
}
