/* matrix.c - an office's responsibilities as one table: reading, typing, saving. */
#include "server/staff/matrix.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "lib/zone.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/staff/letters.h"
#include "server/tenant.h"
#include "server/text.h"

static const char KIND[] = "responsibilities";

static void json_release(void *json)
{
	json_decref(json);
}

static void *kept(struct request *rq, void *thing)
{
	request_keep(rq, thing, free);
	return thing;
}

static void services_collect(struct request *rq, struct matrix *m)
{
	while (office_service_at(m->office, m->nservices))
		m->nservices++;
	m->services = kept(rq, xcalloc(m->nservices + 1, sizeof *m->services));
	for (size_t i = 0; i < m->nservices; i++)
		m->services[i] = office_service_at(m->office, i);
}

bool matrix_new(struct request *rq, struct matrix *m)
{
	if (!request_wording(rq, &m->w))
		return false;
	m->office = staff_office(rq);
	snprintf(m->office_id, sizeof m->office_id, "%" PRId64, m->office->id);
	m->today = zone_local(m->w.authority->zone, time(NULL)).date;
	m->shown = m->from = m->today;
	services_collect(rq, m);
	m->persons = kept(rq, xcalloc(m->w.authority->npersons + 1, sizeof *m->persons));
	return true;
}

void matrix_ask(struct request *rq, struct matrix *m, continuation_fn *next)
{
	const char *authority = m->w.authority->id_text;
	struct db_query batch[MATRIX_QUERIES] = {
		DB_QUERY(SQL_RESPONSIBILITIES_SHOW, authority, m->office_id),
		DB_QUERY(SQL_AUDIT_OF, authority, KIND, m->office_id, HISTORY_MAX_TEXT),
	};

	request_ask(rq, batch, MATRIX_QUERIES, next);
}

/*
 * Reading
 */

bool matrix_row_holds(const json_t *row, struct date day)
{
	const char *from = json_string_value(json_object_get(row, "valid_from"));
	const char *until = json_string_value(json_object_get(row, "valid_until"));
	char text[DATE_TEXT_SIZE];

	date_format(text, day);
	return (!from || strcmp(from, text) <= 0) && (!until || strcmp(until, text) >= 0);
}

static bool has_column(const struct matrix *m, const struct contact_person *p)
{
	for (size_t i = 0; i < m->npersons; i++)
		if (m->persons[i] == p)
			return true;
	return false;
}

static const struct contact_person *row_person(const struct matrix *m, const json_t *row)
{
	return authority_person_by_id(
		m->w.authority, json_integer_value(json_object_get(row, "contact_person_id")));
}

/* Everybody of the office, and who of another one answers for its services. */
static void persons_collect(struct matrix *m)
{
	const struct authority *a = m->w.authority;
	size_t i;
	json_t *row;

	m->npersons = 0;
	for (i = 0; i < a->npersons; i++)
		if (a->persons[i].office == m->office)
			m->persons[m->npersons++] = &a->persons[i];
	json_array_foreach (m->rows, i, row) {
		const struct contact_person *p = row_person(m, row);

		if (p && !has_column(m, p))
			m->persons[m->npersons++] = p;
	}
}

struct cell *matrix_cell(const struct matrix *m, size_t service, size_t person)
{
	return &m->cells[service * m->npersons + person];
}

static struct cell *row_cell(const struct matrix *m, const json_t *row)
{
	int64_t service = json_integer_value(json_object_get(row, "service_id"));
	const struct contact_person *p = row_person(m, row);

	for (size_t s = 0; s < m->nservices; s++)
		for (size_t i = 0; p && i < m->npersons; i++)
			if (m->services[s]->id == service && m->persons[i] == p)
				return matrix_cell(m, s, i);
	return NULL;
}

static json_t *range_json(const json_t *row)
{
	return json_pack("{s:O, s:O, s:O}", "from", json_object_get(row, "from"), "to",
			 json_object_get(row, "to"), "municipalities",
			 json_object_get(row, "municipalities"));
}

static json_t *array_kept(struct request *rq)
{
	json_t *array = json_array();

	request_keep(rq, array, json_release);
	return array;
}

static void cells_fill(struct request *rq, struct matrix *m)
{
	size_t i;
	json_t *row;

	m->cells = kept(rq, xcalloc(m->nservices * m->npersons + 1, sizeof *m->cells));
	for (i = 0; i < m->nservices * m->npersons; i++) {
		m->cells[i].shown = array_kept(rq);
		m->cells[i].ranges = array_kept(rq);
	}
	json_array_foreach (m->rows, i, row) {
		struct cell *c = row_cell(m, row);

		if (c && matrix_row_holds(row, m->shown))
			json_array_append_new(c->shown, range_json(row));
		if (c && matrix_row_holds(row, m->from))
			json_array_append_new(c->ranges, range_json(row));
	}
}

