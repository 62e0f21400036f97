/*
 * net_server.c - server/net with a few routes and no database, for test_net.py.
 *
 *	net_server SITE CONNECTIONS_MAX IDLE_SECONDS [NAME=VALUE...]
 *
 * Prints its port, drains on SIGTERM and prints "drained" when the last reply has left.
 */
#include <event2/event.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/log.h"
#include "server/net/limits.h"
#include "server/net/reply.h"
#include "server/net/server.h"
#include "server/net/site.h"
#include "server/text.h"

enum { LARGE_BYTES = 8 << 20 };

static struct limits *limits;

static void thing_show(struct request *rq)
{
	const char *query = request_param(rq, "q");

	reply_document(rq, 200, "citizen.thing",
		       json_pack("{s:s, s:s?, s:s}", "name", request_arg(rq, 0), "q", query,
				 "origin", request_origin(rq)));
}

static void thing_make(struct request *rq)
{
	struct problem why;
	json_t *body = request_body(rq, &why);

	if (!body) {
		reply_problem(rq, &why);
	} else if (!json_object_get(body, "name")) {
		json_auto_t *errors =
			json_pack("[{s:s, s:s}]", "field", "name", "code", "required");

		reply_invalid(rq, "citizen.form",
			      json_pack("{s:O, s:[]}", "values", body, "questions"), errors);
	} else {
		reply_made(rq, 201, "/things/made#top", json_incref(body));
	}
}

static void thing_remove(struct request *rq)
{
	reply_see_other(rq, "/");
}

static void secret_show(struct request *rq)
{
	reply_document(rq, 200, "citizen.thing", json_pack("{s:s}", "name", request_arg(rq, 0)));
}

static void secret_file(struct request *rq)
{
	reply_header(rq, "Content-Disposition", "attachment");
	reply_bytes(rq, 200, "text/calendar; charset=utf-8", "BEGIN:VCALENDAR\r\n", 17);
}

static void large_show(struct request *rq)
{
	str_auto_t *data = malloc(LARGE_BYTES);

	memset(data, 'x', LARGE_BYTES);
	reply_bytes(rq, 200, "text/plain", data, LARGE_BYTES);
}

static void gone_show(struct request *rq)
{
	static const struct problem GONE = {410, "hold_ended", "the hold has ended"};

	reply_problem_page(rq, &GONE, "citizen.thing", json_pack("{s:s}", "name", "gone"));
}

static void broken_show(struct request *rq)
{
	reply_document(rq, 200, "citizen.nowhere", json_object());
}

static void hold_make(struct request *rq)
{
	int retry_after;

	if (limits_hold_add(limits, request_client(rq), 0, 30, 2, &retry_after))
		reply_made(rq, 201, "/", json_object());
	else
		reply_too_many(rq, retry_after);
}

// clang-format off
static const struct route ROUTES[] = {
	{EVHTTP_REQ_GET,    "/things/:name",        thing_show},
	{EVHTTP_REQ_DELETE, "/things/:name",        thing_remove},
	{EVHTTP_REQ_POST,   "/things/:name/new",    thing_make},
	{EVHTTP_REQ_GET,    "/secrets/:token",      secret_show},
	{EVHTTP_REQ_GET,    "/secrets/:token.ics",  secret_file},
	{EVHTTP_REQ_GET,    "/large",               large_show},
	{EVHTTP_REQ_GET,    "/gone",                gone_show},
	{EVHTTP_REQ_GET,    "/broken",              broken_show},
	{EVHTTP_REQ_POST,   "/holds",               hold_make},
	{0},
};
// clang-format on

static void site_begin(struct request *rq)
{
	const char *code = request_param(rq, "lang");
	const struct language *lang = code ? site_language(request_site(rq), code) : NULL;

	if (lang)
		request_set_language(rq, lang);
}

static void on_drained(void *arg)
{
	printf("drained\n");
	fflush(stdout);
	event_base_loopexit(arg, NULL);
}

struct ending {
	struct event_base *base;
	struct net *net;
};

static void on_term(evutil_socket_t fd, short what, void *arg)
{
	const struct ending *end = arg;

	(void)fd, (void)what;
	net_drain(end->net, on_drained, end->base);
	printf("draining\n");
	fflush(stdout);
}

static void set(struct net_config *config, const char *setting)
{
	const struct {
		const char *name, **value;
	} settings[] = {
		{"trusted_proxies=", &config->trusted_proxies},
		{"public_url=", &config->public_url},
		{"frame_ancestors=", &config->frame_ancestors},
		{"address=", &config->address},
	};

	for (size_t i = 0; i < sizeof settings / sizeof settings[0]; i++) {
		size_t len = strlen(settings[i].name);

		if (strncmp(setting, settings[i].name, len) == 0)
			*settings[i].value = setting + len;
	}
}

int main(int argc, char **argv)
{
	static const struct site_hooks hooks = {.begin = site_begin};
	struct net_config config = {.address = "127.0.0.1",
				    .trusted_proxies = "",
				    .public_url = "",
				    .frame_ancestors = ""};
	struct ending end = {.base = event_base_new()};
	struct event *term = evsignal_new(end.base, SIGTERM, on_term, &end);
	struct site *site;
	struct static_files *built;
	str_auto_t *files = NULL;

	if (argc < 4)
		return EXIT_USAGE;
	files = text_format("%s/static", argv[1]);
	site = site_new(argv[1]);
	built = static_new(files);
	if (!site || !built)
		return EXIT_FAILED;
	config.site = site;
	config.files = built;
	config.connections_max = atoi(argv[2]);
	config.idle_seconds = atoi(argv[3]);
	for (int i = 4; i < argc; i++)
		set(&config, argv[i]);
	limits = limits_new();
	signal(SIGPIPE, SIG_IGN);
	end.net = net_new(end.base, &config, ROUTES, &hooks, NULL, NULL);
	if (!end.net)
		return EXIT_FAILED;
	evsignal_add(term, NULL);
	printf("%d\n", net_port(end.net));
	fflush(stdout);
	event_base_dispatch(end.base);
	net_free(end.net);
	static_free(built);
	site_free(site);
	event_free(term);
	event_base_free(end.base);
	limits_free(limits);
	return 0;
}
