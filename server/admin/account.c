/* account.c - /staff/:office/accounts/:account: the roles of one account, blocking, links. */
#include <string.h>

#include "lib/cleanup.h"
#include "lib/secret.h"
#include "server/admin/accounts.h"
#include "server/admin/endpoints.h"
#include "server/admin/invite.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"

enum { RESET_LINK_SECONDS = 24 * 60 * 60 };

static const char PAGE[] = "admin.account";

static continuation_fn account_shown, account_refusal, grant_named, grant_added, grant_withdrawn,
	account_blocked, link_sent;

struct edit {
	struct accounts a;
	struct invite invite;
	const char *done;
	bool typed;
};

static struct edit *edit_begin(struct request *rq)
{
	struct edit *e = request_state(rq, sizeof *e);

	return accounts_begin(rq, &e->a) ? e : NULL;
}

static void edit_reply(struct request *rq, const struct edit *e, const char *done)
{
	str_auto_t *rest = text_format("/%s", e->a.account_id);

	accounts_reply(rq, &e->a, rest, done);
}

/*
 * GET
 */

static json_t *change_said(const struct wording *w, const char *action, const json_t *before,
			   const json_t *after)
{
	static const char *const KNOWN[] = {"grant",
					    "withdraw",
					    "block",
					    "unblock",
					    "invite_again",
					    "offer_second_factor_reset",
					    "set_password",
					    "reset_second_factor",
					    NULL};
	const json_t *grant = json_is_object(after) ? after : before;
	const char *key = "change";

	for (size_t i = 0; KNOWN[i]; i++)
		if (strcmp(KNOWN[i], action) == 0)
			key = KNOWN[i];
	str_auto_t *name = text_format("staff.audit.account.%s", key);
	return word_text(w, name,
			 json_pack("{s:o}", "grant",
				   json_is_object(grant) ? word_grant(w, grant) : json_null()));
}

static json_t *action_path(const struct edit *e, bool there, const char *rest)
{
	str_auto_t *below = text_format("/%s%s", e->a.account_id, rest);
	str_auto_t *path = there ? accounts_path(&e->a, below) : NULL;

	return path ? json_string(path) : json_null();
}

static json_t *edit_document(struct request *rq, const struct edit *e, const struct db_result *res)
{
	const PGresult *rows = res->rows[0];
	json_t *document = account_row(&e->a, rows, 0);
	bool active = strcmp(row_text(rows, 0, "state"), "active") == 0;
	bool own = strcmp(row_text(rows, 0, "account_id"), staff_session(rq)->account_id) == 0;
	bool within = row_bool(rows, 0, "within"),
	     blocked = json_is_true(json_object_get(document, "blocked"));

	invite_document(rq, &e->a, &e->invite, e->typed, document);
	json_object_set_new(document, "has_grants",
			    json_boolean(json_array_size(json_object_get(document, "grants")) > 0));
	json_object_set_new(document, "own", json_boolean(own));
	json_object_set_new(document, "grants_path", action_path(e, !blocked, "/grants"));
	json_object_set_new(document, "block_path",
			    action_path(e, within && !own && !blocked, "/block"));
	json_object_set_new(document, "unblock_path",
			    action_path(e, within && !own && blocked, "/unblock"));
	json_object_set_new(document, "second_factor_path",
			    action_path(e,
					within && active && row_bool(rows, 0, "totp") &&
						!row_bool(rows, 0, "demo"),
					"/second-factor"));
	history_shape(document, history_of(&e->a.w, res->rows[1], change_said));
	json_object_set_new(document, "errors", json_array());
	json_object_set_new(document, "error", json_object());
	return document;
}

static void edit_ask(struct request *rq, const struct edit *e, continuation_fn *next)
{
	struct db_query batch[] = {
		accounts_one(&e->a),
		DB_QUERY(SQL_AUDIT_OF, e->a.w.authority->id_text, "account", e->a.account_id,
			 HISTORY_MAX_TEXT),
	};

	request_ask(rq, batch, 2, next);
}

/* False, and replied, when there is none. */
static bool edit_read(struct request *rq, const struct db_result *res)
{
	if (res->status != DB_OK)
		reply_sql_error(rq, "accounts_list", res);
	else if (PQntuples(res->rows[0]) == 0)
		reply_problem(rq, &NO_ACCOUNT);
	else
		return true;
	return false;
}

void account_edit_show(struct request *rq)
{
	struct edit *e = edit_begin(rq);

	if (e)
		edit_ask(rq, e, account_shown);
}

static void account_shown(struct request *rq, const struct db_result *res)
{
	const struct edit *e = request_state(rq, sizeof *e);

	if (edit_read(rq, res))
		reply_document(rq, 200, PAGE, edit_document(rq, e, res));
}

/*
 * POST .../grants and .../grants/:grant/withdraw
 */

void account_grant_add(struct request *rq)
{
	struct edit *e = edit_begin(rq);

	if (!e)
		return;
	e->typed = true;
	invite_read_grant(rq, &e->a, &e->invite);
	if (!fields_end(e->a.f))
		edit_ask(rq, e, account_refusal);
	else if (invite_needs_person(&e->invite) && !e->invite.person)
		edit_ask(rq, e, grant_named);
	else
		invite_one(rq, &e->a, &e->invite, grant_added);
}

