/*
 * address.h - whose address a request comes from.
 *
 * Behind a reverse proxy the peer is the proxy; the client's address then is
 * the last one in X-Forwarded-For that is not itself a trusted proxy.  What a
 * client writes there on its own stands further left and is never believed.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum {
	ADDRESS_BYTES = 16,       /* IPv6, or IPv4 mapped into it (RFC 4291 2.5.5.2) */
	ADDRESS_KEY_BYTES = 16,   /* crypto_shorthash_KEYBYTES */
	ADDRESS_TRUSTED_MAX = 64, /* networks in the option trusted_proxies */
};

struct address {
	uint8_t bytes[ADDRESS_BYTES];
};

struct address_trust; /* the trusted proxies */

/* "192.0.2.1", "2001:db8::1", "[2001:db8::1]:4711" or "192.0.2.1:80"; false when it is none. */
bool address_parse(struct address *a, const char *text, size_t len);

/* Comma-separated addresses and networks ("10.0.0.0/8, ::1").  NULL when one
 * of them is none; *wrong then points at it. */
struct address_trust *address_trust_new(const char *list, const char **wrong);
void address_trust_free(struct address_trust *t);
bool address_trusted(const struct address_trust *t, const struct address *a);

/* forwarded_for may be NULL.  An unreadable entry ends the search: then the
 * proxy that passed it on counts as the client. */
struct address address_client(const struct address_trust *t, const struct address *peer,
			      const char *forwarded_for);

/* A keyed hash; of IPv6 only the first 64 bits count, since that is the least
 * a household or a host gets. */
uint64_t address_hash(const struct address *a, const uint8_t key[ADDRESS_KEY_BYTES]);
