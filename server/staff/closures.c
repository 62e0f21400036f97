/*
 * closures.c - time taken away: leave, sickness, days an office is closed.
 *
 * Entering and changing one is a struct change: nothing is written while it hits bookings
 * that nobody has decided about.  Withdrawing gives time back and hits nothing.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/tick.h"
#include "lib/zone.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/session.h"
#include "server/staff/change.h"
#include "server/staff/closure_page.h"
#include "server/staff/endpoints.h"
#include "server/staff/history.h"
#include "server/staff/picks.h"
#include "server/text.h"

static continuation_fn closures_listed, closure_shown, closure_saved, closure_outdated,
	closure_refused, closure_withdrawn, calls_listed;

enum {
	DAYS_AHEAD_MAX = 2 * 366,
	SERIES_DAYS = 365, /* so long a series goes on */
	NOTE_MAX = 100,
	SLUG_MAX = 60,
	MINUTES_OF_DAY = 24 * 60,
	OCCURRENCES_MAX = 60,
	VERSION_MAX = 1000000,
};

static const struct problem NO_CLOSURE = {404, "no_such_closure", "there is no such closure"};
static const struct problem NOT_ALLOWED = {403, "not_allowed", "your role does not allow this"};
static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};

/* Lives from the request to its answer. */
struct closing {
	struct change change; /* first: change.c finds it here */
	struct wording w;
	const struct office *office;
	const struct contact_person *person; /* NULL: the whole office */
	struct fields *f;
	struct scope scope;
	const char *id; /* of the path, or NULL */
	const char *kind, *note, *repeats;
	struct date from, until;
	int from_minute, until_minute;
	time_t from_at, to_at;
	char *spans, *title, *back;
	char office_id[KEY_TEXT_SIZE], person_id[KEY_TEXT_SIZE], persons[KEY_TEXT_SIZE + 2],
		version[KEY_TEXT_SIZE];
};

/* A key of ours is written in digits alone. */
static bool is_key(const char *text)
{
	enum { DIGITS_MAX = 18 };

	return *text && strlen(text) <= DIGITS_MAX && strspn(text, "0123456789") == strlen(text);
}

/* False, and replied, when there is nothing to go on with. */
static bool closing_begin(struct request *rq, struct closing *c)
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
	if (!body || (c->id && !is_key(c->id))) {
		reply_problem(rq, body ? &NO_CLOSURE : &why);
		return false;
	}
	c->f = pick_fields(rq, body);
	return true;
}

static struct db_query list_query(const struct closing *c)
{
	return (struct db_query)DB_QUERY(SQL_CLOSURES_LIST, c->w.authority->id_text, c->office_id,
					 c->office->path, c->scope.offices, c->scope.persons);
}

static struct db_query show_query(const struct closing *c)
{
	return (struct db_query)DB_QUERY(SQL_CLOSURE_SHOW, c->w.authority->id_text, c->office_id,
					 c->id, c->scope.offices, c->scope.persons);
}

static struct closure_view view_of(struct request *rq, const struct closing *c)
{
	return (struct closure_view){.w = &c->w, .office = c->office, .rq = rq};
}

/*
 * GET /staff/:office/closures, /closures/new, /closures/:closure
 */

void closures_list(struct request *rq)
{
	struct closing *c = request_state(rq, sizeof *c);

	if (!closing_begin(rq, c))
		return;
	struct db_query list = list_query(c);

	request_ask(rq, &list, 1, closures_listed);
}

static void closures_listed(struct request *rq, const struct db_result *res)
{
	const struct closing *c = request_state(rq, sizeof *c);
	struct closure_view v = view_of(rq, c);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "closures_list", res);
		return;
	}
	v.list = res->rows[0];
	reply_document(rq, 200, "staff.closures", closures_document(&v));
}

void closure_show(struct request *rq)
{
	struct closing *c = request_state(rq, sizeof *c);

	if (!closing_begin(rq, c))
		return;
	struct db_query batch[] = {list_query(c), show_query(c)};

	request_ask(rq, batch, 2, closure_shown);
}

static void closure_shown(struct request *rq, const struct db_result *res)
{
	const struct closing *c = request_state(rq, sizeof *c);
	struct closure_view v = view_of(rq, c);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "closure_show", res);
		return;
	}
	if (PQntuples(res->rows[1]) == 0) {
		reply_problem(rq, &NO_CLOSURE);
		return;
	}
	v.list = res->rows[0];
	v.one = res->rows[1];
	reply_document(rq, 200, "staff.closures", closures_document(&v));
}

/*
 * Entering: what was typed
 */

/* Whose time; false, and replied, when that is not for who asks to take. */
static bool person_read(struct request *rq, struct closing *c, enum field_need need)
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

