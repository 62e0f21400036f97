/* move.c - GET and POST /bookings/:token/move: another time for the same appointment. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/form.h"
#include "lib/rfc3339.h"
#include "server/booking.h"
#include "server/citizen/endpoints.h"
#include "server/citizen/form.h"
#include "server/citizen/hold.h"
#include "server/citizen/offer.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/own_time.h"
#include "server/text.h"

static const struct problem NO_BOOKING = {404, "no_such_booking", "there is no such booking"};
static const struct problem TOO_LATE = {409, "too_late",
					"it is too late to change this: please call the office"};
static const struct problem TAKEN = {409, "time_taken", "that time is no longer free"};

static continuation_fn move_times_found, move_reviewed, move_found, booking_moved, move_refused;

enum { PLACES_MAX = 64, UTC_TEXT_SIZE = 32, NUMBER_SIZE = 24 };

/* Lives from the request to its answer. */
struct move {
	struct wording w;
	char token[TOKEN_TEXT_SIZE], hash[TOKEN_HASH_SIZE];
	struct booking b; /* borrows from rows: for one continuation only */
	struct asked a;
	time_t starts_at;
	struct times_place places[PLACES_MAX];
	size_t nplaces, tried;
	bool lost;           /* somebody else took it */
	struct own_time own; /* what the booking occupies so far */
	json_t *review;      /* waits for the room */
};

static struct move *move_new(struct request *rq)
{
	struct move *m = request_state(rq, sizeof *m);

	if (!request_wording(rq, &m->w))
		return NULL;
	if (hold_token_read(m->token, m->hash, request_arg(rq, 0)))
		return m;
	reply_problem(rq, &NO_BOOKING);
	return NULL;
}

static void json_release(void *json)
{
	json_decref(json);
}

/* The booking goes with the request: a reply ends both. */
static bool move_read(struct request *rq, struct move *m, const PGresult *rows)
{
	bool found = booking_read(&m->b, &m->w, rows, 0, m->token);

	request_keep(rq, m->b.answers, json_release);
	request_keep(rq, m->b.asked, json_release);
	return found;
}

/* Who is responsible follows from what the citizen answered when booking. */
static bool move_asked(struct request *rq, struct move *m)
{
	const char *channel = request_input(rq, "channel");
	json_auto_t *answers = json_copy(m->b.asked);

	json_object_set_new(answers, "channel",
			    json_string(channel ? channel : channel_name(m->b.channel)));
	m->a = (struct asked){
		.office = m->b.office,
		.service = m->b.service,
		.query = {.service = m->b.service, .channel = m->b.channel, .now = time(NULL)},
	};
	if (asked_read(&m->a, form_fields(rq, answers)) != ASKED_OK && m->b.person)
		times_one(&m->a.query, m->b.person);
	return m->a.query.npersons > 0;
}

static void reply_too_late(struct request *rq, const struct move *m)
{
	reply_problem_page(rq, &TOO_LATE, m->b.cancelled ? "citizen.cancelled" : "citizen.manage",
			   booking_document(&m->w, &m->b));
}

/* Read booking and answers; replies when the booking cannot be moved. */
static bool move_open(struct request *rq, struct move *m, const struct db_result *res)
{
	if (res->status != DB_OK) {
		reply_sql_error(rq, "booking_show", res);
		return false;
	}
	if (PQntuples(res->rows[0]) == 0 || !move_read(rq, m, res->rows[0])) {
		reply_problem(rq, &NO_BOOKING);
		return false;
	}
	own_time_read(&m->own, res->rows[0], 0);
	if (booking_can_change(&m->b) && m->b.service && move_asked(rq, m))
		return true;
	reply_too_late(rq, m);
	return false;
}

/*
 * GET /bookings/:token/move: the times, and the review of one
 */

void booking_move_times(struct request *rq)
{
	struct move *m = move_new(rq);

	if (!m)
		return;
	struct db_query show = DB_QUERY(SQL_BOOKING_SHOW, m->w.authority->id_text, m->hash);

	request_ask(rq, &show, 1, move_times_found);
}

static char *review_url(const struct wording *w, const struct free_time *t, const void *ctx)
{
	const struct move *m = ctx;
	json_auto_t *starts_at = word_rfc3339(w, tick_time(t->start));
	buffer_auto_t value = {0};

	form_encode(&value, json_string_value(starts_at));
	return text_format("/bookings/%s/move?starts_at=%s&channel=%s&contact_person=%s%s",
			   m->token, value.data, channel_name(m->a.query.channel), t->person->slug,
			   w->lang_amp);
}

static json_t *move_url(const struct move *m, const char *rest)
{
	return json_sprintf("/bookings/%s/move%s", m->token, rest);
}

static json_t *next_url(const struct move *m, struct date from)
{
	char date[DATE_TEXT_SIZE];
	struct buffer url = {0};

	date_format(date, from);
	buffer_printf(&url, "/bookings/%s/move?from=%s", m->token, date);
	offer_filter_query(&m->a.query, &url);
	buffer_puts(&url, m->w.lang_amp);
	return offer_text(&url);
}