bool matrix_read(struct request *rq, struct matrix *m, const struct db_result *res)
{
	char *version;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "responsibilities_show", res);
		return false;
	}
	version = xstrdup(row_text(res->rows[0], 0, "version"));
	m->version = kept(rq, version);
	m->rows = json_loads(row_text(res->rows[0], 0, "rows"), 0, NULL);
	request_keep(rq, m->rows, json_release);
	m->taken_over = json_loads(row_text(res->rows[0], 0, "taken_over"), 0, NULL);
	request_keep(rq, m->taken_over, json_release);
	persons_collect(m);
	cells_fill(rq, m);
	return true;
}

/*
 * What is typed
 */

char *cell_name(const struct matrix *m, size_t service, size_t person)
{
	return text_format("cell.%s.%s", m->services[service]->slug, m->persons[person]->slug);
}

static const json_t *typed_value(const struct matrix *m, const json_t *body, size_t s, size_t p)
{
	str_auto_t *name = cell_name(m, s, p);
	const json_t *value = json_object_get(body, name);
	const json_t *row = json_object_get(json_object_get(body, "cell"), m->services[s]->slug);

	return value ? value : json_object_get(row, m->persons[p]->slug);
}

static void cell_type(struct cell *c, const json_t *value)
{
	json_auto_t *ranges = json_array();
	str_auto_t *before = letters_text(c->shown), *after = NULL;

	if (!value)
		return;
	c->typed = json_string_value(value);
	c->wrong = !c->typed || strlen(c->typed) > CELL_MAX_BYTES ||
		   !letters_parse(ranges, c->typed, c->shown);
	if (c->wrong)
		return;
	after = letters_text(ranges);
	c->changed = strcmp(before, after) != 0;
	if (c->changed) {
		json_array_clear(c->ranges);
		json_array_extend(c->ranges, ranges);
	}
}

void matrix_type(struct matrix *m, const json_t *body)
{
	for (size_t s = 0; s < m->nservices; s++) {
		for (size_t p = 0; p < m->npersons; p++) {
			str_auto_t *name = cell_name(m, s, p);

			cell_type(matrix_cell(m, s, p), typed_value(m, body, s, p));
			if (matrix_cell(m, s, p)->wrong)
				fields_wrong(m->f, name, FIELD_INVALID_LETTERS);
		}
	}
}

/*
 * Saving
 */

bool matrix_changed(const struct matrix *m)
{
	for (size_t i = 0; i < m->nservices * m->npersons; i++)
		if (m->cells[i].changed)
			return true;
	return false;
}

static json_t *cells_json(const struct matrix *m, bool after)
{
	json_t *cells = json_array();

	for (size_t s = 0; s < m->nservices; s++) {
		for (size_t p = 0; p < m->npersons; p++) {
			const struct cell *c = matrix_cell(m, s, p);

			if (!c->changed)
				continue;
			json_array_append_new(cells,
					      json_pack("{s:I, s:s, s:I, s:s, s:O}", "service_id",
							(json_int_t)m->services[s]->id, "service",
							m->services[s]->slug, "contact_person_id",
							(json_int_t)m->persons[p]->id,
							"contact_person", m->persons[p]->slug,
							"ranges", after ? c->ranges : c->shown));
		}
	}
	return cells;
}

static char *audit_text(const struct matrix *m, const json_t *cells, const char *from)
{
	json_auto_t *document =
		json_pack("{s:O, s:o}", "cells", cells, "from",
			  word_or_null(date_compare(m->from, m->today) > 0 ? from : NULL));

	return json_dumps(document, JSON_COMPACT);
}

void matrix_save(struct request *rq, const struct matrix *m, continuation_fn *next)
{
	const char *authority = m->w.authority->id_text;
	char from[DATE_TEXT_SIZE], today[DATE_TEXT_SIZE];
	json_auto_t *old = cells_json(m, false), *new = cells_json(m, true);
	str_auto_t *cells = json_dumps(new, JSON_COMPACT);
	str_auto_t *before = NULL, *after = NULL;

	date_format(from, m->from);
	date_format(today, m->today);
	before = audit_text(m, old, from);
	after = audit_text(m, new, from);
	struct db_query batch[] = {
		DB_QUERY(SQL_RESPONSIBILITIES_LOCK, authority, m->office_id),
		DB_QUERY(SQL_RESPONSIBILITIES_SAVE, authority, staff_session(rq)->account_id,
			 m->office_id, m->version, from, today, cells, before, after),
	};

	request_ask(rq, batch, 2, next);
}

void matrix_reply_saved(struct request *rq, const struct matrix *m)
{
	str_auto_t *path = text_format("/staff/%s/responsibilities?done=saved", m->office->slug);

	reply_see_other(rq, path);
}

void matrix_reply_changed(struct request *rq, const struct matrix *m, const char *page,
			  json_t *document)
{
	static const struct problem CHANGED = {409, "changed",
					       "somebody else changed this meanwhile"};
	const json_t *history = json_object_get(document, "history");

	json_object_set_new(document, "changed", history_changed(history, &m->w, 1));
	reply_problem_page(rq, &CHANGED, page, document);
}
