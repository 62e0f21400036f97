/*
 * fetch.h - what another server answers over http or https, on the event loop.
 *
 * Certificates are checked; an answer has a size and a time that it must
 * keep within.
 */
#pragma once

#include <event2/event.h>
#include <stdbool.h>

#include "lib/buffer.h"

struct fetches;

/* All borrowed for the call. */
struct fetch_order {
	const char *url;
	const char *protocols;       /* "https" or "http,https"; holds for redirections, too */
	const char *user, *password; /* user NULL or "": nobody signs in */
	bool digest;                 /* may be asked for, besides basic */
	const char *body, *method;   /* body NULL: GET; method NULL: POST */
	const char *const *headers;  /* ends with NULL */
	const char *ca_file;         /* instead of the system's; NULL or "": those */
	bool anywhere;    /* else nothing of this very machine or link, whatever name was given */
	bool proxied;     /* through the proxy that curl's environment names, if it does */
	int redirections; /* followed at most */
	int seconds;
	size_t bytes_max;
};

enum fetch_end {
	FETCH_ANSWERED,
	FETCH_ENDED, /* by fetches_free() */
	FETCH_FORBIDDEN_ADDRESS,
	FETCH_TOO_LARGE,
	FETCH_TIMEOUT,
	FETCH_CERTIFICATE,
	FETCH_LED_ASTRAY, /* too many redirections, or to what is not allowed */
	FETCH_UNREACHABLE,
};

/* Lent to done() for the call. */
struct fetched {
	enum fetch_end end;
	const char *why;           /* for the log; "" when answered */
	long status;               /* of HTTP; 0 unless answered */
	const struct buffer *text; /* with a '\0' behind it */
};

typedef void fetch_done_fn(void *ctx, const struct fetched *answer);

struct fetches *fetches_new(struct event_base *base);

/* What is under way, and whatever is begun meanwhile, ends with FETCH_ENDED. */
void fetches_free(struct fetches *f);

/* done() is called exactly once: from the event loop, or from fetches_free(). */
void fetch_begin(struct fetches *f, const struct fetch_order *order, fetch_done_fn *done,
		 void *ctx);
