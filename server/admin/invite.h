/*
 * invite.h - giving somebody a role: what a form says, and the statement that does it.
 */
#pragma once

#include "server/admin/accounts.h"

extern const char *const INVITE_ROLES[]; /* as right.h names them, NULL at the end */

struct invite {
	const char *email, *name; /* NULL: those of the account of the path */
	const char *role;
	const struct office *office;         /* NULL: the whole authority */
	const struct contact_person *person; /* of a contact person; NULL: a new one */
	json_t *lines;                       /* for SQL_ACCOUNTS_INVITE */
};

/* Fields `name` and `email`. */
void invite_read_person(struct accounts *a, struct invite *i);

/* Fields `role`, `for` (an office) and `contact_person` (OFFICE/SLUG, or "new"); wrong is also what
 * who asks has not the right to give. */
void invite_read_grant(struct request *rq, struct accounts *a, struct invite *i);

/* Add `values`, `invite_roles`, `fors`, `contact_persons`: what the form offers. */
void invite_document(struct request *rq, const struct accounts *a, const struct invite *i,
		     bool typed, json_t *document);

/* Whether the role is that of a contact person; of one there is (`person`), or of one to be made.
 */
bool invite_needs_person(const struct invite *i);

/* A line of SQL_ACCOUNTS_INVITE, with a new link. */
json_t *invite_line(const struct accounts *a, const struct invite *i, size_t nr,
		    const char *expected);

/* SQL_ACCOUNTS_INVITE of these lines, of which a text is kept until the reply. */
struct db_query invite_query(struct request *rq, const struct accounts *a, const json_t *lines,
			     bool look);

/* The one of a form; goes on in next(). */
void invite_one(struct request *rq, const struct accounts *a, const struct invite *i,
		continuation_fn *next);

/* False, and replied, when there is no answer to go on with. */
bool invite_replied(struct request *rq, const struct db_result *res);
