/* matrix_lint.c - for whom nobody, or more than one person, is responsible. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/responsibility_lint.h"
#include "lib/surname_examples.h"
#include "lib/xalloc.h"
#include "server/responsibility_words.h"
#include "server/staff/matrix.h"

enum { FINDINGS_MAX = 200, ROW_FINDINGS_TOLD = 3 };

/* The cells of one service, as lib/responsibility.h works with them. */
struct row {
	struct responsibility list[RESPONSIBILITIES_MAX];
	size_t n;
};

static const char *const *keys_of(const json_t *list)
{
	const char **keys = xcalloc(json_array_size(list) + 1, sizeof *keys);

	for (size_t i = 0; i < json_array_size(list); i++)
		keys[i] = json_string_value(json_array_get(list, i));
	return keys;
}

static void row_add(struct row *row, const json_t *range, size_t person)
{
	const char *from = json_string_value(json_object_get(range, "from"));
	const char *to = json_string_value(json_object_get(range, "to"));
	const json_t *keys = json_object_get(range, "municipalities");
	struct responsibility *r = &row->list[row->n];
	struct problem why;

	if (row->n == RESPONSIBILITIES_MAX)
		return;
	*r = (struct responsibility){.contact_person = person, .by_surname = from != NULL};
	if (from && !surname_range_parse(&r->surnames, from, to, &why))
		return;
	r->municipality_count = json_array_size(keys);
	if (r->municipality_count > 0)
		r->municipalities = keys_of(keys);
	row->n++;
}

static void row_read(struct row *row, const struct matrix *m, size_t service)
{
	size_t i;
	json_t *range;

	row->n = 0;
	for (size_t p = 0; p < m->npersons; p++)
		json_array_foreach (matrix_cell(m, service, p)->ranges, i, range)
			row_add(row, range, p);
}

static void row_done(struct row *row)
{
	for (size_t i = 0; i < row->n; i++)
		free((void *)(uintptr_t)row->list[i].municipalities);
}

/* That several share all the work is meant; that they share a part of it may not be. */
static bool is_meant(const struct surname_span *span)
{
	return span->owners > 1 && span_is_everybody(span);
}

/* Who shares it: "Sabine Keller, Emre Yilmaz". */
static json_t *sharers(const struct matrix *m, const struct row *row,
		       const struct responsibility_finding *found)
{
	buffer_auto_t names = {0};
	const struct contact_person *last = NULL;
	struct surname first;

	surname_fold(&first, found->span.from);
	first.whole = true;
	for (size_t i = 0; i < row->n; i++) {
		const struct responsibility *r = &row->list[i];
		const struct contact_person *p = m->persons[r->contact_person];

		if (p == last || !responsibility_reaches(r, found->municipality) ||
		    (r->by_surname && surname_compare(&first, &r->surnames) != SURNAME_INSIDE))
			continue;
		buffer_printf(&names, "%s%s", names.len ? ", " : "", p->name);
		last = p;
	}
	return json_string(names.data ? names.data : "");
}

static json_t *finding_text(const struct matrix *m, const struct row *row,
			    const struct responsibility_finding *found)
{
	json_t *span = word_finding_span(&m->w, found);

	if (found->span.owners == 0)
		return word_text(&m->w, "staff.resp.nobody", json_pack("{s:o}", "letters", span));
	return word_text(&m->w, "staff.resp.several",
			 json_pack("{s:o, s:o}", "letters", span, "names", sharers(m, row, found)));
}

/* Of those nobody is responsible for: "zum Beispiel Schmidt, Schneider, Schulz". */
static json_t *examples_text(const struct matrix *m, const struct surname_span *span)
{
	struct surname_range range;
	struct problem why;
	str_auto_t *names = NULL;

	if (span_is_everybody(span) || !surname_range_parse(&range, span->from, span->to, &why))
		return json_null();
	names = surname_examples_text(&range);
	return *names ? word_text(&m->w, "staff.resp.examples", json_pack("{s:s}", "names", names))
		      : json_null();
}

/* What is told of all rows together. */
struct told {
	json_t *findings;
	long gaps, overlaps;
};

static void finding_tell(struct told *told, json_t *row, const json_t *text, bool gap)
{
	const json_t *service = json_object_get(row, "service");

	json_array_append_new(
		told->findings,
		json_pack("{s:O, s:o}", "row_id", json_object_get(row, "id"), "text",
			  json_sprintf("%s: %s",
				       json_string_value(json_object_get(service, "name")),
				       json_string_value(text))));
	*(gap ? &told->gaps : &told->overlaps) += 1;
}

static void row_lint(struct told *told, json_t *row_document, const struct matrix *m,
		     const struct row *row, const char *const *towns)
{
	struct responsibility_list list = {row->list, row->n};
	struct responsibility_finding *found = xcalloc(FINDINGS_MAX, sizeof *found);
	size_t n = responsibility_lint(found, FINDINGS_MAX, &list, 1, towns,
				       m->w.authority->nmunicipalities),
	       gaps = 0, overlaps = 0;
	buffer_auto_t all = {0};
	json_t *example = NULL;

	for (size_t i = 0; i < n && i < FINDINGS_MAX; i++) {
		bool gap = found[i].span.owners == 0;
		json_auto_t *text =
			is_meant(&found[i].span) ? NULL : finding_text(m, row, &found[i]);

		if (!text)
			continue;
		finding_tell(told, row_document, text, gap);
		if (gaps + overlaps < ROW_FINDINGS_TOLD)
			buffer_printf(&all, "%s%s", all.len ? "; " : "", json_string_value(text));
		if (gap && !gaps)
			example = examples_text(m, &found[i].span);
		*(gap ? &gaps : &overlaps) += 1;
	}
	if (!example)
		example = overlaps > 0 ? word_text(&m->w, "staff.resp.earlier", NULL) : json_null();
	json_object_set_new(row_document, "gap", json_boolean(gaps > 0));
	json_object_set_new(row_document, "overlap", json_boolean(overlaps > 0));
	json_object_set_new(row_document, "complete", json_boolean(gaps + overlaps == 0));
	json_object_set_new(row_document, "result_text", word_or_null(all.data));
	json_object_set_new(row_document, "example_text", example);
	free(found);
}

static json_t *told_text(const struct matrix *m, const struct told *told)
{
	json_auto_t *gaps = word_count(&m->w, "staff.count.gaps", told->gaps);
	json_auto_t *overlaps = word_count(&m->w, "staff.count.overlaps", told->overlaps);

	if (told->gaps && told->overlaps)
		return json_sprintf("%s, %s", json_string_value(gaps), json_string_value(overlaps));
	if (told->gaps || told->overlaps)
		return json_incref(told->gaps ? gaps : overlaps);
	return json_null();
}

void matrix_lint(json_t *document, json_t *rows, const struct matrix *m)
{
	const char **towns = authority_towns(m->w.authority);
	struct told told = {.findings = json_array()};
	struct row *row = xcalloc(1, sizeof *row);

	for (size_t s = 0; s < m->nservices; s++) {
		row_read(row, m, s);
		row_lint(&told, json_array_get(rows, s), m, row, towns);
		row_done(row);
	}
	json_object_set_new(document, "findings", told.findings);
	json_object_set_new(document, "findings_text", told_text(m, &told));
	free(row);
	free(towns);
}
