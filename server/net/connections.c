/*
 * connections.c - every open connection and how long it may stay as it is.
 *
 * evhttp tells about a new connection only by asking for its bufferevent, and
 * about its end only by a callback of struct evhttp_connection, which it shows
 * nobody before the first request.  But it is the argument of the bufferevent's
 * callbacks, and bufferevent_getcb() lends that to us: so a new connection is
 * adopted in the same turn of the loop, right after evhttp has set it up.
 */
#include "server/net/connections.h"

#include <assert.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <event2/listener.h>
#include <stdint.h>
#include <stdlib.h>
#include <sys/queue.h>
#include <time.h>

#include "lib/xalloc.h"

enum {
	REFUSED_MAX = 64,       /* connections above the maximum that still get a 503 */
	SENDING_IDLE_TIMES = 4, /* a reply may take that many times idle_seconds to leave */
	YIELD_SECONDS = 2,      /* idle for so long, it makes room for a new one */
	TABLE_FIRST = 256,
};

enum state { IDLE, READING, WORKING, SENDING, STATES };

struct connection {
	struct connections *all;
	struct bufferevent *bev;
	struct evhttp_connection *ev;
	void *work;
	int64_t since; /* when it came into its state */
	enum state state;
	int fd;
	bool refused;
	TAILQ_ENTRY(connection) link;
};

TAILQ_HEAD(connection_list, connection);

struct connections {
	struct evhttp *http;
	struct evhttp_bound_socket *bound;
	struct event *turn, *tick;
	void (*gone)(void *work);
	void (*empty)(void *arg);
	void *empty_arg;
	struct connection_list fresh;          /* not adopted yet */
	struct connection_list states[STATES]; /* each ordered by since */
	int seconds[STATES];                   /* how long it may stay there; 0: no limit */
	size_t count;                          /* all, adopted or not */
	size_t adopted, max;
	struct connection **by_fd;
	size_t by_fd_size;
	bool listening, draining;
};

static int64_t now(void)
{
	struct timespec ts;

	clock_gettime(CLOCK_MONOTONIC_COARSE, &ts);
	return ts.tv_sec;
}

static void move(struct connection *c, enum state state)
{
	struct connections *all = c->all;

	TAILQ_REMOVE(&all->states[c->state], c, link);
	c->state = state;
	c->since = now();
	TAILQ_INSERT_TAIL(&all->states[state], c, link);
}

static void listen_if_room(struct connections *all)
{
	bool room = all->count < all->max + REFUSED_MAX;

	if (!all->bound || room == all->listening)
		return;
	all->listening = room;
	if (room)
		evconnlistener_enable(evhttp_bound_socket_get_listener(all->bound));
	else
		evconnlistener_disable(evhttp_bound_socket_get_listener(all->bound));
}

static void connection_free(struct connection *c)
{
	struct connections *all = c->all;

	free(c);
	all->count--;
	listen_if_room(all);
	if (all->draining && all->count == 0)
		event_active(all->turn, 0, 0);
}

static void on_closed(struct evhttp_connection *ev, void *arg)
{
	struct connection *c = arg;
	struct connections *all = c->all;

	(void)ev;
	all->by_fd[c->fd] = NULL;
	TAILQ_REMOVE(&all->states[c->state], c, link);
	all->adopted--;
	if (c->work)
		all->gone(c->work);
	connection_free(c);
}

/* The first bytes of a request start its clock. */
static void on_input(struct evbuffer *in, const struct evbuffer_cb_info *info, void *arg)
{
	struct connection *c = arg;

	(void)in;
	if (c->state == IDLE && info->n_added)
		move(c, READING);
}

static void remember(struct connections *all, struct connection *c)
{
	size_t size = all->by_fd_size ? all->by_fd_size : TABLE_FIRST;

	while (size <= (size_t)c->fd)
		size *= 2;
	if (size > all->by_fd_size) {
		all->by_fd = xrealloc(all->by_fd, size * sizeof *all->by_fd);
		for (size_t i = all->by_fd_size; i < size; i++)
			all->by_fd[i] = NULL;
		all->by_fd_size = size;
	}
	all->by_fd[c->fd] = c;
}

/* Nobody asked on it for a while: the newcomer is more urgent. */
static void make_room(struct connections *all)
{
	struct connection *oldest = TAILQ_FIRST(&all->states[IDLE]);

	if (oldest && now() - oldest->since >= YIELD_SECONDS)
		evhttp_connection_free(oldest->ev);
}

