/* sso_leave.h - signing out at the provider of the single sign-on too. */
#pragma once

#include "server/session.h"

/*
 * Answer a sign-out once the session is ended.  id_token: that of the sign-in by the single
 * sign-on, "" when it was too long to keep, NULL when it was another kind of sign-in.  Borrowed.
 */
void sso_leave(struct request *rq, const char *id_token);
