/* day.c - the day: who comes when, and how far it has got. */
#include <string.h>

#include "lib/cleanup.h"
#include "lib/csv.h"
#include "server/db/rows.h"
#include "server/net/etag.h"
#include "server/net/reply.h"
#include "server/staff/day_list.h"
#include "server/staff/endpoints.h"
#include "server/staff_page.h"
#include "server/text.h"

static continuation_fn day_shown, day_exported;

/*
 * GET /staff/:office/day
 */

void day_show(struct request *rq)
{
	day_list_ask(rq, day_shown);
}

static json_t *persons_json(struct request *rq, const struct day_list *d)
{
	const struct authority *a = d->w.authority;
	json_t *list = json_array();

	for (size_t i = 0; i < a->npersons; i++) {
		const struct contact_person *p = &a->persons[i];

		if (day_list_offers(rq, d, p))
			json_array_append_new(list,
					      json_pack("{s:s, s:s, s:b}", "slug", p->slug, "name",
							p->name, "selected", p == d->person));
	}
	return list;
}

static json_t *shows_json(const struct day_list *d)
{
	static const char *const SHOWS[][2] = {
		[SHOW_ALL] = {"", "staff.show.all"},
		[SHOW_OPEN] = {"open", "staff.show.open"},
		[SHOW_WAITING] = {"waiting", "staff.show.waiting"},
	};
	json_t *list = json_array();

	for (size_t i = 0; i < sizeof SHOWS / sizeof *SHOWS; i++)
		json_array_append_new(list, json_pack("{s:s, s:o, s:b}", "value", SHOWS[i][0],
						      "label", word_text(&d->w, SHOWS[i][1], NULL),
						      "selected", i == (size_t)d->show));
	return list;
}

static json_t *count_json(const struct day_list *d, const char *key, long count)
{
	str_auto_t *text = text_format("staff.count.%s", key);

	return json_pack("{s:s, s:I, s:o}", "key", key, "count", (json_int_t)count, "text",
			 word_count(&d->w, text, count));
}

/* How many there are, and of those in each state; a state nobody is in is left out. */
static json_t *counts_json(const struct day_list *d, const long counts[ATTENDANCES])
{
	static const struct {
		enum attendance attendance;
		const char *key;
	} KEYS[] = {
		{ATTENDANCE_ARRIVED, "waiting"},   {ATTENDANCE_IN_PROGRESS, "in_progress"},
		{ATTENDANCE_EXPECTED, "expected"}, {ATTENDANCE_DONE, "done"},
		{ATTENDANCE_MISSED, "missed"},
	};
	json_t *list = json_array();
	long all = 0;

	for (int i = 0; i < ATTENDANCE_CANCELLED; i++)
		all += counts[i];
	json_array_append_new(list, count_json(d, "bookings", all));
	for (size_t i = 0; i < sizeof KEYS / sizeof *KEYS; i++)
		if (counts[KEYS[i].attendance])
			json_array_append_new(
				list, count_json(d, KEYS[i].key, counts[KEYS[i].attendance]));
	return list;
}

/* To be called next: who waits here, or at whose phone it is time to ring. */
static bool can_be_next(const struct appointment *a)
{
	enum { SOON_SECONDS = 5 * 60 };

	return a->attendance == ATTENDANCE_ARRIVED ||
	       (a->attendance == ATTENDANCE_EXPECTED && a->b.channel != CHANNEL_IN_PERSON &&
		a->b.starts_at <= time(NULL) + SOON_SECONDS);
}

static void row_add(json_t *document, const struct day_list *d, const struct appointment *a)
{
	bool next = json_is_null(json_object_get(document, "next")) &&
		    date_compare(d->date, d->today) == 0 && can_be_next(a);
	json_t *row;

	if (!next && !day_list_shows(d, a->attendance))
		return;
	row = appointment_row(&d->w, a);
	json_object_set_new(row, "is_next", json_boolean(next));
	if (next)
		json_object_set(document, "next", row);
	if (day_list_shows(d, a->attendance))
		json_array_append(json_object_get(document, "bookings"), row);
	json_decref(row);
}

static void bookings_add(struct request *rq, json_t *document, const struct day_list *d,
			 const PGresult *rows)
{
	long counts[ATTENDANCES] = {0};
	json_t *bookings = json_array();

	json_object_set_new(document, "next", json_null());
	json_object_set_new(document, "bookings", bookings);
	for (int row = 0; row < PQntuples(rows); row++) {
		struct appointment a;

		if (appointment_read(&a, &d->w, day_list_place(rq, d, rows, row), rows, row)) {
			counts[a.attendance]++;
			row_add(document, d, &a);
		}
		appointment_done(&a);
	}
	json_object_set_new(document, "counts", counts_json(d, counts));
	json_object_set_new(document, "has_bookings", json_boolean(json_array_size(bookings) > 0));
}

static json_t *poll_url(const struct day_list *d)
{
	json_auto_t *path = day_list_url(d, "day", d->date, "");

	/* What is to be printed stays as it is. */
	return d->print ? json_string("") : json_sprintf("/api/v1%s", json_string_value(path));
}

static void urls_add(json_t *document, const struct day_list *d)
{
	struct date date = d->date;

	json_object_set_new(document, "previous_url",
			    day_list_url(d, "day", date_add_days(date, -1), ""));
	json_object_set_new(document, "today_url", day_list_url(d, "day", d->today, ""));
	json_object_set_new(document, "next_url",
			    day_list_url(d, "day", date_add_days(date, 1), ""));
	json_object_set_new(document, "path", day_list_url(d, "day", date, ""));
	json_object_set_new(document, "poll_url", poll_url(d));
	json_object_set_new(document, "print_url", day_list_url(d, "day", date, "view=print"));
	json_object_set_new(document, "print_notes_url",
			    day_list_url(d, "day", date, "view=print&notes=1"));
	json_object_set_new(document, "csv_url", day_list_url(d, "day.csv", date, ""));
}

