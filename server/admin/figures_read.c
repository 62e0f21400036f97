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

/* Parts of the same sum: services of an office, offices of all. */
static bool are_siblings(const struct figure_row *a, const struct figure_row *b)
{
	if (a->month != b->month || !a->office_id || !b->office_id)
		return false;
	return a->service_id ? b->service_id && a->office_id == b->office_id : !b->service_id;
}

/* A count that alone is hidden among its siblings takes the smallest of them with it. */
static void sibling_hide(struct figures_table *t, const struct figure_row *r, enum figure f)
{
	struct figure_row *smallest = NULL;

	for (size_t i = 0; i < t->n; i++) {
		struct figure_row *other = &t->rows[i];

		if (other == r || !are_siblings(r, other))
			continue;
		if (other->hidden[f])
			return;
		if (other->values[f] > 0 && (!smallest || other->values[f] < smallest->values[f]))
			smallest = other;
	}
	if (smallest)
		smallest->hidden[f] = true;
}

/* The ways of booking add up to the bookings: one alone would be betrayed by the rest. */
static void ways_hide(struct figure_row *r)
{
	if (r->hidden[FIGURE_ONLINE] || r->hidden[FIGURE_BY_STAFF] || r->hidden[FIGURE_BOOKED])
		r->hidden[FIGURE_ONLINE] = r->hidden[FIGURE_BY_STAFF] = true;
	r->hidden[FIGURE_BOOKED_MINUTES] = r->hidden[FIGURE_BOOKED];
}

void figures_read(struct figures_table *t, const PGresult *rows)
{
	t->n = (size_t)PQntuples(rows);
	t->rows = xcalloc(t->n ? t->n : 1, sizeof *t->rows);
	for (size_t i = 0; i < t->n; i++)
		row_read(&t->rows[i], rows, (int)i);
	for (size_t i = 0; i < t->n; i++)
		for (int f = 0; f < FIGURES_OF_PEOPLE; f++)
			if (is_small(t->rows[i].values[f]) && t->rows[i].office_id)
				sibling_hide(t, &t->rows[i], (enum figure)f);
	for (size_t i = 0; i < t->n; i++)
		ways_hide(&t->rows[i]);
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
