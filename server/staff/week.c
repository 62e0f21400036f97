/* week.c - GET /staff/:office/week: what lies in a contact person's week. */
#include "server/staff/week.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/staff/endpoints.h"
#include "server/staff/hours.h"
#include "server/staff/step.h"
#include "server/staff_page.h"
#include "server/text.h"

static continuation_fn week_shown;

/*
 * Items
 */

static void item_add(struct week *k, struct week_item item)
{
	if (k->nitems == k->room) {
		k->room = k->room ? 2 * k->room : 64;
		k->items = xrealloc(k->items, k->room * sizeof *k->items);
	}
	k->items[k->nitems++] = item;
}

static json_t *service_name(const struct wording *w, int64_t id)
{
	const struct service *s = authority_service_by_id(w->authority, id);

	return s ? word_of(w, s->texts, "name") : json_null();
}

struct week_item week_reserved_item(const struct wording *w, const PGresult *rows, int row)
{
	const char *booking = row_text(rows, row, "booking_id");
	const char *name = row_text(rows, row, "family_name");
	const struct office *o =
		booking ? authority_office_by_id(w->authority, row_integer(rows, row, "office_id"))
			: NULL;
	struct week_item item = {WEEK_BUSY,
				 row_integer(rows, row, "from_at"),
				 row_integer(rows, row, "to_at"),
				 row_text(rows, row, "reservation_id"),
				 NULL,
				 NULL,
				 NULL};

	if (o) {
		item.kind = WEEK_BOOKING;
		item.url = json_sprintf("/staff/%s/bookings/%s%s", o->slug, booking, w->lang_query);
	} else if (row_bool(rows, row, "hold")) {
		item.kind = WEEK_HOLD;
	}
	item.text = o && name ? json_string(name)
			      : word_text(w,
					  item.kind == WEEK_HOLD ? "staff.week.hold"
								 : "staff.week.appt",
					  NULL);
	item.detail = item.kind == WEEK_BUSY
			      ? NULL
			      : service_name(w, row_integer(rows, row, "service_id"));
	return item;
}

/*
 * Drawing
 */

struct ticks {
	size_t from, to;
};

/* Which ticks of the week lie between the two. */
static struct ticks ticks_of(const struct week *k, time_t from, time_t to)
{
	time_t begin = k->midnights[0], end = k->midnights[WEEK_DAYS];

	from = from < begin ? begin : from > end ? end : from;
	to = to < from ? from : to > end ? end : to;
	return (struct ticks){(size_t)((from - begin) / TICK_SECONDS),
			      (size_t)((to - begin + TICK_SECONDS - 1) / TICK_SECONDS)};
}

static void slots_draw(struct week *k, const PGresult *rows)
{
	memset(k->slot, -1, sizeof k->slot);
	for (int row = 0; row < PQntuples(rows); row++) {
		struct ticks t = ticks_of(k, row_integer(rows, row, "from_at"),
					  row_integer(rows, row, "to_at"));

		for (size_t i = t.from; i < t.to; i++)
			k->slot[i] = (int16_t)row;
	}
}

static void reserved_draw(struct week *k, const PGresult *rows)
{
	for (int row = 0; row < PQntuples(rows); row++) {
		struct ticks t = ticks_of(k, row_integer(rows, row, "from_at"),
					  row_integer(rows, row, "free_at"));

		for (size_t i = t.from; i < t.to; i++)
			k->reserved[i]++;
		item_add(k, week_reserved_item(&k->w, rows, row));
	}
}

/* Each day of a closure is an item of its own. */
static void closure_draw(struct week *k, const PGresult *rows, int row)
{
	time_t from = row_integer(rows, row, "from_at"), to = row_integer(rows, row, "to_at");
	struct ticks t = ticks_of(k, from, to);

	for (size_t i = t.from; i < t.to; i++)
		k->closed[i] = true;
	for (size_t day = 0; day < WEEK_DAYS; day++) {
		time_t a = from > k->midnights[day] ? from : k->midnights[day];
		time_t b = to < k->midnights[day + 1] ? to : k->midnights[day + 1];

		if (a < b)
			item_add(k, (struct week_item){WEEK_CLOSURE, a, b,
						       row_text(rows, row, "closure_id"),
						       word_closed(&k->w, rows, row), NULL,
						       json_incref(k->closures_url)});
	}
}

static bool is_free(const struct week *k, size_t tick)
{
	return k->slot[tick] >= 0 && !k->closed[tick] && k->reserved[tick] < k->person->lanes &&
	       k->midnights[0] + (time_t)tick * TICK_SECONDS >= time(NULL);
}

static json_t *slot_url(const struct week *k, int row)
{
	return k->changes ? json_sprintf("/staff/%s/slots/%s%s", k->office->slug,
					 row_text(k->rows->rows[WEEK_SLOTS], row, "slot_id"),
					 k->w.lang_query)
			  : NULL;
}

json_t *week_slot_text(const struct week *k, int row, const char *otherwise)
{
	const PGresult *rows = k->rows->rows[WEEK_SLOTS];
	const struct rules *rules = &k->person->office->rules;
	time_t now = time(NULL), opens = row_integer(rows, row, "opens_at");
	time_t share_opens = row_integer(rows, row, "from_at") -
			     (time_t)rules->kept_hours * HOUR_TICKS * TICK_SECONDS;

	if (opens > now)
		return word_text(&k->w, "staff.week.kept", NULL);
	if (!opens && rules->kept_percent > 0 && share_opens > now)
		return word_text(&k->w, "staff.week.kept_share",
				 json_pack("{s:i}", "percent", rules->kept_percent));
	return word_text(&k->w, otherwise, NULL);
}

