/*
 * proposals.c - another time for each booking that a change hits, held while staff decide.
 *
 * Times come from memory, which does not know the change; so those of the persons whose time
 * it takes are held against what change_open says would be left to them.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/tick.h"
#include "lib/zone.h"
#include "server/change_run.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/tenant.h"

static continuation_fn proposals_held;

enum {
	HOLDS_PER_BATCH = DB_MAX_BATCH / 2, /* each is claimed, then shown */
	PLACES_MAX = 64,
	DAYS_PER_LOOK = 10,
	LOOKS_MAX = 20,
	HOLDS_PER_FIELD = 80,
};

/*
 * The hidden fields: "holds", "ID:TOKEN ID:TOKEN ..."
 */

static void hold_read_pair(struct change_run *run, struct buffer *hashes, const char *pair)
{
	struct proposed *p = &run->proposed[run->nproposed];
	const char *colon = strchr(pair, ':');
	struct token token;
	char text[TOKEN_TEXT_SIZE];

	if (!colon || run->nproposed == HITS_MAX)
		return;
	snprintf(text, sizeof text, "%.*s", (int)strcspn(colon + 1, " "), colon + 1);
	if (!token_parse(&token, text))
		return;
	p->booking_id = strtoll(pair, NULL, 10);
	token_format(p->token, &token);
	token_hash(p->hash, &token);
	buffer_printf(hashes, "%s\"\\%s\"", run->nproposed ? "," : "", p->hash);
	run->nproposed++;
}

static void holds_read_text(struct change_run *run, struct buffer *hashes, const char *text)
{
	while (text && *text) {
		hold_read_pair(run, hashes, text);
		text += strcspn(text, " ");
		text += strspn(text, " ");
	}
}

void proposals_read(struct change_run *run)
{
	json_t *holds = json_object_get(run->body, "holds"), *one;
	struct buffer hashes = {0};
	size_t i;

	buffer_puts(&hashes, "{");
	holds_read_text(run, &hashes, json_string_value(holds));
	json_array_foreach (holds, i, one)
		holds_read_text(run, &hashes, json_string_value(one));
	buffer_puts(&hashes, "}");
	run->hashes = buffer_steal(&hashes);
}

static void holds_field(json_t *fields, const struct buffer *text)
{
	if (text->len > 0)
		json_array_append_new(
			fields, json_pack("{s:s, s:s}", "name", "holds", "value", text->data));
}

void proposals_fields(const struct change_run *run, json_t *fields)
{
	struct buffer text = {0};
	size_t n = 0;

	for (size_t i = 0; i < run->nhits; i++) {
		const struct hit *h = &run->hits[i];

		if (!h->held)
			continue;
		buffer_printf(&text, "%s%" PRId64 ":%s", text.len ? " " : "", h->id, h->token);
		if (++n % HOLDS_PER_FIELD == 0) {
			holds_field(fields, &text);
			buffer_done(&text);
			text = (struct buffer){0};
		}
	}
	holds_field(fields, &text);
	buffer_done(&text);
}

/* A row of holds_of or hold_show. */
static void hit_hold(struct hit *h, const struct authority *a, const PGresult *rows, int row)
{
	h->place.person = authority_person_by_id(a, row_integer(rows, row, "contact_person_id"));
	h->start = tick_floor(row_integer(rows, row, "from_at"));
	h->held_until = row_integer(rows, row, "expires_at");
	h->held = h->place.person != NULL;
}

static void hit_match(struct hit *h, const struct authority *a, const struct proposed *p,
		      const PGresult *rows)
{
	for (int row = 0; row < PQntuples(rows) && !h->held; row++) {
		if (strcmp(row_text(rows, row, "hash"), p->hash) != 0 || !h->service ||
		    row_integer(rows, row, "service_id") != h->service->id)
			continue;
		memcpy(h->token, p->token, sizeof h->token);
		memcpy(h->hash, p->hash, sizeof h->hash);
		hit_hold(h, a, rows, row);
	}
}

void proposals_match(const struct change *c, const PGresult *rows)
{
	struct change_run *run = c->run;

	for (size_t i = 0; i < run->nhits; i++)
		for (size_t k = 0; k < run->nproposed; k++)
			if (run->proposed[k].booking_id == run->hits[i].id)
				hit_match(&run->hits[i], c->w->authority, &run->proposed[k], rows);
}

/*
 * Finding
 */

