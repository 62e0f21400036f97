/* matrix_page.c - the document of an office's responsibilities. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/history.h"
#include "server/net/request.h"
#include "server/staff/letters.h"
#include "server/staff/matrix.h"

enum { CHANGES_TOLD = 3 };

static json_t *person_json(const struct contact_person *p, size_t i)
{
	return json_pack("{s:s, s:s, s:o}", "slug", p->slug, "name", p->name, "id",
			 json_sprintf("p%zu", i));
}

/*
 * Cells
 */

/* "alle Gemeinden", or how many; NULL where nobody is responsible. */
static json_t *municipalities_text(const struct matrix *m, const json_t *ranges)
{
	json_auto_t *keys = letters_municipalities(ranges);

	if (json_array_size(ranges) == 0)
		return json_null();
	if (json_array_size(keys) == 0)
		return word_text(&m->w, "staff.resp.all_towns", NULL);
	return word_count(&m->w, "staff.count.towns", (long)json_array_size(keys));
}

static json_t *municipalities_url(const struct matrix *m, const struct cell *c, size_t s, size_t p)
{
	if (json_array_size(c->shown) == 0 || m->w.authority->nmunicipalities == 0)
		return json_null();
	return json_sprintf("/staff/%s/responsibilities/%s/%s%s", m->office->slug,
			    m->services[s]->slug, m->persons[p]->slug, m->w.lang_query);
}

static json_t *cell_json(const struct matrix *m, size_t s, size_t p, bool may_edit)
{
	const struct cell *c = matrix_cell(m, s, p);
	str_auto_t *name = cell_name(m, s, p), *value = letters_text(c->shown);
	json_t *url = may_edit ? municipalities_url(m, c, s, p) : json_null();
	const char *text = c->typed ? c->typed : value;

	return json_pack(
		"{s:s, s:o, s:o, s:o, s:s, s:o, s:o, s:o}", "name", name, "value",
		word_or_null(*text ? text : NULL), "label_id", json_sprintf("s%zu", s), "person_id",
		json_sprintf("p%zu", p), "person_name", m->persons[p]->name, "error",
		c->wrong ? json_pack("{s:o}", "text", word_text(&m->w, "error.letters", NULL))
			 : json_null(),
		"municipalities_text", municipalities_text(m, c->shown), "municipalities_url", url);
}

static json_t *rows_json(const struct matrix *m, bool may_edit)
{
	json_t *rows = json_array();

	for (size_t s = 0; s < m->nservices; s++) {
		json_t *cells = json_array();

		for (size_t p = 0; p < m->npersons; p++)
			json_array_append_new(cells, cell_json(m, s, p, may_edit));
		json_array_append_new(rows, json_pack("{s:o, s:{s:s, s:o}, s:o}", "id",
						      json_sprintf("s%zu", s), "service", "slug",
						      m->services[s]->slug, "name",
						      word_of(&m->w, m->services[s]->texts, "name"),
						      "cells", cells));
	}
	return rows;
}

/*
 * What was done, and what is planned
 */

static const json_t *same_cell(const json_t *cells, const json_t *cell)
{
	size_t i;
	json_t *other;

	json_array_foreach (cells, i, other)
		if (json_equal(json_object_get(other, "service_id"),
			       json_object_get(cell, "service_id")) &&
		    json_equal(json_object_get(other, "contact_person_id"),
			       json_object_get(cell, "contact_person_id")))
			return other;
	return NULL;
}

/* "A–K", "A–K (2 Gemeinden)", "–". */
static json_t *cell_said(const struct wording *w, const json_t *cell)
{
	const json_t *ranges = json_object_get(cell, "ranges");
	str_auto_t *letters = letters_text(ranges);
	json_auto_t *keys = letters_municipalities(ranges), *towns = NULL;

	if (json_array_size(keys) == 0)
		return json_string(*letters ? letters : "–");
	towns = word_count(w, "staff.count.towns", (long)json_array_size(keys));
	return json_sprintf("%s (%s)", letters, json_string_value(towns));
}

static json_t *service_said(const struct wording *w, const json_t *cell)
{
	const struct service *s = authority_service_by_id(
		w->authority, json_integer_value(json_object_get(cell, "service_id")));

	return s ? word_of(w, s->texts, "name") : json_incref(json_object_get(cell, "service"));
}

static json_t *person_said(const struct wording *w, const json_t *cell)
{
	const struct contact_person *p = authority_person_by_id(
		w->authority, json_integer_value(json_object_get(cell, "contact_person_id")));

	return p ? json_string(p->name) : json_incref(json_object_get(cell, "contact_person"));
}

static json_t *cell_changed(const struct wording *w, const json_t *before, const json_t *after)
{
	return word_text(w, "staff.audit.responsibilities.cell",
			 json_pack("{s:o, s:o, s:o, s:o}", "service", service_said(w, after),
				   "person", person_said(w, after), "before", cell_said(w, before),
				   "after", cell_said(w, after)));
}

