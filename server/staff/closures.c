/*
 * closures.c - time taken away: leave, sickness, days an office is closed.
 *
 * Entering and changing one is closure_save.c.  Withdrawing gives time back and hits nothing.
 */
#include <stdio.h>

#include "lib/cleanup.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/staff/closing.h"
#include "server/staff/closure_words.h"
#include "server/staff/endpoints.h"
#include "server/text.h"

static continuation_fn closures_listed, closure_shown, closure_withdrawn;

/*
 * GET /staff/:office/closures, /closures/new, /closures/:closure
 */

void closures_list(struct request *rq)
{
	struct closing *c = request_state(rq, sizeof *c);

	if (!closing_begin(rq, c))
		return;
	struct db_query batch[] = {
		closing_list(c),
		DB_QUERY(SQL_UNCOVERED_LIST, c->w.authority->id_text, c->office_id,
			 c->scope.offices, c->scope.persons),
	};

	request_ask(rq, batch, 2, closures_listed);
}

static void closures_listed(struct request *rq, const struct db_result *res)
{
	const struct closing *c = request_state(rq, sizeof *c);
	struct closure_view v = closing_view(rq, c);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "closures_list", res);
		return;
	}
	v.list = res->rows[0];
	v.uncovered = res->rows[1];
	reply_document(rq, 200, "staff.closures", closures_document(&v));
}

void closure_show(struct request *rq)
{
	struct closing *c = request_state(rq, sizeof *c);

	if (!closing_begin(rq, c))
		return;
	struct db_query batch[] = {closing_list(c), closing_show(c), closing_history(c)};

	request_ask(rq, batch, 3, closure_shown);
}

static void closure_shown(struct request *rq, const struct db_result *res)
{
	const struct closing *c = request_state(rq, sizeof *c);
	struct closure_view v = closing_view(rq, c);
	json_t *document;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "closure_show", res);
		return;
	}
	if (PQntuples(res->rows[1]) == 0) {
		reply_problem(rq, &NO_CLOSURE);
		return;
	}
	v.list = res->rows[0];
	v.one = res->rows[1];
	document = closures_document(&v);
	history_shape(document, history_of(&c->w, res->rows[2], closure_did));
	reply_document(rq, 200, "staff.closures", document);
}

/*
 * POST /staff/:office/closures/:closure/withdraw
 */

void closure_withdraw(struct request *rq)
{
	struct closing *c = request_state(rq, sizeof *c);
	long long version = 0;

	if (!closing_begin(rq, c))
		return;
	if (!fields_integer(c->f, "version", FIELD_REQUIRED, 1, CLOSING_VERSION_MAX, &version)) {
		closing_refuse(rq, c);
		return;
	}
	snprintf(c->version, sizeof c->version, "%lld", version);
	struct db_query withdraw = DB_QUERY(SQL_CLOSURE_WITHDRAW, c->w.authority->id_text,
					    staff_session(rq)->account_id, c->office_id, c->id,
					    c->version, c->scope.offices, c->scope.persons);

	request_ask(rq, &withdraw, 1, closure_withdrawn);
}

static void closure_withdrawn(struct request *rq, const struct db_result *res)
{
	struct closing *c = request_state(rq, sizeof *c);
	str_auto_t *where = text_format("/staff/%s/closures?done=withdrawn", c->office->slug);

	if (res->status != DB_OK)
		reply_sql_error(rq, "closure_withdraw", res);
	else if (PQntuples(res->rows[0]) > 0)
		reply_see_other(rq, where);
	else
		closing_outdated(rq, c);
}
