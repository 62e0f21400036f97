/* row_line.h - rows of the feed that wait until what they are about is here. */
#pragma once

#include <libpq-fe.h>
#include <sys/queue.h>

struct waiting_rows;

struct row_line {
	STAILQ_HEAD(row_line_head, waiting_rows) head;
};

void row_line_init(struct row_line *l);

/* Put a copy at the end. */
void row_line_add(struct row_line *l, const PGresult *rows);

/* The rows that came first, now the caller's; NULL when the line is empty. */
PGresult *row_line_take(struct row_line *l);

void row_line_clear(struct row_line *l);
