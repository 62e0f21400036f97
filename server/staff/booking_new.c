/*
 * booking_new.c - GET /staff/:office/bookings/new, POST /staff/:office/bookings: booking for
 * somebody who calls or stands there.
 *
 * A hold is taken and confirmed in one batch, and so in one transaction, by the very statements
 * that citizens' requests run.  The page brings the token of the hold along: sent twice,
 * the booking is made once.
 */
#include "server/staff/booking_new.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/booking.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/questions.h"
#include "server/staff/endpoints.h"
#include "server/tenant.h"
#include "server/text.h"

enum {
	NOTE_MAX_CHARACTERS = 500,
	OVERBOOKINGS_MAX = 3,      /* attempts: two at the desk may want the same lane */
	STARTED_SECONDS = 60 * 60, /* who stands there may be booked for what has begun */
};

static const char HOLD_MINUTES[] = "1";          /* only within the transaction */
static const char BOOKINGS_PER_EMAIL[] = "1000"; /* whoever asks at the desk is let */
static const struct problem NO_OVERBOOKING = {403, "not_allowed", "your role does not allow this"};
static const struct problem TAKEN = {409, "time_taken", "that time is no longer free"};

static continuation_fn booking_added;

static void desk_token(struct desk *d, const char *brought)
{
	struct token token;

	if (!brought || !token_parse(&token, brought))
		token_draw(&token);
	token_format(d->token, &token);
	token_hash(d->hash, &token);
}

static struct desk *desk_new(struct request *rq, json_t *input, bool strict)
{
	struct desk *d = request_state(rq, sizeof *d);

	staff_scope(rq); /* persons are narrowed to those with whom this session may book */
	d->office = staff_office(rq);
	d->f = pick_fields(rq, input);
	desk_read_what(d, staff_session(rq), strict);
	return d;
}

/*
 * GET /staff/:office/bookings/new
 */

void booking_new_show(struct request *rq)
{
	struct desk *d = request_state(rq, sizeof *d);

	if (!request_wording(rq, &d->w))
		return;
	desk_new(rq, request_params(rq), true);
	desk_token(d, NULL);
	if (fields_right(d->f))
		reply_document(rq, 200, "staff.booking_new", desk_document(rq, d, NULL));
	else
		reply_invalid(rq, "staff.booking_new", desk_document(rq, d, NULL),
			      fields_errors(d->f));
}

/*
 * POST /staff/:office/bookings
 */

static void who_read(struct request *rq, struct desk *d)
{
	static const char *const WAYS[] = {"letter", "email", "none", NULL};
	struct fields *f = d->f;
	json_auto_t *answers = d->service ? questions_read(f, d->service) : NULL;
	bool call = d->service && d->query.channel == CHANNEL_PHONE;

	d->given_name = fields_name(f, "given_name", FIELD_OPTIONAL);
	d->family_name = fields_name(f, "family_name", FIELD_REQUIRED);
	d->confirmation = fields_choice(f, "confirmation", FIELD_OPTIONAL, WAYS);
	if (!d->confirmation)
		d->confirmation = "none";
	d->email = fields_email(f, "email",
				strcmp(d->confirmation, "email") == 0 ? FIELD_REQUIRED
								      : FIELD_OPTIONAL);
	d->phone = fields_phone(f, "phone", call ? FIELD_REQUIRED : FIELD_OPTIONAL);
	d->note = fields_lines(f, "note", FIELD_OPTIONAL, NOTE_MAX_CHARACTERS);
	d->answers = answers ? json_dumps(answers, JSON_COMPACT) : NULL;
	if (d->answers)
		request_keep(rq, d->answers, free);
}

/* When and with whom to book over. */
static void overbooking_read(struct desk *d)
{
	enum field_need need = d->overbook ? FIELD_REQUIRED : FIELD_OPTIONAL;
	struct fields *f = d->f;
	struct date date = {0};
	int minute = 0;
	bool day = fields_date(f, "overbook_date", need, &date);
	bool clock = pick_clock(f, "overbook_time", need, &minute);
	const char *slug =
		fields_text(f, "overbook_contact_person", need, FIELD_NAME_MAX_CHARACTERS);

	if (!d->overbook)
		return;
	d->choice.person = slug ? desk_person(d, slug) : NULL;
	if (slug && !d->choice.person)
		fields_wrong(f, "overbook_contact_person", FIELD_NOT_A_CHOICE);
	if (!day || !clock)
		return;
	d->choice.starts_at = zone_time(d->w.authority->zone, date, minute);
	if (d->choice.starts_at % TICK_SECONDS != 0 ||
	    d->choice.starts_at < time(NULL) - STARTED_SECONDS)
		fields_wrong(f, "overbook_time", FIELD_INVALID_TIME);
}