static json_t *move_document(struct request *rq, struct move *m, const struct offer_view *view,
			     int days_with_times)
{
	const struct calendars *calendars = world_calendars(request_tenancy(rq)->world);
	json_t *document = json_object();
	struct times times;
	bool more;

	own_time_set_aside(&m->own, calendars);
	times_list(&times, &m->a.query, calendars, view->from, view->days ? view->days : DAYS_MAX,
		   view->days ? DAYS_MAX : days_with_times);
	own_time_put_back(&m->own, calendars);
	if (m->lost)
		times_drop(&times, tick_floor(m->starts_at), NULL);
	if (m->a.query.channel == m->b.channel)
		times_drop(&times, tick_floor(m->b.starts_at), m->b.person);
	more = times.next_from.year != 0;
	offer_shape(document, &m->w, &m->a, &times, request_format(rq), review_url, m);
	offer_shape_what(document, &m->w, &m->a);
	json_object_set_new(document, "booking", booking_document(&m->w, &m->b));
	json_object_set_new(document, "next_text",
			    more ? word_date(&m->w, DATE_DAY_MONTH, times.next_from) : json_null());
	json_object_set_new(document, "next_url",
			    more ? next_url(m, times.next_from) : json_null());
	json_object_set_new(document, "filter", offer_filter(&m->w, &m->a.query));
	json_object_set_new(document, "filter_path", move_url(m, ""));
	json_object_set_new(document, "reset_url", move_url(m, m->w.lang_query));
	json_object_set_new(document, "times_url", move_url(m, m->w.lang_query));
	json_object_set_new(document, "service_url", json_null());
	return document;
}

/* The page of the new time, but for the place: which room it is, the database knows. */
static void review_ask(struct request *rq, struct move *m, const struct contact_person *p)
{
	json_t *document = json_object();
	char person[NUMBER_SIZE], service[NUMBER_SIZE], starts_at[NUMBER_SIZE];

	shape_moment(document, &m->w, m->starts_at, m->b.service->minutes);
	shape_channel(document, &m->w, m->a.query.channel);
	json_object_set_new(document, "booking", booking_document(&m->w, &m->b));
	json_object_set_new(document, "contact_person", shape_person(p));
	json_object_set_new(document, "move_url", move_url(m, m->w.lang_query));
	m->review = document;
	request_keep(rq, document, json_release);
	snprintf(person, sizeof person, "%" PRId64, p->id);
	snprintf(service, sizeof service, "%" PRId64, m->b.service->id);
	snprintf(starts_at, sizeof starts_at, "%lld", (long long)m->starts_at);
	struct db_query room = DB_QUERY(SQL_ROOM_AT, m->w.authority->id_text, person, service,
					channel_name(m->a.query.channel), starts_at);

	request_ask(rq, &room, 1, move_reviewed);
}

static void move_reviewed(struct request *rq, const struct db_result *res)
{
	struct move *m = request_state(rq, sizeof *m);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "room_at", res);
		return;
	}
	json_object_set_new(m->review, "place",
			    shape_place(&m->w, m->a.office, m->places[0].person,
					row_text(res->rows[0], 0, "room"), m->a.query.channel));
	reply_document(rq, 200, "citizen.move_review", json_incref(m->review));
}

static void reply_move_taken(struct request *rq, struct move *m)
{
	struct offer_view near = {
		.from = zone_local(m->w.authority->zone, m->starts_at).date,
	};
	json_t *document, *lost = json_object();

	m->a.query.only = NULL;
	m->lost = true;
	document = move_document(rq, m, &near, OFFER_RESULTS_DAYS);
	shape_moment(lost, &m->w, m->starts_at, m->b.service->minutes);
	json_object_set_new(document, "lost", lost);
	reply_problem_page(rq, &TAKEN, "citizen.move_taken", document);
}

/* Read the time wanted and where it could be; false when the time is no time. */
static bool places_read(struct request *rq, struct move *m, const char *starts_at)
{
	const char *slug = request_input(rq, "contact_person");
	const struct authority *a = m->w.authority;
	const struct calendars *calendars = world_calendars(request_tenancy(rq)->world);

	if (!rfc3339_parse(&m->starts_at, starts_at) || m->starts_at % TICK_SECONDS != 0)
		return false;
	for (size_t i = 0; slug && i < m->a.query.npersons; i++)
		if (strcmp(a->persons[m->a.query.persons[i]].slug, slug) == 0)
			m->a.query.only = &a->persons[m->a.query.persons[i]];
	own_time_set_aside(&m->own, calendars);
	m->nplaces = times_places(m->places, PLACES_MAX, &m->a.query, calendars,
				  tick_floor(m->starts_at));
	own_time_put_back(&m->own, calendars);
	return true;
}

