/*
 * load.c - citizens who book: each connection takes jobs of a list, one after another.
 *
 * load PORT CONNECTIONS [RATE] <JOBS >ANSWERS
 *
 * A job is a line "PATH<tab>JSON": POST JSON to PATH.  An answer is a line "INDEX STATUS
 * MICROSECONDS TOKEN BYTES": the job's number, and the token in the document, "-" for none.
 * RATE jobs a second, 0 for as fast as it goes.  The last line is "total MICROSECONDS".
 * Every connection calls itself another client (X-Forwarded-For).
 */
#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/bufferevent.h>
#include <event2/event.h>
#include <netinet/in.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

enum { MICROSECONDS = 1000000, NANOSECONDS_PER_MICROSECOND = 1000, TOKEN_SIZE = 64 };

struct job {
	char *path, *body;
};

struct client {
	struct load *load;
	struct bufferevent *bev;
	struct event *pause;
	int64_t asked_at;
	size_t job;
	int number;
};

struct load {
	struct event_base *base;
	struct job *jobs;
	size_t njobs, next, done;
	int64_t started_at;
	long rate;
};

static int64_t now_us(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * MICROSECONDS + t.tv_nsec / NANOSECONDS_PER_MICROSECOND;
}

static void jobs_read(struct load *l)
{
	char *line = NULL;
	size_t size = 0, max = 0;
	ssize_t len;

	while ((len = getline(&line, &size, stdin)) > 0) {
		char *tab = strchr(line, '\t');

		if (!tab)
			continue;
		if (l->njobs == max) {
			max = max ? 2 * max : 1024;
			l->jobs = realloc(l->jobs, max * sizeof *l->jobs);
			if (!l->jobs)
				abort();
		}
		line[len - 1] = *tab = '\0';
		l->jobs[l->njobs++] = (struct job){strdup(line), strdup(tab + 1)};
	}
	free(line);
}

static void client_next(struct client *c)
{
	struct load *l = c->load;
	struct evbuffer *out = bufferevent_get_output(c->bev);
	int64_t due = 0;
	const struct job *job;

	if (l->next == l->njobs) {
		if (l->done == l->njobs)
			event_base_loopbreak(l->base);
		return;
	}
	if (l->rate)
		due = l->started_at + (int64_t)l->next * MICROSECONDS / l->rate - now_us();
	if (due > 0) {
		event_add(c->pause, &(struct timeval){due / MICROSECONDS, due % MICROSECONDS});
		return;
	}
	c->job = l->next++;
	job = &l->jobs[c->job];
	c->asked_at = now_us();
	evbuffer_add_printf(out,
			    "POST %s HTTP/1.1\r\nHost: localhost\r\nAccept: application/json\r\n"
			    "Content-Type: application/json\r\nContent-Length: %zu\r\n"
			    "X-Forwarded-For: 10.%d.%d.1\r\n\r\n%s",
			    job->path, strlen(job->body), c->number / 250, c->number % 250,
			    job->body);
}

static void on_pause(evutil_socket_t fd, short what, void *arg)
{
	(void)fd, (void)what;
	client_next(arg);
}

static void token_find(char token[TOKEN_SIZE], const char *body)
{
	static const char NAME[] = "\"token\":\"";
	const char *at = strstr(body, NAME);

	snprintf(token, TOKEN_SIZE, "-");
	if (at)
		snprintf(token, TOKEN_SIZE, "%.*s", (int)strcspn(at + sizeof NAME - 1, "\""),
			 at + sizeof NAME - 1);
}

/* A whole answer lies in the buffer: note it, drain it. */
static int answer_take(struct client *c, struct evbuffer *in)
{
	size_t len = evbuffer_get_length(in), head, body = 0;
	struct evbuffer_ptr end = evbuffer_search(in, "\r\n\r\n", 4, NULL);
	char token[TOKEN_SIZE], *text;
	const char *length;

	if (end.pos < 0)
		return 0;
	head = (size_t)end.pos + 4;
	text = calloc(len + 1, 1);
	if (!text)
		abort();
	evbuffer_copyout(in, text, len);
	if ((length = strcasestr(text, "content-length:")))
		body = strtoul(length + 15, NULL, 10);
	if (len >= head + body) {
		token_find(token, text + head);
		printf("%zu %.3s %lld %s %zu\n", c->job, text + sizeof "HTTP/1.1",
		       (long long)(now_us() - c->asked_at), token, body);
		evbuffer_drain(in, head + body);
	}
	free(text);
	return len >= head + body;
}

static void on_read(struct bufferevent *bev, void *arg)
{
	struct client *c = arg;

	if (answer_take(c, bufferevent_get_input(bev))) {
		c->load->done++;
		client_next(c);
	}
}

static void on_event(struct bufferevent *bev, short what, void *arg)
{
	struct client *c = arg;

	(void)bev;
	if (what & (BEV_EVENT_EOF | BEV_EVENT_ERROR)) {
		fprintf(stderr, "load: a connection was lost at job %zu\n", c->job);
		exit(1);
	}
}

static struct client *client_new(struct load *l, int port, int number)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	struct client *c = calloc(1, sizeof *c);

	if (!c)
		abort();
	c->load = l;
	c->number = number;
	c->pause = evtimer_new(l->base, on_pause, c);
	c->bev = bufferevent_socket_new(l->base, -1, BEV_OPT_CLOSE_ON_FREE);
	bufferevent_setcb(c->bev, on_read, NULL, on_event, c);
	bufferevent_enable(c->bev, EV_READ | EV_WRITE);
	if (bufferevent_socket_connect(c->bev, (struct sockaddr *)&at, sizeof at) == -1)
		exit(1);
	return c;
}

int main(int argc, char **argv)
{
	struct load l = {.base = event_base_new()};
	int connections = argc > 2 ? atoi(argv[2]) : 0;

	if (connections < 1) {
		fputs("load PORT CONNECTIONS [RATE] <JOBS\n", stderr);
		return 2;
	}
	signal(SIGPIPE, SIG_IGN);
	l.rate = argc > 3 ? atol(argv[3]) : 0;
	jobs_read(&l);
	l.started_at = now_us();
	for (int i = 0; i < connections; i++)
		client_next(client_new(&l, atoi(argv[1]), i));
	if (l.njobs)
		event_base_dispatch(l.base);
	printf("total %lld\n", (long long)(now_us() - l.started_at));
	return 0;
}
