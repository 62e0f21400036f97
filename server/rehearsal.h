/*
 * rehearsal.h - an office that is not public yet, for those who have its secret address.
 *
 * The address leaves its token with the browser, as a cookie; from then on the office is there for
 * this browser as if it were live, on all pages, and all the rest stays as it is.  So nothing of
 * the citizens' way knows of rehearsals, and no link carries the secret on.
 */
#pragma once

#include "lib/token.h"
#include "server/catalogue.h"
#include "server/net/request.h"

/* The office whose address this is; NULL when it is nobody's, or the rehearsal is over. */
struct office *rehearsal_of(const struct authority *a, const struct token *token);

/* Leave the token with the browser; NULL: take it away. */
void rehearsal_cookie(struct request *rq, const char *token);

/* The office this browser rehearses; NULL: none. */
struct office *request_rehearsal(struct request *rq);

/* As authority_office(), and the one that is rehearsed. */
struct office *request_office(struct request *rq, const char *slug);

/* Whether citizens, or those who play them here, can book at this office. */
bool request_books_at(struct request *rq, const struct office *o);
