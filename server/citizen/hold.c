/* hold.c - a hold as the database knows it, and as a document. */
#include "server/citizen/hold.h"

#include <string.h>

#include "server/citizen/offer.h"
#include "server/db/rows.h"
#include "server/details.h"
#include "server/net/reply.h"
#include "server/own_words.h"

bool hold_token_read(char token[TOKEN_TEXT_SIZE], char hash[TOKEN_HASH_SIZE], const char *text)
{
	struct token parsed;

	if (!token_parse(&parsed, text))
		return false;
	token_format(token, &parsed);
	token_hash(hash, &parsed);
	return true;
}

bool hold_read(struct hold *h, const struct wording *w, const PGresult *rows, int row,
	       const char *token)
{
	*h = (struct hold){
		.service =
			authority_service_by_id(w->authority, row_integer(rows, row, "service_id")),
		.person = authority_person_by_id(w->authority,
						 row_integer(rows, row, "contact_person_id")),
		.channel = (enum channel)channel_parse(row_text(rows, row, "channel")),
		.starts_at = row_integer(rows, row, "from_at"),
		.expires_at = row_integer(rows, row, "expires_at"),
		.minutes = (int)row_integer(rows, row, "minutes"),
		.held = row_bool(rows, row, "held"),
		.confirmed = row_bool(rows, row, "confirmed"),
		.extended = row_bool(rows, row, "hold_extended"),
		.room = row_text(rows, row, "room"),
	};
	memcpy(h->token, token, sizeof h->token);
	return h->service && h->person;
}

bool hold_recall(struct hold *h, struct request *rq, const struct wording *w, const char *token,
		 const char *hash)
{
	const struct own_hold *own =
		own_holds_find(request_tenancy(rq)->own_holds, hash, time(NULL));

	if (!own)
		return false;
	*h = (struct hold){
		.service = authority_service_by_id(w->authority, own->service_id),
		.person = authority_person_by_id(w->authority, own->contact_person_id),
		.channel = own->channel,
		.starts_at = own->starts_at,
		.expires_at = own->expires_at,
		.minutes = own->minutes,
		.held = true,
	};
	memcpy(h->token, token, sizeof h->token);
	return h->service && h->person;
}

void hold_remember(struct request *rq, const struct hold *h, const char *hash)
{
	struct own_hold own = {
		.service_id = h->service->id,
		.contact_person_id = h->person->id,
		.channel = h->channel,
		.starts_at = h->starts_at,
		.expires_at = h->expires_at,
		.minutes = h->minutes,
	};

	memcpy(own.hash, hash, sizeof own.hash);
	own_holds_put(request_tenancy(rq)->own_holds, &own);
}

void hold_asked(struct asked *a, const struct hold *h, struct fields *f)
{
	*a = (struct asked){
		.office = h->service->office,
		.service = h->service,
		.query = {.service = h->service, .channel = h->channel, .now = time(NULL)},
	};
	if (asked_read(a, f) != ASKED_OK)
		times_one(&a->query, h->person);
	a->query.only = NULL;
	a->query.channel = h->channel;
}

static json_t *extend_text(const struct wording *w, const struct hold *h)
{
	return h->extended ? json_null()
			   : word_count(w, "count.minutes", h->service->office->rules.hold_minutes);
}

json_t *hold_document(const struct wording *w, const struct hold *h, const struct asked *a)
{
	json_t *document = json_object();

	json_object_set_new(document, "token", json_string(h->token));
	shape_moment(document, w, h->starts_at, h->minutes);
	offer_shape_what(document, w, a);
	json_object_set_new(document, "expires_at", word_rfc3339(w, h->expires_at));
	json_object_set_new(document, "expires_text", word_clock_sentence(w, h->expires_at));
	json_object_set_new(document, "expires_in", json_integer(h->expires_at - time(NULL)));
	json_object_set_new(document, "can_extend", json_boolean(!h->extended));
	json_object_set_new(document, "extend_text", extend_text(w, h));
	json_object_set_new(document, "contact_person", shape_person(h->person));
	json_object_set_new(document, "place",
			    shape_place(w, a->office, h->person, h->room, h->channel));
	json_object_set_new(document, "times_url", offer_times_url(w, a));
	json_object_set_new(document, "service_url", json_null());
	json_object_set_new(document, "privacy", own_words_page(w, a->office, "page.privacy"));
	json_object_set_new(document, "keep_text",
			    word_count(w, "count.days", a->office->rules.retention_days));
	return document;
}