static json_t *day_document(struct request *rq, const struct day_list *d, const PGresult *rows)
{
	char date[DATE_TEXT_SIZE];
	json_t *document;

	date_format(date, d->date);
	document = json_pack("{s:s, s:o, s:o, s:b, s:b, s:b}", "date", date, "date_text",
			     word_date(&d->w, DATE_FULL, d->date), "date_input",
			     word_date(&d->w, DATE_SHORT, d->date), "is_today",
			     date_compare(d->date, d->today) == 0, "print", d->print, "print_notes",
			     d->notes);
	json_object_set_new(document, "office",
			    shape_named(d->office->slug, word_of(&d->w, d->office->texts, "name")));
	json_object_set_new(document, "contact_persons", persons_json(rq, d));
	json_object_set_new(document, "shows", shows_json(d));
	urls_add(document, d);
	json_object_set_new(document, "sick_url", staff_area_url(rq, &d->w, "closures", "#sick"));
	json_object_set_new(document, "new_url", staff_area_url(rq, &d->w, "new", ""));
	bookings_add(rq, document, d, rows);
	return document;
}

/* The tag leaves out the minute in which it was asked.  True: the client has all of it. */
static bool is_known(struct request *rq, const json_t *document, char etag[ETAG_BYTES])
{
	str_auto_t *text = json_dumps(document, JSON_COMPACT | JSON_SORT_KEYS);

	etag_make(etag, text, strlen(text), "");
	reply_header(rq, "ETag", etag);
	reply_header(rq, "Cache-Control", "no-store");
	return etag_matches(request_header(rq, "If-None-Match"), etag);
}

static void day_shown(struct request *rq, const struct db_result *res)
{
	struct day_list *d = request_state(rq, sizeof *d);
	char etag[ETAG_BYTES];
	json_t *document;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "appointments_of_day", res);
		return;
	}
	document = day_document(rq, d, res->rows[0]);
	if (request_format(rq) == FORMAT_JSON && is_known(rq, document, etag)) {
		json_decref(document);
		reply_bytes(rq, 304, "application/json", NULL, 0);
		return;
	}
	json_object_set_new(document, "as_of_text", word_clock_sentence(&d->w, time(NULL)));
	reply_document(rq, 200, "staff.day", document);
}

/*
 * GET /staff/:office/day.csv
 */

void day_export(struct request *rq)
{
	day_list_ask(rq, day_exported);
}

/* Name of the text above the column, and the member of a row, or of an object within. */
static const struct column {
	const char *label, *object, *member;
} COLUMNS[] = {
	{"staff.label.date", NULL, "date_text"},
	{"staff.label.time", NULL, "span_text"},
	{"staff.label.name", NULL, "name_text"},
	{"staff.label.reference", NULL, "reference"},
	{"staff.label.service", "service", "name"},
	{"staff.label.channel", NULL, "channel_text"},
	{"staff.label.answers", NULL, "answers_text"},
	{"staff.label.room", NULL, "room"},
	{"staff.label.phone", NULL, "phone"},
	{"staff.label.person", "contact_person", "name"},
	{"staff.label.state", NULL, "attendance_text"},
	{"staff.booking.note", NULL, "note"},
};

enum { COLUMNS_COUNT = sizeof COLUMNS / sizeof *COLUMNS };

static void csv_row(struct buffer *out, const json_t *row)
{
	for (size_t i = 0; i < COLUMNS_COUNT; i++) {
		const json_t *of =
			COLUMNS[i].object ? json_object_get(row, COLUMNS[i].object) : row;

		csv_cell(out, json_string_value(json_object_get(of, COLUMNS[i].member)));
	}
	csv_end_row(out);
}

static void csv_head(struct buffer *out, const struct wording *w)
{
	csv_begin(out);
	for (size_t i = 0; i < COLUMNS_COUNT; i++) {
		json_auto_t *label = word_text(w, COLUMNS[i].label, NULL);

		csv_cell(out, json_string_value(label));
	}
	csv_end_row(out);
}

static void csv_rows(struct buffer *out, const struct day_list *d, const PGresult *rows)
{
	for (int row = 0; row < PQntuples(rows); row++) {
		struct appointment a;

		if (appointment_read(&a, &d->w, d->office, rows, row) &&
		    day_list_shows(d, a.attendance)) {
			json_auto_t *document = appointment_row(&d->w, &a);

			csv_row(out, document);
		}
		appointment_done(&a);
	}
}

static void day_exported(struct request *rq, const struct db_result *res)
{
	struct day_list *d = request_state(rq, sizeof *d);
	str_auto_t *disposition = NULL;
	char date[DATE_TEXT_SIZE];
	buffer_auto_t csv = {0};

	if (res->status != DB_OK) {
		reply_sql_error(rq, "appointments_of_day", res);
		return;
	}
	csv_head(&csv, &d->w);
	csv_rows(&csv, d, res->rows[0]);
	date_format(date, d->date);
	disposition = text_format("attachment; filename=\"%s-%s.csv\"", d->office->slug, date);
	reply_header(rq, "Content-Disposition", disposition);
	reply_header(rq, "Cache-Control", "no-store");
	reply_bytes(rq, 200, "text/csv; charset=utf-8", csv.data, csv.len);
}
