/* transfers.c - libcurl's transfers on the event loop. */
#include "server/transfers.h"

#include <stdlib.h>

#include "lib/xalloc.h"
#include "server/log.h"

enum { MS_PER_SECOND = 1000 };

struct transfers {
	struct event_base *base;
	struct event *timer;
	CURLM *multi;
	transfer_done_fn *done;
};

static void transfers_end(struct transfers *t)
{
	CURLMsg *message;
	int left;

	while ((message = curl_multi_info_read(t->multi, &left)))
		if (message->msg == CURLMSG_DONE)
			t->done(message->easy_handle, message->data.result);
}

static void on_ready(evutil_socket_t fd, short what, void *arg)
{
	struct transfers *t = arg;
	int events =
		(what & EV_READ ? CURL_CSELECT_IN : 0) | (what & EV_WRITE ? CURL_CSELECT_OUT : 0);
	int running;

	curl_multi_socket_action(t->multi, fd, events, &running);
	transfers_end(t);
}

static void on_timer(evutil_socket_t fd, short what, void *arg)
{
	struct transfers *t = arg;
	int running;

	(void)fd, (void)what;
	curl_multi_socket_action(t->multi, CURL_SOCKET_TIMEOUT, 0, &running);
	transfers_end(t);
}

/* Called by curl: watch this socket from now on. */
static int on_socket(CURL *curl, curl_socket_t fd, int action, void *arg, void *watch)
{
	struct transfers *t = arg;
	short what = (short)(EV_PERSIST | (action & CURL_POLL_IN ? EV_READ : 0) |
			     (action & CURL_POLL_OUT ? EV_WRITE : 0));
	struct event *ev = watch;

	(void)curl;
	if (ev)
		event_free(ev);
	ev = NULL;
	if (action != CURL_POLL_REMOVE) {
		ev = event_new(t->base, fd, what, on_ready, t);
		event_add(ev, NULL);
	}
	curl_multi_assign(t->multi, fd, ev);
	return 0;
}

/* Called by curl: come back after so long; -1 is never. */
static int on_timeout(CURLM *multi, long ms, void *arg)
{
	struct transfers *t = arg;
	struct timeval pause = {.tv_sec = ms / MS_PER_SECOND,
				.tv_usec = ms % MS_PER_SECOND * MS_PER_SECOND};

	(void)multi;
	if (ms < 0)
		event_del(t->timer);
	else
		event_add(t->timer, &pause);
	return 0;
}

struct transfers *transfers_new(struct event_base *base, transfer_done_fn *done)
{
	struct transfers *t = xcalloc(1, sizeof *t);

	curl_global_init(CURL_GLOBAL_DEFAULT);
	t->base = base;
	t->done = done;
	t->timer = evtimer_new(base, on_timer, t);
	t->multi = curl_multi_init();
	if (!t->multi)
		die("out of memory");
	curl_multi_setopt(t->multi, CURLMOPT_SOCKETFUNCTION, on_socket);
	curl_multi_setopt(t->multi, CURLMOPT_SOCKETDATA, t);
	curl_multi_setopt(t->multi, CURLMOPT_TIMERFUNCTION, on_timeout);
	curl_multi_setopt(t->multi, CURLMOPT_TIMERDATA, t);
	return t;
}

void transfers_free(struct transfers *t)
{
	curl_multi_cleanup(t->multi);
	event_free(t->timer);
	free(t);
	curl_global_cleanup();
}

void transfers_add(struct transfers *t, CURL *curl)
{
	curl_multi_add_handle(t->multi, curl);
}

void transfers_remove(struct transfers *t, CURL *curl)
{
	curl_multi_remove_handle(t->multi, curl);
}
