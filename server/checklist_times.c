/* checklist_times.c - whether everybody has somebody responsible, and free times with them. */
#include <stdlib.h>

#include "lib/tick.h"
#include "lib/xalloc.h"
#include "server/checklist.h"
#include "server/next.h"
#include "server/responsibility_words.h"
#include "server/times.h"

enum {
	GAPS_MAX = 200,
	GAPS_TOLD = 5, /* of one service */
	FEW_TIMES = 10,
};

/* Some of a service's responsibilities: those of today, perhaps only those with free times. */
struct chosen {
	const struct service *service;
	struct responsibility list[RESPONSIBILITIES_MAX];
	size_t n;
};

static bool person_is_free(const struct checklist *c, const struct service *s,
			   const struct contact_person *p)
{
	struct times_query q = {.service = s, .now = c->now};
	int32_t start;

	times_one(&q, p);
	for (int i = 0; i < CHANNELS; i++) {
		q.channel = CHANNEL_LIST[i];
		if (s->channels & CHANNEL_LIST[i] &&
		    times_next(&start, &q, c->calendars, INT32_MIN))
			return true;
	}
	return false;
}

static void choose(struct chosen *out, const struct checklist *c, const struct service *s,
		   bool with_times)
{
	const struct authority *a = c->w->authority;

	out->service = s;
	out->n = 0;
	for (size_t i = 0; i < s->nresponsibilities; i++) {
		const struct responsibility *r = &s->responsibilities[i];

		if (responsibility_holds(r, tick_ceil(c->now)) &&
		    (!with_times || person_is_free(c, s, &a->persons[r->contact_person])))
			out->list[out->n++] = *r;
	}
}

static json_t *gap_vars(const struct checklist *c, const struct service *s,
			const struct responsibility_finding *found)
{
	json_t *vars = json_pack("{s:o, s:i}", "service", word_of(c->w, s->texts, "name"), "days",
				 c->office->rules.horizon.days);

	if (found && !(span_is_everybody(&found->span) && !found->municipality))
		json_object_set_new(vars, "letters", word_finding_span(c->w, found));
	return vars;
}

/* Note whom the chosen ones leave out (key NULL: note nothing); how many such stretches there are.
 */
static size_t gaps_add(struct checklist *c, const char *key, const char *area,
		       const struct chosen *chosen)
{
	const char **towns = authority_towns(c->w->authority);
	struct responsibility_list list = {chosen->list, chosen->n};
	struct responsibility_finding *found = xcalloc(GAPS_MAX, sizeof *found);
	size_t n = responsibility_lint(found, GAPS_MAX, &list, 1, towns,
				       c->w->authority->nmunicipalities),
	       gaps = 0;

	for (size_t i = 0; i < n && i < GAPS_MAX; i++)
		if (found[i].span.owners == 0 && gaps++ < GAPS_TOLD && key)
			checklist_add(c, CHECKLIST_RED, key, area,
				      gap_vars(c, chosen->service, &found[i]));
	free(found);
	free(towns);
	return gaps;
}

static size_t gaps_of(struct checklist *c, const char *key, const struct service *s)
{
	struct chosen *all = xcalloc(1, sizeof *all);
	size_t gaps;

	choose(all, c, s, false);
	gaps = gaps_add(c, key, "responsibilities", all);
	free(all);
	return gaps;
}

void check_nobody(struct checklist *c, const char *key)
{
	const struct service *s;

	for (size_t i = 0; (s = office_service_at(c->office, i)); i++)
		gaps_of(c, key, s);
}

/* Those of whom somebody takes care, but who find no time with them. */
void check_times(struct checklist *c, const char *key)
{
	struct chosen *free_ones = xcalloc(1, sizeof *free_ones);
	const struct service *s;

	for (size_t i = 0; (s = office_service_at(c->office, i)); i++) {
		if (gaps_of(c, NULL, s) > 0)
			continue;
		choose(free_ones, c, s, true);
		if (free_ones->n == 0)
			checklist_add(c, CHECKLIST_RED, key, "hours", gap_vars(c, s, NULL));
		else
			gaps_add(c, key, "hours", free_ones);
	}
	free(free_ones);
}

static long times_count_few(const struct checklist *c, const struct service *s)
{
	enum channel channel;
	int32_t start, from = INT32_MIN;
	long n = 0;

	while (n < FEW_TIMES && next_start(&start, &channel, s, c->calendars, from)) {
		from = start + 1;
		n++;
	}
	return n;
}

void check_few_times(struct checklist *c, const char *key)
{
	const struct service *s;

	for (size_t i = 0; (s = office_service_at(c->office, i)); i++) {
		long n = times_count_few(c, s);
		json_t *vars;

		if (n == 0 || n == FEW_TIMES)
			continue;
		vars = gap_vars(c, s, NULL);
		json_object_set_new(vars, "times", word_count(c->w, "count.times", n));
		checklist_add(c, CHECKLIST_YELLOW, key, "hours", vars);
	}
}
