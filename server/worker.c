/* worker.c - one web process: one thread, one event loop, one listening socket. */
#include "server/worker.h"

#include <assert.h>
#include <errno.h>
#include <event2/event.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "server/db/pool.h"
#include "server/net/address.h"
#include "server/net/route.h"
#include "server/net/server.h"
#include "server/sso.h"
#include "server/tenant.h"
#include "server/work.h"

static_assert((int)SHARED_KEY_BYTES == (int)ADDRESS_KEY_BYTES, "it is the key of addresses");

struct worker {
	struct event_base *base;
	struct db *db;
	struct net *net;
	struct tenancy tenancy; /* what handlers work with */
	int index, ready_fd;
};

static void on_drained(void *arg)
{
	struct worker *w = arg;

	event_base_loopexit(w->base, NULL);
}

static void on_term(evutil_socket_t fd, short what, void *arg)
{
	struct worker *w = arg;

	(void)fd, (void)what;
	event_base_loopexit(w->base, &(struct timeval){.tv_sec = WORKER_DRAIN_SECONDS});
	net_drain(w->net, on_drained, w);
}

static struct net *net_open(struct worker *w, const struct config *c, const struct shared *shared)
{
	struct net_config net = {
		.port = c->port,
		.address = c->address,
		.trusted_proxies = c->trusted_proxies,
		.public_url = c->public_url,
		.frame_ancestors = c->frame_ancestors,
		.site = shared->site,
		.files = shared->files,
		.connections_max = c->connections_max,
		.idle_seconds = c->idle_seconds,
		.client_key = shared->client_key,
	};

	return net_new(w->base, &net, ROUTES, &TENANT_HOOKS, w->db, &w->tenancy);
}

/* It listens from the start, but counts as ready when it knows what is free. */
static void on_ready(void *arg)
{
	const struct worker *w = arg;
	unsigned char byte = (unsigned char)w->index;

	if (write(w->ready_fd, &byte, sizeof byte) != sizeof byte)
		log_error("ready_failed reason=\"%s\"", strerror(errno));
}

int worker_run(const struct config *config, struct shared *shared, int index, int ready_fd)
{
	struct worker w = {.base = event_base_new(), .index = index, .ready_fd = ready_fd};
	struct event *term = evsignal_new(w.base, SIGTERM, on_term, &w);
	bool failed;

	w.db = db_new(w.base, config->database, (size_t)config->db_connections);
	w.tenancy = (struct tenancy){
		.world = world_new(w.base, w.db, config->authorities, on_ready, &w),
		.limits = shared->limits,
		.tallies = shared->tallies,
		.work = work_new(w.base),
		.own_holds = own_holds_new(),
		.config = config,
	};
	w.tenancy.sso = sso_new(w.base, config, &failed);
	w.net = failed ? NULL : net_open(&w, config, shared);
	if (!w.net)
		return EXIT_FAILED; /* it has said why */
	event_add(term, NULL);
	event_base_dispatch(w.base);

	work_free(w.tenancy.work);
	own_holds_free(w.tenancy.own_holds);
	sso_free(w.tenancy.sso);
	world_free(w.tenancy.world);
	db_free(w.db); /* turns away what still waits ... */
	if (w.net)
		net_free(w.net); /* ... before its connections go */
	event_free(term);
	event_base_free(w.base);
	return w.net ? EXIT_SUCCESS : EXIT_FAILED;
}
