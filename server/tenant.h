/*
 * tenant.h - which authority a request is for, in which language, and what frames
 * its pages: the hooks that server/net asks for.
 */
#pragma once

#include "server/config.h"
#include "server/net/limits.h"
#include "server/net/request.h"
#include "server/net/server.h"
#include "server/own_holds.h"
#include "server/sso.h"
#include "server/tally.h"
#include "server/wording.h"
#include "server/world.h"

/* What a web worker's handlers work with; request_world() gives it. */
struct tenancy {
	struct world *world;
	struct limits *limits;
	struct tallies *tallies; /* searches that found nothing, by service */
	struct work *work;       /* for passwords */
	struct own_holds *own_holds;
	const struct config *config;
	struct sso *sso; /* NULL: none is configured */
};

extern const struct site_hooks TENANT_HOOKS;

struct tenancy *request_tenancy(const struct request *rq);

/* The single sign-on of the authority asked for, NULL when it has none. */
struct sso *request_sso(const struct request *rq);

/*
 * For whom to word this request.  False, and 503 replied, when the worker knows
 * nothing yet; so a handler begins with `if (!request_wording(rq, &w)) return;`.
 * What it lends lives until the reply.
 */
bool request_wording(struct request *rq, struct wording *w);
