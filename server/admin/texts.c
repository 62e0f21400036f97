/* texts.c - GET and POST /staff/:office/texts: mails and parts of pages in an office's own words.
 */
#include "server/admin/texts.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/admin/endpoints.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/own_words.h"
#include "server/picks.h"
#include "server/session.h"
#include "server/tenant.h"
#include "server/text.h"

static const char PAGE[] = "admin.texts";
static const struct problem NO_TEXT = {404, "no_such_text", "there is no such text"};
static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};

enum { VERSION_MAX = 2000000000 };

static continuation_fn texts_shown, text_saved;

const struct language *texts_language_at(const struct texts *v, size_t i)
{
	const struct authority *a = v->w.authority;

	for (size_t k = 0; k < a->nlanguages; k++) {
		const struct language *language = site_language(v->w.site, a->languages[k]);

		if (language && office_offers_language(v->office, a->languages[k]) && i-- == 0)
			return language;
	}
	return NULL;
}

/* False, and replied, when there is no such text or language. */
static bool texts_begin(struct request *rq, struct texts *v)
{
	const char *name = request_input(rq, "text"), *code = request_input(rq, "language");

	if (!request_wording(rq, &v->w))
		return false;
	v->config = request_tenancy(rq)->config;
	v->office = staff_office(rq);
	snprintf(v->office_id, sizeof v->office_id, "%" PRId64, v->office->id);
	v->t = name && *name ? own_text_find(name) : OWN_TEXTS;
	v->language = texts_language_at(v, 0);
	for (size_t i = 0; code && *code; i++) {
		v->language = texts_language_at(v, i);
		if (!v->language || strcmp(language_code(v->language), code) == 0)
			break;
	}
	v->shown = request_is_get(rq) ? request_param(rq, "version") : NULL;
	if (v->t && v->language && (!v->shown || text_is_key(v->shown)))
		return true;
	reply_problem(rq, &NO_TEXT);
	return false;
}

static void texts_ask(struct request *rq, const struct texts *v)
{
	const char *authority = v->w.authority->id_text;
	struct db_query batch[] = {
		DB_QUERY(SQL_OWN_TEXT_LIST, authority, v->office_id),
		DB_QUERY(SQL_OWN_TEXT_VERSIONS, authority, v->office_id, v->t->name,
			 language_code(v->language), HISTORY_MAX_TEXT),
	};

	request_ask(rq, batch, 2, texts_shown);
}

void texts_show(struct request *rq)
{
	struct texts *v = request_state(rq, sizeof *v);

	if (texts_begin(rq, v))
		texts_ask(rq, v);
}

static void texts_shown(struct request *rq, const struct db_result *res)
{
	struct texts *v = request_state(rq, sizeof *v);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "own_text_list", res);
		return;
	}
	v->said = res->rows[0];
	v->versions = res->rows[1];
	if (v->shown && texts_version(v, v->shown) < 0)
		reply_problem(rq, &NO_TEXT);
	else if (v->outdated)
		reply_problem_page(rq, &CHANGED, PAGE, texts_document(v));
	else if (v->f && !fields_right(v->f))
		reply_invalid(rq, PAGE, texts_document(v), fields_errors(v->f));
	else
		reply_document(rq, 200, PAGE, texts_document(v));
}

/*
 * POST
 */

/* The variables that are not known, and those that were probably meant. */
struct unknown {
	struct buffer typed, meant;
};

static void on_unknown(void *ctx, const char *typed, const char *meant)
{
	struct unknown *u = ctx;

	buffer_printf(&u->typed, "%s{{%s}}", u->typed.len ? ", " : "", typed);
	if (meant)
		buffer_printf(&u->meant, "%s{{%s}}", u->meant.len ? ", " : "", meant);
}

/* A mistake that names variables. */
static void variable_wrong(struct fields *f, const char *field, enum field_code code,
			   const char *variable, const char *meant)
{
	json_t *error;
	size_t i;

	fields_wrong(f, field, code);
	json_array_foreach (fields_errors(f), i, error) {
		if (strcmp(json_string_value(json_object_get(error, "field")), field) != 0 ||
		    strcmp(json_string_value(json_object_get(error, "code")),
			   field_code_text(code)) != 0)
			continue;
		json_object_set_new(error, "variable", json_string(variable));
		json_object_set_new(error, "meant", word_or_null(meant));
	}
}

