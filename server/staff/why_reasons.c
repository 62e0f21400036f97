/* why_reasons.c - the conditions a time must meet, each with its reason. */
#include <inttypes.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/surname_examples.h"
#include "lib/zone.h"
#include "server/db/rows.h"
#include "server/staff/letters.h"
#include "server/staff/matrix.h"
#include "server/staff/why.h"
#include "server/text.h"

/* Where it can be changed, for who may. */
enum place { NOWHERE, AT_HOURS, AT_RESPONSIBILITIES };

struct reason {
	const char *key;
	bool ok;
	json_t *text, *url, *url_text; /* taken; url NULL: see at */
	enum place at;
};

static json_t *text_of(const struct inquiry *q, const char *key, json_t *vars)
{
	str_auto_t *name = text_format("staff.why.%s", key);

	return word_text(&q->w, name, vars);
}

static void place_set(const struct inquiry *q, struct reason *r)
{
	const char *slug = q->office->slug;

	r->url = r->url_text = json_null();
	if (r->at == AT_HOURS && session_may(q->session, RIGHT_HOURS, q->office, q->person->id)) {
		r->url = json_sprintf("/staff/%s/hours?contact_person=%s%s", slug, q->person->slug,
				      q->w.lang_amp);
		r->url_text = word_text(&q->w, "staff.nav.hours", NULL);
	}
	if (r->at == AT_RESPONSIBILITIES) {
		r->url = json_sprintf("/staff/%s/responsibilities%s", slug, q->w.lang_query);
		r->url_text = word_text(&q->w, "staff.nav.responsibilities", NULL);
	}
}

/* The unmet come first, each group in the order of the calls. */
static void reason_add(json_t *reasons, const struct inquiry *q, struct reason r)
{
	str_auto_t *label = text_format("%s.label", r.key);
	size_t at = 0;

	if (!r.url)
		place_set(q, &r);
	while (at < json_array_size(reasons) &&
	       (r.ok || !json_is_true(json_object_get(json_array_get(reasons, at), "ok"))))
		at++;
	json_array_insert_new(reasons, at,
			      json_pack("{s:s, s:b, s:o, s:o, s:o, s:o}", "key", r.key, "ok", r.ok,
					"label", text_of(q, label, NULL), "text", r.text, "url",
					r.url, "url_text", r.url_text));
}

static json_t *span_said(const struct inquiry *q, time_t from, time_t to)
{
	json_auto_t *begin = word_clock(&q->w, from), *end = word_clock_sentence(&q->w, to);

	return json_sprintf("%s–%s", json_string_value(begin), json_string_value(end));
}

/*
 * The rules
 */

static void lead_add(json_t *reasons, const struct inquiry *q)
{
	buffer_auto_t lead = {0};

	language_duration(q->w.language, q->service->office->rules.lead_minutes, &lead);
	reason_add(reasons, q,
		   (struct reason){"lead", q->start >= q->begin,
				   text_of(q, "lead.rule", json_pack("{s:s}", "lead", lead.data))});
}

/* Where new days open at an hour, also when the next one does. */
static json_t *horizon_text(const struct inquiry *q)
{
	const struct horizon *h = &q->service->office->rules.horizon;
	time_t opening = horizon_next_opening(h, q->w.authority->zone, q->query.now);
	json_t *vars =
		json_pack("{s:o}", "date", word_day_of(&q->w, DATE_SHORT, tick_time(q->end) - 1));

	if (h->opens_minute == 0)
		return text_of(q, "horizon.rule", vars);
	json_object_set_new(vars, "day", word_day_of(&q->w, DATE_SHORT, opening));
	json_object_set_new(vars, "time", word_clock_sentence(&q->w, opening));
	return text_of(q, "horizon.opens", vars);
}

static void horizon_add(json_t *reasons, const struct inquiry *q)
{
	reason_add(reasons, q, (struct reason){"horizon", q->start < q->end, horizon_text(q)});
}

static void office_add(json_t *reasons, const struct inquiry *q)
{
	bool live = q->office->live;

	reason_add(reasons, q,
		   (struct reason){"office", live,
				   text_of(q, live ? "office.live" : "office.not_live", NULL)});
}