static void when_read(struct desk *d)
{
	struct times_query all = d->query;

	d->overbook = fields_bool(d->f, "overbook", FIELD_OPTIONAL);
	if (d->service) {
		choice_everybody(&all);
		choice_read(&d->choice, d->f, d->overbook ? FIELD_OPTIONAL : FIELD_REQUIRED, &all);
	}
	overbooking_read(d);
}

/* Where the time chosen can be claimed: free places first, whether or not it may be booked over. */
static void places_find(struct request *rq, struct desk *d)
{
	struct times_query q = d->query;

	choice_only(&q, d->choice.person);
	choice_narrow(&q, staff_session(rq));
	if (d->office->live)
		d->nplaces = times_places(d->places, CHOICE_PLACES_MAX, &q,
					  world_calendars(request_tenancy(rq)->world),
					  tick_floor(d->choice.starts_at));
}

/* For the citizen's own moves: whoever comes is responsible by these. */
static char *asked_text(const struct desk *d)
{
	json_auto_t *asked = json_pack("{s:s, s:b, s:o, s:s}", "surname",
				       d->surname ? d->surname : d->family_name, "whole_surname",
				       !d->surname, "municipality",
				       word_or_null(d->municipality ? d->municipality->key : NULL),
				       "channel", channel_name(d->query.channel));

	return json_dumps(asked, JSON_COMPACT);
}

/* What of the batch is due: a claim and its confirmation, and what the token holds by then. */
struct claim {
	char person[KEY_TEXT_SIZE], service[KEY_TEXT_SIZE], office[KEY_TEXT_SIZE],
		lane[KEY_TEXT_SIZE], starts_at[CHOICE_TIME_SIZE];
};

/* The next claim to try; false when there is none. */
static bool claim_next(struct desk *d, struct claim *c, struct db_query *query)
{
	const struct authority *a = d->w.authority;
	const char *channel = channel_name(d->query.channel);
	static char lanes[KEY_TEXT_SIZE];

	snprintf(c->service, sizeof c->service, "%" PRId64, d->service->id);
	snprintf(c->office, sizeof c->office, "%" PRId64, d->office->id);
	choice_time(c->starts_at, d->choice.starts_at);
	if (d->tried < d->nplaces) {
		const struct times_place *place = &d->places[d->tried++];

		snprintf(c->person, sizeof c->person, "%" PRId64, place->person->id);
		snprintf(c->lane, sizeof c->lane, "%u", place->lane);
		*query = (struct db_query)DB_QUERY(SQL_HOLD_CREATE, a->id_text, c->person, c->lane,
						   c->service, channel, c->starts_at, d->hash,
						   HOLD_MINUTES, place->person->office->path, NULL,
						   "true", "false");
		return true;
	}
	if (!d->overbook || d->overbooked++ >= OVERBOOKINGS_MAX)
		return false;
	snprintf(lanes, sizeof lanes, "%d", LANES_MAX);
	snprintf(c->person, sizeof c->person, "%" PRId64, d->choice.person->id);
	*query = (struct db_query)DB_QUERY(SQL_HOLD_OVERBOOK, a->id_text, c->person, c->service,
					   channel, c->starts_at, d->hash, HOLD_MINUTES, lanes);
	return true;
}

/* Claim the next place, or only look whether the token was used before. */
static void desk_try(struct request *rq, struct desk *d)
{
	const char *authority = d->w.authority->id_text, *account = staff_session(rq)->account_id;
	const char *mail = strcmp(d->confirmation, "email") == 0 ? "true" : "false";
	char reference[REFERENCE_SIZE], uid[BOOKING_UID_SIZE];
	str_auto_t *asked = asked_text(d);
	struct claim claim;
	struct db_query batch[4];

	reference_draw(reference);
	booking_uid(uid, d->w.authority);
	if (!claim_next(d, &claim, &batch[0])) {
		batch[0] = (struct db_query)DB_QUERY(SQL_BOOKING_SHOW, authority, d->hash);
		request_ask(rq, batch, 1, booking_added);
		return;
	}
	batch[1] = (struct db_query)DB_QUERY(SQL_HOLD_CONFIRM, authority, d->hash, claim.office,
					     reference, uid, d->family_name, d->given_name,
					     d->email, d->phone, d->w.authority->languages[0],
					     d->answers, BOOKINGS_PER_EMAIL, d->token, asked, mail);
	batch[2] =
		(struct db_query)DB_QUERY(SQL_BOOKING_DESK, authority, d->hash, account, d->note);
	batch[3] = (struct db_query)DB_QUERY(SQL_BOOKING_SHOW, authority, d->hash);
	request_ask(rq, batch, 4, booking_added);
}

