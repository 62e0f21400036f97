/*
 * services.c - GET and POST /staff/:office/services, .../:service, .../:service/loosen: what
 * citizens can come for.
 */
#include "server/admin/services.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/slug.h"
#include "server/admin/endpoints.h"
#include "server/admin/service_texts.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/session.h"
#include "server/tenant.h"
#include "server/text.h"

enum {
	VERSION_MAX = 2000000000,
	MINUTES_MIN = 5,
	MINUTES_MAX = 480,
	BUFFER_MAX = 240,
};

static const char PAGE[] = "admin.services";
static const struct problem NO_SERVICE = {404, "no_such_service", "there is no such service"};
static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};

const char *const SERVICE_CHANNELS[] = {"in_person", "phone", "video", NULL};

static continuation_fn services_shown, service_judged, service_saved, service_loosened;

/* False, and replied, when the path names none. */
static bool services_begin(struct request *rq, struct services *s)
{
	if (!request_wording(rq, &s->w))
		return false;
	s->office = staff_office(rq);
	snprintf(s->office_id, sizeof s->office_id, "%" PRId64, s->office->id);
	s->may_common = session_has(staff_session(rq), RIGHT_AUTHORITY, s->office);
	s->id = request_arg_named(rq, "service");
	if (s->id && !text_is_key(s->id)) {
		reply_problem(rq, &NO_SERVICE);
		return false;
	}
	return true;
}

static void services_ask(struct request *rq, const struct services *s, continuation_fn *next)
{
	const char *authority = s->w.authority->id_text;
	struct db_query batch[] = {
		DB_QUERY(SQL_SERVICE_LIST, authority, s->office_id),
		DB_QUERY(SQL_AUDIT_OF, authority, "service", s->id ? s->id : "", HISTORY_MAX_TEXT),
		DB_QUERY(SQL_COMMON_SERVICE_LIST, authority),
	};

	request_ask(rq, batch, 3, next);
}

void services_list(struct request *rq)
{
	struct services *s = request_state(rq, sizeof *s);

	if (services_begin(rq, s))
		services_ask(rq, s, services_shown);
}

static void json_release(void *json)
{
	json_decref(json);
}

/* The common service that it is made of: the stored one, of a new one that which was chosen. */
static void common_find(struct request *rq, struct services *s)
{
	int row = services_row(s);
	const char *slug = s->id ? row_text(s->rows, row, "common") : request_input(rq, "common");

	s->common = -1;
	for (int i = 0; slug && i < PQntuples(s->commons); i++)
		if (strcmp(row_text(s->commons, i, "slug"), slug) == 0)
			s->common = i;
	if (s->common < 0)
		return;
	s->common_texts = json_loads(row_text(s->commons, s->common, "texts"), 0, NULL);
	request_keep(rq, s->common_texts, json_release);
}

/* False, and replied, when the path names no service. */
static bool services_take(struct request *rq, struct services *s, const struct db_result *res)
{
	if (res->status != DB_OK) {
		reply_sql_error(rq, "service_list", res);
		return false;
	}
	s->rows = res->rows[0];
	s->audit = res->rows[1];
	s->commons = res->rows[2];
	if (s->id && services_row(s) < 0) {
		reply_problem(rq, &NO_SERVICE);
		return false;
	}
	common_find(rq, s);
	return true;
}

static void services_shown(struct request *rq, const struct db_result *res)
{
	struct services *s = request_state(rq, sizeof *s);

	if (!services_take(rq, s, res))
		return;
	if (s->outdated)
		reply_problem_page(rq, &CHANGED, PAGE, services_document(s));
	else if (s->f)
		reply_invalid(rq, PAGE, services_document(s), fields_errors(s->f));
	else
		reply_document(rq, 200, PAGE, services_document(s));
}

/*
 * POST
 */

static long long minutes_read(struct fields *f, const char *name, enum field_need need,
			      long long min, long long max)
{
	long long minutes = 0;

	if (fields_integer(f, name, need, min, max, &minutes) && minutes % TICK_MINUTES != 0)
		fields_wrong(f, name, FIELD_OFF_STEP);
	return minutes;
}

/* Its slug, or null: of none. */
static json_t *common_read(const struct services *s)
{
	const char *typed =
		s->id ? NULL : fields_text(s->f, "common", FIELD_OPTIONAL, SLUG_MAX_CHARACTERS);

	if (typed && s->common < 0)
		fields_wrong(s->f, "common", FIELD_NOT_A_CHOICE);
	return word_or_null(s->common < 0 ? NULL : row_text(s->commons, s->common, "slug"));
}

