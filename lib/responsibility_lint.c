/* responsibility_lint.c - for whom nobody, or more than one person, is responsible. */
#include "lib/responsibility_lint.h"

#include <stdlib.h>
#include <string.h>

#include "lib/xalloc.h"

/* Where the findings go; `count` goes on when `max` is reached. */
struct findings {
	struct responsibility_finding *out;
	size_t max, count;
};

struct spans {
	struct surname_span *list;
	size_t count;
};

/* Gaps and overlaps of one service for citizens of one municipality; the caller
 * frees the list. */
static struct spans spans_find(const struct responsibility_list *service, const char *municipality)
{
	struct surname_claim *claims = xcalloc(service->count + 1, sizeof *claims);
	size_t n = 0, max = 2 * service->count + 1; /* one more than the inner cuts */
	struct spans spans = {.list = xcalloc(max, sizeof *spans.list)};

	for (size_t i = 0; i < service->count; i++) {
		const struct responsibility *r = &service->list[i];

		if (!responsibility_reaches(r, municipality))
			continue;
		claims[n].owner = r->contact_person;
		claims[n++].range = r->by_surname ? r->surnames : SURNAME_RANGE_ALL;
	}
	spans.count = surname_coverage(spans.list, max, claims, n);
	free(claims);
	return spans;
}

static bool spans_equal(const struct spans *a, const struct spans *b)
{
	if (a->count != b->count)
		return false;
	for (size_t i = 0; i < a->count; i++) {
		if (strcmp(a->list[i].from, b->list[i].from) != 0 ||
		    strcmp(a->list[i].to, b->list[i].to) != 0 ||
		    a->list[i].owners != b->list[i].owners)
			return false;
	}
	return true;
}

static void findings_add(struct findings *f, size_t service, const char *municipality,
			 const struct spans *spans)
{
	for (size_t i = 0; i < spans->count; i++, f->count++) {
		if (f->count < f->max)
			f->out[f->count] = (struct responsibility_finding){
				.service = service,
				.municipality = municipality,
				.span = spans->list[i],
			};
	}
}

static bool all_alike(const struct spans *spans, size_t count)
{
	for (size_t i = 1; i < count; i++) {
		if (!spans_equal(&spans[0], &spans[i]))
			return false;
	}
	return true;
}

static void service_lint(struct findings *f, const struct responsibility_list *service,
			 size_t number, const char *const *municipalities, size_t count)
{
	size_t tried = responsibility_asks(service->list, service->count).municipality ? count : 0;
	struct spans *spans = xcalloc(tried + 1, sizeof *spans);

	for (size_t i = 0; i < tried; i++)
		spans[i] = spans_find(service, municipalities[i]);
	if (tried == 0)
		spans[tried++] = spans_find(service, NULL);
	if (all_alike(spans, tried)) {
		findings_add(f, number, NULL, &spans[0]);
	} else {
		for (size_t i = 0; i < tried; i++)
			findings_add(f, number, municipalities[i], &spans[i]);
	}
	for (size_t i = 0; i < tried; i++)
		free(spans[i].list);
	free(spans);
}

size_t responsibility_lint(struct responsibility_finding *out, size_t max,
			   const struct responsibility_list *services, size_t service_count,
			   const char *const *municipalities, size_t municipality_count)
{
	struct findings f = {.out = out, .max = max};

	for (size_t i = 0; i < service_count; i++)
		service_lint(&f, &services[i], i, municipalities, municipality_count);
	return f.count;
}
