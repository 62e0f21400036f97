/*
 * calendar_feed.c - GET /calendars/:token.ics: a contact person's appointments for a calendar
 * program.
 *
 * Whoever has the address sees them, and the entries lie in that program's cloud: citizens' names
 * only where the office allows it, and nothing else about them.
 */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/icalendar.h"
#include "lib/token.h"
#include "lib/xalloc.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/staff/endpoints.h"
#include "server/tenant.h"
#include "server/text.h"

enum { SECONDS_PER_MINUTE = 60 };

#define APPOINTMENTS_MAX "5000"

struct feed {
	struct wording w;
	char hash[TOKEN_HASH_SIZE];
};

/* What the events borrow. */
struct entries {
	struct icalendar_event *events;
	size_t n;
};

static continuation_fn feed_read;

static const struct problem NO_CALENDAR = {404, "no_such_calendar", "there is no such calendar"};

void calendar_feed_show(struct request *rq)
{
	struct feed *f = request_state(rq, sizeof *f);
	struct token token;

	if (!request_wording(rq, &f->w))
		return;
	if (!token_parse(&token, request_arg(rq, 0))) {
		reply_problem(rq, &NO_CALENDAR);
		return;
	}
	token_hash(f->hash, &token);
	struct db_query queries[] = {
		DB_QUERY(SQL_CALENDAR_FEED_READ, f->w.authority->id_text, f->hash),
		DB_QUERY(SQL_CALENDAR_FEED_BOOKINGS, f->w.authority->id_text, f->hash,
			 APPOINTMENTS_MAX),
	};
	request_ask(rq, queries, 2, feed_read);
}

/* Takes a text; the caller frees what it gives. */
static char *plain(json_t *text)
{
	char *copy = xstrdup(json_string_value(text) ? json_string_value(text) : "");

	json_decref(text);
	return copy;
}

/* What the texts of an entry can say. */
static json_t *words_of(const struct feed *f, const PGresult *rows, int row)
{
	const struct office *o =
		authority_office_by_id(f->w.authority, row_integer(rows, row, "office_id"));
	const struct service *s =
		authority_service_by_id(f->w.authority, row_integer(rows, row, "service_id"));
	const char *name = row_text(rows, row, "citizen_name");
	json_t *words = json_object();

	shape_channel(words, &f->w, (enum channel)channel_parse(row_text(rows, row, "channel")));
	json_object_set_new(words, "name", word_or_null(*name ? name : NULL));
	json_object_set_new(words, "reference", json_string(row_text(rows, row, "reference")));
	json_object_set_new(words, "service",
			    s && o && !o->rules.discreet ? word_of(&f->w, s->texts, "name")
							 : json_null());
	return words;
}

static char *booking_url(struct request *rq, const struct feed *f, const PGresult *rows, int row)
{
	const struct office *o =
		authority_office_by_id(f->w.authority, row_integer(rows, row, "office_id"));

	return o ? text_format("%s/staff/%s/bookings/%s", request_origin(rq), o->slug,
			       row_text(rows, row, "booking_id"))
		 : NULL;
}

static struct icalendar_event entry_of(struct request *rq, const struct feed *f,
				       const PGresult *rows, int row)
{
	time_t starts_at = row_integer(rows, row, "starts_at");
	json_auto_t *words = words_of(f, rows, row);

	return (struct icalendar_event){
		.method = ICALENDAR_PUBLISH,
		.uid = row_text(rows, row, "uid"),
		.sequence = (int)row_integer(rows, row, "sequence"),
		.dtstamp = row_integer(rows, row, "changed_at"),
		.created = row_integer(rows, row, "created_at"),
		.last_modified = row_integer(rows, row, "changed_at"),
		.starts_at = starts_at,
		.ends_at =
			starts_at + (time_t)row_integer(rows, row, "minutes") * SECONDS_PER_MINUTE,
		.tzid = zone_name(f->w.authority->zone),
		.summary = plain(word_text(&f->w, "calendar.staff_summary", json_incref(words))),
		.description =
			plain(word_text(&f->w, "calendar.staff_description", json_incref(words))),
		.url = booking_url(rq, f, rows, row),
		.organizer_email = f->w.authority->email,
		.cancelled = row_bool(rows, row, "cancelled"),
	};
}

static struct entries entries_new(struct request *rq, const struct feed *f, const PGresult *rows,
				  const char *organizer)
{
	struct entries e = {.n = (size_t)PQntuples(rows)};

	e.events = xcalloc(e.n + 1, sizeof *e.events);
	for (size_t i = 0; i < e.n; i++) {
		e.events[i] = entry_of(rq, f, rows, (int)i);
		e.events[i].organizer_name = organizer;
	}
	return e;
}

/* The texts that entry_of() made. */
static void text_free(const char *text)
{
	free((char *)(uintptr_t)text);
}

static void entries_free(struct entries *e)
{
	for (size_t i = 0; i < e->n; i++) {
		text_free(e->events[i].summary);
		text_free(e->events[i].description);
		text_free(e->events[i].url);
	}
	free(e->events);
}

static void feed_reply(struct request *rq, const struct feed *f, const char *person,
		       const PGresult *rows)
{
	str_auto_t *name =
		plain(word_text(&f->w, "calendar.staff_name", json_pack("{s:s}", "name", person)));
	str_auto_t *organizer =
		plain(word_text(&f->w, "calendar.organizer",
				json_pack("{s:o}", "authority", shape_authority(&f->w))));
	struct entries e = entries_new(rq, f, rows, organizer);
	const struct icalendar_feed feed = {name, e.events, e.n};
	buffer_auto_t ics = {0};
	struct problem why;

	if (icalendar_feed_write(&feed, &ics, &why))
		reply_bytes_again(rq, "text/calendar; charset=utf-8; method=PUBLISH", ics.data,
				  ics.len);
	else
		reply_problem(rq, &why);
	entries_free(&e);
}

static void feed_read(struct request *rq, const struct db_result *res)
{
	const struct feed *f = request_state(rq, sizeof *f);

	if (res->status != DB_OK)
		reply_sql_error(rq, "calendar_feed_read", res);
	else if (PQntuples(res->rows[0]) == 0)
		reply_problem(rq, &NO_CALENDAR);
	else
		feed_reply(rq, f, row_text(res->rows[0], 0, "name"), res->rows[1]);
}
