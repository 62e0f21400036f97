/*
 * sso_leave.c - signing out at the provider too: else whoever comes to this desk next would be
 * signed in by one click (OpenID Connect RP-Initiated Logout 1.0).
 */
#include "server/staff/sso_leave.h"

#include <stdlib.h>

#include "lib/cleanup.h"
#include "server/net/reply.h"
#include "server/sso.h"
#include "server/staff/endpoints.h"
#include "server/staff/sso_cookie.h"
#include "server/text.h"

static const char SIGNED_OUT[] = "/staff/sign-in?done=signed_out";

static handler_fn leaving_found;

struct leave {
	char *id_token; /* kept by the request */
};

static char *provider_url(struct request *rq, const char *id_token)
{
	str_auto_t *back = text_format("%s/staff/sso/signed-out", request_origin(rq));
	struct sso_leaving leaving = {
		.id_token = id_token,
		.redirect_uri = back,
		.language = request_language_carried(rq),
	};

	return sso_sign_out_url(request_sso(rq), &leaving);
}

/*
 * A page that leads on, not a redirection: no page may have a form lead to another site
 * (form-action of the Content-Security-Policy), and the sign-out was one.
 */
static bool lead_on(struct request *rq, const char *id_token)
{
	str_auto_t *url = provider_url(rq, id_token);

	if (!url)
		return false;
	request_set_session(rq, NULL);
	reply_document(rq, 200, "staff.signed_out", json_pack("{s:s}", "sign_out_url", url));
	return true;
}

static void on_found(void *ctx, const struct problem *why)
{
	(void)why; /* signed out here in any case */
	request_resume(ctx);
}

void sso_leave(struct request *rq, const char *id_token)
{
	struct leave *l;

	session_cookie(rq, NULL);
	if (!id_token || !request_sso(rq)) {
		reply_see_other(rq, SIGNED_OUT);
		return;
	}
	if (lead_on(rq, id_token))
		return;
	l = request_state(rq, sizeof *l);
	l->id_token = text_format("%s", id_token);
	request_keep(rq, l->id_token, free);
	request_wait(rq, leaving_found);
	sso_find(request_sso(rq), on_found, rq);
}

static void leaving_found(struct request *rq)
{
	const struct leave *l = request_state(rq, sizeof *l);

	if (!lead_on(rq, l->id_token))
		reply_see_other(rq, SIGNED_OUT);
}

/*
 * GET /staff/sso/signed-out: the provider leads back here
 */

void sso_left(struct request *rq)
{
	const char *language = request_param(rq, "state");
	struct wording w;

	sso_language(rq, &w, language ? language : "");
	reply_see_other(rq, SIGNED_OUT);
}
