/* accounts.c - GET and POST /staff/:office/accounts: who may what, and inviting somebody. */
#include "server/admin/accounts.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/admin/endpoints.h"
#include "server/admin/invite.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/picks.h"

enum { SEARCH_MAX_CHARACTERS = 100, SLUG_MAX_CHARACTERS = 60 };

static const char PAGE[] = "admin.accounts";

static continuation_fn accounts_listed, accounts_refusal, account_invited;

struct list {
	struct accounts a;
	const char *q, *role;
	const struct office *of; /* NULL: all */
	char of_id[KEY_TEXT_SIZE];
	struct invite invite;
};

static void list_read(struct list *l)
{
	const char *slug = fields_text(l->a.f, "of", FIELD_OPTIONAL, SLUG_MAX_CHARACTERS);

	l->q = fields_text(l->a.f, "q", FIELD_OPTIONAL, SEARCH_MAX_CHARACTERS);
	l->role = fields_choice(l->a.f, "in", FIELD_OPTIONAL, INVITE_ROLES);
	for (size_t i = 0; slug && i < l->a.w.authority->noffices; i++)
		if (strcmp(l->a.w.authority->offices[i].slug, slug) == 0)
			l->of = &l->a.w.authority->offices[i];
	if (l->of)
		snprintf(l->of_id, sizeof l->of_id, "%" PRId64, l->of->id);
}

static void list_ask(struct request *rq, struct list *l, continuation_fn *next)
{
	struct number limit = number_of(ACCOUNTS_MAX + 1);
	struct db_query list =
		DB_QUERY(SQL_ACCOUNTS_LIST, l->a.w.authority->id_text, l->a.offices, l->a.all,
			 l->q ? l->q : "", l->of ? l->of_id : NULL, l->role, NULL, limit.text);

	request_ask(rq, &list, 1, next);
}

static json_t *offices_json(struct request *rq, const struct list *l)
{
	const struct authority *a = l->a.w.authority;
	json_t *list = json_array();

	json_array_append_new(
		list, option_json("", word_text(&l->a.w, "staff.account_word.all_offices", NULL),
				  !l->of));
	for (size_t i = 0; i < a->noffices; i++)
		if (session_may(staff_session(rq), RIGHT_OFFICE, &a->offices[i], 0))
			json_array_append_new(
				list, option_json(a->offices[i].slug,
						  word_of(&l->a.w, a->offices[i].texts, "name"),
						  &a->offices[i] == l->of));
	return list;
}

static json_t *roles_json(const struct list *l)
{
	json_t *list = json_array();

	json_array_append_new(
		list, option_json("", word_text(&l->a.w, "staff.account_word.all_roles", NULL),
				  !l->role));
	for (size_t i = 0; INVITE_ROLES[i]; i++) {
		str_auto_t *key = text_format("staff.role.%s", INVITE_ROLES[i]);

		json_array_append_new(list,
				      option_json(INVITE_ROLES[i], word_text(&l->a.w, key, NULL),
						  l->role == INVITE_ROLES[i]));
	}
	return list;
}

static json_t *list_document(struct request *rq, const struct list *l, const PGresult *rows,
			     bool typed)
{
	json_t *accounts = json_array(), *document;
	int n = PQntuples(rows);

	for (int row = 0; row < n && row < ACCOUNTS_MAX; row++)
		json_array_append_new(accounts, account_row(&l->a, rows, row));
	document = json_pack("{s:o, s:o, s:b, s:o, s:b, s:[], s:{}}", "offices",
			     offices_json(rq, l), "roles", roles_json(l), "has_accounts", n > 0,
			     "accounts", accounts, "more", n > ACCOUNTS_MAX, "errors", "error");
	invite_document(rq, &l->a, &l->invite, typed, document);
	json_object_set_new(json_object_get(document, "values"), "q",
			    json_string(l->q ? l->q : ""));
	return document;
}

void accounts_list(struct request *rq)
{
	struct list *l = request_state(rq, sizeof *l);

	if (!accounts_begin(rq, &l->a))
		return;
	list_read(l);
	list_ask(rq, l, accounts_listed);
}

static void accounts_listed(struct request *rq, const struct db_result *res)
{
	const struct list *l = request_state(rq, sizeof *l);

	if (res->status != DB_OK)
		reply_sql_error(rq, "accounts_list", res);
	else
		reply_document(rq, 200, PAGE, list_document(rq, l, res->rows[0], false));
}

/*
 * POST: somebody is given a role, and invited by mail when there is no account yet
 */

void accounts_invite(struct request *rq)
{
	struct list *l = request_state(rq, sizeof *l);

	if (!accounts_begin(rq, &l->a))
		return;
	invite_read_person(&l->a, &l->invite);
	invite_read_grant(rq, &l->a, &l->invite);
	if (!fields_end(l->a.f)) {
		list_ask(rq, l, accounts_refusal);
		return;
	}
	invite_one(rq, &l->a, &l->invite, account_invited);
}

static void accounts_refusal(struct request *rq, const struct db_result *res)
{
	const struct list *l = request_state(rq, sizeof *l);

	if (res->status != DB_OK)
		reply_sql_error(rq, "accounts_list", res);
	else
		reply_invalid(rq, PAGE, list_document(rq, l, res->rows[0], true),
			      fields_errors(l->a.f));
}

static void account_invited(struct request *rq, const struct db_result *res)
{
	struct list *l = request_state(rq, sizeof *l);
	const char *outcome;

	if (!invite_replied(rq, res))
		return;
	outcome = row_text(res->rows[0], 0, "outcome");
	if (row_bool(res->rows[0], 0, "done")) {
		accounts_reply(rq, &l->a, "", strcmp(outcome, "new") == 0 ? "invited" : "granted");
		return;
	}
	fields_wrong(l->a.f, "email",
		     strcmp(outcome, "there") == 0 ? FIELD_HAS_ROLE : FIELD_BLOCKED);
	list_ask(rq, l, accounts_refusal);
}
