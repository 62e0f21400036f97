/* busy.c - the external calendars of contact persons are read. */
#include "server/jobs/busy.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/busy_times.h"
#include "lib/cleanup.h"
#include "lib/multistatus.h"
#include "lib/xalloc.h"
#include "server/db/rows.h"
#include "server/fetch.h"
#include "server/log.h"
#include "server/text.h"
#include "server/vault.h"

enum {
	CALENDARS_AT_ONCE = 8,
	CALENDAR_BYTES_MAX = 8 * 1024 * 1024,
	CALENDAR_SECONDS = 30,
	REDIRECTIONS = 3,
	DAY_SECONDS = 24 * 60 * 60,
	DAYS_AHEAD = 368, /* the longest horizon, and what the release of slots adds */
	UTC_SIZE = sizeof "20261124T080000Z",
};

#define AGAIN_SECONDS "600"

struct busy {
	const struct config *config;
	struct fetches *fetches;
	struct db *db;
	size_t under_way;
};

struct reading {
	struct busy *busy;
	struct number authority, person, version;
	bool caldav;
	struct zone *zone;
	struct busy_span window;
};

static void reading_free(struct reading *r)
{
	r->busy->under_way--;
	zone_free(r->zone);
	free(r);
}

/*
 * What came of it
 */

static void on_stored(void *ctx, const struct db_result *res)
{
	struct reading *r = ctx;

	if (res->status == DB_REFUSED)
		log_error("busy_calendar_refused person=%s sqlstate=%s constraint=%s",
			  r->person.text, res->sqlstate, res->constraint);
	reading_free(r);
}

static void reading_failed(struct reading *r, const char *failure)
{
	struct db_query failed = DB_QUERY(SQL_BUSY_FAILED, r->authority.text, r->person.text,
					  r->version.text, failure);

	log_info("busy_calendar_failed person=%s reason=%s", r->person.text, failure);
	db_run(r->busy->db, &failed, 1, on_stored, r);
}

static void reading_store(struct reading *r, const struct busy_times *times)
{
	json_auto_t *list = json_array();
	str_auto_t *text = NULL;

	for (size_t i = 0; i < times->n; i++)
		json_array_append_new(list, json_pack("[I, I]", (json_int_t)times->list[i].from,
						      (json_int_t)times->list[i].to));
	text = json_dumps(list, JSON_COMPACT);
	struct db_query read =
		DB_QUERY(SQL_BUSY_READ, r->authority.text, r->person.text, r->version.text, text);
	db_run(r->busy->db, &read, 1, on_stored, r);
}

/* Each object of a CalDAV collection is a calendar of its own. */
static bool multistatus_read(const struct reading *r, struct busy_times *times, const char *xml,
			     struct problem *why)
{
	buffer_auto_t ics = {0};

	if (!multistatus_is(xml))
		return problem(why, 422, "no_calendar", "this is no multistatus");
	while (multistatus_next(&xml, &ics))
		if (!busy_times_read(times, ics.data ? ics.data : "", r->zone, r->window, why))
			return false;
	return true;
}

static const char *failure_of_status(const struct reading *r, long status)
{
	enum {
		OK = 200,
		MULTISTATUS = 207,
		UNAUTHORIZED = 401,
		FORBIDDEN = 403,
		NOT_FOUND = 404,
		GONE = 410
	};

	if (status == (r->caldav ? MULTISTATUS : OK))
		return NULL;
	if (status == UNAUTHORIZED || status == FORBIDDEN)
		return "refused";
	if (status == NOT_FOUND || status == GONE)
		return "not_found";
	return r->caldav && status == OK ? "no_calendar" : "server_error";
}

/* A text under staff.calendar.failure; NULL: there is a calendar to read. */
static const char *failure_of(const struct reading *r, const struct fetched *answer)
{
	static const char *const FAILURES[] = {
		[FETCH_FORBIDDEN_ADDRESS] = "forbidden_address",
		[FETCH_TOO_LARGE] = "too_large",
		[FETCH_TIMEOUT] = "timeout",
		[FETCH_CERTIFICATE] = "certificate",
		[FETCH_LED_ASTRAY] = "server_error",
		[FETCH_UNREACHABLE] = "unreachable",
	};

	return answer->end == FETCH_ANSWERED ? failure_of_status(r, answer->status)
					     : FAILURES[answer->end];
}

static void calendar_read(struct reading *r, const char *text)
{
	struct busy_times times = {0};
	struct problem why;

	if (r->caldav ? multistatus_read(r, &times, text, &why)
		      : busy_times_read(&times, text, r->zone, r->window, &why)) {
		busy_times_settle(&times);
		reading_store(r, &times);
	} else {
		reading_failed(r, why.code);
	}
	busy_times_done(&times);
}