/* "A–K, S": for whom the person answers then. */
static char *letters_of(const struct inquiry *q)
{
	const struct service *s = q->service;
	json_auto_t *ranges = json_array();

	for (size_t i = 0; i < s->nresponsibilities; i++) {
		const struct responsibility *r = &s->responsibilities[i];

		if (&q->w.authority->persons[r->contact_person] == q->person &&
		    responsibility_holds(r, q->start))
			json_array_append_new(ranges,
					      json_pack("{s:o, s:o}", "from",
							word_or_null(s->ranges[i].from), "to",
							word_or_null(s->ranges[i].to)));
	}
	return letters_text(ranges);
}

/* Names of those letters, where no name was asked for. */
static json_t *examples_of(const struct inquiry *q)
{
	const struct service *s = q->service;

	for (size_t i = 0; i < s->nresponsibilities && !q->surname; i++) {
		const struct responsibility *r = &s->responsibilities[i];
		str_auto_t *names = NULL;

		if (!r->by_surname || !inquiry_answers(q, i))
			continue;
		names = surname_examples_text(&r->surnames);
		return word_or_null(*names ? names : NULL);
	}
	return json_null();
}

/* For whom the person stands in; NULL when it answers by itself, or not at all. */
static const struct contact_person *absent_of(const struct inquiry *q)
{
	const struct contact_person *absent = NULL;

	for (size_t i = 0; i < q->service->nresponsibilities; i++) {
		if (!inquiry_answers(q, i))
			continue;
		absent = q->service->ranges[i].instead_of;
		if (!absent)
			break;
	}
	return absent;
}

static void responsibility_add(json_t *reasons, const struct inquiry *q)
{
	const struct contact_person *absent = absent_of(q);
	bool ok = inquiry_responsible(q);
	str_auto_t *letters = letters_of(q);
	const char *key = absent     ? "responsibility.instead"
			  : ok       ? "responsibility.letters"
			  : *letters ? "responsibility.others"
				     : "responsibility.nothing";

	reason_add(reasons, q,
		   (struct reason){
			   "responsibility", ok,
			   text_of(q, key,
				   json_pack("{s:s, s:s, s:o, s:o}", "letters", letters, "name",
					     absent ? absent->name : "", "surname",
					     word_or_null(q->surname), "examples", examples_of(q))),
			   .at = AT_RESPONSIBILITIES});
}

/*
 * Released time
 */

static void hours_add_reason(json_t *reasons, const struct inquiry *q)
{
	unsigned why = q->why.reasons;
	const char *key = why & WHY_NO_SLOT     ? "hours.none"
			  : why & WHY_TOO_SHORT ? "hours.too_short"
			  : why & WHY_KEPT      ? "hours.kept"
						: "hours.released";
	json_t *until = word_clock_sentence(&q->w, inquiry_until(q));

	reason_add(reasons, q,
		   (struct reason){"hours", !(why & (WHY_NO_SLOT | WHY_TOO_SHORT | WHY_KEPT)),
				   text_of(q, key, json_pack("{s:o}", "until", until)),
				   .at = AT_HOURS});
}

static void channel_add(json_t *reasons, const struct inquiry *q)
{
	bool of_service = q->service->channels & q->channel;
	bool ok = of_service && !(q->why.reasons & WHY_CHANNEL);
	const char *key = ok           ? "channel.released"
			  : of_service ? "channel.not_released"
				       : "channel.not_offered";

	if (of_service && q->why.reasons & WHY_NO_SLOT)
		return; /* there is nothing that could be for another channel */
	reason_add(reasons, q,
		   (struct reason){
			   "channel", ok,
			   text_of(q, key,
				   json_pack("{s:o}", "channel", word_channels(&q->w, q->channel))),
			   .at = AT_HOURS});
}

static void service_add(json_t *reasons, const struct inquiry *q)
{
	bool ok = !(q->why.reasons & WHY_SERVICE);

	reason_add(reasons, q,
		   (struct reason){"service", ok,
				   text_of(q, ok ? "service.released" : "service.others", NULL),
				   .at = AT_HOURS});
}

static void step_add(json_t *reasons, const struct inquiry *q)
{
	bool ok = !(q->why.reasons & WHY_OFF_GRID);

	reason_add(reasons, q,
		   (struct reason){"step", ok, text_of(q, ok ? "step.on" : "step.off", NULL),
				   .at = AT_HOURS});
}

/*
 * Time taken away
 */