static json_t *from_said(const struct wording *w, const json_t *after)
{
	const char *text = json_string_value(json_object_get(after, "from"));
	struct date date;

	if (!text || !date_parse(&date, text))
		return json_null();
	return word_text(w, "staff.audit.responsibilities.from",
			 json_pack("{s:o}", "date", word_date(w, DATE_SHORT, date)));
}

static json_t *change_said(const struct wording *w, const char *action, const json_t *before,
			   const json_t *after)
{
	const json_t *cells = json_object_get(after, "cells");
	json_auto_t *from = from_said(w, after), *more = NULL;
	buffer_auto_t said = {0};
	size_t i;
	json_t *cell;

	(void)action; /* there is one alone */
	json_array_foreach (cells, i, cell) {
		json_auto_t *text =
			cell_changed(w, same_cell(json_object_get(before, "cells"), cell), cell);

		if (i < CHANGES_TOLD)
			buffer_printf(&said, "%s%s", i ? "; " : "", json_string_value(text));
	}
	if (i > CHANGES_TOLD) {
		more = word_count(w, "staff.count.more_cells", (long)(i - CHANGES_TOLD));
		buffer_printf(&said, "; %s", json_string_value(more));
	}
	if (json_is_string(from))
		buffer_printf(&said, " (%s)", json_string_value(from));
	return json_string(said.data ? said.data : "");
}

json_t *matrix_history(const struct matrix *m, const PGresult *audit)
{
	return history_of(&m->w, audit, change_said);
}

static int compare_texts(const void *a, const void *b)
{
	return strcmp(a, b);
}

static json_t *plan_json(const struct matrix *m, const char *day)
{
	struct date date;

	if (!date_parse(&date, day))
		return NULL;
	return json_pack("{s:s, s:o, s:o}", "date", day, "date_text",
			 word_date(&m->w, DATE_SHORT, date), "url",
			 json_sprintf("/staff/%s/responsibilities?from=%s%s", m->office->slug, day,
				      m->w.lang_amp));
}

/* The days from which something else holds. */
static json_t *planned_json(const struct matrix *m)
{
	char(*days)[DATE_TEXT_SIZE] = xcalloc(2 * json_array_size(m->rows) + 1, sizeof *days);
	json_t *planned = json_array(), *row;
	char today[DATE_TEXT_SIZE];
	size_t i, n = 0;

	date_format(today, m->today);
	json_array_foreach (m->rows, i, row) {
		const char *from = json_string_value(json_object_get(row, "valid_from"));
		const char *until = json_string_value(json_object_get(row, "valid_until"));
		struct date last;

		if (from && strcmp(from, today) > 0)
			snprintf(days[n++], sizeof days[0], "%s", from);
		if (until && strcmp(until, today) >= 0 && date_parse(&last, until))
			date_format(days[n++], date_add_days(last, 1));
	}
	qsort(days, n, sizeof *days, compare_texts);
	for (i = 0; i < n; i++)
		if (i == 0 || strcmp(days[i], days[i - 1]) != 0)
			json_array_append_new(planned, plan_json(m, days[i]));
	free(days);
	return planned;
}

/*
 * The whole
 */

static void shape_head(json_t *document, const struct matrix *m)
{
	json_t *persons = json_array();
	char text[DATE_TEXT_SIZE];

	for (size_t p = 0; p < m->npersons; p++)
		json_array_append_new(persons, person_json(m->persons[p], p));
	date_format(text, m->shown);
	json_object_set_new(document, "version", json_string(m->version));
	json_object_set_new(document, "shown", json_string(text));
	json_object_set_new(document, "shown_text",
			    date_compare(m->shown, m->today) == 0
				    ? json_null()
				    : word_text(&m->w, "staff.resp.shown",
						json_pack("{s:o}", "date",
							  word_date(&m->w, DATE_SHORT, m->shown))));
	json_object_set_new(document, "contact_persons", persons);
}

json_t *matrix_from_value(const struct matrix *m)
{
	const char *typed = json_string_value(json_object_get(fields_values(m->f), "from"));

	if (typed && *typed)
		return json_string(typed);
	return word_date(&m->w, DATE_INPUT, m->from);
}

json_t *matrix_document(struct request *rq, const struct matrix *m, const PGresult *audit)
{
	bool may_edit = session_may(staff_session(rq), RIGHT_OFFICE, m->office, 0);
	json_t *document = json_object(), *rows = rows_json(m, may_edit);
	json_t *planned = planned_json(m);

	shape_head(document, m);
	matrix_lint(document, rows, m);
	json_object_set_new(document, "rows", rows);
	json_object_set_new(document, "has_planned", json_boolean(json_array_size(planned) > 0));
	json_object_set_new(document, "planned", planned);
	json_object_set_new(document, "values", json_pack("{s:o}", "from", matrix_from_value(m)));
	json_object_set_new(document, "errors", json_array());
	json_object_set_new(document, "error", json_pack("{s:n}", "from"));
	json_object_set_new(document, "may_edit", json_boolean(may_edit));
	json_object_set_new(document, "changed", json_null());
	json_object_set_new(document, "checked", json_false());
	history_shape(document, matrix_history(m, audit));
	json_object_set_new(document, "try", matrix_try(rq, m));
	return document;
}