/* What is released and not taken; for the grid in pieces that lie in one row of it. */
static void free_draw(struct week *k)
{
	time_t begin = k->midnights[0];
	size_t n = (size_t)((k->midnights[WEEK_DAYS] - begin) / TICK_SECONDS);

	for (size_t from = 0, to; from < n; from = to) {
		to = from + 1;
		if (!is_free(k, from))
			continue;
		while (to < n && is_free(k, to) && k->slot[to] == k->slot[from] &&
		       (k->list || (begin / TICK_SECONDS + (time_t)to) % HOUR_TICKS != 0))
			to++;
		item_add(k, (struct week_item){
				    WEEK_FREE, begin + (time_t)from * TICK_SECONDS,
				    begin + (time_t)to * TICK_SECONDS, NULL,
				    week_slot_text(k, k->slot[from], "staff.week.free_time"), NULL,
				    slot_url(k, k->slot[from])});
	}
}

static int in_order(const void *a, const void *b)
{
	const struct week_item *x = a, *y = b;

	if (x->from != y->from)
		return x->from < y->from ? -1 : 1;
	return (int)x->kind - (int)y->kind;
}

bool week_has(const struct week *k, time_t from, time_t to)
{
	struct ticks t = ticks_of(k, from, to);

	for (size_t i = t.from; i < t.to; i++)
		if (k->slot[i] >= 0 || k->reserved[i])
			return true;
	return false;
}

/* Which days and which hours are shown: the usual ones, and all in which something lies. */
static void extent_find(struct week *k)
{
	enum { USUAL_DAYS = 5, USUAL_FROM = 8, USUAL_TO = 17, HOURS = 24 };

	k->ndays = USUAL_DAYS;
	k->from_hour = USUAL_FROM;
	k->to_hour = USUAL_TO;
	for (size_t day = 0; day < WEEK_DAYS; day++) {
		struct date date = date_add_days(k->monday, (long)day);

		for (int hour = 0; hour < HOURS; hour++) {
			time_t from = zone_time(k->w.authority->zone, date, hour * 60);

			if (!week_has(k, from, from + HOUR_TICKS * TICK_SECONDS))
				continue;
			if (day >= k->ndays)
				k->ndays = day + 1;
			if (hour < k->from_hour)
				k->from_hour = hour;
			if (hour >= k->to_hour)
				k->to_hour = hour + 1;
		}
	}
}

void week_draw(struct week *k, const struct db_result *res)
{
	const PGresult *closed = res->rows[WEEK_CLOSED];

	k->rows = res;
	slots_draw(k, res->rows[WEEK_SLOTS]);
	reserved_draw(k, res->rows[WEEK_RESERVED]);
	for (int row = 0; row < PQntuples(closed); row++)
		closure_draw(k, closed, row);
	free_draw(k);
	extent_find(k);
	if (k->nitems)
		qsort(k->items, k->nitems, sizeof *k->items, in_order);
}

void week_done(struct week *k)
{
	for (size_t i = 0; i < k->nitems; i++) {
		json_decref(k->items[i].text);
		json_decref(k->items[i].detail);
		json_decref(k->items[i].url);
	}
	free(k->items);
	json_decref(k->closures_url);
}

/*
 * GET /staff/:office/week
 */

static bool week_read(struct request *rq, struct week *k)
{
	struct fields *f = pick_fields(rq, request_params(rq));
	const char *view = request_param(rq, "view");
	const struct contact_person *person;
	struct date date;

	k->today = hours_today(&k->w);
	if (!fields_date(f, "date", FIELD_OPTIONAL, &date))
		date = k->today;
	k->monday = date_add_days(date, MONDAY - date_weekday(date));
	for (size_t i = 0; i <= WEEK_DAYS; i++)
		k->midnights[i] =
			zone_midnight(k->w.authority->zone, date_add_days(k->monday, (long)i));
	k->list = view && strcmp(view, "list") == 0;
	person = pick_person(rq, k->office, RIGHT_BOOKINGS, request_param(rq, "contact_person"));
	if (!person) /* replied: k is gone */
		return false;
	k->person = person;
	return true;
}

void week_show(struct request *rq)
{
	struct week *k = request_state(rq, sizeof *k);
	struct number person, from, to;

	if (!request_wording(rq, &k->w))
		return;
	k->office = staff_office(rq);
	k->scope = staff_scope(rq);
	if (!week_read(rq, k))
		return;
	person = number_of(k->person->id);
	from = number_of(k->midnights[0]);
	to = number_of(k->midnights[WEEK_DAYS]);
	const char *authority = k->w.authority->id_text;
	struct db_query batch[WEEK_QUERIES] = {
		[WEEK_SLOTS] = DB_QUERY(SQL_WEEK_SLOTS, authority, person.text, from.text, to.text),
		[WEEK_RESERVED] = DB_QUERY(SQL_WEEK_RESERVED, authority, person.text, from.text,
					   to.text, k->scope.offices, k->scope.persons),
		[WEEK_CLOSED] =
			DB_QUERY(SQL_WEEK_CLOSED, authority, person.text, from.text, to.text),
	};

	request_ask(rq, batch, WEEK_QUERIES, week_shown);
}

static void week_shown(struct request *rq, const struct db_result *res)
{
	struct week *k = request_state(rq, sizeof *k);
	json_t *document;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "week", res);
		return;
	}
	k->changes = session_may(staff_session(rq), RIGHT_HOURS, k->office, k->person->id);
	k->closures_url = staff_area_url(rq, &k->w, "closures", "");
	week_draw(k, res);
	document = week_document(rq, k);
	week_done(k);
	reply_document(rq, 200, k->list ? "staff.week_list" : "staff.week", document);
}
