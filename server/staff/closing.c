/* closing.c - one request about time taken away: whose, when, how often, as it was typed. */
#include "server/staff/closing.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/tick.h"
#include "lib/zone.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/text.h"

enum {
	DAYS_AHEAD_MAX = 2 * 366,
	SERIES_DAYS = 400, /* so far a series is entered; from then on server/jobs/series.c goes on
			      with it */
	NOTE_MAX = 100,
	SLUG_MAX = 60,
	MINUTES_OF_DAY = 24 * 60,
	OCCURRENCES_MAX = 60,
};

const struct problem NO_CLOSURE = {404, "no_such_closure", "there is no such closure"};

static const struct problem NOT_ALLOWED = {403, "not_allowed", "your role does not allow this"};

bool closing_begin(struct request *rq, struct closing *c)
{
	struct problem why;
	json_t *body;

	if (!request_wording(rq, &c->w))
		return false;
	c->office = staff_office(rq);
	c->scope = staff_scope(rq);
	c->id = request_arg_named(rq, "closure");
	snprintf(c->office_id, sizeof c->office_id, "%" PRId64, c->office->id);
	body = request_is_get(rq) ? request_params(rq) : request_body(rq, &why);
	if (!body || (c->id && !text_is_key(c->id))) {
		reply_problem(rq, body ? &NO_CLOSURE : &why);
		return false;
	}
	c->f = pick_fields(rq, body);
	return true;
}

struct db_query closing_list(const struct closing *c)
{
	return (struct db_query)DB_QUERY(SQL_CLOSURES_LIST, c->w.authority->id_text, c->office_id,
					 c->office->path, c->scope.offices, c->scope.persons);
}

struct db_query closing_show(const struct closing *c)
{
	return (struct db_query)DB_QUERY(SQL_CLOSURE_SHOW, c->w.authority->id_text, c->office_id,
					 c->id, c->scope.offices, c->scope.persons);
}

struct db_query closing_history(const struct closing *c)
{
	return (struct db_query)DB_QUERY(SQL_AUDIT_OF, c->w.authority->id_text, "closure", c->id,
					 HISTORY_MAX_TEXT);
}

struct closure_view closing_view(struct request *rq, const struct closing *c)
{
	return (struct closure_view){.w = &c->w, .office = c->office, .rq = rq};
}

/*
 * What was typed
 */

bool closing_whose(struct request *rq, struct closing *c, enum field_need need)
{
	const char *slug = fields_text(c->f, "contact_person", need, SLUG_MAX);

	c->person = slug ? closure_person(c->office, slug) : NULL;
	if (slug && !c->person)
		fields_wrong(c->f, "contact_person", FIELD_NOT_A_CHOICE);
	if (!slug && !staff_may(rq, RIGHT_HOURS, c->office, 0))
		fields_wrong(c->f, "contact_person", FIELD_EMPTY); /* only persons are offered */
	if (!fields_right(c->f) ||
	    staff_may(rq, RIGHT_HOURS, c->office, c->person ? c->person->id : 0))
		return true;
	reply_problem(rq, &NOT_ALLOWED);
	return false;
}

static void clock_read(struct closing *c, const char *name, int standard, int *minute)
{
	*minute = standard;
	if (pick_clock(c->f, name, FIELD_OPTIONAL, minute) && *minute % TICK_MINUTES != 0)
		fields_wrong(c->f, name, FIELD_INVALID_TIME);
}

static void when_read(struct closing *c)
{
	const struct zone *zone = c->w.authority->zone;
	time_t now = time(NULL);
	bool days = fields_date(c->f, "from", FIELD_REQUIRED, &c->from);

	clock_read(c, "from_time", 0, &c->from_minute);
	c->until = c->from;
	days = fields_date(c->f, "until", FIELD_OPTIONAL, &c->until) || days;
	clock_read(c, "until_time", MINUTES_OF_DAY, &c->until_minute);
	if (!days || !fields_right(c->f))
		return;
	c->from_at = zone_time(zone, c->from, c->from_minute);
	c->to_at = c->until_minute == MINUTES_OF_DAY
			   ? zone_midnight(zone, date_add_days(c->until, 1))
			   : zone_time(zone, c->until, c->until_minute);
	if (date_days(c->until) - date_days(zone_local(zone, now).date) > DAYS_AHEAD_MAX)
		fields_wrong(c->f, "until", FIELD_INVALID_DATE);
	else if (c->to_at <= c->from_at || c->to_at <= now)
		fields_wrong(c->f, c->until_minute == MINUTES_OF_DAY ? "until" : "until_time",
			     FIELD_INVALID_TIME);
}

