/* sso_cookie.c - what the browser keeps while it is at the provider of the single sign-on. */
#include "server/staff/sso_cookie.h"

#include <string.h>

#include "lib/cleanup.h"
#include "server/net/reply.h"
#include "server/text.h"

enum {
	COOKIE_SECONDS = 15 * 60, /* for typing a password at the provider */
	COOKIE_MAX_BYTES = 2048,
};

static const char *cookie_name(struct request *rq)
{
	return strncmp(request_origin(rq), "https:", 6) == 0 ? "__Host-sso" : "sso";
}

/* Lax: it must come along when the provider leads back. */
static void cookie_write(struct request *rq, const char *value)
{
	const char *name = cookie_name(rq);
	str_auto_t *cookie =
		text_format("%s=%s; Path=/; HttpOnly; SameSite=Lax%s; Max-Age=%d", name, value,
			    *name == '_' ? "; Secure" : "", *value ? (int)COOKIE_SECONDS : 0);

	reply_cookie(rq, cookie);
}

void sso_cookie_keep(struct request *rq, const char *secret, const char *next)
{
	const char *language = request_language_carried(rq);
	str_auto_t *value = text_format("%s.%s.%s", secret, language ? language : "", next);

	cookie_write(rq, value);
}

void sso_cookie_forget(struct request *rq)
{
	cookie_write(rq, "");
}

void sso_language(struct request *rq, struct wording *w, const char *code)
{
	const struct language *language = *code ? site_language(request_site(rq), code) : NULL;

	if (!language)
		return;
	request_set_language(rq, language);
	request_wording(rq, w);
}

bool sso_cookie_read(struct request *rq, struct pkce *pkce, struct step *step)
{
	char value[COOKIE_MAX_BYTES], *language, *next;

	if (!request_cookie(rq, cookie_name(rq), value, sizeof value))
		return false;
	language = strchr(value, '.');
	next = language ? strchr(language + 1, '.') : NULL;
	if (!next)
		return false;
	*language = *next = '\0';
	pkce_derive(pkce, value);
	sso_language(rq, &step->w, language + 1);
	step_next(step, next + 1);
	return true;
}