/* How staff call it, else what citizens are told, else its kind. */
static json_t *closure_name(const struct inquiry *q, const PGresult *rows)
{
	const char *note = row_text(rows, 0, "note"), *reason = row_text(rows, 0, "reason");
	str_auto_t *key = text_format("staff.reason.%s", row_text(rows, 0, "kind"));
	json_auto_t *texts = reason ? json_loads(reason, 0, NULL) : NULL;
	const char *told =
		texts ? texts_text(q->w.authority, texts, language_code(q->w.language), "name")
		      : NULL;

	if (*note || told)
		return json_string(*note ? note : told);
	return word_text(&q->w, key, NULL);
}

static json_t *closure_said(const struct inquiry *q, const PGresult *rows)
{
	time_t from = row_integer(rows, 0, "from_at"), to = row_integer(rows, 0, "to_at");
	json_t *begin = word_day_of(&q->w, DATE_SHORT, from);
	json_t *end = word_day_of(&q->w, DATE_SHORT, to - 1);

	return text_of(q, "closure.closed",
		       json_pack("{s:o, s:o, s:o}", "name", closure_name(q, rows), "from", begin,
				 "until", end));
}

static void closure_add(json_t *reasons, const struct inquiry *q, const PGresult *rows)
{
	bool ok = !(q->why.reasons & WHY_CLOSED);
	struct reason r = {"closure", ok, .text = NULL};

	if (ok || PQntuples(rows) == 0) {
		r.text = text_of(q, ok ? "closure.open" : "closure.unknown", NULL);
	} else {
		r.text = closure_said(q, rows);
		if (session_may(q->session, RIGHT_HOURS, q->office, q->person->id)) {
			r.url = json_sprintf("/staff/%s/closures%s", q->office->slug,
					     q->w.lang_query);
			r.url_text = word_text(&q->w, "staff.nav.closures", NULL);
		}
	}
	reason_add(reasons, q, r);
}

static json_t *occupant_said(const struct inquiry *q, const PGresult *rows, int row)
{
	json_t *span =
		span_said(q, row_integer(rows, row, "from_at"), row_integer(rows, row, "to_at"));
	time_t expires = row_integer(rows, row, "expires_at");

	if (!expires)
		return text_of(q, "occupied.booked", json_pack("{s:o}", "span", span));
	return text_of(q, "occupied.held",
		       json_pack("{s:o, s:o}", "span", span, "until",
				 word_clock_sentence(&q->w, expires)));
}

/* The first booking among them that who asks may see. */
static json_t *occupant_url(const struct inquiry *q, const PGresult *rows)
{
	for (int row = 0; row < PQntuples(rows); row++) {
		int64_t booking = row_integer(rows, row, "booking_id");

		if (booking)
			return json_sprintf("/staff/%s/bookings/%" PRId64 "%s", q->office->slug,
					    booking, q->w.lang_query);
	}
	return NULL;
}

static void occupied_add(json_t *reasons, const struct inquiry *q, const PGresult *rows)
{
	bool ok = !(q->why.reasons & WHY_BUSY);
	struct reason r = {"occupied", ok, .text = NULL};
	buffer_auto_t said = {0};

	for (int row = 0; !ok && row < PQntuples(rows); row++) {
		json_auto_t *text = occupant_said(q, rows, row);

		buffer_printf(&said, "%s%s", said.len ? "; " : "", json_string_value(text));
	}
	r.text = said.data ? json_string(said.data)
			   : text_of(q, ok ? "occupied.free" : "occupied.just_now", NULL);
	r.url = ok ? NULL : occupant_url(q, rows);
	r.url_text = r.url ? word_text(&q->w, "staff.booking.pre", NULL) : NULL;
	reason_add(reasons, q, r);
}

json_t *why_reasons(const struct inquiry *q, const PGresult *occupied, const PGresult *closed)
{
	bool known = !(q->why.reasons & WHY_OUTSIDE_WINDOW);
	bool released = known && !(q->why.reasons & WHY_NO_SLOT);
	json_t *reasons = json_array();

	lead_add(reasons, q);
	if (known)
		occupied_add(reasons, q, occupied);
	if (known)
		hours_add_reason(reasons, q);
	if (released)
		step_add(reasons, q);
	if (known)
		closure_add(reasons, q, closed);
	channel_add(reasons, q);
	if (released)
		service_add(reasons, q);
	responsibility_add(reasons, q);
	horizon_add(reasons, q);
	office_add(reasons, q);
	return reasons;
}
