/* rehearsal.c - an office that is not public yet, for those who have its secret address. */
#include "server/rehearsal.h"

#include <string.h>

#include "lib/cleanup.h"
#include "server/net/reply.h"
#include "server/text.h"

/* Browsers keep __Host- only over https. */
static const char COOKIE[] = "__Host-rehearsal", LOCAL_COOKIE[] = "rehearsal";

static bool is_https(struct request *rq)
{
	return strncmp(request_origin(rq), "https:", sizeof "https:" - 1) == 0;
}

struct office *rehearsal_of(const struct authority *a, const struct token *token)
{
	char hash[TOKEN_HASH_SIZE];

	token_hash(hash, token);
	for (size_t i = 0; i < a->noffices; i++) {
		struct office *o = &a->offices[i];

		if (o->state == OFFICE_REHEARSAL && o->rehearsal_hash &&
		    strcmp(o->rehearsal_hash, hash) == 0)
			return o;
	}
	return NULL;
}

void rehearsal_cookie(struct request *rq, const char *token)
{
	bool https = is_https(rq);
	str_auto_t *cookie = text_format("%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s",
					 https ? COOKIE : LOCAL_COOKIE, token ? token : "",
					 https ? "; Secure" : "", token ? "" : "; Max-Age=0");

	reply_cookie(rq, cookie);
}

struct office *request_rehearsal(struct request *rq)
{
	const struct authority *a = request_tenant(rq);
	char text[TOKEN_TEXT_SIZE];
	struct token token;

	if (!a || !request_cookie(rq, is_https(rq) ? COOKIE : LOCAL_COOKIE, text, sizeof text) ||
	    !token_parse(&token, text))
		return NULL;
	return rehearsal_of(a, &token);
}

struct office *request_office(struct request *rq, const char *slug)
{
	struct office *o = authority_office(request_tenant(rq), slug);
	struct office *rehearsed = o ? NULL : request_rehearsal(rq);

	return rehearsed && strcmp(rehearsed->slug, slug) == 0 ? rehearsed : o;
}

bool request_books_at(struct request *rq, const struct office *o)
{
	return o->live || o == request_rehearsal(rq);
}