static void service_read(struct request *rq, struct services *s)
{
	struct fields *f = s->f;
	const struct service_texts form = {.w = &s->w, .f = f, .common = s->common_texts};
	long long version = 1;
	json_t *texts = service_texts_read(&form), *common = common_read(s);
	json_t *slug = service_slug_read(&form, texts, !s->id), *wanted;
	const json_t *channels = fields_choices(f, "channels", FIELD_REQUIRED, SERVICE_CHANNELS);
	bool active = true;

	if (s->id) {
		fields_integer(f, "version", FIELD_REQUIRED, 1, VERSION_MAX, &version);
		active = fields_bool(f, "active", FIELD_OPTIONAL);
	}
	snprintf(s->version, sizeof s->version, "%lld", version);
	wanted = json_pack("{s:o, s:o, s:o, s:b, s:O?}", "slug", slug, "common", common, "texts",
			   texts, "active", active, "channel_list", channels);
	json_object_set_new(
		wanted, "minutes",
		json_integer(minutes_read(f, "minutes", FIELD_REQUIRED, MINUTES_MIN, MINUTES_MAX)));
	json_object_set_new(
		wanted, "buffer_minutes",
		json_integer(minutes_read(f, "buffer_minutes", FIELD_OPTIONAL, 0, BUFFER_MAX)));
	json_object_set_new(wanted, "leika", s->common_texts ? json_null() : leika_read(f));
	s->wanted = json_dumps(wanted, JSON_COMPACT);
	json_decref(wanted);
	request_keep(rq, s->wanted, free);
}

/* What the form may say depends on whether the service is made of a common one. */
void service_save(struct request *rq)
{
	struct services *s = request_state(rq, sizeof *s);
	struct problem why;
	json_t *body;

	if (!services_begin(rq, s))
		return;
	body = request_body(rq, &why);
	if (!body) {
		reply_problem(rq, &why);
		return;
	}
	s->f = pick_fields(rq, body);
	services_ask(rq, s, service_judged);
}

static void service_judged(struct request *rq, const struct db_result *res)
{
	struct services *s = request_state(rq, sizeof *s);

	if (!services_take(rq, s, res))
		return;
	service_read(rq, s);
	if (!fields_end(s->f)) {
		reply_invalid(rq, PAGE, services_document(s), fields_errors(s->f));
		return;
	}
	struct db_query save =
		DB_QUERY(SQL_SERVICE_SAVE, s->w.authority->id_text, staff_session(rq)->account_id,
			 s->office_id, s->id, s->version, s->wanted);

	request_ask(rq, &save, 1, service_saved);
}

static void service_saved(struct request *rq, const struct db_result *res)
{
	struct services *s = request_state(rq, sizeof *s);
	str_auto_t *where = NULL;

	if (res->status == DB_REFUSED && strcmp(res->constraint, "service_slug") == 0) {
		fields_wrong(s->f, "slug", FIELD_TAKEN);
		services_ask(rq, s, services_shown);
	} else if (res->status == DB_REFUSED && strcmp(res->constraint, "service_own_texts") == 0) {
		fields_wrong(s->f, "common", FIELD_NOT_A_CHOICE); /* removed just now */
		services_ask(rq, s, services_shown);
	} else if (res->status != DB_OK) {
		reply_sql_error(rq, "service_save", res);
	} else if (PQntuples(res->rows[0]) == 0) {
		s->outdated = true;
		services_ask(rq, s, services_shown);
	} else {
		where = text_format("/staff/%s/services?done=saved", s->office->slug);
		reply_made(rq, s->id ? 200 : 201, where,
			   json_pack("{s:s}", "id", row_text(res->rows[0], 0, "service_id")));
	}
}

void service_loosen(struct request *rq)
{
	struct services *s = request_state(rq, sizeof *s);
	long long version = 0;
	struct problem why;
	json_t *body;

	if (!services_begin(rq, s))
		return;
	body = request_body(rq, &why);
	if (!body) {
		reply_problem(rq, &why);
		return;
	}
	fields_integer(pick_fields(rq, body), "version", FIELD_OPTIONAL, 1, VERSION_MAX, &version);
	snprintf(s->version, sizeof s->version, "%lld", version);
	struct db_query loosen =
		DB_QUERY(SQL_SERVICE_LOOSEN, s->w.authority->id_text, staff_session(rq)->account_id,
			 s->office_id, s->id, s->version);

	request_ask(rq, &loosen, 1, service_loosened);
}

static void service_loosened(struct request *rq, const struct db_result *res)
{
	struct services *s = request_state(rq, sizeof *s);
	str_auto_t *where = text_format("/staff/%s/services/%s?done=service_loosened#edit",
					s->office->slug, s->id);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "service_loosen", res);
	} else if (PQntuples(res->rows[0]) == 0) {
		s->outdated = true;
		services_ask(rq, s, services_shown);
	} else {
		reply_see_other(rq, where);
	}
}
