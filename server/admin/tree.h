/* tree.h - the page of all offices and the form for a new one: web/pages/admin/README.md. */
#pragma once

#include <libpq-fe.h>

#include "lib/field.h"
#include "server/admin/file.h"

enum { TREE_STATES = 4 };

/* The first member is what a new office is tried with. */
struct tree {
	struct file file;
	struct request *rq;
	const PGresult *rows;       /* of offices_tree */
	const struct fields *typed; /* NULL: the form is empty */
	json_t *offices;
	int states[TREE_STATES];
};

/* Read all offices, then show the page: 422 when there is something typed. */
void tree_ask(struct request *rq, struct tree *t);
json_t *tree_document(struct tree *t);
