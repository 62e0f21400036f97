/* transfers.h - libcurl's transfers on the event loop (curl_multi_socket_action(3)). */
#pragma once

#include <curl/curl.h>
#include <event2/event.h>

struct transfers;

/* A transfer is over; called from the event loop.  Takes it out and cleans it up. */
typedef void transfer_done_fn(CURL *curl, CURLcode code);

struct transfers *transfers_new(struct event_base *base, transfer_done_fn *done);

/* After all of them have been taken out. */
void transfers_free(struct transfers *t);

void transfers_add(struct transfers *t, CURL *curl);
void transfers_remove(struct transfers *t, CURL *curl);
