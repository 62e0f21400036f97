/*
 * common_services.c - GET and POST /staff/:office/common-services, .../:common, .../:common/remove:
 * services described once for the authority.
 */
#include "server/admin/common_services.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/admin/endpoints.h"
#include "server/admin/service_texts.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/session.h"
#include "server/tenant.h"
#include "server/text.h"

enum { VERSION_MAX = 2000000000 };

static const char PAGE[] = "admin.common_services";
static const struct problem NO_SERVICE = {404, "no_such_service", "there is no such service"};
static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};
static const struct problem OFFERED = {409, "service_offered",
				       "offices offer this service: have them end that first"};

static continuation_fn common_services_shown, common_service_saved, common_service_removed;

/* False, and replied, when the path names none. */
static bool common_services_begin(struct request *rq, struct common_services *c)
{
	if (!request_wording(rq, &c->w))
		return false;
	c->office = staff_office(rq);
	snprintf(c->office_id, sizeof c->office_id, "%" PRId64, c->office->id);
	c->id = request_arg_named(rq, "common");
	if (c->id && !text_is_key(c->id)) {
		reply_problem(rq, &NO_SERVICE);
		return false;
	}
	return true;
}

static void common_services_ask(struct request *rq, const struct common_services *c)
{
	const char *authority = c->w.authority->id_text;
	struct db_query batch[] = {
		DB_QUERY(SQL_COMMON_SERVICE_LIST, authority),
		DB_QUERY(SQL_AUDIT_OF, authority, "common_service", c->id ? c->id : "",
			 HISTORY_MAX_TEXT),
	};

	request_ask(rq, batch, 2, common_services_shown);
}

void common_services_list(struct request *rq)
{
	struct common_services *c = request_state(rq, sizeof *c);

	if (common_services_begin(rq, c))
		common_services_ask(rq, c);
}

static void common_services_shown(struct request *rq, const struct db_result *res)
{
	struct common_services *c = request_state(rq, sizeof *c);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "common_service_list", res);
		return;
	}
	c->rows = res->rows[0];
	c->audit = res->rows[1];
	if (c->id && common_services_row(c) < 0)
		reply_problem(rq, &NO_SERVICE);
	else if (c->outdated || c->refused)
		reply_problem_page(rq, c->refused ? &OFFERED : &CHANGED, PAGE,
				   common_services_document(c));
	else if (c->f)
		reply_invalid(rq, PAGE, common_services_document(c), fields_errors(c->f));
	else
		reply_document(rq, 200, PAGE, common_services_document(c));
}

/*
 * POST
 */

static void common_service_read(struct request *rq, struct common_services *c)
{
	struct service_texts texts = {.w = &c->w, .f = c->f};
	json_t *read = service_texts_read(&texts);
	json_t *slug = service_slug_read(&texts, read, !c->id);
	json_auto_t *wanted = json_pack("{s:o, s:o, s:o}", "texts", read, "slug", slug, "leika",
					leika_read(c->f));
	long long version = 1;

	if (c->id)
		fields_integer(c->f, "version", FIELD_REQUIRED, 1, VERSION_MAX, &version);
	snprintf(c->version, sizeof c->version, "%lld", version);
	c->wanted = json_dumps(wanted, JSON_COMPACT);
	request_keep(rq, c->wanted, free);
}

void common_service_save(struct request *rq)
{
	struct common_services *c = request_state(rq, sizeof *c);
	struct problem why;
	json_t *body;

	if (!common_services_begin(rq, c))
		return;
	body = request_body(rq, &why);
	if (!body) {
		reply_problem(rq, &why);
		return;
	}
	c->f = pick_fields(rq, body);
	common_service_read(rq, c);
	if (!fields_end(c->f)) {
		common_services_ask(rq, c);
		return;
	}
	struct db_query save =
		DB_QUERY(SQL_COMMON_SERVICE_SAVE, c->w.authority->id_text,
			 staff_session(rq)->account_id, c->office_id, c->id, c->version, c->wanted);

	request_ask(rq, &save, 1, common_service_saved);
}

static void common_service_saved(struct request *rq, const struct db_result *res)
{
	struct common_services *c = request_state(rq, sizeof *c);
	str_auto_t *where = text_format("/staff/%s/common-services?done=saved", c->office->slug);

	if (res->status == DB_REFUSED && strcmp(res->constraint, "common_service_slug") == 0) {
		fields_wrong(c->f, "slug", FIELD_TAKEN);
		common_services_ask(rq, c);
	} else if (res->status != DB_OK) {
		reply_sql_error(rq, "common_service_save", res);
	} else if (PQntuples(res->rows[0]) == 0) {
		c->outdated = true;
		common_services_ask(rq, c);
	} else {
		reply_made(
			rq, c->id ? 200 : 201, where,
			json_pack("{s:s}", "id", row_text(res->rows[0], 0, "common_service_id")));
	}
}

void common_service_remove(struct request *rq)
{
	struct common_services *c = request_state(rq, sizeof *c);

	if (!common_services_begin(rq, c))
		return;
	struct db_query gone = DB_QUERY(SQL_COMMON_SERVICE_REMOVE, c->w.authority->id_text,
					staff_session(rq)->account_id, c->office_id, c->id);

	request_ask(rq, &gone, 1, common_service_removed);
}

/* An office that takes it over at this moment keeps it by the constraint. */
static void common_service_removed(struct request *rq, const struct db_result *res)
{
	struct common_services *c = request_state(rq, sizeof *c);
	str_auto_t *where =
		text_format("/staff/%s/common-services?done=withdrawn", c->office->slug);
	bool kept = res->status == DB_REFUSED && strcmp(res->constraint, "service_common") == 0;

	if (res->status != DB_OK && !kept) {
		reply_sql_error(rq, "common_service_remove", res);
	} else if (kept || PQntuples(res->rows[0]) == 0) {
		c->refused = true;
		common_services_ask(rq, c);
	} else {
		reply_see_other(rq, where);
	}
}