static void variables_check(struct texts *v, bool subject, const char *text)
{
	const char *field = subject ? "subject" : "body";
	struct unknown u = {{0}, {0}};

	if (text && own_text_check(v->t, subject, text, on_unknown, &u) > 0)
		variable_wrong(v->f, field, FIELD_UNKNOWN_VARIABLE, u.typed.data, u.meant.data);
	buffer_done(&u.typed);
	buffer_done(&u.meant);
}

/* Mails of a discreet office name neither itself nor what somebody comes for. */
static void discretion_check(struct texts *v, const char *field, const char *text)
{
	if (text && v->t->mail && v->office->rules.discreet && own_words_tell(v->office, text))
		fields_wrong(v->f, field, FIELD_NAMES_SERVICE);
}

struct typed {
	const char *what, *subject;
	char *body;
};

/* As office files hold it: lines without tabs. */
static char *body_read(struct request *rq, struct texts *v)
{
	const char *typed = fields_lines(v->f, "body", FIELD_REQUIRED, OWN_BODY_MAX_CHARACTERS);
	char *body = typed ? xstrdup(typed) : NULL;

	for (char *p = body; p && *p; p++)
		if (*p == '\t')
			*p = ' ';
	if (body)
		request_keep(rq, body, free);
	return body;
}

static struct typed typed_read(struct request *rq, struct texts *v)
{
	static const char *const ACTIONS[] = {"save", "preview", "default", NULL};
	struct fields *f = v->f;
	struct typed typed = {.what = fields_choice(f, "do", FIELD_OPTIONAL, ACTIONS)};
	long long version = 0;

	fields_text(f, "text", FIELD_OPTIONAL, FIELD_NAME_MAX_CHARACTERS);
	fields_text(f, "language", FIELD_OPTIONAL, FIELD_NAME_MAX_CHARACTERS);
	fields_integer(f, "version", FIELD_REQUIRED, 0, VERSION_MAX, &version);
	snprintf(v->version, sizeof v->version, "%lld", version);
	if (typed.what && strcmp(typed.what, "default") == 0)
		return typed;
	if (v->t->mail)
		typed.subject =
			fields_text(f, "subject", FIELD_REQUIRED, OWN_SUBJECT_MAX_CHARACTERS);
	typed.body = body_read(rq, v);
	variables_check(v, true, typed.subject);
	variables_check(v, false, typed.body);
	discretion_check(v, "subject", typed.subject);
	discretion_check(v, "body", typed.body);
	if (typed.body && v->t->needed && !own_text_names(typed.body, v->t->needed)) {
		str_auto_t *needed = text_format("{{%s}}", v->t->needed);

		variable_wrong(f, "body", FIELD_VARIABLE_NEEDED, needed, NULL);
	}
	return typed;
}

void text_save(struct request *rq)
{
	struct texts *v = request_state(rq, sizeof *v);
	struct problem why;
	struct typed typed;
	json_t *body = request_body(rq, &why);

	if (!body) {
		reply_problem(rq, &why);
		return;
	}
	if (!texts_begin(rq, v))
		return;
	v->f = pick_fields(rq, body);
	typed = typed_read(rq, v);
	/* What goes back to the default sends what stood in the form along. */
	if (typed.what && strcmp(typed.what, "default") == 0 ? !fields_right(v->f)
							     : !fields_end(v->f)) {
		texts_ask(rq, v);
		return;
	}
	if (typed.what && strcmp(typed.what, "preview") == 0) {
		texts_ask(rq, v);
		return;
	}
	struct db_query save =
		DB_QUERY(SQL_OWN_TEXT_SAVE, v->w.authority->id_text, staff_session(rq)->account_id,
			 v->office_id, v->t->name, language_code(v->language), v->version,
			 typed.subject, typed.body);

	request_ask(rq, &save, 1, text_saved);
}

static void text_saved(struct request *rq, const struct db_result *res)
{
	struct texts *v = request_state(rq, sizeof *v);
	bool withdrawn = !json_is_string(json_object_get(fields_values(v->f), "body"));
	char *where;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "own_text_save", res);
	} else if (PQntuples(res->rows[0]) == 0) {
		v->outdated = true;
		texts_ask(rq, v);
	} else {
		where = text_format("/staff/%s/texts?text=%s&language=%s&done=%s", v->office->slug,
				    v->t->name, language_code(v->language),
				    withdrawn ? "text_default" : "saved");
		request_keep(rq, where, free);
		reply_see_other(rq, where);
	}
}
