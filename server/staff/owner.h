/*
 * owner.h - who changes what protects an account gives its password once more.
 *
 * A session that was left open must not be enough for that.
 */
#pragma once

#include "server/password.h"
#include "server/staff/step.h"
#include "server/totp.h"

enum owner_need {
	OWNER_PASSWORD,
	OWNER_PASSWORD_IF_TOTP, /* who has no second factor yet may set one up without */
};

/* What protects the account. */
struct protection {
	bool totp, required, demo;
	bool sso; /* it belongs to the single sign-on */
	int64_t totp_since;
	int recovery_codes;
};

/* Begins the request_state() of its handlers, and lives as long. */
struct owner {
	struct step step;
	struct protection protection;
	enum owner_need need;
	const char *current; /* as typed */
	char hash[PASSWORD_HASH_SIZE];
	bool asked, right;
	handler_fn *proven;
};

/* A row of SQL_ACCOUNT_SHOW. */
void protection_read(struct protection *p, const PGresult *rows);

/*
 * Read the body and count the attempt; goes on in proven() when the field
 * `current_password` and all fields the handler read are right, else in step.refuse.
 * Between the two calls the handler reads its own fields.
 */
bool owner_begin(struct request *rq, struct owner *o, handler_fn *refuse);
void owner_prove(struct request *rq, struct owner *o, enum owner_need need, handler_fn *proven);

/* Whether it signs in by the single sign-on: then password and second factor are the provider's. */
bool owner_by_sso(const struct request *rq, const struct protection *p);

/* Everybody knows the password of a demo account, and that of the single sign-on is not here:
 * false, and 403 replied. */
bool owner_may_change(struct request *rq, const struct protection *p);
