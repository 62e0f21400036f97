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
#include "server/health.h"
#include "server/net/address.h"
#include "server/net/server.h"

static_assert((int)SHARED_KEY_BYTES == (int)ADDRESS_KEY_BYTES, "it is the key of addresses");

struct worker {
	struct event_base *base;
	struct db *db;
	struct net *net;
};

// clang-format off
static const struct route ROUTES[] = {
	{EVHTTP_REQ_GET, "/healthz", health_show},
	{0},
};
// clang-format on

static void request_begin(struct request *rq)
{
	(void)rq;
}

static json_t *request_page(struct request *rq)
{
	(void)rq;
	return json_object();
}

static const struct site_hooks HOOKS = {.begin = request_begin, .page = request_page};

const char *worker_reason(const struct worker *w)
{
	return db_ready(w->db) ? NULL : "the database cannot be reached";
}

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
		.web_folder = c->web,
		.static_folder = c->static_folder,
		.connections_max = c->connections_max,
		.idle_seconds = c->idle_seconds,
		.client_key = shared->client_key,
	};

	return net_new(w->base, &net, ROUTES, &HOOKS, w->db, w);
}

static void ready_tell(int fd, int index)
{
	unsigned char byte = (unsigned char)index;

	if (write(fd, &byte, sizeof byte) != sizeof byte)
		log_error("ready_failed reason=\"%s\"", strerror(errno));
}

int worker_run(const struct config *config, struct shared *shared, int index, int ready_fd)
{
	struct worker w = {.base = event_base_new()};
	struct event *term = evsignal_new(w.base, SIGTERM, on_term, &w);

	w.db = db_new(w.base, config->database, (size_t)config->db_connections);
	w.net = net_open(&w, config, shared);
	if (!w.net)
		return EXIT_FAILED; /* it has said why */
	event_add(term, NULL);
	ready_tell(ready_fd, index);
	event_base_dispatch(w.base);

	db_free(w.db);   /* turns away what still waits ... */
	net_free(w.net); /* ... before its connections go */
	event_free(term);
	event_base_free(w.base);
	return EXIT_SUCCESS;
}
