/*
 * figures.h - what is reported about offices: counts per month, of which those that could tell of
 * single persons are hidden.
 *
 * Counts of people from 1 to below FIGURE_LEAST are hidden, of a service and month.  Sums are of
 * what is shown, and say so ("at least 20"): whatever is subtracted from whatever, on one page or
 * between those of several offices, nothing comes out but what stood there already.
 */
#pragma once

#include <libpq-fe.h>

#include "lib/date.h"
#include "server/session.h"

enum {
	FIGURE_LEAST = 5,
	FIGURE_MONTHS_MAX = 24,
	FIGURE_NO_DATA = -1,
	FIGURE_NEVER = 1000, /* days: no free time within the horizon */
};

enum figure {
	FIGURE_BOOKED,
	FIGURE_MOVED,
	FIGURE_CANCELLED,
	FIGURE_MISSED,
	FIGURE_ONLINE,
	FIGURE_BY_STAFF,
	FIGURES_OF_PEOPLE, /* those above are hidden when small */
	FIGURE_OFFERED = FIGURES_OF_PEOPLE,
	FIGURE_EMPTY,
	FIGURE_OFFICE_MINUTES,
	FIGURE_SERVICE_MINUTES,
	FIGURE_BOOKED_MINUTES,
	FIGURE_FIRST,
	FIGURE_THIRD,
	FIGURES
};

/* Of one month, and of one service, one office or all of them. */
struct figure_row {
	int month;                     /* year * 12 + month - 1 */
	int64_t office_id, service_id; /* 0: of all */
	long long values[FIGURES];
	bool hidden[FIGURES];
	bool partial[FIGURES]; /* a sum that something hidden was left out of */
};

struct figures_table {
	struct figure_row *rows;
	size_t n;
};

/* Rows of figures_report; the caller ends it with figures_done(). */
void figures_read(struct figures_table *t, const PGresult *rows);
void figures_done(struct figures_table *t);

/* NULL: nothing is known of it. */
const struct figure_row *figures_find(const struct figures_table *t, int month, int64_t office_id,
				      int64_t service_id);

/* What is asked for; lives from the request to its answer. */
struct figures_view {
	struct wording w;
	const struct office *office; /* of the path */
	const struct office *offices[GRANTS_MAX * 8];
	size_t noffices; /* of the path and below, or all */
	bool all, may_all;
	const struct service *service; /* NULL: all */
	int from, to;                  /* months, [from, to) */
	const char *period;
	struct figures_table table;
};

json_t *figures_document(struct request *rq, const struct figures_view *v);

/* "37", "mindestens 37", "unter 5", or a dash. */
json_t *figure_text(const struct wording *w, const struct figure_row *row, enum figure figure);

/* Two lines or two rows of bars over months as an <svg>, which the caller owns; below 0 nothing is
 * drawn.  The title is read out; the table beside says the rest. */
struct chart {
	const char *id, *title;
	bool bars;
	size_t n;
	double a[FIGURE_MONTHS_MAX], b[FIGURE_MONTHS_MAX];
	const char *labels[FIGURE_MONTHS_MAX];
};

char *chart_write(const struct chart *c);
