/* deletions.c - GET /staff/:office/deletions: that personal data are deleted when they should be.
 */
#include <string.h>

#include "lib/cleanup.h"
#include "server/admin/endpoints.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/session.h"
#include "server/text.h"

enum { DAYS_BACK = 92 };

static continuation_fn deletions_listed;

struct deletions {
	struct wording w;
};

void deletions_show(struct request *rq)
{
	struct deletions *d = request_state(rq, sizeof *d);
	struct number days = number_of(DAYS_BACK),
		      retention = number_of(RULES_DEFAULT.retention_days);

	if (!request_wording(rq, &d->w))
		return;
	struct db_query list =
		DB_QUERY(SQL_DELETIONS_LIST, d->w.authority->id_text, days.text, retention.text);

	request_ask(rq, &list, 1, deletions_listed);
}

static json_t *deletion_json(const struct wording *w, const PGresult *rows, int row)
{
	const struct office *o =
		authority_office_by_id(w->authority, row_integer(rows, row, "office_id"));
	const char *kind = row_text(rows, row, "kind");
	str_auto_t *key = text_format("staff.figure_word.deleted.%s", kind);

	return json_pack("{s:s, s:o, s:s, s:o, s:o, s:I, s:o}", "day", row_text(rows, row, "day"),
			 "at_text", word_at(w, row_integer(rows, row, "last_at")), "kind", kind,
			 "kind_text", word_text(w, key, NULL), "office",
			 o ? word_of(w, o->texts, "name") : json_null(), "count",
			 (json_int_t)row_integer(rows, row, "count"), "rule_text",
			 row_text(rows, row, "rule_days")
				 ? word_count(w, "staff.figure_word.days",
					      (long)row_integer(rows, row, "rule_days"))
				 : json_null());
}

static void deletions_listed(struct request *rq, const struct db_result *res)
{
	const struct deletions *d = request_state(rq, sizeof *d);
	const PGresult *rows = res->rows[0];
	json_t *list = json_array();

	if (res->status != DB_OK) {
		json_decref(list);
		reply_sql_error(rq, "deletions_list", res);
		return;
	}
	for (int row = 0; row < PQntuples(rows); row++)
		if (row_text(rows, row, "day"))
			json_array_append_new(list, deletion_json(&d->w, rows, row));
	reply_document(rq, 200, "admin.deletions",
		       json_pack("{s:o, s:b, s:I, s:b}", "deletions", list, "has_deletions",
				 json_array_size(list) > 0, "overdue",
				 (json_int_t)row_integer(rows, 0, "overdue"), "in_time",
				 row_integer(rows, 0, "overdue") == 0));
}
