/* figures_read.c - counts per month, and which of them are hidden. */
#include <stdlib.h>

#include "lib/xalloc.h"
#include "server/admin/figures.h"
#include "server/db/rows.h"

static const char *const COLUMNS[FIGURES] = {
	[FIGURE_BOOKED] = "booked",
	[FIGURE_MOVED] = "moved",
	[FIGURE_CANCELLED] = "cancelled",
	[FIGURE_MISSED] = "missed",
	[FIGURE_ONLINE] = "online",
	[FIGURE_BY_STAFF] = "by_staff",
	[FIGURE_OFFERED] = "offered",
	[FIGURE_EMPTY] = "empty",
	[FIGURE_OFFICE_MINUTES] = "office_minutes",
	[FIGURE_SERVICE_MINUTES] = "service_minutes",
	[FIGURE_BOOKED_MINUTES] = "booked_minutes",
	[FIGURE_FIRST] = "first_days",
	[FIGURE_THIRD] = "third_days",
};

/* That nobody did something tells of nobody. */
static bool is_small(long long count)
{
	return count > 0 && count < FIGURE_LEAST;
}

static void row_read(struct figure_row *r, const PGresult *rows, int row)
{
	r->month = (int)row_integer(rows, row, "month");
	r->office_id = row_integer(rows, row, "office_id");
	r->service_id = row_integer(rows, row, "service_id");
	for (int f = 0; f < FIGURES; f++) {
		r->values[f] = row_text(rows, row, COLUMNS[f]) ? row_integer(rows, row, COLUMNS[f])
							       : FIGURE_NO_DATA;
		r->hidden[f] = f < FIGURES_OF_PEOPLE && is_small(r->values[f]);
	}
}

/* The ways of booking add up to the bookings: one alone would be betrayed by the rest. */
static void ways_hide(struct figure_row *r)
{
	if (r->hidden[FIGURE_ONLINE] || r->hidden[FIGURE_BY_STAFF] || r->hidden[FIGURE_BOOKED])
		r->hidden[FIGURE_ONLINE] = r->hidden[FIGURE_BY_STAFF] = true;
	r->hidden[FIGURE_BOOKED_MINUTES] = r->hidden[FIGURE_BOOKED];
}

static bool is_part(const struct figure_row *part, const struct figure_row *sum)
{
	return part->service_id && part->month == sum->month &&
	       (!sum->office_id || sum->office_id == part->office_id);
}

/* Of one figure; what is hidden is left out. */
static void sum_shown(const struct figures_table *t, struct figure_row *sum, int f)
{
	sum->values[f] = 0;
	sum->hidden[f] = false;
	for (size_t i = 0; i < t->n; i++) {
		const struct figure_row *part = &t->rows[i];

		if (!is_part(part, sum))
			continue;
		if (part->hidden[f])
			sum->partial[f] = true;
		else
			sum->values[f] += part->values[f];
	}
	if (sum->partial[f] && sum->values[f] == 0) {
		sum->hidden[f] = true;
		sum->values[f] = FIGURE_LEAST; /* nobody knows: "hidden", not "below 5" */
	}
}

static void sums_shown(const struct figures_table *t, struct figure_row *sum)
{
	for (int f = 0; f < FIGURES_OF_PEOPLE; f++)
		sum_shown(t, sum, f);
	sum_shown(t, sum, FIGURE_BOOKED_MINUTES);
}

void figures_read(struct figures_table *t, const PGresult *rows)
{
	t->n = (size_t)PQntuples(rows);
	t->rows = xcalloc(t->n ? t->n : 1, sizeof *t->rows);
	for (size_t i = 0; i < t->n; i++)
		row_read(&t->rows[i], rows, (int)i);
	for (size_t i = 0; i < t->n; i++)
		ways_hide(&t->rows[i]);
	for (size_t i = 0; i < t->n; i++)
		if (!t->rows[i].service_id)
			sums_shown(t, &t->rows[i]);
}

void figures_done(struct figures_table *t)
{
	free(t->rows);
	*t = (struct figures_table){0};
}

const struct figure_row *figures_find(const struct figures_table *t, int month, int64_t office_id,
				      int64_t service_id)
{
	for (size_t i = 0; i < t->n; i++) {
		const struct figure_row *r = &t->rows[i];

		if (r->month == month && r->office_id == office_id && r->service_id == service_id)
			return r;
	}
	return NULL;
}
