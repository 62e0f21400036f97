/* sso.c - single sign-on by OpenID Connect: where it leads, and what it means here. */
#include "server/sso.h"

#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/form.h"
#include "lib/id_token.h"
#include "lib/xalloc.h"
#include "server/log.h"
#include "server/secret_file.h"
#include "server/sso_groups.h"
#include "server/sso_inner.h"
#include "server/text.h"

/*
 * Leading there, and away
 */

char *sso_sign_in_url(const struct sso *s, const struct pkce *pkce, const char *redirect_uri)
{
	const char *page = sso_provider_text(s->provider, "authorization_endpoint");
	struct buffer url = {0};

	buffer_printf(&url, "%s%c", page, strchr(page, '?') ? '&' : '?');
	form_parameter(&url, "response_type", "code");
	form_parameter(&url, "client_id", s->config->sso_client_id);
	form_parameter(&url, "redirect_uri", redirect_uri);
	form_parameter(&url, "scope", s->config->sso_scopes);
	form_parameter(&url, "state", pkce->state);
	form_parameter(&url, "nonce", pkce->nonce);
	form_parameter(&url, "code_challenge", pkce->challenge);
	form_parameter(&url, "code_challenge_method", "S256");
	return buffer_steal(&url);
}

char *sso_sign_out_url(const struct sso *s, const struct sso_leaving *leaving)
{
	const char *page = sso_provider_page(s->provider, "end_session_endpoint");
	struct buffer url = {0};

	if (!page)
		return NULL;
	buffer_printf(&url, "%s%c", page, strchr(page, '?') ? '&' : '?');
	form_parameter(&url, "client_id", s->config->sso_client_id);
	form_parameter(&url, "post_logout_redirect_uri", leaving->redirect_uri);
	if (*leaving->id_token)
		form_parameter(&url, "id_token_hint", leaving->id_token);
	if (leaving->language) {
		form_parameter(&url, "ui_locales", leaving->language);
		form_parameter(&url, "state", leaving->language);
	}
	return buffer_steal(&url);
}

/*
 * What the claims mean here
 */

char *sso_subject(const struct sso *s, const json_t *claims)
{
	return text_format("%s %s", s->config->sso_issuer,
			   json_string_value(json_object_get(claims, "sub")));
}

json_t *sso_grants(const struct sso *s, const json_t *claims)
{
	json_auto_t *groups = id_token_groups(claims, s->config->sso_groups_claim);

	return sso_groups_grants(s->groups, groups);
}

/* ADFS does not say whether; its addresses are the directory's, which sso_trust_email tells. */
bool sso_email_believed(const struct sso *s, const json_t *claims)
{
	const json_t *verified = json_object_get(claims, "email_verified");

	return verified ? json_is_true(verified) : s->config->sso_trust_email;
}

/*
 * Life
 */

bool sso_serves(const struct sso *s, const struct authority *a)
{
	if (!s || !a)
		return false;
	if (*s->config->sso_authority)
		return strcmp(s->config->sso_authority, a->slug) == 0;
	return a->catalogue->nauthorities == 1;
}

void sso_find(struct sso *s, sso_found_fn *found, void *ctx)
{
	sso_provider_find(s->provider, found, ctx);
}

struct sso *sso_new(struct event_base *base, const struct config *config, bool *failed)
{
	struct problem why;
	struct sso *s;

	*failed = false;
	if (!*config->sso_issuer)
		return NULL;
	s = xcalloc(1, sizeof *s);
	s->config = config;
	s->provider = sso_provider_new(base, config);
	if (*config->sso_groups && !(s->groups = sso_groups_read(config->sso_groups, &why))) {
		log_error("sso_groups: %s", why.detail);
		*failed = true;
	}
	if (*config->sso_client_secret_file) {
		s->secret =
			secret_file_read(config->sso_client_secret_file, "sso_client_secret_file");
		*failed = *failed || !s->secret;
	}
	if (!*failed)
		return s;
	sso_free(s);
	return NULL;
}

void sso_free(struct sso *s)
{
	if (!s)
		return;
	sso_provider_free(s->provider);
	json_decref(s->groups);
	free(s->secret);
	free(s);
}