static void move_times_found(struct request *rq, const struct db_result *res)
{
	struct move *m = request_state(rq, sizeof *m);
	const char *starts_at = request_param(rq, "starts_at");
	struct offer_view view;

	if (!move_open(rq, m, res))
		return;
	offer_read(&view, &m->a.query, rq, form_fields(rq, request_params(rq)));
	if (!starts_at || !places_read(rq, m, starts_at))
		reply_document(rq, 200, "citizen.move",
			       move_document(rq, m, &view, OFFER_DAYS_WITH_TIMES));
	else if (m->nplaces > 0)
		review_ask(rq, m, m->places[0].person);
	else
		reply_move_taken(rq, m);
}

/*
 * POST /bookings/:token/move
 */

void booking_move(struct request *rq)
{
	struct move *m = move_new(rq);
	struct problem why;
	json_t *body;

	if (!m)
		return;
	if (!(body = request_body(rq, &why))) {
		reply_problem(rq, &why);
		return;
	}
	struct db_query show = DB_QUERY(SQL_BOOKING_SHOW, m->w.authority->id_text, m->hash);

	request_ask(rq, &show, 1, move_found);
}

static void move_try(struct request *rq, struct move *m)
{
	const struct times_place *place = &m->places[m->tried++];
	char person[KEY_TEXT_SIZE], lane[KEY_TEXT_SIZE], deadline[KEY_TEXT_SIZE],
		starts_at[UTC_TEXT_SIZE];
	struct tm utc;

	snprintf(person, sizeof person, "%" PRId64, place->person->id);
	snprintf(lane, sizeof lane, "%u", place->lane);
	snprintf(deadline, sizeof deadline, "%d", m->a.office->rules.change_deadline_minutes);
	strftime(starts_at, sizeof starts_at, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&m->starts_at, &utc));

	struct db_query batch[] = {
		DB_QUERY(SQL_BOOKING_MOVE, m->w.authority->id_text, m->hash, person, lane,
			 channel_name(m->a.query.channel), starts_at, place->person->office->path,
			 m->token, deadline, "false"),
		DB_QUERY(SQL_BOOKING_SHOW, m->w.authority->id_text, m->hash),
	};
	request_ask(rq, batch, 2, booking_moved);
}

/* claimed: the row of what was claimed, or NULL when nothing had to be. */
static void reply_moved(struct request *rq, struct move *m, const PGresult *claimed)
{
	str_auto_t *location = text_format("/bookings/%s?view=moved", m->token);

	if (claimed)
		calendars_claim(world_calendars(request_tenancy(rq)->world),
				row_integer(claimed, 0, "contact_person_id"),
				(unsigned)row_integer(claimed, 0, "lane"),
				tick_floor(row_integer(claimed, 0, "from_at")),
				tick_ceil(row_integer(claimed, 0, "to_at")));
	reply_made(rq, 200, location, booking_document(&m->w, &m->b));
}

/* Whether the booking is already where it is wanted. */
static bool is_there(const struct move *m)
{
	return m->b.starts_at == m->starts_at && m->b.channel == m->a.query.channel &&
	       (!m->a.query.only || m->a.query.only == m->b.person);
}

static void move_found(struct request *rq, const struct db_result *res)
{
	static const struct problem NO_TIME = {422, "invalid_time",
					       "starts_at: a time this can happen at, as RFC 3339"};
	struct move *m = request_state(rq, sizeof *m);
	const char *starts_at = request_input(rq, "starts_at");

	if (!move_open(rq, m, res))
		return;
	if (!starts_at || !places_read(rq, m, starts_at))
		reply_problem(rq, &NO_TIME);
	else if (is_there(m)) /* sent twice */
		reply_moved(rq, m, NULL);
	else if (m->nplaces > 0)
		move_try(rq, m);
	else
		reply_move_taken(rq, m);
}

/* Nothing is free any more at that time: show the booking as it is, and others. */
static void move_refused(struct request *rq, const struct db_result *res)
{
	struct move *m = request_state(rq, sizeof *m);

	if (!move_open(rq, m, res))
		return;
	reply_move_taken(rq, m);
}

static void booking_moved(struct request *rq, const struct db_result *res)
{
	struct move *m = request_state(rq, sizeof *m);

	if (booking_move_lost(res) && m->tried < m->nplaces) {
		move_try(rq, m);
	} else if (booking_move_lost(res)) {
		struct db_query show = DB_QUERY(SQL_BOOKING_SHOW, m->w.authority->id_text, m->hash);

		request_ask(rq, &show, 1, move_refused);
	} else if (res->status != DB_OK) {
		reply_sql_error(rq, "booking_move", res);
	} else if (move_read(rq, m, res->rows[1])) {
		if (PQntuples(res->rows[0]) > 0)
			reply_moved(rq, m, res->rows[0]);
		else
			reply_too_late(rq, m);
	} else {
		reply_problem(rq, &NO_BOOKING);
	}
}
