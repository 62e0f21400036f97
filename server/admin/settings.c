/* settings.c - GET and POST /staff/:office/settings: the rules of an office, set or inherited. */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "server/admin/endpoints.h"
#include "server/admin/setting.h"
#include "server/admin/settings_page.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/session.h"
#include "server/tenant.h"
#include "server/text.h"

static const char PAGE[] = "admin.settings";
static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};

enum { VERSION_MAX = 2000000000 };

static continuation_fn settings_shown, settings_saved;

struct settings {
	struct settings_view view;
	struct fields *f;
	char office_id[KEY_TEXT_SIZE], version[KEY_TEXT_SIZE];
	char *rules;
};

static bool settings_begin(struct request *rq, struct settings *s)
{
	if (!request_wording(rq, &s->view.w))
		return false;
	s->view.office = staff_office(rq);
	snprintf(s->office_id, sizeof s->office_id, "%" PRId64, s->view.office->id);
	return true;
}

static void settings_ask(struct request *rq, const struct settings *s)
{
	const char *authority = s->view.w.authority->id_text;
	struct db_query batch[] = {
		DB_QUERY(SQL_OFFICE_SETTINGS, authority, s->office_id),
		DB_QUERY(SQL_AUDIT_OF, authority, "office", s->office_id, HISTORY_MAX_TEXT),
	};

	request_ask(rq, batch, 2, settings_shown);
}

void settings_show(struct request *rq)
{
	struct settings *s = request_state(rq, sizeof *s);

	if (settings_begin(rq, s))
		settings_ask(rq, s);
}

static void settings_shown(struct request *rq, const struct db_result *res)
{
	static const struct problem GONE = {404, "no_such_office", "there is no such office"};
	struct settings *s = request_state(rq, sizeof *s);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "office_settings", res);
		return;
	}
	if (PQntuples(res->rows[0]) == 0) {
		reply_problem(rq, &GONE);
		return;
	}
	s->view.above = res->rows[0];
	s->view.audit = res->rows[1];
	if (s->view.outdated)
		reply_problem_page(rq, &CHANGED, PAGE, settings_document(&s->view));
	else if (s->view.typed)
		reply_invalid(rq, PAGE, settings_document(&s->view), fields_errors(s->f));
	else
		reply_document(rq, 200, PAGE, settings_document(&s->view));
}

/*
 * POST
 */

/* The rules as JSON; what stays empty is inherited. */
static char *rules_read(struct request *rq, struct settings *s, json_t *body)
{
	const char *what = fields_text(s->f, "do", FIELD_OPTIONAL, FIELD_NAME_MAX_CHARACTERS);
	bool clear = what && strcmp(what, "clear") == 0;
	json_auto_t *rules = json_object();
	long long version = 0;
	char *text;

	fields_integer(s->f, "version", FIELD_REQUIRED, 1, VERSION_MAX, &version);
	snprintf(s->version, sizeof s->version, "%lld", version);
	for (const struct setting *row = SETTINGS; row->name; row++) {
		json_t *value = setting_read(&s->view.w, row, s->f, body);

		if (clear)
			json_decref(value);
		else if (value)
			json_object_set_new(rules, row->name, value);
	}
	text = json_dumps(rules, JSON_COMPACT);
	request_keep(rq, text, free);
	return text;
}

void settings_save(struct request *rq)
{
	struct settings *s = request_state(rq, sizeof *s);
	struct problem why;
	json_t *body;

	if (!settings_begin(rq, s))
		return;
	body = request_body(rq, &why);
	if (!body) {
		reply_problem(rq, &why);
		return;
	}
	s->f = pick_fields(rq, body);
	s->rules = rules_read(rq, s, body);
	if (!fields_end(s->f)) {
		s->view.typed = s->f;
		settings_ask(rq, s);
		return;
	}
	struct db_query save =
		DB_QUERY(SQL_OFFICE_SETTINGS_SAVE, s->view.w.authority->id_text,
			 staff_session(rq)->account_id, s->office_id, s->version, s->rules);

	request_ask(rq, &save, 1, settings_saved);
}

static void settings_saved(struct request *rq, const struct db_result *res)
{
	struct settings *s = request_state(rq, sizeof *s);
	char *where;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "office_settings_save", res);
	} else if (PQntuples(res->rows[0]) == 0) {
		s->view.typed = s->f;
		s->view.outdated = true;
		settings_ask(rq, s);
	} else {
		where = text_format("/staff/%s/settings?done=saved", s->view.office->slug);
		request_keep(rq, where, free);
		reply_see_other(rq, where);
	}
}
