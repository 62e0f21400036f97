/*
 * offer.h - free times as pages and the API show them, and what goes with them.
 *
 * Lists of times stand on several pages: to choose one, after one was lost, to
 * move to another.
 */
#pragma once

#include "server/citizen/asked.h"

enum {
	OFFER_DAYS_DEFAULT = 14,   /* of the API, when `days` is not given */
	OFFER_DAYS_WITH_TIMES = 5, /* on a page */
	OFFER_RESULTS_DAYS = 3,    /* when a time was lost */
};

/* The filter of weekdays and time of day, and where in time to look. */
struct offer_view {
	struct date from; /* year 0: now */
	int days;         /* of the API; 0: as many as a page shows */
};

/* Read weekday, time_of_day, from and days. */
void offer_read(struct offer_view *view, struct times_query *q, struct request *rq,
		struct fields *f);

/* Append "&weekday=1&time_of_day=am" as far as set. */
void offer_filter_query(const struct times_query *q, struct buffer *out);

/* Path of one time's page for `url`, or NULL where times are buttons. */
typedef char *offer_url_fn(const struct wording *w, const struct free_time *t, const void *ctx);

/* times and, for pages, days with contact_person, contact_persons, place and
 * responsible_text. */
void offer_shape(json_t *document, const struct wording *w, const struct asked *a,
		 const struct times *times, enum format format, offer_url_fn *url, const void *ctx);

/* office, service, asked and the channel. */
void offer_shape_what(json_t *document, const struct wording *w, const struct asked *a);

/* The `filter` of a page. */
json_t *offer_filter(const struct wording *w, const struct times_query *q);

/* The paths of a service's pages as JSON texts. */
json_t *offer_service_url(const struct wording *w, const struct asked *a);
json_t *offer_times_url(const struct wording *w, const struct asked *a);
json_t *offer_post_path(const struct asked *a);

/* `opens` {at, day, and on pages day_text and when_text}: when the next day can be booked; null
 * where days open with themselves. */
void offer_shape_opens(json_t *document, const struct wording *w, const struct asked *a,
		       enum format format);

/* Text taken from a buffer, which is left empty. */
json_t *offer_text(struct buffer *b);
