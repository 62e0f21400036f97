/* holds.c - a time is kept while a citizen types: take it, look, extend, give back. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/rfc3339.h"
#include "server/citizen/endpoints.h"
#include "server/citizen/form.h"
#include "server/citizen/hold.h"
#include "server/citizen/offer.h"
#include "server/db/rows.h"
#include "server/details.h"
#include "server/net/reply.h"
#include "server/text.h"

static const struct problem NO_HOLD = {404, "no_such_hold", "there is no such hold"};

static continuation_fn hold_created, hold_renewed, hold_shown, hold_extended, hold_released;

enum { PLACES_MAX = 64 };

/* What hold_create() leaves for hold_created(). */
struct creation {
	struct wording w;
	struct asked a;
	time_t starts_at;
	char token[TOKEN_TEXT_SIZE], hash[TOKEN_HASH_SIZE];
	struct times_place places[PLACES_MAX];
	size_t nplaces, tried;
	bool renewed; /* the key brought along was used up: this is a fresh one */
};

/*
 * POST /offices/:office/services/:service/holds
 */

static bool start_read(time_t *starts_at, struct fields *f)
{
	const char *text = fields_text(f, "starts_at", FIELD_REQUIRED, FIELD_NAME_MAX_CHARACTERS);

	if (text && (!rfc3339_parse(starts_at, text) || *starts_at % TICK_SECONDS != 0))
		fields_wrong(f, "starts_at", FIELD_INVALID_TIME);
	return fields_right(f);
}

/* The client may bring the token: sent twice, the hold is made once. */
static void creation_token(struct creation *c, const char *brought)
{
	struct token token;

	if (brought && hold_token_read(c->token, c->hash, brought))
		return;
	token_draw(&token);
	token_format(c->token, &token);
	token_hash(c->hash, &token);
}

/* Claim the next place; with it ask what the token holds by then. */
static void creation_try(struct request *rq, struct creation *c)
{
	const struct times_place *place = &c->places[c->tried++];
	const struct authority *authority = c->w.authority;
	char person[KEY_TEXT_SIZE], service[KEY_TEXT_SIZE], lane[KEY_TEXT_SIZE], starts_at[32],
		minutes[KEY_TEXT_SIZE];
	struct tm utc;

	snprintf(person, sizeof person, "%" PRId64, place->person->id);
	snprintf(service, sizeof service, "%" PRId64, c->a.service->id);
	snprintf(lane, sizeof lane, "%u", place->lane);
	snprintf(minutes, sizeof minutes, "%d", c->a.office->rules.hold_minutes);
	strftime(starts_at, sizeof starts_at, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&c->starts_at, &utc));

	struct db_query batch[] = {
		DB_QUERY(SQL_HOLD_CREATE, authority->id_text, person, lane, service,
			 channel_name(c->a.query.channel), starts_at, c->hash, minutes,
			 place->person->office->path, NULL, "false",
			 c->a.office->live ? "false" : "true"),
		DB_QUERY(SQL_HOLD_SHOW, authority->id_text, c->hash),
	};
	request_ask(rq, batch, 2, hold_created);
}

static bool client_may_hold(struct request *rq, const struct creation *c)
{
	const struct tenancy *t = request_tenancy(rq);
	time_t now = time(NULL);
	int retry_after;

	if (limits_hold_add(t->limits, request_client(rq), now,
			    now + (time_t)c->a.office->rules.hold_minutes * 60,
			    t->config->holds_per_client, &retry_after))
		return true;
	reply_too_many(rq, retry_after);
	return false;
}

static void creation_give_back(struct request *rq, const struct creation *c)
{
	limits_hold_end(request_tenancy(rq)->limits, request_client(rq),
			time(NULL) + (time_t)c->a.office->rules.hold_minutes * 60);
}

void hold_create(struct request *rq)
{
	struct creation *c = request_state(rq, sizeof *c);
	enum asked_answer answer;
	struct problem why;
	struct fields *f;
	json_t *body;

	if (!request_wording(rq, &c->w) || !asked_path(&c->a, rq, &c->w))
		return;
	if (!(body = request_body(rq, &why))) {
		reply_problem(rq, &why);
		return;
	}
	f = form_fields(rq, body);
	answer = asked_read(&c->a, f);
	if (!start_read(&c->starts_at, f))
		answer = ASKED_WRONG;
	creation_token(c, fields_text(f, "token", FIELD_OPTIONAL, TOKEN_TEXT_SIZE));
	if (asked_reply_refusal(rq, &c->w, &c->a, f, answer))
		return;
	c->nplaces =
		times_places(c->places, PLACES_MAX, &c->a.query,
			     world_calendars(request_tenancy(rq)->world), tick_floor(c->starts_at));
	if (!client_may_hold(rq, c))
		return;
	if (c->nplaces == 0) {
		/* Nothing to claim, but the token may hold it already: sent twice. */
		struct db_query show = DB_QUERY(SQL_HOLD_SHOW, c->w.authority->id_text, c->hash);

		request_ask(rq, &show, 1, hold_created);
		return;
	}
	creation_try(rq, c);
}