void booking_add(struct request *rq)
{
	struct desk *d = request_state(rq, sizeof *d);
	struct problem why;
	json_t *body;

	if (!request_wording(rq, &d->w))
		return;
	if (!(body = request_body(rq, &why))) {
		reply_problem(rq, &why);
		return;
	}
	desk_new(rq, body, false);
	desk_token(d, fields_text(d->f, "token", FIELD_OPTIONAL, TOKEN_TEXT_SIZE));
	when_read(d);
	who_read(rq, d);
	if (d->overbook && !d->can_overbook) {
		reply_problem(rq, &NO_OVERBOOKING);
	} else if (!fields_right(d->f)) {
		reply_invalid(rq, "staff.booking_new", desk_document(rq, d, fields_values(d->f)),
			      fields_errors(d->f));
	} else {
		places_find(rq, d);
		desk_try(rq, d);
	}
}

static void reply_booked(struct request *rq, const struct desk *d, const PGresult *show, bool first)
{
	const char *id = row_text(show, 0, "booking_id");
	str_auto_t *page = text_format("/staff/%s/bookings/%s", d->office->slug, id);
	bool letter = strcmp(d->confirmation, "letter") == 0;
	str_auto_t *location = letter ? text_format("%s/letter?token=%s", page, d->token)
				      : text_format("%s?done=booked", page);
	json_t *document =
		json_pack("{s:s, s:s, s:s, s:s, s:o}", "id", id, "reference",
			  row_text(show, 0, "reference"), "token", d->token, "url", page,
			  "letter_url", json_sprintf("%s/letter?token=%s", page, d->token));

	shape_moment(document, &d->w, row_integer(show, 0, "from_at"),
		     (int)row_integer(show, 0, "minutes"));
	reply_made(rq, first ? 201 : 200, location, document);
}

static void reply_taken(struct request *rq, struct desk *d)
{
	d->taken = true;
	d->from = zone_local(d->w.authority->zone, d->choice.starts_at).date;
	reply_problem_page(rq, &TAKEN, "staff.booking_new",
			   desk_document(rq, d, fields_values(d->f)));
}

/* Whether the booking that the token made before is the one that is wanted now. */
static bool is_same(const struct desk *d, const PGresult *show)
{
	const char *family_name = row_text(show, 0, "family_name");

	return row_integer(show, 0, "from_at") == d->choice.starts_at && family_name &&
	       strcmp(family_name, d->family_name) == 0;
}

static void memory_claim(struct request *rq, const PGresult *show)
{
	calendars_claim(world_calendars(request_tenancy(rq)->world),
			row_integer(show, 0, "contact_person_id"),
			(unsigned)row_integer(show, 0, "lane"),
			tick_floor(row_integer(show, 0, "from_at")),
			tick_ceil(row_integer(show, 0, "to_at")));
}

static void booking_added(struct request *rq, const struct db_result *res)
{
	struct desk *d = request_state(rq, sizeof *d);
	const PGresult *show = res->status == DB_OK ? res->rows[res->nrows - 1] : NULL;
	bool tried = res->nrows > 1;

	if (!show) {
		reply_sql_error(rq, "booking_desk", res);
	} else if (PQntuples(show) > 0 && tried && PQntuples(res->rows[2]) > 0) {
		memory_claim(rq, show);
		reply_booked(rq, d, show, true);
	} else if (PQntuples(show) > 0 && is_same(d, show)) {
		reply_booked(rq, d, show, false);
	} else if (PQntuples(show) > 0 && !d->renewed) { /* back, and booked for somebody else */
		desk_token(d, NULL);
		d->renewed = true;
		d->tried = d->overbooked = 0;
		desk_try(rq, d);
	} else if (tried) {
		desk_try(rq, d);
	} else {
		reply_taken(rq, d);
	}
}
