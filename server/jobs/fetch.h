/*
 * fetch.h - the text of an external calendar, over http or https.
 *
 * Staff enter the address, so it is guarded: no other protocols, also not by redirection;
 * unless the option calendars_local says so, nothing of this very machine or link (looked at
 * when connecting, whatever name was given); no more than so many bytes and seconds.
 */
#pragma once

#include <event2/event.h>
#include <stdbool.h>

#include "lib/buffer.h"

enum {
	FETCH_BYTES_MAX = 8 * 1024 * 1024,
	FETCH_SECONDS = 30,
	FETCH_REDIRECTIONS = 3,
};

struct fetches;

/* All borrowed for the call.  report: the body of a REPORT (RFC 4791), or NULL: GET. */
struct fetch_order {
	const char *url, *user, *password, *report;
};

/*
 * failure: NULL, or a code, with a text under staff.calendar.failure.CODE.  The text is lent for
 * the call.
 */
typedef void fetch_done_fn(void *ctx, const char *failure, const struct buffer *text);

struct fetches *fetches_new(struct event_base *base, bool local);

/* What is under way is cut off; released() is called with its ctx instead of done(). */
void fetches_free(struct fetches *f, void (*released)(void *ctx));

void fetch_begin(struct fetches *f, const struct fetch_order *order, fetch_done_fn *done,
		 void *ctx);
