/* rehearsal.c - GET /rehearsal/:token: from here on an office that rehearses is there for this
 * browser; POST /rehearsal/end: and from here on no longer. */
#include "server/rehearsal.h"

#include <stdlib.h>

#include "lib/cleanup.h"
#include "server/citizen/endpoints.h"
#include "server/net/reply.h"
#include "server/tenant.h"
#include "server/text.h"

void rehearsal_enter(struct request *rq)
{
	static const struct problem NO_REHEARSAL = {404, "no_such_rehearsal",
						    "this is the address of no rehearsal"};
	const struct office *o = NULL;
	struct token token;
	struct wording w;
	char text[TOKEN_TEXT_SIZE];

	if (!request_wording(rq, &w))
		return;
	if (token_parse(&token, request_arg(rq, 0)))
		o = rehearsal_of(w.authority, &token);
	if (!o) {
		reply_problem(rq, &NO_REHEARSAL);
		return;
	}
	str_auto_t *path = text_format("/offices/%s", o->slug);

	token_format(text, &token);
	rehearsal_cookie(rq, text);
	reply_see_other(rq, path);
}

void rehearsal_leave(struct request *rq)
{
	rehearsal_cookie(rq, NULL);
	reply_see_other(rq, "/");
}
