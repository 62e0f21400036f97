/*
 * sso.h - single sign-on by OpenID Connect, as counties run it with Keycloak or ADFS: what the
 * server asks the provider (OpenID Connect Core 1.0, code flow with PKCE).
 *
 * Where the provider's pages and keys are is read from the provider (Discovery 1.0) and kept for
 * a short time.  A token signed by a key not seen yet has the keys read anew, but only so often.
 * Everything waits on the event loop.
 */
#pragma once

#include <event2/event.h>
#include <jansson.h>
#include <stdbool.h>

#include "lib/pkce.h"
#include "lib/problem.h"
#include "server/catalogue.h"
#include "server/config.h"

enum {
	SSO_PROVIDER_SECONDS = 60,  /* what is known of the provider holds so long */
	SSO_KEYS_SECONDS = 15 * 60, /* and its keys; a key that was withdrawn opens no longer */
	SSO_FAILED_SECONDS = 2,     /* who did not answer is not asked again before */
	SSO_REREADS = 5,            /* of the keys, for unknown ones, at once */
	SSO_REREAD_SECONDS = 60,    /* until one more is allowed */
	SSO_HINT_MAX_BYTES = 4000,  /* of an ID token that goes into an address */
};

struct sso;

/* NULL when none is configured, or *failed and a logged reason.  config is borrowed. */
struct sso *sso_new(struct event_base *base, const struct config *config, bool *failed);

/* Whoever waits is told that the provider is down. */
void sso_free(struct sso *s);

/* Whether that authority's staff come by it: the one that is named, or the only one. */
bool sso_serves(const struct sso *s, const struct authority *a);

/* why NULL: it went well. */
typedef void sso_found_fn(void *ctx, const struct problem *why);

/* Find out where the provider's pages are. */
void sso_find(struct sso *s, sso_found_fn *found, void *ctx);

/* After that: the address of its sign-in; the caller frees it. */
char *sso_sign_in_url(const struct sso *s, const struct pkce *pkce, const char *redirect_uri);

/* What the browser brought back; borrowed until it is redeemed. */
struct sso_return {
	const char *code, *iss; /* iss: NULL when the provider does not name itself (RFC 9207) */
	const char *redirect_uri;
	const struct pkce *pkce;
};

/* Claims of a token whose every check is passed, completed by what the provider tells besides,
 * and the token as it came; lent for the call, claims NULL when why says what is wrong. */
typedef void sso_redeemed_fn(void *ctx, const struct problem *why, const json_t *claims,
			     const char *id_token);

void sso_redeem(struct sso *s, const struct sso_return *back, sso_redeemed_fn *redeemed, void *ctx);

/* Borrowed.  id_token: that of the sign-in, "" when it is not known any more. */
struct sso_leaving {
	const char *id_token, *redirect_uri, *language; /* language NULL: not said */
};

/*
 * Where somebody is signed out at the provider too (RP-Initiated Logout 1.0), by what is known of
 * it; the caller frees it.  NULL: it has no such page, or is not known yet (sso_find()).
 */
char *sso_sign_out_url(const struct sso *s, const struct sso_leaving *leaving);

/* "ISSUER SUBJECT", as the account keeps it; the caller frees it. */
char *sso_subject(const struct sso *s, const json_t *claims);

/* What the groups in the claims bring, for the statement; a new reference. */
json_t *sso_grants(const struct sso *s, const json_t *claims);

/* Whether the e-mail address is known to be that person's. */
bool sso_email_believed(const struct sso *s, const json_t *claims);
