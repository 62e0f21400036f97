/*
 * sso_cookie.h - what the browser keeps while it is at the provider of the single sign-on:
 * SECRET.LANGUAGE.NEXT, the language "" when links carry none.
 */
#pragma once

#include "lib/pkce.h"
#include "server/staff/step.h"

void sso_cookie_keep(struct request *rq, const char *secret, const char *next);
void sso_cookie_forget(struct request *rq);

/* What follows from the secret, and where the step goes on to, in the language of before; false
 * when the browser has none. */
bool sso_cookie_read(struct request *rq, struct pkce *pkce, struct step *step);

/* Go on in the language of before; "" or an unknown one changes nothing. */
void sso_language(struct request *rq, struct wording *w, const char *code);
