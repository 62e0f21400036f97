/* server.c - evhttp with our limits, our routes and our way out. */
#include "server/net/server.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/cleanup.h"
#include "lib/form.h"
#include "lib/xalloc.h"
#include "server/log.h"
#include "server/net/net.h"
#include "server/net/reply.h"
#include "server/text.h"

enum { BACKLOG = 1024, PORT_TEXT_BYTES = 6 };

static const char STATIC[] = "/static/";

static const unsigned METHODS = EVHTTP_REQ_GET | EVHTTP_REQ_POST | EVHTTP_REQ_HEAD |
				EVHTTP_REQ_PUT | EVHTTP_REQ_DELETE | EVHTTP_REQ_OPTIONS |
				EVHTTP_REQ_TRACE | EVHTTP_REQ_PATCH;

/*
 * One request
 */

/* Bytes that no path and no query has (RFC 3986 section 2). */
static bool is_ascii(const char *text)
{
	for (; text && *text; text++) {
		if (*text <= ' ' || *text > '~')
			return false;
	}
	return true;
}

static bool check_size(const struct request *rq, struct problem *why)
{
	size_t max = rq->route && rq->route->upload ? UPLOAD_MAX_BYTES : BODY_MAX_BYTES;

	if (strlen(rq->path) > PATH_MAX_BYTES)
		return problem(why, 414, "path_too_long", "a path may have %d bytes",
			       PATH_MAX_BYTES);
	if (evbuffer_get_length(evhttp_request_get_input_buffer(rq->ev)) > max)
		return problem(why, 413, "too_large", "a body may have %zu bytes", max);
	if (!is_ascii(rq->path) || !is_ascii(rq->query))
		return problem(why, 400, "bad_path",
			       "the address holds bytes that must be "
			       "percent-encoded");
	return true;
}

static bool decode_query(struct request *rq, struct problem *why)
{
	if (rq->query)
		rq->params = form_decode(rq->query, strlen(rq->query), QUERY_MAX_BYTES, why);
	return rq->params || !rq->query;
}

static bool decode_args(struct request *rq, const struct route_found *found, struct problem *why)
{
	for (size_t i = 0; i < found->nargs; i++) {
		rq->args[i] = form_decode_path(found->args[i].text, found->args[i].len, why);
		if (!rq->args[i])
			return false;
	}
	return true;
}

static bool check_origin(struct request *rq, struct problem *why)
{
	if (!(evhttp_request_get_command(rq->ev) & (EVHTTP_REQ_GET | EVHTTP_REQ_HEAD)) &&
	    request_is_foreign(rq))
		return problem(why, 403, "foreign_origin",
			       "browsers may send this only from the "
			       "pages of this service");
	return true;
}

/* RFC 9110 10.2.1 */
static void add_allow(struct request *rq, unsigned methods)
{
	char allow[64];

	snprintf(allow, sizeof allow, "%s%s%s", methods & EVHTTP_REQ_GET ? ", GET, HEAD" : "",
		 methods & EVHTTP_REQ_POST ? ", POST" : "",
		 methods & EVHTTP_REQ_DELETE ? ", DELETE" : "");
	reply_header(rq, "Allow", allow + 2);
}

/* "/offices/" is "/offices" for a path that exists. */
static bool redirect_slash(struct request *rq)
{
	const char *resource = request_resource(rq);
	size_t len = strlen(resource);
	struct route_found found;
	str_auto_t *location = NULL;

	if (len < 2 || resource[len - 1] != '/')
		return false;
	router_find(rq->net->router, resource, len - 1, EVHTTP_REQ_GET, &found);
	if (!found.methods)
		return false;
	location = text_format("%.*s%s%s", (int)strlen(rq->path) - 1, rq->path,
			       rq->query ? "?" : "", rq->query ? rq->query : "");
	reply_header(rq, "Location", location);
	reply_header(rq, "Cache-Control", "no-store");
	request_send(rq, 308, NULL, NULL, 0, NULL, NULL);
	return true;
}

static bool reply_file(struct request *rq)
{
	return strncmp(rq->path, STATIC, sizeof STATIC - 1) == 0 &&
	       evhttp_request_get_command(rq->ev) & (EVHTTP_REQ_GET | EVHTTP_REQ_HEAD) &&
	       static_reply(rq->net->files, rq, rq->path + sizeof STATIC - 1,
			    "public, max-age=31536000, immutable");
}

static void reply_no_route(struct request *rq, unsigned methods)
{
	static const struct problem NOT_FOUND = {404, "not_found", "there is nothing here"};
	static const struct problem BAD_METHOD = {405, "bad_method",
						  "this path does not take that method"};

	if (methods) {
		add_allow(rq, methods);
		reply_problem(rq, &BAD_METHOD);
	} else if (!redirect_slash(rq)) {
		reply_problem(rq, &NOT_FOUND);
	}
}