static bool is_substituted(const struct change *c, const struct hit *h)
{
	return c->substitute && h->person == c->absent;
}

/* Who is responsible follows from what the citizen answered when booking;
 * of a substitute that the change brings memory does not know yet. */
static void query_new(struct times_query *q, const struct change *c, const struct hit *h,
		      time_t now)
{
	const json_t *asked = json_object_get(h->row, "asked");
	const struct authority *a = h->service->office->authority;
	const char *municipality = json_string_value(json_object_get(asked, "municipality"));

	*q = (struct times_query){.service = h->service, .channel = h->channel, .now = now};
	if (times_responsible(q, json_string_value(json_object_get(asked, "surname")),
			      json_is_true(json_object_get(asked, "whole_surname")),
			      municipality ? authority_municipality(a, municipality) : NULL) !=
		    RESPONSIBLE &&
	    h->person) {
		q->npersons = 1;
		q->persons[0] = (size_t)(h->person - a->persons);
	}
	if (is_substituted(c, h))
		times_also(q, c->substitute, c->substitute_from, c->substitute_to);
}

static bool spans_cover(const json_t *spans, time_t from, time_t to)
{
	json_t *span;
	size_t i;

	json_array_foreach (spans, i, span)
		if (json_integer_value(json_array_get(span, 0)) <= from &&
		    to <= json_integer_value(json_array_get(span, 1)))
			return true;
	return false;
}

/* Whether the change leaves this time to the person. */
static bool is_left(const struct change_run *run, const struct hit *h,
		    const struct contact_person *p, int32_t start)
{
	time_t from = tick_time(start);
	time_t to = from + (time_t)(h->service->minutes + h->service->buffer_minutes) * 60;
	json_t *open;
	size_t i;

	json_array_foreach (json_object_get(run->refusal, "open"), i, open) {
		const char *channel = json_string_value(json_object_get(open, "channel"));

		if (json_integer_value(json_object_get(open, "person")) == p->id &&
		    json_integer_value(json_object_get(open, "service")) == h->service->id &&
		    channel && strcmp(channel, channel_name(h->channel)) == 0)
			return spans_cover(json_object_get(open, "spans"), from, to);
	}
	return true;
}

static int32_t hit_ticks(const struct hit *h)
{
	return ticks_of_minutes(h->service->minutes) + ticks_of_minutes(h->service->buffer_minutes);
}

/* Whether a hit before this one was given that place, which memory does not know yet. */
static bool is_given(const struct change_run *run, const struct hit *h,
		     const struct times_place *place, int32_t start)
{
	for (const struct hit *other = run->hits; other < h; other++)
		if (other->service && other->place.person == place->person &&
		    other->place.lane == place->lane && other->start < start + hit_ticks(h) &&
		    start < other->start + hit_ticks(other))
			return true;
	return false;
}

static bool hit_place(const struct change_run *run, struct hit *h, const struct times_query *q,
		      const struct calendars *calendars, int32_t start)
{
	struct times_place places[PLACES_MAX];
	size_t n = times_places(places, PLACES_MAX, q, calendars, start);

	for (size_t i = 0; i < n; i++) {
		if (!is_left(run, h, places[i].person, start) ||
		    is_given(run, h, &places[i], start))
			continue;
		h->place = places[i];
		h->start = start;
		return true;
	}
	return false;
}

/* The first time from then on. */
static bool hit_find(const struct change_run *run, struct hit *h, const struct times_query *q,
		     const struct calendars *calendars, time_t from)
{
	struct date day = zone_local(h->service->office->authority->zone, from).date;
	struct times times;

	for (int look = 0; look < LOOKS_MAX && day.year != 0; look++, day = times.next_from) {
		times_list(&times, q, calendars, day, DAYS_MAX, DAYS_PER_LOOK);
		for (size_t i = 0; i < times.n; i++)
			if (tick_time(times.list[i].start) >= from &&
			    hit_place(run, h, q, calendars, times.list[i].start))
				return true;
	}
	return false;
}

/* Soon after the old time, else as soon as there is any. */
static bool hit_propose(const struct change *c, struct hit *h, const struct calendars *calendars)
{
	const struct change_run *run = c->run;
	time_t now = time(NULL);
	struct times_query q;
	struct token token;

	if (!h->service || !h->office || !h->office->live)
		return false;
	query_new(&q, c, h, now);
	if (q.npersons == 0 ||
	    (!hit_find(run, h, &q, calendars,
		       h->beyond > h->starts_at ? h->beyond : h->starts_at) &&
	     !hit_find(run, h, &q, calendars, h->beyond > now ? h->beyond : now))) {
		h->place.person = NULL;
		return false;
	}
	h->standing_in = is_substituted(c, h) && h->place.person == c->substitute;
	token_draw(&token);
	token_format(h->token, &token);
	token_hash(h->hash, &token);
	h->tries++;
	return true;
}

