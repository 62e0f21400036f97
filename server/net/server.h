/* server.h - evhttp with our limits, our routes and our way out. */
#pragma once

#include <event2/event.h>
#include <stdbool.h>

#include "server/net/request.h"
#include "server/net/site.h"
#include "server/net/static.h"

/* What the net layer asks of the layer above, which knows the tenants. */
struct site_hooks {
	/* Before every handler, and before error pages: set the request's tenant and
	 * language.  Must not reply. */
	void (*begin)(struct request *rq);
	/* Before the handlers of routes that need something: find out who asks, then go on
	 * with request_admit() or reply. */
	void (*admit)(struct request *rq);
	/* What it knows of the `page` object of web/pages/README.md, for HTML replies; the
	 * caller owns it.  The net adds language, dir, lang, lang_query, lang_amp,
	 * language_name, path, title_error, script and assets, and makes `languages`, here a
	 * list of codes (or nothing: all there are), into what the page describes. */
	json_t *(*page)(struct request *rq);
	/* Template of the page that shows a problem; NULL: "citizen.error". */
	const char *(*error_page)(struct request *rq);
	/* Origins that may show this reply in a frame, separated by blanks; NULL or "": those of
	 * the configuration.  Also asked when the request has no tenant or no route. */
	const char *(*frames)(struct request *rq);
	/* The version of the world kept answers are made of now. */
	struct stamp (*stamp)(struct request *rq);
	/* An answer was sent that request_count() said to count. */
	void (*counted)(struct request *rq, int64_t id);
};

struct net_config {
	const struct site *site;
	const struct static_files *files;
	int port;                    /* 0: any free port */
	const char *address;         /* "127.0.0.1", "0.0.0.0", "::" */
	const char *trusted_proxies; /* comma-separated addresses or networks; "" for none */
	const char *public_url;      /* "" to use Host */
	const char *frame_ancestors; /* for CSP, "" for 'none' */
	int connections_max;         /* per worker */
	int idle_seconds; /* a connection with no complete request for so long is closed */
	/* ADDRESS_KEY_BYTES of the server's own for request_client(), the same in all
	 * workers; NULL: a key of this process */
	const uint8_t *client_key;
};

struct net;

/* All borrowed as long as the net lives, routes ended by an empty row.  NULL and a
 * logged reason when the port is taken or the configuration is wrong.  The port is opened with
 * SO_REUSEPORT: workers of one server share it. */
struct net *net_new(struct event_base *base, const struct net_config *config,
		    const struct route *routes, const struct site_hooks *hooks, struct db *db,
		    void *world);

/* Stop accepting, close what is idle; call idle(arg), from the event loop, when the last
 * reply has left.  A client that does not fetch its reply is given up after some time,
 * but a caller in a hurry puts its own end to it. */
void net_drain(struct net *net, void (*idle)(void *arg), void *arg);

/* After net_drain(): requests must not wait for the database any more. */
void net_free(struct net *net);
int net_port(const struct net *net);
