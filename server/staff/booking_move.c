/*
 * booking_move.c - GET and POST /staff/:office/bookings/:booking/move: another time, for
 * somebody who calls or since the office needs it.
 *
 * The move itself is the statement of citizens' moves, opened by a manage link that the same
 * transaction makes: the mail needs a fresh one anyway.
 */
#include "server/staff/booking_move.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/change.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/staff/endpoints.h"
#include "server/tenant.h"
#include "server/text.h"

enum { TEXT_MAX_CHARACTERS = 1000, VERSION_MAX = 1000000000 };

static const char NO_DEADLINE[] = "0";
static const struct problem TAKEN = {409, "time_taken", "that time is no longer free"};
static const struct problem CHANGED = {409, "changed", "somebody else has changed this"};

static continuation_fn move_shown, move_checked, move_done, move_refused;

static struct relocation *relocation_new(struct request *rq, json_t *input)
{
	struct relocation *m = request_state(rq, sizeof *m);

	m->scope = staff_scope(rq);
	m->id = appointment_key(rq);
	m->f = pick_fields(rq, input);
	return m->id ? m : NULL;
}

static void relocation_ask(struct request *rq, const struct relocation *m, continuation_fn *next)
{
	struct db_query batch[APPOINTMENT_QUERIES];

	appointment_ask(batch, &m->w, &m->scope, m->id);
	request_ask(rq, batch, APPOINTMENT_QUERIES, next);
}

/*
 * GET
 */

void staff_move_show(struct request *rq)
{
	struct relocation *m = request_state(rq, sizeof *m);

	if (request_wording(rq, &m->w) && relocation_new(rq, request_params(rq)))
		relocation_ask(rq, m, move_shown);
}

static void move_shown(struct request *rq, const struct db_result *res)
{
	struct relocation *m = request_state(rq, sizeof *m);

	if (!relocation_open(rq, m, res, 0))
		return;
	if (fields_right(m->f))
		reply_document(rq, 200, "staff.booking_move", relocation_document(rq, m, res, 0));
	else
		reply_invalid(rq, "staff.booking_move", relocation_document(rq, m, res, 0),
			      fields_errors(m->f));
}

/*
 * POST
 */

void staff_move(struct request *rq)
{
	struct relocation *m = request_state(rq, sizeof *m);
	struct problem why;
	struct token token;
	json_t *body;

	if (!request_wording(rq, &m->w))
		return;
	if (!(body = request_body(rq, &why))) {
		reply_problem(rq, &why);
		return;
	}
	if (!relocation_new(rq, body))
		return;
	token_draw(&token);
	token_format(m->token, &token);
	token_hash(m->hash, &token);
	relocation_ask(rq, m, move_checked);
}

static void move_read(struct relocation *m)
{
	struct times_query all = m->query;
	long long version;

	choice_everybody(&all);
	choice_read(&m->choice, m->f, FIELD_REQUIRED, &all);
	m->text = fields_lines(m->f, "text", FIELD_OPTIONAL, TEXT_MAX_CHARACTERS);
	if (fields_integer(m->f, "version", FIELD_OPTIONAL, 0, VERSION_MAX, &version))
		m->version = json_string_value(json_object_get(fields_values(m->f), "version"));
}

static void places_find(struct request *rq, struct relocation *m)
{
	const struct calendars *calendars = world_calendars(request_tenancy(rq)->world);
	struct times_query q = m->query;

	choice_only(&q, m->choice.person);
	choice_narrow(&q, staff_session(rq));
	own_time_set_aside(&m->own, calendars);
	m->nplaces = times_places(m->places, CHOICE_PLACES_MAX, &q, calendars,
				  tick_floor(m->choice.starts_at));
	own_time_put_back(&m->own, calendars);
}

static void move_try(struct request *rq, struct relocation *m)
{
	enum { OWN_QUERIES = 3 };
	const struct times_place *place = &m->places[m->tried++];
	const char *authority = m->w.authority->id_text;
	char person[KEY_TEXT_SIZE], lane[KEY_TEXT_SIZE], before_at[KEY_TEXT_SIZE],
		before_person[KEY_TEXT_SIZE], starts_at[CHOICE_TIME_SIZE];

	snprintf(person, sizeof person, "%" PRId64, place->person->id);
	snprintf(lane, sizeof lane, "%u", place->lane);
	snprintf(before_at, sizeof before_at, "%lld", (long long)tick_time(m->own.from));
	snprintf(before_person, sizeof before_person, "%" PRId64, m->own.person_id);
	choice_time(starts_at, m->choice.starts_at);

	json_auto_t *tell = change_tell_moved(&m->w, m->choice.starts_at, place->person);

	struct db_query batch[OWN_QUERIES + APPOINTMENT_QUERIES] = {
		DB_QUERY(SQL_MANAGE_LINK_ADD, authority, m->id, m->scope.offices, m->scope.persons,
			 m->version, m->hash, NULL),
		DB_QUERY(SQL_BOOKING_MOVE, authority, m->hash, person, lane,
			 channel_name(m->query.channel), starts_at, place->person->office->path,
			 m->token, NO_DEADLINE, "true"),
		DB_QUERY(SQL_BOOKING_MOVED_BY_STAFF, authority, m->id, m->token,
			 staff_session(rq)->account_id, m->text, before_at, before_person,
			 json_string_value(tell)),
	};
	appointment_ask(batch + OWN_QUERIES, &m->w, &m->scope, m->id);
	request_ask(rq, batch, OWN_QUERIES + APPOINTMENT_QUERIES, move_done);
}

