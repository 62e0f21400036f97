/*
 * connections.h - every open connection and how long it may stay as it is.
 *
 * evhttp's own timeouts start again with every byte, and it counts no
 * connections.  Here a connection is always in one state with one deadline,
 * whatever trickles in or out:
 *
 *	idle -> reading -> working -> sending -> idle
 *
 * Working, while a handler waits for the database, has none: that wait has its own end.
 */
#pragma once

#include <event2/http.h>
#include <stdbool.h>
#include <stddef.h>

struct connections;
struct connection;

/* Attach to http before it accepts.  gone(work) is called when a connection
 * ends under a working handler, as only evhttp_free() makes it do. */
struct connections *connections_new(struct event_base *base, struct evhttp *http, int max,
				    int idle_seconds, void (*gone)(void *work));
/* After evhttp_free(). */
void connections_free(struct connections *all);

/* The listening socket, which is left alone while there is no room at all. */
void connections_listen(struct connections *all, struct evhttp_bound_socket *bound);

/* A complete request has come.  work is handed to gone(). */
struct connection *connection_work(struct connections *all, struct evhttp_request *ev, void *work);

/* There are too many: answer 503 and close. */
bool connection_refused(const struct connection *c);

/* The handler has answered. */
void connection_send(struct connection *c);

/* The answer has left. */
void connection_done(struct connection *c);

/* Stop listening and close what is idle; empty(arg) is called from the event loop, once, when
 * the last connection is gone. */
void connections_drain(struct connections *all, void (*empty)(void *arg), void *arg);
bool connections_draining(const struct connections *all);
size_t connections_count(const struct connections *all);
