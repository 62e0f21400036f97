/* responsibilities.c - GET and POST /staff/:office/responsibilities: who answers for what. */
#include <string.h>

#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/staff/endpoints.h"
#include "server/staff/matrix.h"

enum { VERSION_MAX_CHARACTERS = 64 };

static const char PAGE[] = "staff.responsibilities";

static continuation_fn responsibilities_shown, responsibilities_asked, responsibilities_saved;

/* What a form of it says beside its cells. */
struct change {
	struct matrix matrix;
	json_t *body;
	const char *version;
	bool check;
};

/*
 * GET /staff/:office/responsibilities
 */

void responsibilities_show(struct request *rq)
{
	struct matrix *m = request_state(rq, sizeof *m);

	if (!matrix_new(rq, m))
		return;
	staff_scope(rq); /* whoever may see anything here may see this: citizens are told as well */
	m->f = pick_fields(rq, request_params(rq));
	fields_date(m->f, "from", FIELD_OPTIONAL, &m->shown);
	m->from = m->shown;
	matrix_ask(rq, m, responsibilities_shown);
}

static void responsibilities_shown(struct request *rq, const struct db_result *res)
{
	struct matrix *m = request_state(rq, sizeof *m);

	if (matrix_read(rq, m, res))
		reply_document(rq, 200, PAGE, matrix_document(rq, m, res->rows[1]));
}

/*
 * POST /staff/:office/responsibilities
 */

static void change_read(struct change *c)
{
	static const char *const DOS[] = {"check", "save", NULL};
	struct matrix *m = &c->matrix;
	const char *what = fields_choice(m->f, "do", FIELD_OPTIONAL, DOS);

	c->check = what && strcmp(what, "check") == 0;
	c->version = fields_text(m->f, "version", FIELD_REQUIRED, VERSION_MAX_CHARACTERS);
	fields_date(m->f, "shown", FIELD_OPTIONAL, &m->shown);
	fields_date(m->f, "from", FIELD_OPTIONAL, &m->from);
	if (date_compare(m->from, m->today) < 0)
		m->from = m->today;
}

void responsibilities_change(struct request *rq)
{
	struct change *c = request_state(rq, sizeof *c);
	struct problem why;

	if (!matrix_new(rq, &c->matrix))
		return;
	c->body = request_body(rq, &why);
	if (!c->body) {
		reply_problem(rq, &why);
		return;
	}
	c->matrix.f = pick_fields(rq, c->body);
	change_read(c);
	matrix_ask(rq, &c->matrix, responsibilities_asked);
}

static void reply_checked(struct request *rq, const struct matrix *m, const PGresult *audit)
{
	json_t *document = matrix_document(rq, m, audit);

	json_object_set_new(document, "checked", json_true());
	reply_document(rq, 200, PAGE, document);
}

static void responsibilities_asked(struct request *rq, const struct db_result *res)
{
	struct change *c = request_state(rq, sizeof *c);
	struct matrix *m = &c->matrix;

	if (!matrix_read(rq, m, res))
		return;
	matrix_type(m, c->body);
	if (!fields_right(m->f))
		reply_invalid(rq, PAGE, matrix_document(rq, m, res->rows[1]), fields_errors(m->f));
	else if (strcmp(c->version, m->version) != 0)
		matrix_reply_changed(rq, m, PAGE, matrix_document(rq, m, res->rows[1]));
	else if (c->check)
		reply_checked(rq, m, res->rows[1]);
	else if (!matrix_changed(m))
		matrix_reply_saved(rq, m);
	else
		matrix_save(rq, m, responsibilities_saved);
}

static void responsibilities_saved(struct request *rq, const struct db_result *res)
{
	struct change *c = request_state(rq, sizeof *c);

	if (res->status != DB_OK)
		reply_sql_error(rq, "responsibilities_save", res);
	else if (PQntuples(res->rows[1]) == 0) /* changed since it was read: say how */
		matrix_ask(rq, &c->matrix, responsibilities_asked);
	else
		matrix_reply_saved(rq, &c->matrix);
}