static void reply_moved(struct request *rq, struct relocation *m, const struct db_result *res,
			size_t first)
{
	str_auto_t *location =
		text_format("/staff/%s/bookings/%s?done=moved", m->a.at->slug, m->id);

	reply_made(rq, 200, location, appointment_document(&m->w, &m->a, res, first));
}

/* Others near it. */
static void reply_taken(struct request *rq, struct relocation *m, const struct db_result *res,
			size_t first)
{
	m->taken = true;
	m->from = zone_local(m->w.authority->zone, m->choice.starts_at).date;
	reply_problem_page(rq, &TAKEN, "staff.booking_move",
			   relocation_document(rq, m, res, first));
}

/* The page again, with what somebody else did meanwhile. */
static void reply_changed(struct request *rq, struct relocation *m, const struct db_result *res,
			  size_t first)
{
	json_t *document = relocation_document(rq, m, res, first);
	const json_t *history = json_object_get(json_object_get(document, "booking"), "history");
	long since = atol(m->a.version) - atol(m->version);

	json_object_set_new(document, "changed",
			    history_changed(history, &m->w, since > 0 ? (size_t)since : 1));
	reply_problem_page(rq, &CHANGED, "staff.booking_move", document);
}

static bool is_old(const struct relocation *m)
{
	return m->version && strcmp(m->version, m->a.version) != 0;
}

/* Whether the booking is already where it is wanted: sent twice. */
static bool is_there(const struct relocation *m)
{
	return m->choice.starts_at == m->a.b.starts_at && m->choice.person == m->a.b.person;
}

static void move_checked(struct request *rq, const struct db_result *res)
{
	struct relocation *m = request_state(rq, sizeof *m);

	if (!relocation_open(rq, m, res, 0))
		return;
	move_read(m);
	if (!fields_right(m->f)) {
		reply_invalid(rq, "staff.booking_move", relocation_document(rq, m, res, 0),
			      fields_errors(m->f));
		return;
	}
	if (is_there(m)) {
		reply_moved(rq, m, res, 0);
		return;
	}
	if (is_old(m)) {
		reply_changed(rq, m, res, 0);
		return;
	}
	places_find(rq, m);
	if (m->nplaces > 0)
		move_try(rq, m);
	else
		reply_taken(rq, m, res, 0);
}

/* Nothing is free any more at that time: show the booking as it is, and others. */
static void move_refused(struct request *rq, const struct db_result *res)
{
	struct relocation *m = request_state(rq, sizeof *m);

	if (relocation_open(rq, m, res, 0))
		reply_taken(rq, m, res, 0);
}

static void memory_claim(struct request *rq, const PGresult *claimed)
{
	calendars_claim(world_calendars(request_tenancy(rq)->world),
			row_integer(claimed, 0, "contact_person_id"),
			(unsigned)row_integer(claimed, 0, "lane"),
			tick_floor(row_integer(claimed, 0, "from_at")),
			tick_ceil(row_integer(claimed, 0, "to_at")));
}

static void move_done(struct request *rq, const struct db_result *res)
{
	enum { LINK, MOVED, NOTED, SHOWN };
	struct relocation *m = request_state(rq, sizeof *m);

	if (booking_move_lost(res) && m->tried < m->nplaces) {
		move_try(rq, m);
	} else if (booking_move_lost(res)) {
		relocation_ask(rq, m, move_refused);
	} else if (res->status != DB_OK) {
		reply_sql_error(rq, "booking_move", res);
	} else if (PQntuples(res->rows[MOVED]) > 0) {
		memory_claim(rq, res->rows[MOVED]);
		if (relocation_open(rq, m, res, SHOWN))
			reply_moved(rq, m, res, SHOWN);
	} else if (relocation_open(rq, m, res, SHOWN)) {
		if (PQntuples(res->rows[LINK]) == 0 && is_old(m))
			reply_changed(rq, m, res, SHOWN);
		else
			reply_problem(rq, &RELOCATION_OVER);
	}
}
