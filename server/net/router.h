/*
 * router.h - which handler a path belongs to.
 *
 * A pattern is made of segments: "offices" is literal, ":office" takes any
 * text that is not empty, ":token.ics" takes what ends in ".ics".  Where several
 * patterns fit, the one that is more literal further to the left wins,
 * whatever their order in the table.
 */
#pragma once

#include <stdbool.h>
#include <stddef.h>

#include "server/net/request.h"

enum {
	ROUTER_SEGMENTS_MAX = 12, /* of a pattern; longer paths match nothing */
};

struct router;

/* Still percent-encoded, part of the path it was found in. */
struct path_arg {
	const char *text;
	size_t len;
};

struct route_found {
	const struct route *route; /* NULL: no route takes this path with this method */
	unsigned methods; /* evhttp_cmd_type bits of all routes that fit the path; 0: none */
	struct path_arg args[MAX_PATH_ARGS];
	size_t nargs;
};

/* Keeps the table, which ends with an empty row.  A pattern that is none ends
 * the process (assert): the table is part of the program. */
struct router *router_new(const struct route *routes);
void router_free(struct router *r);

/* Fills in *found.  HEAD is answered by GET routes. */
void router_find(const struct router *r, const char *path, size_t len, enum evhttp_cmd_type method,
		 struct route_found *found);
