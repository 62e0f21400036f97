/* accounts_page.c - what requests about accounts share, and how these are shown. */
#include <string.h>

#include "lib/cleanup.h"
#include "server/admin/accounts.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/staff_words.h"

const struct problem NO_ACCOUNT = {404, "no_such_account", "there is no such account here"};

bool accounts_begin(struct request *rq, struct accounts *a)
{
	struct problem why;
	json_t *body;

	if (!request_wording(rq, &a->w))
		return false;
	a->office = staff_office(rq);
	a->offices = staff_scope_everywhere(rq).offices;
	a->all = session_may(staff_session(rq), RIGHT_AUTHORITY, NULL, 0) ? "true" : "false";
	a->account_id = request_arg_named(rq, "account");
	body = request_is_get(rq) ? request_params(rq) : request_body(rq, &why);
	if (!body || (a->account_id && !text_is_key(a->account_id))) {
		reply_problem(rq, body ? &NO_ACCOUNT : &why);
		return false;
	}
	a->f = pick_fields(rq, body);
	return true;
}

struct db_query accounts_one(const struct accounts *a)
{
	return (struct db_query)DB_QUERY(SQL_ACCOUNTS_LIST, a->w.authority->id_text, a->offices,
					 a->all, "", NULL, NULL, a->account_id, "1");
}

char *accounts_path(const struct accounts *a, const char *rest)
{
	return text_format("/staff/%s/accounts%s%s", a->office->slug, rest, a->w.lang_query);
}

void accounts_reply(struct request *rq, const struct accounts *a, const char *rest,
		    const char *done)
{
	str_auto_t *where =
		text_format("/staff/%s/accounts%s?done=%s", a->office->slug, rest, done);

	reply_see_other(rq, where);
}

void accounts_refused(struct request *rq, const char *what, const struct db_result *res)
{
	static const struct problem LAST = {409, "last_administrator",
					    "an authority keeps an administrator who can sign in"};

	if (strcmp(res->constraint, LAST.code) == 0)
		reply_problem(rq, &LAST);
	else
		reply_sql_error(rq, what, res);
}

json_t *word_grant(const struct wording *w, const json_t *grant)
{
	const json_t *id = json_object_get(grant, "office_id");
	const struct office *o = authority_office_by_id(w->authority, json_integer_value(id));
	const struct contact_person *p = authority_person_by_id(
		w->authority, json_integer_value(json_object_get(grant, "contact_person_id")));
	enum role role = ROLE_FRONT_DESK;
	json_t *where;

	role_parse(&role, json_string_value(json_object_get(grant, "role")));
	if (!json_is_integer(id))
		where = word_of(w, json_object_get(w->authority->document, "texts"), "name");
	else
		where = o ? word_of(w, o->texts, "name") : json_null();
	return word_text(w, "staff.account_word.grant",
			 json_pack("{s:o, s:o, s:o}", "role", word_role(w, role), "where", where,
				   "person", p ? json_string(p->name) : json_null()));
}

static json_t *grants_json(const struct accounts *a, const PGresult *rows, int row)
{
	json_auto_t *grants = json_loads(row_text(rows, row, "grants"), 0, NULL);
	json_t *list = json_array(), *grant;
	size_t i;

	json_array_foreach (grants, i, grant) {
		const char *id = json_string_value(json_object_get(grant, "id"));
		str_auto_t *rest = text_format("/%s/grants/%s/withdraw",
					       row_text(rows, row, "account_id"), id);
		str_auto_t *path = accounts_path(a, rest);

		json_array_append_new(list, json_pack("{s:s, s:O, s:o, s:O, s:s}", "id", id, "role",
						      json_object_get(grant, "role"), "text",
						      word_grant(&a->w, grant), "group",
						      json_object_get(grant, "group"),
						      "withdraw_path", path));
	}
	return list;
}

/* What protects it: one of these is true. */
static const char *protection(const PGresult *rows, int row)
{
	const char *state = row_text(rows, row, "state");

	if (strcmp(state, "active") != 0)
		return state;
	if (row_bool(rows, row, "sso"))
		return "sso";
	if (row_bool(rows, row, "totp"))
		return "on";
	return row_bool(rows, row, "needs_totp") && !row_bool(rows, row, "demo") ? "missing"
										 : "none";
}

static json_t *seen_text(const struct accounts *a, const PGresult *rows, int row)
{
	const char *until = row_text(rows, row, "invited_until");

	if (strcmp(row_text(rows, row, "state"), "invited") == 0)
		return until ? word_text(&a->w, "staff.account_word.invited_until",
					 json_pack("{s:o}", "date",
						   word_at(&a->w, row_integer(rows, row,
									      "invited_until"))))
			     : word_text(&a->w, "staff.account_word.invitation_over", NULL);
	if (!row_text(rows, row, "seen_at"))
		return word_text(&a->w, "staff.account_word.never", NULL);
	return word_at(&a->w, row_integer(rows, row, "seen_at"));
}

static json_t *place(const struct accounts *a, const PGresult *rows, int row, const char *rest)
{
	str_auto_t *below = text_format("/%s%s", row_text(rows, row, "account_id"), rest);
	str_auto_t *path = accounts_path(a, below);

	return json_string(path);
}

json_t *account_row(const struct accounts *a, const PGresult *rows, int row)
{
	const char *shown = protection(rows, row), *state = row_text(rows, row, "state");
	bool within = row_bool(rows, row, "within"), blocked = strcmp(state, "blocked") == 0;
	str_auto_t *key = text_format("staff.account_word.protection.%s", shown);
	json_t *account = json_pack(
		"{s:s, s:s, s:s, s:s, s:o, s:o, s:{s:b}, s:o, s:o}", "id",
		row_text(rows, row, "account_id"), "name", row_text(rows, row, "name"), "email",
		row_text(rows, row, "email"), "state", state, "grants", grants_json(a, rows, row),
		"protection_text", word_text(&a->w, key, NULL), "protection_is", shown, true,
		"seen_text", seen_text(a, rows, row), "url", place(a, rows, row, ""));

	json_object_set_new(account, "blocked", json_boolean(blocked));
	json_object_set_new(account, "within", json_boolean(within));
	json_object_set_new(account, "invite_path",
			    within && strcmp(state, "invited") == 0 ? place(a, rows, row, "/invite")
								    : json_null());
	json_object_set_new(account, "handover_url",
			    within && strcmp(state, "active") == 0
				    ? place(a, rows, row, "/handover")
				    : json_null());
	return account;
}
