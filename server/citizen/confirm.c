/* confirm.c - the details of a hold are typed, reviewed and confirmed. */
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/reference.h"
#include "server/booking.h"
#include "server/citizen/bookings.h"
#include "server/citizen/endpoints.h"
#include "server/citizen/form.h"
#include "server/citizen/hold.h"
#include "server/db/rows.h"
#include "server/details.h"
#include "server/net/reply.h"
#include "server/text.h"

static const struct problem NO_HOLD = {404, "no_such_hold", "there is no such hold"};

static continuation_fn hold_detailed, hold_checked, hold_confirmed, hold_unconfirmed;

enum { TRIES_MAX = 2, LIMIT_TEXT_SIZE = 16 };

/* Lives from the request to its answer. */
struct confirmation {
	struct wording w;
	char token[TOKEN_TEXT_SIZE], hash[TOKEN_HASH_SIZE];
	struct hold h;
	struct asked a;
	json_t *body;
	struct fields *f;
	struct details d;
	const char *language; /* of the mails */
	int tries;
};

static struct confirmation *confirmation_new(struct request *rq)
{
	struct confirmation *c = request_state(rq, sizeof *c);
	struct problem why;

	if (!request_wording(rq, &c->w))
		return NULL;
	if (!hold_token_read(c->token, c->hash, request_arg(rq, 0))) {
		reply_problem(rq, &NO_HOLD);
		return NULL;
	}
	if (!(c->body = request_body(rq, &why))) {
		reply_problem(rq, &why);
		return NULL;
	}
	c->f = form_fields(rq, c->body);
	return c;
}

static void confirmation_ask(struct request *rq, const struct confirmation *c,
			     continuation_fn *next)
{
	struct db_query batch[] = {
		DB_QUERY(SQL_HOLD_SHOW, c->w.authority->id_text, c->hash),
		DB_QUERY(SQL_BOOKING_SHOW, c->w.authority->id_text, c->hash),
	};

	request_ask(rq, batch, 2, next);
}

/* Read the hold; replies when it is none or over.  A booking made of it is the answer too. */
static bool confirmation_open(struct request *rq, struct confirmation *c,
			      const struct db_result *res)
{
	json_auto_t *typed = NULL;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "hold_show", res);
		return false;
	}
	if (PQntuples(res->rows[1]) > 0) {
		booking_reply_made(rq, &c->w, res->rows[1], c->token, 200);
		return false;
	}
	if (PQntuples(res->rows[0]) == 0 || !hold_read(&c->h, &c->w, res->rows[0], 0, c->token)) {
		reply_problem(rq, &NO_HOLD);
		return false;
	}
	hold_asked(&c->a, &c->h, form_fields(rq, c->body));
	if (c->h.held)
		return true;
	typed = details_typed(c->body);
	hold_reply_expired(rq, &c->w, &c->h, &c->a, typed);
	return false;
}

static void json_release(void *json)
{
	json_decref(json);
}

static bool confirmation_read(struct request *rq, struct confirmation *c)
{
	bool right = details_read(&c->d, c->f, c->h.service, c->h.channel);

	request_keep(rq, c->d.answers, json_release);
	return right;
}

static json_t *form_document(const struct confirmation *c, const json_t *values)
{
	json_t *document = hold_document(&c->w, &c->h, &c->a);

	details_shape(document, &c->w, c->h.service, c->h.channel, values);
	return document;
}

/*
 * POST /holds/:token/details
 */

void hold_details(struct request *rq)
{
	struct confirmation *c = confirmation_new(rq);

	if (c)
		confirmation_ask(rq, c, hold_detailed);
}

static void hold_detailed(struct request *rq, const struct db_result *res)
{
	struct confirmation *c = request_state(rq, sizeof *c);
	bool edit = json_object_get(c->body, "edit") != NULL;

	if (!confirmation_open(rq, c, res))
		return;
	if (edit || confirmation_read(rq, c))
		reply_document(rq, 200, edit ? "citizen.details" : "citizen.review",
			       form_document(c, edit ? c->body : fields_values(c->f)));
	else
		reply_invalid(rq, "citizen.details", form_document(c, fields_values(c->f)),
			      fields_errors(c->f));
}

/*
 * POST /holds/:token/confirm
 *
 * What must be filled in depends on the service, so the hold comes first.  This worker mostly made
 * it itself; then one statement does it all.
 */

