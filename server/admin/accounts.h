/*
 * accounts.h - what requests about accounts share: whose accounts who asks may keep, and how these
 * are shown.
 *
 * An administrator keeps all of the authority.  A manager sees the accounts that may
 * something in the offices managed, and of each only that; nobody gives more than they have.
 */
#pragma once

#include <libpq-fe.h>

#include "lib/field.h"
#include "server/session.h"
#include "server/text.h"

enum { INVITATION_SECONDS = 3 * 24 * 60 * 60, ACCOUNTS_MAX = 200 };

extern const struct problem NO_ACCOUNT;

/* Lives from the request to its answer. */
struct accounts {
	struct wording w;
	const struct office *office; /* of the path */
	const char *offices, *all;   /* where it has the right; "true": the whole authority */
	struct fields *f;
	const char *account_id; /* of the path, or NULL */
};

/* False, and replied, when it cannot go on. */
bool accounts_begin(struct request *rq, struct accounts *a);

/* SQL_ACCOUNTS_LIST of the one account of the path. */
struct db_query accounts_one(const struct accounts *a);

/* /staff/OFFICE/accounts and what follows, with the language; the caller owns it. */
char *accounts_path(const struct accounts *a, const char *rest);

/* 303 there, with a notice of what was done. */
void accounts_reply(struct request *rq, const struct accounts *a, const char *rest,
		    const char *done);

/* 409, told in the page's words, when the change would have taken the last administrator; else 500.
 */
void accounts_refused(struct request *rq, const char *what, const struct db_result *res);

/* A row of accounts_list, as web/pages/admin/README.md has it. */
json_t *account_row(const struct accounts *a, const PGresult *rows, int row);

/* "Amtsleitung: Wohngeld"; of {role, office_id, contact_person_id}. */
json_t *word_grant(const struct wording *w, const json_t *grant);
