/* why.c - GET /staff/:office/why: why is a time offered, or not? */
#include "server/staff/why.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/surname.h"
#include "lib/zone.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/staff/endpoints.h"
#include "server/tenant.h"

enum { SECONDS_PER_MINUTE = 60 };

static continuation_fn why_found;

/*
 * What is asked
 */

static bool is_named(const char *slug, const char *wanted)
{
	return !wanted || strcmp(slug, wanted) == 0;
}

/* By the slug in the query; without one the first. */
static void person_read(struct inquiry *q, const char *slug)
{
	const struct authority *a = q->w.authority;

	for (size_t i = 0; i < a->npersons && !q->person; i++)
		if (a->persons[i].office == q->office && is_named(a->persons[i].slug, slug))
			q->person = &a->persons[i];
	if (!q->person && slug)
		fields_wrong(q->f, "contact_person", FIELD_NOT_A_CHOICE);
}

static void service_read(struct inquiry *q, const char *slug)
{
	const struct service *s;

	for (size_t i = 0; (s = office_service_at(q->office, i)) && !q->service; i++)
		if (is_named(s->slug, slug))
			q->service = s;
	if (!q->service && slug)
		fields_wrong(q->f, "service", FIELD_NOT_A_CHOICE);
}

static void channel_read(struct inquiry *q, const char *name)
{
	unsigned offered = q->service ? q->service->channels : 0;

	q->channel = (enum channel)(name ? channel_parse(name) : 0);
	for (int i = 0; i < CHANNELS && !q->channel; i++)
		if (!offered || offered & CHANNEL_LIST[i])
			q->channel = CHANNEL_LIST[i];
}

static void moment_read(struct inquiry *q)
{
	struct date date = {0};
	int minute = 0;
	bool right = fields_date(q->f, "date", FIELD_REQUIRED, &date);

	right = pick_clock(q->f, "time", FIELD_REQUIRED, &minute) && right;
	if (right && minute % TICK_MINUTES != 0)
		fields_wrong(q->f, "time", FIELD_OFF_STEP);
	q->starts_at = right ? zone_time(q->w.authority->zone, date, minute) : 0;
}

static void inquiry_read(struct request *rq, struct inquiry *q)
{
	q->office = staff_office(rq);
	q->session = staff_session(rq);
	q->f = pick_fields(rq, request_params(rq));
	person_read(q, request_param(rq, "contact_person"));
	service_read(q, request_param(rq, "service"));
	channel_read(q, request_param(rq, "channel"));
	q->surname = fields_letters(q->f, "surname", FIELD_OPTIONAL);
	if (!request_param(rq, "date") && !request_param(rq, "time"))
		return;
	moment_read(q);
	q->asked = fields_right(q->f) && q->person && q->service;
}

/*
 * The answer
 */

time_t inquiry_until(const struct inquiry *q)
{
	return q->starts_at +
	       (time_t)(q->service->minutes + q->service->buffer_minutes) * SECONDS_PER_MINUTE;
}

bool inquiry_answers(const struct inquiry *q, size_t i)
{
	const struct responsibility *r = &q->service->responsibilities[i];
	struct surname name;
	bool known = q->surname && surname_fold(&name, q->surname);

	return &q->w.authority->persons[r->contact_person] == q->person &&
	       responsibility_holds(r, q->start) &&
	       (!known || !r->by_surname ||
		surname_compare(&name, &r->surnames) != SURNAME_OUTSIDE);
}

bool inquiry_responsible(const struct inquiry *q)
{
	for (size_t i = 0; i < q->service->nresponsibilities; i++)
		if (inquiry_answers(q, i))
			return true;
	return false;
}

static void inquiry_compute(struct inquiry *q, const struct calendars *calendars)
{
	const struct appointment a = {
		.service_id = q->service->id,
		.channel = q->channel,
		.length = ticks_of_minutes(q->service->minutes),
		.buffer = ticks_of_minutes(q->service->buffer_minutes),
		.who = {.now = tick_floor(time(NULL))},
	};
	struct calendar *c = calendars_find(calendars, q->person->id);

	q->start = tick_floor(q->starts_at);
	q->query = (struct times_query){
		.service = q->service, .channel = q->channel, .now = time(NULL)};
	times_one(&q->query, q->person);
	times_bounds(&q->query, &q->begin, &q->end);
	q->why = c ? calendar_why(c, &a, q->start) : (struct why){.reasons = WHY_OUTSIDE_WINDOW};
}

static json_t *moment_text(const struct inquiry *q, time_t t)
{
	return word_text(&q->w, "moment.until",
			 json_pack("{s:o, s:o}", "day", word_day_of(&q->w, DATE_DAY, t), "time",
				   word_clock_sentence(&q->w, t)));
}

static json_t *next_json(const struct inquiry *q, const struct calendars *calendars)
{
	int32_t start;
	char date[DATE_TEXT_SIZE];

	if (!q->office->live || !(q->service->channels & q->channel) ||
	    !times_next(&start, &q->query, calendars, q->start + 1))
		return json_null();
	date_format(date, zone_local(q->w.authority->zone, tick_time(start)).date);
	return json_pack("{s:o, s:o}", "text", moment_text(q, tick_time(start)), "url",
			 json_sprintf("/staff/%s/week?date=%s&contact_person=%s%s", q->office->slug,
				      date, q->person->slug, q->w.lang_amp));
}