static void dispatch(struct request *rq)
{
	static const struct problem BUSY = {503, "busy", "too many connections are open"};
	struct net *net = rq->net;
	const char *resource = request_resource(rq);
	struct route_found found = {0};
	struct problem why;
	bool ok;

	router_find(net->router, resource, strlen(resource), evhttp_request_get_command(rq->ev),
		    &found);
	rq->route = found.route;
	ok = check_size(rq, &why) && decode_query(rq, &why) && decode_args(rq, &found, &why) &&
	     check_origin(rq, &why);
	if (net->hooks->begin)
		net->hooks->begin(rq);
	if (connection_refused(rq->connection))
		reply_problem(rq, &BUSY);
	else if (!ok)
		reply_problem(rq, &why);
	else if (found.route && found.route->need)
		net->hooks->admit(rq);
	else if (found.route && !reply_kept(rq))
		found.route->handle(rq);
	else if (found.route)
		return;
	else
		reply_no_route(rq, found.methods);
}

static void on_request(struct evhttp_request *ev, void *arg)
{
	struct net *net = arg;
	struct request *rq = request_new(net, ev);

	rq->connection = connection_work(net->connections, ev, rq);
	if (connection_refused(rq->connection) || !reply_file(rq))
		dispatch(rq);
}

/* evhttp has freed its half. */
static void on_gone(void *work)
{
	struct request *rq = work;

	rq->ev = NULL;
	rq->connection = NULL;
}

/*
 * The listening socket
 */

static int socket_listen(const struct addrinfo *at)
{
	int fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	int on = 1, off = 0, error;

	if (fd == -1)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on); /* accepted ones inherit it */
	if (at->ai_family == AF_INET6) /* "::" is every address, IPv4 too */
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &off, sizeof off);
	if (bind(fd, at->ai_addr, at->ai_addrlen) == 0 && listen(fd, BACKLOG) == 0)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

static int socket_port(int fd)
{
	struct sockaddr_storage bound = {0};
	socklen_t len = sizeof bound;

	getsockname(fd, (struct sockaddr *)&bound, &len);
	/* The port stands at the same place for both families. */
	return ntohs(((const struct sockaddr_in *)(const void *)&bound)->sin_port);
}

static bool net_listen(struct net *net)
{
	const struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
				       .ai_socktype = SOCK_STREAM};
	struct evhttp_bound_socket *bound;
	struct addrinfo *at = NULL;
	char port[PORT_TEXT_BYTES];
	int fd = -1;

	snprintf(port, sizeof port, "%d", net->config.port);
	if (getaddrinfo(net->config.address, port, &hints, &at) == 0) {
		fd = socket_listen(at);
		freeaddrinfo(at);
	}
	bound = fd == -1 ? NULL : evhttp_accept_socket_with_handle(net->http, fd);
	if (!bound) {
		log_error("cannot listen address=%s port=%d reason=\"%s\"", net->config.address,
			  net->config.port, strerror(errno));
		return false;
	}
	net->port = socket_port(fd);
	connections_listen(net->connections, bound);
	return true;
}

/*
 * The whole
 */

/* What can be wrong with what we were given. */
static bool net_load(struct net *net)
{
	const char *wrong = NULL;

	net->trust = address_trust_new(net->config.trusted_proxies, &wrong);
	if (!net->trust) {
		log_error("trusted_proxies: no address or network at \"%s\"", wrong);
		return false;
	}
	net->site = net->config.site;
	net->files = net->config.files;
	net->assets = json_deep_copy(static_manifest(net->files));
	return true;
}

static void net_open(struct net *net)
{
	net->http = evhttp_new(net->base);
	if (!net->http)
		die("cannot make an HTTP server");
	evhttp_set_max_headers_size(net->http, HEADERS_MAX_BYTES);
	evhttp_set_max_body_size(net->http, BODY_READ_MAX_BYTES);
	evhttp_set_allowed_methods(net->http, (ev_uint16_t)METHODS);
	evhttp_set_default_content_type(net->http, NULL);
	evhttp_set_gencb(net->http, on_request, net);
	net->connections = connections_new(net->base, net->http, net->config.connections_max,
					   net->config.idle_seconds, on_gone);
}

struct net *net_new(struct event_base *base, const struct net_config *config,
		    const struct route *routes, const struct site_hooks *hooks, struct db *db,
		    void *world)
{
	struct net *net = xcalloc(1, sizeof *net);

	net->base = base;
	net->config = *config;
	net->hooks = hooks;
	net->db = db;
	net->world = world;
	net->https = strncmp(config->public_url, "https:", 6) == 0;
	if (config->client_key)
		memcpy(net->client_key, config->client_key, sizeof net->client_key);
	else
		randombytes_buf(net->client_key, sizeof net->client_key);
	net->router = router_new(routes);
	net->cache = cache_new();
	net_open(net);
	if (net_load(net) && net_listen(net))
		return net;
	net_free(net);
	return NULL;
}

void net_drain(struct net *net, void (*idle)(void *arg), void *arg)
{
	connections_drain(net->connections, idle, arg);
}

void net_free(struct net *net)
{
	if (!net)
		return;
	if (net->http)
		evhttp_free(net->http);
	connections_free(net->connections);
	cache_free(net->cache);
	json_decref(net->assets);
	address_trust_free(net->trust);
	router_free(net->router);
	free(net);
}

int net_port(const struct net *net)
{
	return net->port;
}
