/* new_password.h - a password that somebody chooses: fields `password` and `password_again`. */
#pragma once

#include "lib/field.h"
#include "server/net/request.h"
#include "server/password.h"

/* Lives from the request to its answer. */
struct new_password {
	const char *typed;
	char hash[PASSWORD_HASH_SIZE];
	bool hashed;
};

/* Notes in f what is wrong.  Pages must have it typed twice, programs may.  email and name: whose.
 */
void new_password_read(struct request *rq, struct fields *f, struct new_password *p,
		       const char *email, const char *name);

/* Hash it in a thread, then go on in next(), which begins with new_password_hashed(). */
void new_password_hash(struct request *rq, struct new_password *p, handler_fn *next);

/* False, and 503 replied, when there was no memory for it. */
bool new_password_hashed(struct request *rq, const struct new_password *p);