/* Who recurs to be away, or an office, has none. */
static void substitute_read(struct closing *c)
{
	const char *slug = fields_text(c->f, "substitute", FIELD_OPTIONAL, SLUG_MAX);

	c->substitute = slug ? closure_person(c->office, slug) : NULL;
	if (slug && (!c->person || c->repeats))
		fields_wrong(c->f, "substitute", FIELD_INVALID);
	else if (slug && (!c->substitute || c->substitute == c->person))
		fields_wrong(c->f, "substitute", FIELD_NOT_A_CHOICE);
}

void closing_read(struct closing *c)
{
	long long version = 0;

	c->kind = fields_choice(c->f, "reason", FIELD_REQUIRED, CLOSURE_KINDS);
	c->note = fields_text(c->f, "reason_text", FIELD_OPTIONAL, NOTE_MAX);
	when_read(c);
	c->repeats = fields_choice(c->f, "repeat", FIELD_OPTIONAL, CLOSURE_REPEATS + 1);
	substitute_read(c);
	if (c->id)
		fields_integer(c->f, "version", FIELD_REQUIRED, 1, CLOSING_VERSION_MAX, &version);
	snprintf(c->version, sizeof c->version, "%lld", version);
}

/*
 * A series
 */

/* The n-th day of the series; year 0: a month without that day. */
static struct date occurrence(const struct closing *c, int n)
{
	struct date d = c->from;
	int month = d.month - 1 + (strcmp(c->repeats, "year") == 0 ? 12 * n : n);

	if (strcmp(c->repeats, "week") == 0)
		return date_add_days(d, 7L * n);
	d.year += month / 12;
	d.month = month % 12 + 1;
	return date_valid(d) ? d : (struct date){0};
}

static void span_put(struct buffer *out, time_t from, time_t to)
{
	buffer_puts(out, out->len > 1 ? ",\"[" : "\"[");
	for (int i = 0; i < 2; i++) {
		char text[sizeof "2026-11-25T09:20:00Z+++++"];
		time_t t = i ? to : from;
		struct tm utc;

		strftime(text, sizeof text, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&t, &utc));
		buffer_printf(out, "%s%s", i ? "," : "", text);
	}
	buffer_puts(out, ")\"");
}

/* Local times stay what they are when the clocks change. */
static void occurrence_put(const struct closing *c, struct buffer *out, struct date day)
{
	const struct zone *zone = c->w.authority->zone;
	struct date last = date_add_days(day, date_days(c->until) - date_days(c->from));

	span_put(out, zone_time(zone, day, c->from_minute),
		 c->until_minute == MINUTES_OF_DAY ? zone_midnight(zone, date_add_days(last, 1))
						   : zone_time(zone, last, c->until_minute));
}

void closing_spans(struct closing *c)
{
	long length = date_days(c->until) - date_days(c->from);
	struct buffer out = {0};

	if (c->repeats && length >= (strcmp(c->repeats, "week") == 0 ? 7 : 28)) {
		fields_wrong(c->f, "repeat", FIELD_INVALID);
		return;
	}
	buffer_puts(&out, "{");
	span_put(&out, c->from_at, c->to_at);
	for (int n = 1; c->repeats && n < OCCURRENCES_MAX; n++) {
		struct date day = occurrence(c, n);

		if (day.year && date_days(day) - date_days(c->from) > SERIES_DAYS)
			break;
		if (day.year)
			occurrence_put(c, &out, day);
	}
	buffer_puts(&out, "}");
	c->spans = buffer_steal(&out);
}