/* Answers with the form at once when it was typed before, else leads there. */
static void reply_held(struct request *rq, const struct creation *c, const struct hold *h)
{
	struct problem why;
	json_auto_t *typed = details_typed(request_body(rq, &why));
	json_t *document = hold_document(&c->w, h, &c->a);
	json_auto_t *url = hold_url(h, &c->a);

	details_shape(document, &c->w, h->service, h->channel, typed);
	if (typed)
		reply_document(rq, 201, "citizen.details", document);
	else
		reply_made(rq, 201, json_string_value(url), document);
}

static void creation_refuse(struct request *rq, const struct creation *c)
{
	json_auto_t *typed = details_typed(request_body(rq, &(struct problem){0}));

	creation_give_back(rq, c);
	hold_reply_taken(rq, &c->w, &c->a, c->starts_at, typed);
}

/* The page's key was used before, for another time: that one is given back. */
static void creation_renew(struct request *rq, struct creation *c)
{
	struct db_query release = DB_QUERY(SQL_HOLD_RELEASE, c->w.authority->id_text, c->hash);
	char old[TOKEN_HASH_SIZE];

	memcpy(old, c->hash, sizeof old);
	release.params[1] = old;
	creation_token(c, NULL);
	c->tried = 0;
	c->renewed = true;
	request_ask(rq, &release, 1, hold_renewed);
}

static void hold_renewed(struct request *rq, const struct db_result *res)
{
	struct creation *c = request_state(rq, sizeof *c);

	if (res->status != DB_OK) {
		creation_give_back(rq, c);
		reply_sql_error(rq, "hold_release", res);
		return;
	}
	if (PQntuples(res->rows[0]) > 0)
		limits_hold_end(request_tenancy(rq)->limits, request_client(rq),
				row_integer(res->rows[0], 0, "expires_at"));
	if (c->nplaces == 0)
		creation_refuse(rq, c);
	else
		creation_try(rq, c);
}

static void hold_created(struct request *rq, const struct db_result *res)
{
	struct creation *c = request_state(rq, sizeof *c);
	const PGresult *show = res->status == DB_OK ? res->rows[res->nrows - 1] : NULL;
	struct hold h;

	if (res->status != DB_OK) {
		creation_give_back(rq, c);
		reply_sql_error(rq, "hold_create", res);
	} else if (PQntuples(show) > 0 && hold_read(&h, &c->w, show, 0, c->token) && h.held &&
		   h.starts_at == c->starts_at) {
		if (res->nrows == 2 && PQntuples(res->rows[0]) > 0)
			calendars_claim(world_calendars(request_tenancy(rq)->world), h.person->id,
					(unsigned)row_integer(show, 0, "lane"),
					tick_floor(row_integer(show, 0, "from_at")),
					tick_ceil(row_integer(show, 0, "to_at")));
		else
			creation_give_back(rq, c);
		hold_remember(rq, &h, c->hash);
		reply_held(rq, c, &h);
	} else if (PQntuples(show) > 0 && !c->renewed) {
		creation_renew(rq, c);
	} else if (c->tried < c->nplaces) {
		creation_try(rq, c);
	} else {
		creation_refuse(rq, c);
	}
}

/*
 * GET /holds/:token
 */

/* What every endpoint of a hold begins with. */
struct lookup {
	struct wording w;
	char token[TOKEN_TEXT_SIZE], hash[TOKEN_HASH_SIZE];
};

static struct lookup *lookup_new(struct request *rq)
{
	struct lookup *l = request_state(rq, sizeof *l);

	if (!request_wording(rq, &l->w))
		return NULL;
	if (!hold_token_read(l->token, l->hash, request_arg(rq, 0))) {
		reply_problem(rq, &NO_HOLD);
		return NULL;
	}
	return l;
}

