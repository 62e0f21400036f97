/* row_line.c - rows of the feed that wait until what they are about is here. */
#include "server/row_line.h"

#include <stdlib.h>

#include "lib/xalloc.h"
#include "server/log.h"

struct waiting_rows {
	STAILQ_ENTRY(waiting_rows) link;
	PGresult *rows;
};

void row_line_init(struct row_line *l)
{
	STAILQ_INIT(&l->head);
}

void row_line_add(struct row_line *l, const PGresult *rows)
{
	struct waiting_rows *waiting = xcalloc(1, sizeof *waiting);

	waiting->rows = PQcopyResult(rows, PG_COPYRES_ATTRS | PG_COPYRES_TUPLES);
	if (!waiting->rows)
		die("out of memory");
	STAILQ_INSERT_TAIL(&l->head, waiting, link);
}

PGresult *row_line_take(struct row_line *l)
{
	struct waiting_rows *waiting = STAILQ_FIRST(&l->head);
	PGresult *rows;

	if (!waiting)
		return NULL;
	STAILQ_REMOVE_HEAD(&l->head, link);
	rows = waiting->rows;
	free(waiting);
	return rows;
}

void row_line_clear(struct row_line *l)
{
	PGresult *rows;

	while ((rows = row_line_take(l)))
		PQclear(rows);
}