/* A contact person to be made is called as the account is. */
static void grant_named(struct request *rq, const struct db_result *res)
{
	struct edit *e = request_state(rq, sizeof *e);

	if (!edit_read(rq, res))
		return;
	e->invite.name = row_text(res->rows[0], 0, "name");
	invite_one(rq, &e->a, &e->invite, grant_added);
}

static void account_refusal(struct request *rq, const struct db_result *res)
{
	const struct edit *e = request_state(rq, sizeof *e);

	if (edit_read(rq, res))
		reply_invalid(rq, PAGE, edit_document(rq, e, res), fields_errors(e->a.f));
}

static void grant_added(struct request *rq, const struct db_result *res)
{
	struct edit *e = request_state(rq, sizeof *e);
	const char *outcome;

	if (!invite_replied(rq, res))
		return;
	outcome = row_text(res->rows[0], 0, "outcome");
	if (row_bool(res->rows[0], 0, "done")) {
		edit_reply(rq, e, "granted");
		return;
	}
	if (strcmp(outcome, "gone") == 0) {
		reply_problem(rq, &NO_ACCOUNT);
		return;
	}
	fields_wrong(e->a.f, "role",
		     strcmp(outcome, "there") == 0 ? FIELD_HAS_ROLE : FIELD_BLOCKED);
	edit_ask(rq, e, account_refusal);
}

void account_grant_withdraw(struct request *rq)
{
	static const struct problem NO_GRANT = {404, "no_such_grant", "there is no such role here"};
	struct edit *e = edit_begin(rq);
	const char *grant = request_arg_named(rq, "grant");

	if (!e)
		return;
	if (!text_is_key(grant)) {
		reply_problem(rq, &NO_GRANT);
		return;
	}
	struct db_query withdraw = DB_QUERY(SQL_GRANT_WITHDRAW, e->a.w.authority->id_text,
					    staff_session(rq)->account_id, e->a.account_id, grant,
					    e->a.offices, e->a.all);

	request_ask(rq, &withdraw, 1, grant_withdrawn);
}

/* An account that has nothing left here is not shown to a manager: back to the list. */
static void grant_withdrawn(struct request *rq, const struct db_result *res)
{
	const struct edit *e = request_state(rq, sizeof *e);

	if (res->status != DB_OK)
		accounts_refused(rq, "grant_withdraw", res);
	else if (PQntuples(res->rows[0]) == 0)
		reply_problem(rq, &NO_ACCOUNT);
	else if (strcmp(e->a.all, "true") == 0)
		edit_reply(rq, e, "role_withdrawn");
	else
		accounts_reply(rq, &e->a, "", "role_withdrawn");
}

/*
 * POST .../block and .../unblock
 */

static void block(struct request *rq, bool blocked)
{
	struct edit *e = edit_begin(rq);

	if (!e)
		return;
	e->done = blocked ? "blocked" : "unblocked";
	struct db_query change = DB_QUERY(SQL_ACCOUNT_BLOCK, e->a.w.authority->id_text,
					  staff_session(rq)->account_id, e->a.account_id,
					  blocked ? "true" : "false", e->a.offices, e->a.all);

	request_ask(rq, &change, 1, account_blocked);
}

void account_block(struct request *rq)
{
	block(rq, true);
}

void account_unblock(struct request *rq)
{
	block(rq, false);
}

static void account_blocked(struct request *rq, const struct db_result *res)
{
	const struct edit *e = request_state(rq, sizeof *e);

	if (res->status != DB_OK)
		accounts_refused(rq, "account_block", res);
	else if (PQntuples(res->rows[0]) == 0)
		reply_problem(rq, &NO_ACCOUNT);
	else
		edit_reply(rq, e, e->done);
}

/*
 * POST .../invite and .../second-factor: one more link by mail
 */

static void link_send(struct request *rq, const char *kind, long life_seconds, const char *done)
{
	struct edit *e = edit_begin(rq);
	char token[SECRET_TEXT_SIZE], hash[TOKEN_HASH_SIZE];
	struct number life = number_of(life_seconds);

	if (!e)
		return;
	e->done = done;
	secret_draw(token);
	secret_hash(hash, token);
	struct db_query send =
		DB_QUERY(SQL_ACCOUNT_LINK_SEND, e->a.w.authority->id_text,
			 staff_session(rq)->account_id, e->a.account_id, kind, hash, token,
			 language_code(e->a.w.language), life.text, e->a.offices, e->a.all);

	request_ask(rq, &send, 1, link_sent);
}

void account_invite_again(struct request *rq)
{
	link_send(rq, "set_up", INVITATION_SECONDS, "invited");
}

void account_second_factor_reset(struct request *rq)
{
	link_send(rq, "second_factor", RESET_LINK_SECONDS, "link_sent");
}

static void link_sent(struct request *rq, const struct db_result *res)
{
	const struct edit *e = request_state(rq, sizeof *e);

	if (res->status != DB_OK)
		reply_sql_error(rq, "account_link_send", res);
	else if (PQntuples(res->rows[0]) == 0)
		reply_problem(rq, &NO_ACCOUNT);
	else
		edit_reply(rq, e, e->done);
}
