/* port.c - the port is ours before the first worker starts. */
#include "server/port.h"

#include <errno.h>
#include <netdb.h>
#include <netinet/in.h>
#include <stdbool.h>
#include <stdio.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

#include "server/log.h"
#include "server/process.h"

enum { PORT_TEXT_BYTES = 6, TRIES = 20, TRY_MS = 100 };

static struct addrinfo *address_resolve(const char *address, int port)
{
	struct addrinfo hints = {.ai_flags = AI_NUMERICHOST | AI_NUMERICSERV | AI_PASSIVE,
				 .ai_socktype = SOCK_STREAM};
	struct addrinfo *found = NULL;
	char service[PORT_TEXT_BYTES];

	snprintf(service, sizeof service, "%d", port);
	if (getaddrinfo(address, service, &hints, &found) != 0)
		die_usage("address: \"%s\" is no IP address; give one of this machine, such as "
			  "127.0.0.1 or ::",
			  address);
	return found;
}

/* A bound socket, or -1 and errno. */
static int socket_bind(const struct addrinfo *at, int option)
{
	int fd = socket(at->ai_family, SOCK_STREAM | SOCK_CLOEXEC, 0), on = 1, error;

	if (fd == -1)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	setsockopt(fd, SOL_SOCKET, option, &on, sizeof on);
	if (bind(fd, at->ai_addr, at->ai_addrlen) == 0)
		return fd;
	error = errno;
	close(fd);
	errno = error;
	return -1;
}

_Noreturn static void refuse(const char *address, int port)
{
	if (errno == EADDRINUSE)
		die("port %d is taken: stop the other program or choose another port with "
		    "--port=NUMBER or AMTSTERMIN_PORT",
		    port);
	if (errno == EACCES)
		die("port %d may be opened by root only: choose one above 1023 with --port=NUMBER "
		    "or AMTSTERMIN_PORT",
		    port);
	die("address: cannot listen on %s port %d: %s", address, port, strerror(errno));
}

/*
 * With SO_REUSEPORT a second server would quietly share the port.  So we first
 * bind without it.  A server that was killed a moment ago may still be closing
 * its sockets: it gets a little time.
 */
static void port_check(const struct addrinfo *at, const char *address, int port)
{
	int fd = -1;

	for (int i = 0; i < TRIES && fd == -1; i++) {
		if (i)
			process_sleep_ms(TRY_MS);
		fd = socket_bind(at, SO_REUSEADDR);
		if (fd == -1 && errno != EADDRINUSE)
			break;
	}
	if (fd == -1)
		refuse(address, port);
	close(fd);
}

int port_reserve(const char *address, int *port)
{
	struct addrinfo *at = address_resolve(address, *port);
	struct sockaddr_storage bound;
	socklen_t len = sizeof bound;
	int fd;

	if (*port)
		port_check(at, address, *port);
	fd = socket_bind(at, SO_REUSEPORT);
	if (fd == -1 || getsockname(fd, (struct sockaddr *)&bound, &len) == -1)
		refuse(address, *port);
	/* The port stands at the same place for both families. */
	*port = ntohs(((const struct sockaddr_in *)(const void *)&bound)->sin_port);
	freeaddrinfo(at);
	return fd;
}