static void on_fetched(void *ctx, const struct fetched *answer)
{
	struct reading *r = ctx;
	const char *failure;

	if (answer->end == FETCH_ENDED) {
		reading_free(r);
		return;
	}
	failure = failure_of(r, answer);
	if (failure)
		reading_failed(r, failure);
	else
		calendar_read(r, answer->text->data);
}

/*
 * Asking for it
 */

static void utc_format(char out[UTC_SIZE], time_t t)
{
	struct tm utc;

	gmtime_r(&t, &utc);
	strftime(out, UTC_SIZE, "%Y%m%dT%H%M%SZ", &utc);
}

static char *report_of(const struct reading *r)
{
	char from[UTC_SIZE], to[UTC_SIZE];

	utc_format(from, r->window.from);
	utc_format(to, r->window.to);
	return text_format("<?xml version=\"1.0\" encoding=\"utf-8\"?>"
			   "<C:calendar-query xmlns:D=\"DAV:\" "
			   "xmlns:C=\"urn:ietf:params:xml:ns:caldav\">"
			   "<D:prop><C:calendar-data/></D:prop>"
			   "<C:filter><C:comp-filter name=\"VCALENDAR\">"
			   "<C:comp-filter name=\"VEVENT\">"
			   "<C:time-range start=\"%s\" end=\"%s\"/>"
			   "</C:comp-filter></C:comp-filter></C:filter></C:calendar-query>",
			   from, to);
}

static struct reading *reading_new(struct busy *b, const PGresult *rows, int row)
{
	time_t now = row_integer(rows, row, "now");
	struct reading *r = xcalloc(1, sizeof *r);
	struct problem why;

	*r = (struct reading){
		.busy = b,
		.authority = number_of(row_integer(rows, row, "authority_id")),
		.person = number_of(row_integer(rows, row, "contact_person_id")),
		.version = number_of(row_integer(rows, row, "version")),
		.caldav = strcmp(row_text(rows, row, "kind"), "caldav") == 0,
		.zone = zone_new(row_text(rows, row, "time_zone"), &why),
		/* From midnight, so that the hours of today are the same at each reading. */
		.window = {now - now % DAY_SECONDS, now + (time_t)DAYS_AHEAD * DAY_SECONDS},
	};
	if (!r->zone)
		die("an authority without a time zone: %s", why.detail);
	b->under_way++;
	return r;
}

/* Staff enter the address, so it is guarded: nothing of this very machine unless that is allowed.
 */
static void calendar_fetch(struct busy *b, const PGresult *rows, int row)
{
	static const char *const GET[] = {"Accept: text/calendar, */*;q=0.1", NULL};
	static const char *const REPORT[] = {"Content-Type: application/xml; charset=utf-8",
					     "Depth: 1", NULL};
	struct reading *r = reading_new(b, rows, row);
	const char *sealed = row_text(rows, row, "password");
	str_auto_t *password = sealed ? vault_open(b->config->data, sealed) : xstrdup("");
	str_auto_t *report = r->caldav ? report_of(r) : NULL;
	struct fetch_order order = {
		.url = row_text(rows, row, "url"),
		.user = row_text(rows, row, "user_name"),
		.password = password,
		.protocols = "http,https",
		.digest = true,
		.body = report,
		.method = "REPORT",
		.headers = report ? REPORT : GET,
		.anywhere = b->config->calendars_local,
		.redirections = REDIRECTIONS,
		.seconds = CALENDAR_SECONDS,
		.bytes_max = CALENDAR_BYTES_MAX,
	};

	if (password)
		fetch_begin(b->fetches, &order, on_fetched, r);
	else
		reading_failed(r, "password_lost");
}

static void on_taken(struct chore *c, const PGresult *rows)
{
	struct busy *b = c->ctx;

	b->db = c->db;
	for (int row = 0; row < PQntuples(rows) && !c->stopping; row++)
		calendar_fetch(b, rows, row);
}

void busy_run(struct chore *c)
{
	const struct busy *b = c->ctx;
	struct number room = number_of((long long)CALENDARS_AT_ONCE - (long long)b->under_way);
	struct db_query take = DB_QUERY(SQL_BUSY_TAKE, AGAIN_SECONDS, room.text);

	if (b->under_way < CALENDARS_AT_ONCE)
		chore_ask(c, &take, on_taken);
}

struct busy *busy_new(struct event_base *base, const struct config *config)
{
	struct busy *b = xcalloc(1, sizeof *b);

	b->config = config;
	b->fetches = fetches_new(base);
	return b;
}

void busy_free(struct busy *b)
{
	fetches_free(b->fetches);
	free(b);
}