/*
 * Holding
 */

/* Keys and times as statements take them. */
struct hold_texts {
	char person[KEY_TEXT_SIZE], lane[KEY_TEXT_SIZE], service[KEY_TEXT_SIZE],
		starts_at[sizeof "2026-11-25T09:20:00Z+"], minutes[KEY_TEXT_SIZE],
		absent[KEY_TEXT_SIZE];
};

static void hold_queries(struct db_query queries[2], struct hold_texts *t, const struct hit *h,
			 const char *authority)
{
	time_t starts_at = tick_time(h->start);
	struct tm utc;

	snprintf(t->person, sizeof t->person, "%" PRId64, h->place.person->id);
	snprintf(t->lane, sizeof t->lane, "%u", h->place.lane);
	snprintf(t->service, sizeof t->service, "%" PRId64, h->service->id);
	snprintf(t->absent, sizeof t->absent, "%" PRId64, h->person ? h->person->id : 0);
	snprintf(t->minutes, sizeof t->minutes, "%d", PROPOSAL_MINUTES);
	strftime(t->starts_at, sizeof t->starts_at, "%Y-%m-%dT%H:%M:%SZ",
		 gmtime_r(&starts_at, &utc));
	queries[0] = (struct db_query)DB_QUERY(SQL_HOLD_CREATE, authority, t->person, t->lane,
					       t->service, channel_name(h->channel), t->starts_at,
					       h->hash, t->minutes, h->place.person->office->path,
					       h->standing_in ? t->absent : NULL, "false", "false");
	queries[1] = (struct db_query)DB_QUERY(SQL_HOLD_SHOW, authority, h->hash);
}

void proposals_make(struct request *rq, struct change *c)
{
	struct change_run *run = c->run;
	const struct calendars *calendars = world_calendars(request_tenancy(rq)->world);
	struct db_query batch[DB_MAX_BATCH];
	struct hold_texts texts[HOLDS_PER_BATCH];
	size_t n = 0;

	while (run->seen < run->nhits && n < HOLDS_PER_BATCH) {
		struct hit *h = &run->hits[run->seen++];

		if (!h->held && h->tries < TRIES_MAX && hit_propose(c, h, calendars)) {
			hold_queries(&batch[2 * n], &texts[n], h, c->w->authority->id_text);
			n++;
		}
	}
	if (n > 0)
		request_ask(rq, batch, 2 * n, proposals_held);
	else
		conflicts_reply(rq, c);
}

static void hit_held(struct change *c, struct calendars *calendars, const char *hash,
		     const PGresult *show)
{
	struct change_run *run = c->run;

	for (size_t i = 0; i < run->nhits; i++) {
		struct hit *h = &run->hits[i];

		if (strcmp(h->hash, hash) != 0)
			continue;
		hit_hold(h, c->w->authority, show, 0);
		calendars_claim(calendars, h->place.person->id,
				(unsigned)row_integer(show, 0, "lane"), h->start,
				tick_ceil(row_integer(show, 0, "to_at")));
	}
}

/* What somebody else took meanwhile is no proposal: look for a later one. */
static void hits_retry(struct change_run *run)
{
	for (size_t i = run->seen; i-- > 0;) {
		struct hit *h = &run->hits[i];

		if (h->held || h->tries == 0 || h->tries == TRIES_MAX || !h->place.person)
			continue;
		h->beyond = tick_time(h->start) + 1;
		run->seen = i;
	}
}

static void proposals_held(struct request *rq, const struct db_result *res)
{
	struct change *c = request_state(rq, sizeof *c);
	struct calendars *calendars = world_calendars(request_tenancy(rq)->world);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "hold_create", res);
		return;
	}
	for (size_t i = 0; i + 1 < res->nrows; i += 2)
		if (PQntuples(res->rows[i + 1]) > 0 && row_bool(res->rows[i + 1], 0, "held"))
			hit_held(c, calendars, row_text(res->rows[i + 1], 0, "hash"),
				 res->rows[i + 1]);
	hits_retry(c->run);
	proposals_make(rq, c);
}