static void adopt(struct connection *c)
{
	struct connections *all = c->all;
	struct bufferevent *bev = c->bev;
	void *owner = NULL;

	bufferevent_getcb(bev, NULL, NULL, NULL, &owner);
	TAILQ_REMOVE(&all->fresh, c, link);
	if (!owner) { /* evhttp could not use it and has let go of it */
		connection_free(c);
	} else {
		c->ev = owner;
		c->fd = bufferevent_getfd(bev);
		c->since = now();
		remember(all, c);
		TAILQ_INSERT_TAIL(&all->states[IDLE], c, link);
		evhttp_connection_set_closecb(c->ev, on_closed, c);
		evbuffer_add_cb(bufferevent_get_input(bev), on_input, c);
		if (++all->adopted > all->max)
			make_room(all);
		c->refused = all->adopted > all->max;
	}
	bufferevent_decref(bev);
}

static void adopt_all(struct connections *all)
{
	struct connection *c;

	while ((c = TAILQ_FIRST(&all->fresh)))
		adopt(c);
}

static void close_idle(struct connections *all)
{
	struct connection *c;

	while ((c = TAILQ_FIRST(&all->states[IDLE])))
		evhttp_connection_free(c->ev);
}

static void on_turn(evutil_socket_t fd, short what, void *arg)
{
	struct connections *all = arg;
	void (*empty)(void *) = all->empty;

	(void)fd, (void)what;
	adopt_all(all);
	if (all->draining)
		close_idle(all);
	if (!empty || all->count)
		return;
	all->empty = NULL;
	empty(all->empty_arg);
}

static struct bufferevent *on_accept(struct event_base *base, void *arg)
{
	struct connections *all = arg;
	struct bufferevent *bev = bufferevent_socket_new(base, -1, 0);
	struct connection *c;

	if (!bev)
		return NULL;
	c = xcalloc(1, sizeof *c);
	c->all = all;
	c->bev = bev;
	bufferevent_incref(bev);
	all->count++;
	TAILQ_INSERT_TAIL(&all->fresh, c, link);
	listen_if_room(all);
	event_active(all->turn, 0, 0);
	return bev;
}

static void on_tick(evutil_socket_t fd, short what, void *arg)
{
	struct connections *all = arg;
	struct connection *c;

	(void)fd, (void)what;
	for (size_t i = 0; i < STATES; i++) {
		while (all->seconds[i] && (c = TAILQ_FIRST(&all->states[i])) &&
		       now() - c->since >= all->seconds[i])
			evhttp_connection_free(c->ev);
	}
}

struct connections *connections_new(struct event_base *base, struct evhttp *http, int max,
				    int idle_seconds, void (*gone)(void *work))
{
	static const struct timeval second = {.tv_sec = 1};
	struct connections *all = xcalloc(1, sizeof *all);

	all->http = http;
	all->max = (size_t)max;
	all->gone = gone;
	all->seconds[IDLE] = all->seconds[READING] = idle_seconds;
	all->seconds[SENDING] = SENDING_IDLE_TIMES * idle_seconds;
	TAILQ_INIT(&all->fresh);
	for (size_t i = 0; i < STATES; i++)
		TAILQ_INIT(&all->states[i]);
	all->turn = event_new(base, -1, 0, on_turn, all);
	all->tick = event_new(base, -1, EV_PERSIST, on_tick, all);
	event_add(all->tick, &second);
	evhttp_set_bevcb(http, on_accept, all);
	return all;
}

void connections_free(struct connections *all)
{
	if (!all)
		return;
	event_free(all->turn);
	event_free(all->tick);
	free(all->by_fd);
	free(all);
}

void connections_listen(struct connections *all, struct evhttp_bound_socket *bound)
{
	all->bound = bound;
	all->listening = true;
}

struct connection *connection_work(struct connections *all, struct evhttp_request *ev, void *work)
{
	struct evhttp_connection *owner = evhttp_request_get_connection(ev);
	int fd = bufferevent_getfd(evhttp_connection_get_bufferevent(owner));
	struct connection *c;

	adopt_all(all);
	c = all->by_fd[fd];
	assert(c && c->ev == owner);
	move(c, WORKING);
	c->work = work;
	return c;
}

bool connection_refused(const struct connection *c)
{
	return c->refused;
}

void connection_send(struct connection *c)
{
	c->work = NULL;
	move(c, SENDING);
}

/* What the client sent ahead is already part of the next request. */
void connection_done(struct connection *c)
{
	move(c, evbuffer_get_length(bufferevent_get_input(c->bev)) ? READING : IDLE);
	if (c->all->draining)
		event_active(c->all->turn, 0, 0); /* evhttp still needs it in this one */
}

void connections_drain(struct connections *all, void (*empty)(void *arg), void *arg)
{
	all->draining = true;
	all->empty = empty;
	all->empty_arg = arg;
	if (all->bound)
		evhttp_del_accept_socket(all->http, all->bound);
	all->bound = NULL;
	event_active(all->turn, 0, 0);
}

bool connections_draining(const struct connections *all)
{
	return all->draining;
}

size_t connections_count(const struct connections *all)
{
	return all->count;
}
