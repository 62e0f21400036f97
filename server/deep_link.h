/*
 * deep_link.h - addresses that stay: how the state's portal and other homepages lead to a service.
 *
 * /l/LEIKA?ars=ARS names what a citizen wants and where, /l/OFFICE/SERVICE the service itself. Both
 * keep when a service gets another name, and go on to its page wherever that is.
 */
#pragma once

#include "lib/region_key.h"
#include "server/catalogue.h"

enum { DEEP_LINK_MATCHES_MAX = 64 };

/* Where a link is for. */
struct deep_link_place {
	const struct municipality *municipality; /* NULL: the whole county, or not said */
	bool elsewhere;                          /* a place that is none of the authority's */
};

/* key: ARS or AGS; NULL or "": not said. */
struct deep_link_place deep_link_place(const struct authority *a, const char *key);

/* Whether the service is for citizens of that municipality (NULL: any). */
bool deep_link_serves(const struct service *s, const struct municipality *m);

/* The services of live offices with that LeiKa key that are for the municipality (NULL: any); at
 * most max.  Returns how many. */
size_t deep_link_find(const struct service **out, size_t max, const struct authority *a,
		      const char *leika, const struct municipality *m);

/* Append "/l/..." for the service: by its LeiKa key where that leads to it alone.  municipality,
 * language and back may be NULL. */
void deep_link_put(struct buffer *url, const struct service *s, const struct municipality *m,
		   const char *language, const char *back);

/* The ARS of the authority's county; "" when it has no municipalities. */
void deep_link_county(char ars[ARS_SIZE], const struct authority *a);