json_t *hold_url(const struct hold *h, const struct asked *a)
{
	struct buffer url = {0};

	buffer_printf(&url, "/holds/%s?", h->token);
	asked_query(a, &url);
	return offer_text(&url);
}

/*
 * When a time is lost
 */

/* What pages without a hold have in common: the nearest times from that day on.  One that
 * was taken is not among them, also where this worker has not heard of it yet. */
static json_t *alternatives(struct request *rq, const struct wording *w, const struct asked *a,
			    time_t lost, bool taken, const json_t *typed)
{
	const struct calendars *calendars = world_calendars(request_tenancy(rq)->world);
	json_t *document = json_object();
	struct times times;

	times_list(&times, &a->query, calendars, zone_local(w->authority->zone, lost).date,
		   DAYS_MAX, OFFER_RESULTS_DAYS);
	if (times.n == 0)
		times_list(&times, &a->query, calendars, (struct date){1, 1, 1}, DAYS_MAX,
			   OFFER_RESULTS_DAYS);
	if (taken)
		times_drop(&times, tick_floor(lost), NULL);
	offer_shape_what(document, w, a);
	offer_shape(document, w, a, &times, request_format(rq), NULL, NULL);
	if (request_format(rq) != FORMAT_HTML)
		return document;
	json_object_set_new(document, "service_url", offer_service_url(w, a));
	json_object_set_new(document, "filter", offer_filter(w, &(struct times_query){0}));
	json_object_set_new(document, "reset_url", json_null());
	json_object_set_new(document, "times_url", offer_times_url(w, a));
	json_object_set_new(document, "post_path", offer_post_path(a));
	details_shape(document, w, a->service, a->query.channel, typed);
	if (!typed)
		json_object_set_new(document, "values", json_null());
	return document;
}

void hold_reply_taken(struct request *rq, const struct wording *w, const struct asked *a,
		      time_t starts_at, const json_t *typed)
{
	static const struct problem TAKEN = {409, "time_taken", "that time is no longer free"};
	json_t *document = alternatives(rq, w, a, starts_at, true, typed), *lost = json_object();

	shape_moment(lost, w, starts_at, a->service->minutes);
	json_object_set_new(document, "lost", lost);
	reply_problem_page(rq, &TAKEN, "citizen.taken", document);
}

static json_t *again_json(struct request *rq, const struct wording *w, const struct hold *h,
			  const struct asked *a)
{
	const struct calendars *calendars = world_calendars(request_tenancy(rq)->world);
	struct times_place place;
	json_t *again;

	if (times_places(&place, 1, &a->query, calendars, tick_floor(h->starts_at)) == 0)
		return json_null();
	again = json_object();
	shape_moment(again, w, h->starts_at, h->minutes);
	json_object_set_new(again, "contact_person", shape_person(place.person));
	json_object_set_new(again, "with_names", json_boolean(a->query.npersons > 1));
	return again;
}

void hold_reply_expired(struct request *rq, const struct wording *w, const struct hold *h,
			const struct asked *a, const json_t *typed)
{
	static const struct problem EXPIRED = {410, "hold_expired", "the hold has ended"};
	json_t *document = alternatives(rq, w, a, h->starts_at, false, typed);

	json_object_set_new(document, "expired_text",
			    h->expires_at > 0 && h->expires_at <= time(NULL)
				    ? word_clock_sentence(w, h->expires_at)
				    : json_null());
	json_object_set_new(document, "again", again_json(rq, w, h, a));
	json_object_set_new(document, "service_url", json_null());
	reply_problem_page(rq, &EXPIRED, "citizen.expired", document);
}
