/*
 * send.c - the last step of every reply: the headers that all have, and off it goes.
 *
 * evhttp adds Date and Content-Length.
 */
#include <event2/buffer.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/cleanup.h"
#include "server/log.h"
#include "server/net/net.h"
#include "server/text.h"

enum { LENGTH_TEXT_BYTES = 24 };

/*
 * ASVS 5.0 chapter 3.4.  The referrer stays with us, since tokens stand in
 * paths; it is not "no-referrer", for then browsers would say "Origin: null"
 * of our own forms, and request_is_foreign() could not know them.
 */
static const struct {
	const char *name, *value;
} EVERYWHERE[] = {
	{"X-Content-Type-Options", "nosniff"},
	{"Referrer-Policy", "same-origin"},
	{"Permissions-Policy", "camera=(), geolocation=(), microphone=(), payment=(), usb=()"},
	{"Cross-Origin-Opener-Policy", "same-origin"},
};

static const char HSTS[] = "max-age=31536000; includeSubDomains";

static const char CSP[] = "default-src 'none'; style-src 'self'; script-src 'self'; "
			  "img-src 'self' data:; font-src 'self'; connect-src 'self'; "
			  "form-action 'self'; base-uri 'none'; frame-ancestors ";

/* Pages stand in nobody's frame, but for those made for it.  A handler may have one of its own,
 * for what is no page. */
static void add_csp(struct request *rq, struct evkeyvalq *out)
{
	const struct net *net = rq->net;
	const char *frames = net->hooks->frames ? net->hooks->frames(rq) : NULL;
	str_auto_t *csp = NULL;

	if (evhttp_find_header(out, "Content-Security-Policy"))
		return;
	if (!frames || !*frames)
		frames = *net->config.frame_ancestors ? net->config.frame_ancestors : "'none'";
	csp = text_format("%s%s", CSP, frames);
	evhttp_add_header(out, "Content-Security-Policy", csp);
}

static void add_headers(struct request *rq, struct evkeyvalq *out)
{
	const struct net *net = rq->net;

	for (size_t i = 0; i < sizeof EVERYWHERE / sizeof EVERYWHERE[0]; i++)
		evhttp_add_header(out, EVERYWHERE[i].name, EVERYWHERE[i].value);
	add_csp(rq, out);
	if (net->https)
		evhttp_add_header(out, "Strict-Transport-Security", HSTS);
	if (connections_draining(net->connections) || connection_refused(rq->connection))
		evhttp_add_header(out, "Connection", "close");
}

static void on_sent(struct evhttp_request *ev, void *arg)
{
	(void)ev;
	connection_done(arg);
}

/* Where a body would go; HEAD gets its length alone (RFC 9110 9.3.2). */
static void add_body(struct request *rq, struct evkeyvalq *out, const void *data, size_t len,
		     evbuffer_ref_cleanup_cb done, void *arg)
{
	char length[LENGTH_TEXT_BYTES];

	if (!request_is_head(rq) && len) {
		evbuffer_add_reference(evhttp_request_get_output_buffer(rq->ev), data, len, done,
				       arg);
		return;
	}
	if (request_is_head(rq)) {
		snprintf(length, sizeof length, "%zu", len);
		evhttp_add_header(out, "Content-Length", length);
	}
	if (done)
		done(data, len, arg);
}

void request_send(struct request *rq, int status, const char *type, const void *data, size_t len,
		  evbuffer_ref_cleanup_cb done, void *arg)
{
	struct evkeyvalq *out = evhttp_request_get_output_headers(rq->ev);
	struct evhttp_request *ev = rq->ev;

	log_debug("request method=%d route=%s status=%d", evhttp_request_get_command(ev),
		  rq->route ? rq->route->path : "-", status);
	add_headers(rq, out);
	if (type)
		evhttp_add_header(out, "Content-Type", type);
	if (status != 304 && status != 204)
		add_body(rq, out, data, len, done, arg);
	evhttp_request_set_on_complete_cb(ev, on_sent, rq->connection);
	connection_send(rq->connection);
	request_free(rq);
	evhttp_send_reply(ev, status, status_title(status), NULL);
}
