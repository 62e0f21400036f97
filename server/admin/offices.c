/* offices.c - GET /staff/:office/offices: the tree of offices, as far as one answers for it. */
#include "server/admin/endpoints.h"
#include "server/admin/tree.h"
#include "server/net/reply.h"
#include "server/session.h"

static const char PAGE[] = "admin.offices";

static continuation_fn offices_tree_shown;

void tree_ask(struct request *rq, struct tree *t)
{
	bool all = session_may(staff_session(rq), RIGHT_AUTHORITY, NULL, 0);
	struct db_query tree = DB_QUERY(SQL_OFFICES_TREE, t->file.w.authority->id_text,
					all ? "true" : "false", staff_scope_everywhere(rq).offices);

	t->rq = rq;
	request_ask(rq, &tree, 1, offices_tree_shown);
}

void offices_tree_show(struct request *rq)
{
	struct tree *t = request_state(rq, sizeof *t);

	if (file_begin(rq, &t->file))
		tree_ask(rq, t);
}

static void offices_tree_shown(struct request *rq, const struct db_result *res)
{
	struct tree *t = request_state(rq, sizeof *t);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "offices_tree", res);
		return;
	}
	t->rows = res->rows[0];
	if (t->typed)
		reply_invalid(rq, PAGE, tree_document(t), fields_errors(t->typed));
	else
		reply_document(rq, 200, PAGE, tree_document(t));
}