static json_t *body_or_params(struct request *rq)
{
	struct problem why;
	json_t *body = request_is_get(rq) ? NULL : request_body(rq, &why);

	return body ? body : request_params(rq);
}

/* Read the hold and what was asked; replies when there is none or it is over. */
static bool hold_open(struct request *rq, const struct lookup *l, const PGresult *rows,
		      struct hold *h, struct asked *a)
{
	json_t *input = body_or_params(rq);

	if (PQntuples(rows) == 0 || !hold_read(h, &l->w, rows, 0, l->token)) {
		reply_problem(rq, &NO_HOLD);
		return false;
	}
	hold_asked(a, h, form_fields(rq, input));
	if (h->held)
		return true;
	if (h->confirmed) {
		str_auto_t *url = text_format("/bookings/%s?view=booked", l->token);

		reply_see_other(rq, url);
	} else {
		json_auto_t *typed = details_typed(input);

		hold_reply_expired(rq, &l->w, h, a, typed);
	}
	return false;
}

static void reply_details(struct request *rq, const struct lookup *l, const struct hold *h,
			  const struct asked *a, const json_t *typed)
{
	json_t *document = hold_document(&l->w, h, a);

	details_shape(document, &l->w, h->service, h->channel, typed);
	reply_document(rq, 200, "citizen.details", document);
}

void hold_show(struct request *rq)
{
	struct lookup *l = lookup_new(rq);

	if (!l)
		return;
	struct db_query show = DB_QUERY(SQL_HOLD_SHOW, l->w.authority->id_text, l->hash);

	request_ask(rq, &show, 1, hold_shown);
}

static void hold_shown(struct request *rq, const struct db_result *res)
{
	struct lookup *l = request_state(rq, sizeof *l);
	struct hold h;
	struct asked a;

	if (res->status != DB_OK)
		reply_sql_error(rq, "hold_show", res);
	else if (hold_open(rq, l, res->rows[0], &h, &a))
		reply_details(rq, l, &h, &a, NULL);
}

/*
 * POST /holds/:token/extend
 */

void hold_extend(struct request *rq)
{
	struct lookup *l = lookup_new(rq);

	if (!l)
		return;
	struct db_query batch[] = {
		DB_QUERY(SQL_HOLD_EXTEND, l->w.authority->id_text, l->hash),
		DB_QUERY(SQL_HOLD_SHOW, l->w.authority->id_text, l->hash),
	};
	request_ask(rq, batch, 2, hold_extended);
}

static void hold_extended(struct request *rq, const struct db_result *res)
{
	static const struct problem ONCE = {409, "already_extended",
					    "a hold is extended only once"};
	struct lookup *l = request_state(rq, sizeof *l);
	struct hold h;
	struct asked a;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "hold_extend", res);
	} else if (hold_open(rq, l, res->rows[1], &h, &a)) {
		json_auto_t *typed = details_typed(body_or_params(rq));

		if (PQntuples(res->rows[0]) == 0 && request_format(rq) == FORMAT_JSON)
			reply_problem(rq, &ONCE);
		else
			reply_details(rq, l, &h, &a, typed);
	}
}

/*
 * POST /holds/:token/release and DELETE /holds/:token
 */

void hold_release(struct request *rq)
{
	struct lookup *l = lookup_new(rq);

	if (!l)
		return;
	struct db_query batch[] = {
		DB_QUERY(SQL_HOLD_RELEASE, l->w.authority->id_text, l->hash),
		DB_QUERY(SQL_HOLD_SHOW, l->w.authority->id_text, l->hash),
	};
	request_ask(rq, batch, 2, hold_released);
}

static void hold_released(struct request *rq, const struct db_result *res)
{
	struct lookup *l = request_state(rq, sizeof *l);
	struct hold h;
	struct asked a;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "hold_release", res);
	} else if (PQntuples(res->rows[1]) == 0 ||
		   !hold_read(&h, &l->w, res->rows[1], 0, l->token) || h.confirmed) {
		reply_problem(rq, &NO_HOLD);
	} else {
		json_auto_t *url = NULL;

		if (PQntuples(res->rows[0]) > 0)
			limits_hold_end(request_tenancy(rq)->limits, request_client(rq),
					row_integer(res->rows[0], 0, "expires_at"));
		hold_asked(&a, &h, form_fields(rq, body_or_params(rq)));
		url = offer_times_url(&l->w, &a);
		reply_see_other(rq, json_string_value(url));
	}
}
