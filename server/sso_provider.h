/*
 * sso_provider.h - what is known of the provider of the single sign-on, and kept for a while:
 * where its pages are (Discovery 1.0), and its keys.  Of server/sso.h's own; nobody else asks.
 */
#pragma once

#include <event2/event.h>
#include <jansson.h>
#include <stdbool.h>

#include "lib/problem.h"
#include "server/config.h"
#include "server/fetch.h"
#include "server/sso.h"

extern const struct problem SSO_DOWN;

struct sso_provider;

struct sso_provider *sso_provider_new(struct event_base *base, const struct config *config);

/* Whoever waits is told that it is down. */
void sso_provider_free(struct sso_provider *p);

/* Have its document, no older than SSO_PROVIDER_SECONDS. */
void sso_provider_find(struct sso_provider *p, sso_found_fn *found, void *ctx);

/* Of the document as it was last read, however old; NULL when it says nothing of it.  A page is
 * one that may be asked: https, but where all of the provider is on this machine. */
const json_t *sso_provider_says(const struct sso_provider *p, const char *name);
const char *sso_provider_text(const struct sso_provider *p, const char *name);
const char *sso_provider_page(const struct sso_provider *p, const char *name);

/* Have its keys, no older than SSO_KEYS_SECONDS; only once its document is known. */
void sso_keys_find(struct sso_provider *p, sso_found_fn *found, void *ctx);

/* Read them anew; false, and nothing done, when that was done too often of late. */
bool sso_keys_find_newer(struct sso_provider *p, sso_found_fn *found, void *ctx);

/* As last read (RFC 7517); borrowed until the event loop goes on. */
const json_t *sso_keys(const struct sso_provider *p);

/* How the provider is asked: an order to fill in further, and the asking. */
struct fetch_order sso_order(const struct sso_provider *p, const char *url);
void sso_ask(struct sso_provider *p, const struct fetch_order *order, fetch_done_fn *done,
	     void *ctx);

/* The JSON object that was answered as a new reference, or NULL. */
json_t *sso_answer(const struct fetched *answer);