static void closing_read(struct closing *c)
{
	long long version = 0;

	c->kind = fields_choice(c->f, "reason", FIELD_REQUIRED, CLOSURE_KINDS);
	c->note = fields_text(c->f, "reason_text", FIELD_OPTIONAL, NOTE_MAX);
	when_read(c);
	c->repeats = fields_choice(c->f, "repeat", FIELD_OPTIONAL, CLOSURE_REPEATS + 1);
	if (c->id)
		fields_integer(c->f, "version", FIELD_REQUIRED, 1, VERSION_MAX, &version);
	snprintf(c->version, sizeof c->version, "%lld", version);
}

/*
 * Entering: a series
 */

/* The n-th day of the series; year 0: a month without that day. */
static struct date occurrence(const struct closing *c, int n)
{
	struct date d = c->from;
	int month = d.month - 1 + n;

	if (strcmp(c->repeats, "week") == 0)
		return date_add_days(d, 7L * n);
	d.year += month / 12;
	d.month = month % 12 + 1;
	return date_valid(d) ? d : (struct date){0};
}

static void span_put(struct buffer *out, time_t from, time_t to)
{
	buffer_printf(out, "%s\"[%s", out->len > 1 ? "," : "", "");
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

static void spans_write(struct closing *c)
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

/*
 * POST /staff/:office/closures, /closures/:closure, /closures/sick
 */

static void closing_title(struct request *rq, struct closing *c)
{
	json_auto_t *office = word_of(&c->w, c->office->texts, "name");
	const char *name = c->person ? c->person->name : json_string_value(office);
	json_auto_t *title =
		word_text(&c->w, c->person ? "staff.conflicts.away" : "staff.conflicts.closed",
			  json_pack("{s:s}", "name", name ? name : c->office->slug));

	c->title = text_format("%s", json_string_value(title));
	c->back = text_format("/staff/%s/closures%s", c->office->slug, c->w.lang_query);
	request_keep(rq, c->title, free);
	request_keep(rq, c->back, free);
	request_keep(rq, c->spans, free);
}

static void closing_make(struct request *rq, struct closing *c)
{
	const char *person = NULL;

	closing_title(rq, c);
	if (c->person) {
		snprintf(c->person_id, sizeof c->person_id, "%" PRId64, c->person->id);
		snprintf(c->persons, sizeof c->persons, "{%" PRId64 "}", c->person->id);
		person = c->person_id;
	}
	c->change = (struct change){
		.w = &c->w,
		.office = c->office,
		.queries = {DB_QUERY(
			SQL_CLOSURE_SAVE, c->w.authority->id_text, staff_session(rq)->account_id,
			c->office_id, person, c->kind, c->note ? c->note : "", c->spans, c->repeats,
			c->id, c->id ? c->version : NULL, c->scope.offices, c->scope.persons)},
		.nqueries = 1,
		.persons = person ? c->persons : NULL,
		.title_text = c->title,
		.back_url = c->back,
		.made = closure_saved,
	};
	change_make(rq, &c->change);
}

/* Shows the form again. */
static void closing_refuse(struct request *rq, struct closing *c)
{
	struct db_query batch[] = {list_query(c), show_query(c)};

	request_ask(rq, batch, c->id ? 2 : 1, closure_refused);
}

static void closure_refused(struct request *rq, const struct db_result *res)
{
	const struct closing *c = request_state(rq, sizeof *c);
	struct closure_view v = view_of(rq, c);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "closures_list", res);
		return;
	}
	if (c->id && PQntuples(res->rows[1]) == 0) {
		reply_problem(rq, &NO_CLOSURE);
		return;
	}
	v.list = res->rows[0];
	v.one = c->id ? res->rows[1] : NULL;
	v.typed = c->f;
	reply_invalid(rq, "staff.closures", closures_document(&v), fields_errors(c->f));
}

void closure_save(struct request *rq)
{
	struct closing *c = request_state(rq, sizeof *c);

	if (!closing_begin(rq, c) || !person_read(rq, c, FIELD_OPTIONAL))
		return;
	closing_read(c);
	if (fields_right(c->f))
		spans_write(c);
	if (fields_right(c->f))
		closing_make(rq, c);
	else
		closing_refuse(rq, c);
}

/* The last day of a length that begins today. */
static struct date sick_until(struct date today, const char *length)
{
	int to_sunday = SUNDAY - date_weekday(today);

	if (strcmp(length, "tomorrow") == 0)
		return date_add_days(today, 1);
	if (strcmp(length, "week") == 0)
		return date_add_days(today, to_sunday);
	if (strcmp(length, "next_week") == 0)
		return date_add_days(today, to_sunday + 7);
	return today;
}

void closure_sick(struct request *rq)
{
	struct closing *c = request_state(rq, sizeof *c);
	const char *length;

	if (!closing_begin(rq, c) || !person_read(rq, c, FIELD_REQUIRED))
		return;
	length = fields_choice(c->f, "length", FIELD_REQUIRED, SICK_LENGTHS);
	if (!fields_right(c->f)) {
		closing_refuse(rq, c);
		return;
	}
	c->kind = "sick";
	c->from = zone_local(c->w.authority->zone, time(NULL)).date;
	c->until = sick_until(c->from, length);
	c->from_at = zone_midnight(c->w.authority->zone, c->from);
	c->to_at = zone_midnight(c->w.authority->zone, date_add_days(c->until, 1));
	spans_write(c);
	closing_make(rq, c);
}