/*
 * The document
 */

static json_t *persons_json(const struct inquiry *q)
{
	const struct authority *a = q->w.authority;
	json_t *persons = json_array();

	for (size_t i = 0; i < a->npersons; i++)
		if (a->persons[i].office == q->office)
			json_array_append_new(persons, json_pack("{s:s, s:s, s:b}", "slug",
								 a->persons[i].slug, "name",
								 a->persons[i].name, "selected",
								 &a->persons[i] == q->person));
	return persons;
}

static json_t *services_json(const struct inquiry *q)
{
	json_t *options = json_array();
	const struct service *s;

	for (size_t i = 0; (s = office_service_at(q->office, i)); i++)
		json_array_append_new(
			options,
			option_json(s->slug, word_of(&q->w, s->texts, "name"), s == q->service));
	return options;
}

static json_t *channels_json(const struct inquiry *q)
{
	json_t *options = json_array();

	for (int i = 0; i < CHANNELS; i++)
		json_array_append_new(options, option_json(channel_name(CHANNEL_LIST[i]),
							   word_channels(&q->w, CHANNEL_LIST[i]),
							   CHANNEL_LIST[i] == q->channel));
	return options;
}

static json_t *typed(const struct inquiry *q, const char *name)
{
	json_t *value = json_object_get(fields_values(q->f), name);

	return json_is_string(value) ? json_incref(value) : json_string("");
}

static json_t *why_document(const struct inquiry *q)
{
	return json_pack("{s:o, s:o, s:o, s:{s:o, s:o, s:o}, s:[], s:{s:n, s:n, s:n}, s:b, s:b, "
			 "s:n, s:[], s:n}",
			 "contact_persons", persons_json(q), "services", services_json(q),
			 "channels", channels_json(q), "values", "date", typed(q, "date"), "time",
			 typed(q, "time"), "surname", typed(q, "surname"), "errors", "error",
			 "date", "time", "surname", "asked", 0, "offered", 0, "title_text",
			 "reasons", "next");
}

/* "Dienstag, 24. November, 8:30 Uhr wird nicht angeboten: Vorlauf, Raster." */
static json_t *title_text(const struct inquiry *q, const json_t *reasons)
{
	buffer_auto_t labels = {0};
	json_t *reason, *time = moment_text(q, q->starts_at);
	size_t i;

	json_array_foreach (reasons, i, reason)
		if (!json_is_true(json_object_get(reason, "ok")))
			buffer_printf(&labels, "%s%s", labels.len ? ", " : "",
				      json_string_value(json_object_get(reason, "label")));
	if (!labels.data)
		return word_text(&q->w, "staff.why.offered", json_pack("{s:o}", "time", time));
	return word_text(&q->w, "staff.why.refused",
			 json_pack("{s:o, s:s}", "time", time, "reasons", labels.data));
}

void why_show(struct request *rq)
{
	struct inquiry *q = request_state(rq, sizeof *q);
	char person[KEY_TEXT_SIZE], from[KEY_TEXT_SIZE], to[KEY_TEXT_SIZE];
	struct scope scope;

	if (!request_wording(rq, &q->w))
		return;
	scope = staff_scope(rq);
	inquiry_read(rq, q);
	if (!fields_right(q->f)) {
		reply_invalid(rq, "staff.why", why_document(q), fields_errors(q->f));
		return;
	}
	if (!q->asked) {
		reply_document(rq, 200, "staff.why", why_document(q));
		return;
	}
	snprintf(person, sizeof person, "%" PRId64, q->person->id);
	snprintf(from, sizeof from, "%" PRId64, (int64_t)q->starts_at);
	snprintf(to, sizeof to, "%" PRId64, (int64_t)inquiry_until(q));

	struct db_query batch[] = {
		DB_QUERY(SQL_WHY_OCCUPIED, q->w.authority->id_text, person, from, to, scope.offices,
			 scope.persons),
		DB_QUERY(SQL_WHY_CLOSED, q->w.authority->id_text, person, from, to,
			 q->person->office->path),
	};

	request_ask(rq, batch, 2, why_found);
}

static void why_found(struct request *rq, const struct db_result *res)
{
	struct inquiry *q = request_state(rq, sizeof *q);
	const struct calendars *calendars = world_calendars(request_tenancy(rq)->world);
	json_t *document, *reasons;
	bool offered;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "why_occupied", res);
		return;
	}
	inquiry_compute(q, calendars);
	reasons = why_reasons(q, res->rows[0], res->rows[1]);
	offered = json_array_size(reasons) == 0 ||
		  json_is_true(json_object_get(json_array_get(reasons, 0), "ok"));
	document = why_document(q);
	json_object_set_new(document, "asked", json_true());
	json_object_set_new(document, "offered", json_boolean(offered));
	json_object_set_new(document, "title_text", title_text(q, reasons));
	json_object_set_new(document, "reasons", reasons);
	json_object_set_new(document, "next", next_json(q, calendars));
	reply_document(rq, 200, "staff.why", document);
}
