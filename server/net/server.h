/* server.h - evhttp with our limits, our routes and our way out. */
#pragma once

#include <event2/event.h>
#include <stdbool.h>

#include "server/net/request.h"

/* What the net layer asks of the layer above, which knows the tenants. */
struct site_hooks {
	/* Before every handler: set the request's tenant and language. */
	void (*begin)(struct request *rq);
	/* The `page` object of web/pages/README.md, for HTML replies; the caller owns it. */
	json_t *(*page)(struct request *rq);
};

struct net_config {
	int port;                    /* 0: any free port */
	const char *address;         /* "127.0.0.1", "0.0.0.0", "::" */
	const char *trusted_proxies; /* comma-separated addresses or networks; "" for none */
	const char *public_url;      /* "" to use Host */
	const char *frame_ancestors; /* for CSP, "" for 'none' */
	const char *web_folder;      /* templates and locales */
	const char *static_folder;   /* hashed files of the build, with .gz and .br beside */
	int connections_max;         /* per worker */
	int idle_seconds;            /* a connection with no complete request for so long is closed */
};

struct net;

/* All borrowed as long as the net lives, ROUTES ended by an empty row.  NULL and a
 * logged reason when the port is taken or web/ cannot be read. */
struct net *net_new(struct event_base *base, const struct net_config *config,
		    const struct route *routes, const struct site_hooks *hooks, struct db *db,
		    void *world);

/* Stop accepting; call idle(arg) when the last reply has left. */
void net_drain(struct net *net, void (*idle)(void *arg), void *arg);
void net_free(struct net *net);
int net_port(const struct net *net);
