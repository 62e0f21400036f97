/*
 * responsibility_lint.h - for whom nobody, or more than one person, is responsible.
 *
 * Gaps are mistakes, since those citizens are sent to the telephone.  Overlaps
 * can be meant (several persons share the work) and are only told.
 */
#pragma once

#include <stddef.h>

#include "lib/responsibility.h"

/* The responsibilities of one service; borrowed. */
struct responsibility_list {
	const struct responsibility *list;
	size_t count;
};

struct responsibility_finding {
	size_t service;           /* place in the services given */
	const char *municipality; /* one of the keys given; NULL: all alike */
	struct surname_span span; /* span.owners 0: nobody; else how many persons */
};

/*
 * Look at every service with every municipality of the authority.  Findings come
 * in the order of services, municipalities, alphabet.  Where all municipalities
 * have the same findings, they are given once, with municipality NULL.  Writes at
 * most `max` and returns how many there are.
 */
size_t responsibility_lint(struct responsibility_finding *out, size_t max,
			   const struct responsibility_list *services, size_t service_count,
			   const char *const *municipalities, size_t municipality_count);
