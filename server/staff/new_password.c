/* new_password.c - a password that somebody chooses. */
#include "server/staff/new_password.h"

#include <string.h>

#include "lib/password_rule.h"
#include "lib/utf8.h"
#include "server/net/reply.h"
#include "server/tenant.h"

static const char *text_of(struct request *rq, const char *name)
{
	return json_string_value(json_object_get(request_body(rq, NULL), name));
}

/* NIST SP 800-63B section 5.1.1.2: length counts, no rules about kinds of characters. */
void new_password_read(struct request *rq, struct fields *f, struct new_password *p,
		       const char *email, const char *name)
{
	const char *const own[] = {email, name, NULL};
	const char *password = text_of(rq, "password"), *again = text_of(rq, "password_again");
	size_t length = password ? utf8_count(password, strlen(password)) : 0;

	if (length == 0)
		fields_wrong(f, "password", FIELD_EMPTY);
	else if (length < PASSWORD_MIN_CHARACTERS)
		fields_wrong(f, "password", FIELD_TOO_SHORT);
	else if (length > PASSWORD_MAX_CHARACTERS)
		fields_wrong(f, "password", FIELD_TOO_LONG);
	else if (password_is_common(password, own))
		fields_wrong(f, "password", FIELD_TOO_COMMON);
	else if (again ? strcmp(again, password) != 0 : request_format(rq) == FORMAT_HTML)
		fields_wrong(f, "password_again", FIELD_DIFFERS);
	p->typed = password;
}

static void hash(void *arg)
{
	struct new_password *p = arg;

	p->hashed = password_hash(p->hash, p->typed);
}

void new_password_hash(struct request *rq, struct new_password *p, handler_fn *next)
{
	request_work(rq, request_tenancy(rq)->work, hash, p, next);
}

bool new_password_hashed(struct request *rq, const struct new_password *p)
{
	static const struct problem NO_MEMORY = {503, "try_again", "there is no memory for this"};

	if (p->hashed)
		return true;
	reply_problem(rq, &NO_MEMORY);
	return false;
}