static void reply_saved(struct request *rq, const struct closing *c, const char *id)
{
	str_auto_t *where =
		c->change.calls ? text_format("/staff/%s/closures/%s/calls", c->office->slug, id)
				: text_format("/staff/%s/closures?done=closed", c->office->slug);

	reply_made(rq, c->id ? 200 : 201, where,
		   json_pack("{s:s, s:I}", "id", id, "calls", (json_int_t)c->change.calls));
}

static void closing_outdated(struct request *rq, struct closing *c)
{
	struct db_query batch[] = {
		list_query(c),
		show_query(c),
		DB_QUERY(SQL_AUDIT_OF, c->w.authority->id_text, "closure", c->id, HISTORY_MAX_TEXT),
	};

	request_ask(rq, batch, 3, closure_outdated);
}

static void closure_saved(struct request *rq, const struct db_result *res)
{
	struct closing *c = request_state(rq, sizeof *c);

	if (res->status != DB_OK)
		reply_sql_error(rq, "closure_save", res);
	else if (PQntuples(res->rows[0]) > 0)
		reply_saved(rq, c, row_text(res->rows[0], 0, "closure_id"));
	else
		closing_outdated(rq, c);
}

/* What it is now stands in the page's list; who changed it is told. */
static json_t *no_words(const struct wording *w, const char *action, const json_t *before,
			const json_t *after)
{
	(void)w, (void)action, (void)before, (void)after;
	return json_string("");
}

static json_t *changed_json(const struct closing *c, const struct closure_view *v,
			    const PGresult *audit)
{
	json_auto_t *history = history_of(&c->w, audit, no_words);
	json_t *changed = history_changed(history, &c->w, 0);

	if (json_is_object(changed))
		json_array_append_new(json_object_get(changed, "changes"), closure_title(v));
	return changed;
}

static void closure_outdated(struct request *rq, const struct db_result *res)
{
	const struct closing *c = request_state(rq, sizeof *c);
	struct closure_view v = view_of(rq, c);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "closure_show", res);
	} else if (PQntuples(res->rows[1]) == 0) {
		reply_problem(rq, &NO_CLOSURE);
	} else {
		v.list = res->rows[0];
		v.one = res->rows[1];
		v.typed = c->f;
		v.changed = changed_json(c, &v, res->rows[2]);
		reply_problem_page(rq, &CHANGED, "staff.closures", closures_document(&v));
	}
}

/*
 * POST /staff/:office/closures/:closure/withdraw
 */

void closure_withdraw(struct request *rq)
{
	struct closing *c = request_state(rq, sizeof *c);
	long long version = 0;

	if (!closing_begin(rq, c))
		return;
	if (!fields_integer(c->f, "version", FIELD_REQUIRED, 1, VERSION_MAX, &version)) {
		closing_refuse(rq, c);
		return;
	}
	snprintf(c->version, sizeof c->version, "%lld", version);
	struct db_query withdraw = DB_QUERY(SQL_CLOSURE_WITHDRAW, c->w.authority->id_text,
					    staff_session(rq)->account_id, c->office_id, c->id,
					    c->version, c->scope.offices, c->scope.persons);

	request_ask(rq, &withdraw, 1, closure_withdrawn);
}

static void closure_withdrawn(struct request *rq, const struct db_result *res)
{
	struct closing *c = request_state(rq, sizeof *c);
	str_auto_t *where = text_format("/staff/%s/closures?done=withdrawn", c->office->slug);

	if (res->status != DB_OK)
		reply_sql_error(rq, "closure_withdraw", res);
	else if (PQntuples(res->rows[0]) > 0)
		reply_see_other(rq, where);
	else
		closing_outdated(rq, c);
}

/*
 * GET /staff/:office/closures/:closure/calls
 */

void closure_calls(struct request *rq)
{
	struct closing *c = request_state(rq, sizeof *c);

	if (!closing_begin(rq, c))
		return;
	struct db_query batch[] = {
		show_query(c),
		DB_QUERY(SQL_CLOSURE_CALLS, c->w.authority->id_text, c->id),
	};

	request_ask(rq, batch, 2, calls_listed);
}

static void calls_listed(struct request *rq, const struct db_result *res)
{
	const struct closing *c = request_state(rq, sizeof *c);
	struct closure_view v = view_of(rq, c);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "closure_calls", res);
		return;
	}
	if (PQntuples(res->rows[0]) == 0) {
		reply_problem(rq, &NO_CLOSURE);
		return;
	}
	v.one = res->rows[0];
	reply_document(rq, 200, "staff.calls", calls_document(&v, res->rows[1]));
}
