/* figures.c - GET /staff/:office/figures, and .csv: what is reported, to managers and to the
 * county. */
#include "server/admin/figures.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/csv.h"
#include "server/admin/endpoints.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/text.h"

enum { MONTHS = 12, QUARTER = 3, PERIOD_MAX_CHARACTERS = 8, SERVICE_MAX_CHARACTERS = 121 };

static continuation_fn figures_shown, figures_exported;

/*
 * What is asked for
 */

static bool is_below(const struct office *o, const struct office *top)
{
	for (; o; o = o->parent)
		if (o == top)
			return true;
	return false;
}

static void offices_choose(struct figures_view *v)
{
	const struct authority *a = v->w.authority;
	size_t max = sizeof v->offices / sizeof *v->offices;

	for (size_t i = 0; i < a->noffices && v->noffices < max; i++)
		if (v->all || is_below(&a->offices[i], v->office))
			v->offices[v->noffices++] = &a->offices[i];
}

/* "12", "2026-q4" or "2026"; anything else is the last twelve months. */
static void period_read(struct figures_view *v, const char *period)
{
	struct date today = zone_local(v->w.authority->zone, time(NULL)).date;
	int year = 0, quarter = 0, end = 0;

	if (period && sscanf(period, "%4d-q%1d%n", &year, &quarter, &end) == 2 && !period[end] &&
	    year >= 1970 && quarter >= 1 && quarter <= 4) {
		v->from = year * MONTHS + (quarter - 1) * QUARTER;
		v->to = v->from + QUARTER;
	} else if (period && strlen(period) == 4 && (year = atoi(period)) >= 1970) {
		v->from = year * MONTHS;
		v->to = v->from + MONTHS;
	} else {
		period = "12";
		v->to = today.year * MONTHS + today.month;
		v->from = v->to - MONTHS;
	}
	v->period = period;
}

/* "wohngeld/antrag", among what is shown. */
static void service_read(struct figures_view *v, const char *value)
{
	const struct authority *a = v->w.authority;

	for (size_t i = 0; value && i < a->nservices; i++) {
		const struct service *s = &a->services[i];
		str_auto_t *name = text_format("%s/%s", s->office->slug, s->slug);

		if (strcmp(name, value) == 0 && (v->all || is_below(s->office, v->office)))
			v->service = s;
	}
}

static void table_release(void *table)
{
	figures_done(table);
}

static void month_first(char out[DATE_TEXT_SIZE], int month)
{
	date_format(out, (struct date){month / MONTHS, month % MONTHS + 1, 1});
}

static void view_ask(struct request *rq, continuation_fn *next)
{
	struct figures_view *v = request_state(rq, sizeof *v);
	char from[DATE_TEXT_SIZE], to[DATE_TEXT_SIZE];
	buffer_auto_t ids = {0};
	struct fields *f;

	if (!request_wording(rq, &v->w))
		return;
	v->office = staff_office(rq);
	v->may_all = session_may(staff_session(rq), RIGHT_AUTHORITY, NULL, 0);
	f = pick_fields(rq, request_params(rq));
	v->all = fields_bool(f, "all", FIELD_OPTIONAL) && v->may_all;
	period_read(v, fields_text(f, "period", FIELD_OPTIONAL, PERIOD_MAX_CHARACTERS));
	service_read(v, fields_text(f, "service", FIELD_OPTIONAL, SERVICE_MAX_CHARACTERS));
	offices_choose(v);
	for (size_t i = 0; i < v->noffices; i++)
		buffer_printf(&ids, "%c%" PRId64, i ? ',' : '{', v->offices[i]->id);
	buffer_puts(&ids, "}");
	month_first(from, v->from - 1); /* what the first is compared with */
	month_first(to, v->to);
	struct db_query report =
		DB_QUERY(SQL_FIGURES_REPORT, v->w.authority->id_text, ids.data, from, to);

	request_ask(rq, &report, 1, next);
}

/* NULL, and replied, when there is no answer. */
static struct figures_view *view_read(struct request *rq, const struct db_result *res)
{
	struct figures_view *v = request_state(rq, sizeof *v);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "figures_report", res);
		return NULL;
	}
	figures_read(&v->table, res->rows[0]);
	request_keep(rq, &v->table, table_release);
	return v;
}

void figures_show(struct request *rq)
{
	view_ask(rq, figures_shown);
}

static void figures_shown(struct request *rq, const struct db_result *res)
{
	const struct figures_view *v = view_read(rq, res);

	if (v)
		reply_document(rq, 200, "admin.figures", figures_document(rq, v));
}

/*
 * As a table, a row a service and month
 */

static const struct {
	const char *label;
	enum figure figure;
} COLUMNS[] = {
	{"offered", FIGURE_OFFERED},     {"booked", FIGURE_BOOKED}, {"moved", FIGURE_MOVED},
	{"cancelled", FIGURE_CANCELLED}, {"missed", FIGURE_MISSED}, {"online", FIGURE_ONLINE},
	{"by_staff", FIGURE_BY_STAFF},   {"first", FIGURE_FIRST},   {"third", FIGURE_THIRD},
	{"empty", FIGURE_EMPTY},
};

static void cell_put(struct buffer *out, json_t *text)
{
	csv_cell(out, json_string_value(text));
	json_decref(text);
}

static void head_put(struct buffer *out, const struct wording *w)
{
	static const char *const FIRST[] = {"office", "service", "month"};

	csv_begin(out);
	for (size_t i = 0; i < sizeof FIRST / sizeof *FIRST; i++) {
		str_auto_t *key = text_format("staff.figure_word.column.%s", FIRST[i]);

		cell_put(out, word_text(w, key, NULL));
	}
	for (size_t i = 0; i < sizeof COLUMNS / sizeof *COLUMNS; i++) {
		str_auto_t *key = text_format("staff.figure_word.column.%s", COLUMNS[i].label);

		cell_put(out, word_text(w, key, NULL));
	}
	csv_end_row(out);
}

static void row_put(struct buffer *out, const struct figures_view *v, const struct figure_row *r)
{
	const struct office *o = authority_office_by_id(v->w.authority, r->office_id);
	const struct service *s = authority_service_by_id(v->w.authority, r->service_id);

	if (!o || !s || r->month < v->from)
		return;
	cell_put(out, word_of(&v->w, o->texts, "name"));
	cell_put(out, word_of(&v->w, s->texts, "name"));
	cell_put(out, json_sprintf("%04d-%02d", r->month / MONTHS, r->month % MONTHS + 1));
	for (size_t i = 0; i < sizeof COLUMNS / sizeof *COLUMNS; i++)
		cell_put(out, figure_text(&v->w, r, COLUMNS[i].figure));
	csv_end_row(out);
}

void figures_export(struct request *rq)
{
	view_ask(rq, figures_exported);
}

static void figures_exported(struct request *rq, const struct db_result *res)
{
	const struct figures_view *v = view_read(rq, res);
	buffer_auto_t out = {0};
	str_auto_t *disposition = NULL;

	if (!v)
		return;
	head_put(&out, &v->w);
	for (size_t i = 0; i < v->table.n; i++)
		row_put(&out, v, &v->table.rows[i]);
	disposition = text_format("attachment; filename=\"%s-%s.csv\"", v->office->slug, v->period);
	reply_header(rq, "Content-Disposition", disposition);
	reply_bytes(rq, 200, "text/csv; charset=utf-8", out.data, out.len);
}