static const char *language_read(const struct confirmation *c)
{
	const char *offered[AUTHORITY_LANGUAGES_MAX + 1] = {NULL}, *chosen;

	memcpy(offered, c->w.authority->languages, c->w.authority->nlanguages * sizeof offered[0]);
	chosen = fields_choice(c->f, "language", FIELD_OPTIONAL, offered);
	return chosen ? chosen : language_code(c->w.language);
}

static void confirmation_try(struct request *rq, struct confirmation *c)
{
	char office[KEY_TEXT_SIZE], reference[REFERENCE_SIZE], uid[BOOKING_UID_SIZE],
		limit[LIMIT_TEXT_SIZE];
	str_auto_t *answers = json_dumps(c->d.answers, JSON_COMPACT);
	json_auto_t *asked = asked_json(&c->a);
	str_auto_t *asked_text = json_dumps(asked, JSON_COMPACT);

	snprintf(office, sizeof office, "%" PRId64, c->a.office->id);
	snprintf(limit, sizeof limit, "%d", c->a.office->rules.bookings_per_email);
	reference_draw(reference);
	booking_uid(uid, c->w.authority);
	c->tries++;

	struct db_query batch[] = {
		DB_QUERY(SQL_HOLD_CONFIRM, c->w.authority->id_text, c->hash, office, reference, uid,
			 c->d.family_name, c->d.given_name, c->d.email, c->d.phone, c->language,
			 answers, limit, c->token, asked_text, "true"),
		DB_QUERY(SQL_BOOKING_SHOW, c->w.authority->id_text, c->hash),
	};
	request_ask(rq, batch, 2, hold_confirmed);
}

/* Whether what was typed is all there, for the service of the hold. */
static bool confirmation_complete(struct request *rq, struct confirmation *c)
{
	c->language = language_read(c);
	return confirmation_read(rq, c);
}

void hold_confirm(struct request *rq)
{
	struct confirmation *c = confirmation_new(rq);

	if (!c)
		return;
	if (hold_recall(&c->h, rq, &c->w, c->token, c->hash)) {
		hold_asked(&c->a, &c->h, form_fields(rq, c->body));
		if (confirmation_complete(rq, c)) {
			confirmation_try(rq, c);
			return;
		}
		c->f = form_fields(rq, c->body); /* read once more, when it is known to be held */
	}
	confirmation_ask(rq, c, hold_checked);
}

static void hold_checked(struct request *rq, const struct db_result *res)
{
	struct confirmation *c = request_state(rq, sizeof *c);

	if (!confirmation_open(rq, c, res))
		return;
	if (confirmation_complete(rq, c))
		confirmation_try(rq, c);
	else
		reply_invalid(rq, "citizen.details", form_document(c, fields_values(c->f)),
			      fields_errors(c->f));
}

/* Still held, so it was the address: it has as many bookings of this service as it may. */
static void reply_too_many_bookings(struct request *rq)
{
	static const struct problem MANY = {
		429, "too_many_bookings",
		"this e-mail address has as many appointments for this service as it may"};

	reply_header(rq, "Retry-After", "86400"); /* no earlier than one of them is over */
	reply_problem(rq, &MANY);
}

static void hold_confirmed(struct request *rq, const struct db_result *res)
{
	struct confirmation *c = request_state(rq, sizeof *c);
	struct db_query show = DB_QUERY(SQL_HOLD_SHOW, c->w.authority->id_text, c->hash);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "hold_confirm", res);
	} else if (PQntuples(res->rows[1]) > 0) {
		bool first = PQntuples(res->rows[0]) > 0;

		if (first)
			limits_hold_end(request_tenancy(rq)->limits, request_client(rq),
					c->h.expires_at);
		booking_reply_made(rq, &c->w, res->rows[1], c->token, first ? 201 : 200);
	} else {
		request_ask(rq, &show, 1, hold_unconfirmed);
	}
}

/* It is over, or its address has enough; or another booking has this very reference, once in a
 * long while. */
static void hold_unconfirmed(struct request *rq, const struct db_result *res)
{
	struct confirmation *c = request_state(rq, sizeof *c);
	json_auto_t *typed = NULL;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "hold_show", res);
	} else if (PQntuples(res->rows[0]) > 0 && row_bool(res->rows[0], 0, "held")) {
		if (c->tries < TRIES_MAX)
			confirmation_try(rq, c);
		else
			reply_too_many_bookings(rq);
	} else {
		typed = details_typed(c->body);
		hold_reply_expired(rq, &c->w, &c->h, &c->a, typed);
	}
}
