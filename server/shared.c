/* shared.c - memory that all processes of one server see. */
#include "server/shared.h"

#include <errno.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/random.h>

#include "server/log.h"

struct shared *shared_new(void)
{
	struct shared *s =
		mmap(NULL, sizeof *s, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);

	if (s == MAP_FAILED)
		die("cannot get memory for the workers: %s", strerror(errno));
	if (getrandom(s->client_key, sizeof s->client_key, 0) != sizeof s->client_key)
		die("the system gives no random numbers: %s", strerror(errno));
	s->limits = limits_new();
	s->tallies = tallies_new();
	if (!s->limits || !s->tallies)
		die("cannot get memory for the workers: %s", strerror(errno));
	return s;
}

void shared_free(struct shared *s)
{
	limits_free(s->limits);
	tallies_free(s->tallies);
	munmap(s, sizeof *s);
}
