/*
 * bare.c - what evhttp alone can do: the same number of bytes and headers, without a reason.
 *
 * bare PORT PROCESSES BYTES HEADERS: one process per worker, each with a socket of
 * its own (SO_REUSEPORT), until it is killed.
 */
#include <arpa/inet.h>
#include <event2/buffer.h>
#include <event2/event.h>
#include <event2/http.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

enum { HEADERS_MAX = 64, BACKLOG = 1024, OWN_HEADERS = 2 /* Date, Content-Length */ };

struct answer {
	char *body;
	size_t len;
	int headers;
};

static void on_request(struct evhttp_request *rq, void *arg)
{
	const struct answer *a = arg;
	struct evkeyvalq *out = evhttp_request_get_output_headers(rq);

	evhttp_add_header(out, "Content-Type", "application/json");
	for (int i = OWN_HEADERS + 1; i < a->headers; i++) {
		char name[sizeof "X-Header-12"];

		snprintf(name, sizeof name, "X-Header-%02d", i % 100);
		evhttp_add_header(out, name, "about as long as ours are");
	}
	evbuffer_add_reference(evhttp_request_get_output_buffer(rq), a->body, a->len, NULL, NULL);
	evhttp_send_reply(rq, HTTP_OK, "OK", NULL);
}

static int socket_open(int port)
{
	struct sockaddr_in at = {.sin_family = AF_INET,
				 .sin_port = htons((uint16_t)port),
				 .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0), on = 1;

	setsockopt(fd, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	/* As ours; without it whatever does not fit into one write waits for the ACK. */
	setsockopt(fd, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
	if (bind(fd, (struct sockaddr *)&at, sizeof at) == -1 || listen(fd, BACKLOG) == -1) {
		perror("bare");
		_exit(1);
	}
	return fd;
}

static void serve(int port, struct answer *a)
{
	struct event_base *base = event_base_new();
	struct evhttp *http = evhttp_new(base);

	prctl(PR_SET_PDEATHSIG, SIGTERM);
	evhttp_accept_socket(http, socket_open(port));
	evhttp_set_gencb(http, on_request, a);
	event_base_dispatch(base);
}

int main(int argc, char **argv)
{
	struct answer a;

	if (argc != 5) {
		fputs("bare PORT PROCESSES BYTES HEADERS\n", stderr);
		return 2;
	}
	a.len = strtoul(argv[3], NULL, 10);
	a.headers = atoi(argv[4]) < HEADERS_MAX ? atoi(argv[4]) : HEADERS_MAX;
	a.body = malloc(a.len + 1);
	if (!a.body)
		return 1;
	memset(a.body, 'x', a.len);
	for (int i = atoi(argv[2]); i > 0; i--)
		if (fork() == 0)
			serve(atoi(argv[1]), &a);
	while (wait(NULL) > 0)
		;
	return 0;
}
