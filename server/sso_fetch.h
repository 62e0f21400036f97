/*
 * sso_fetch.h - what the provider of the single sign-on answers, as JSON, on the event loop.
 *
 * No redirections, certificates are checked, answers are small and come within seconds.
 */
#pragma once

#include <event2/event.h>
#include <jansson.h>

#include "server/config.h"

enum { SSO_FETCH_SECONDS = 10, SSO_FETCH_MAX_BYTES = 256 * 1024 };

struct sso_fetches;

/* form: what to POST, or NULL for a GET; user NULL: without password.  Borrowed for the call. */
struct sso_order {
	const char *url, *form, *user, *password;
};

/*
 * status 0: nobody answered.  answer NULL: what came is no JSON object.  why, for the log.  All
 * lent for the call.
 */
typedef void sso_fetched_fn(void *ctx, long status, json_t *answer, const char *why);

/* config is borrowed. */
struct sso_fetches *sso_fetches_new(struct event_base *base, const struct config *config);

/* What is under way, and whatever is begun meanwhile, ends with status 0. */
void sso_fetches_free(struct sso_fetches *f);

/* fetched() is called exactly once, from the event loop or from sso_fetches_free(). */
void sso_fetch(struct sso_fetches *f, const struct sso_order *order, sso_fetched_fn *fetched,
	       void *ctx);
