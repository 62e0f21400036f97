/*
 * search.c - GET and POST /staff/:office/search: find a booking by name, reference, phone or day.
 *
 * The form POSTs, though nothing changes, so that names stay out of addresses and logs.
 */
#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/reference.h"
#include "lib/utf8.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/staff/appointment.h"
#include "server/staff/endpoints.h"
#include "server/tenant.h"
#include "server/text.h"

enum {
	RESULTS_MAX = 50,
	QUERY_MAX_CHARACTERS = 100,
	QUERY_MIN_CHARACTERS = 2,
	PHONE_MIN_DIGITS = 5,
	REFERENCE_MIN_LETTERS = 4,
	TIME_SIZE = sizeof "2026-11-25T09:20:00Z",
};

static const char ALL[] = "all";

static continuation_fn search_found;

/* Lives from the request to its answer. */
struct hunt {
	struct wording w;
	const struct office *office;
	struct fields *f;
	const char *q;
	struct date from, until; /* year 0: not said */
	bool everywhere;
};

static bool is_searched(const struct hunt *h)
{
	return h->q || h->from.year || h->until.year;
}

static void hunt_read(struct hunt *h)
{
	static const char *const INS[] = {ALL, NULL};
	struct fields *f = h->f;

	h->q = fields_text(f, "q", FIELD_OPTIONAL, QUERY_MAX_CHARACTERS);
	fields_date(f, "from", FIELD_OPTIONAL, &h->from);
	fields_date(f, "until", FIELD_OPTIONAL, &h->until);
	h->everywhere = fields_choice(f, "in", FIELD_OPTIONAL, INS) != NULL;
	if (h->q && utf8_count(h->q, strlen(h->q)) < QUERY_MIN_CHARACTERS)
		fields_wrong(f, "q", FIELD_TOO_SHORT);
	if (h->from.year && h->until.year && date_compare(h->until, h->from) < 0)
		fields_wrong(f, "until", FIELD_INVALID_DATE);
}

/*
 * What is looked for
 */

/* Letters and digits of a reference typed whole or in part; false when it can be none. */
static bool reference_letters(char out[REFERENCE_SIZE], const char *q)
{
	char parsed[REFERENCE_SIZE];
	size_t n = 0;

	if (reference_parse(parsed, q))
		q = parsed;
	for (; *q; q++) {
		if (isalnum((unsigned char)*q) && n < REFERENCE_SIZE - 1)
			out[n++] = (char)toupper((unsigned char)*q);
		else if (*q != '-' && *q != ' ')
			return false;
	}
	out[n] = '\0';
	return n >= REFERENCE_MIN_LETTERS;
}

/* Digits without country code and leading zeros; false when these are too few for a number. */
static bool phone_digits(char *out, size_t size, const char *q)
{
	size_t n = 0, skip;

	for (; *q; q++)
		if (isdigit((unsigned char)*q) && n < size - 1)
			out[n++] = *q;
		else if (!strchr("+/()-. ", *q))
			return false;
	out[n] = '\0';
	skip = strncmp(out, "0049", 4) == 0 ? 4 : strncmp(out, "49", 2) == 0 ? 2 : out[0] == '0';
	n = strlen(out + skip);
	memmove(out, out + skip, n + 1);
	return n >= PHONE_MIN_DIGITS;
}

static const char *day_start(char out[TIME_SIZE], const struct hunt *h, struct date date)
{
	time_t t;
	struct tm utc;

	if (date.year == 0)
		return NULL;
	t = zone_midnight(h->w.authority->zone, date);
	strftime(out, TIME_SIZE, "%Y-%m-%dT%H:%M:%SZ", gmtime_r(&t, &utc));
	return out;
}

static void search_ask(struct request *rq, const struct hunt *h)
{
	struct scope scope = h->everywhere ? staff_scope_everywhere(rq) : staff_scope(rq);
	char reference[REFERENCE_SIZE], phone[FIELD_PHONE_MAX_DIGITS + 1], from[TIME_SIZE],
		until[TIME_SIZE], limit[16];
	struct date behind = h->until.year ? date_add_days(h->until, 1) : (struct date){0};

	const char *authority = h->w.authority->id_text;
	const char *first = day_start(from, h, h->from), *end = day_start(until, h, behind);

	snprintf(limit, sizeof limit, "%d", RESULTS_MAX + 1);
	struct db_query between = DB_QUERY(SQL_BOOKINGS_BETWEEN, authority, scope.offices,
					   scope.persons, first, end, limit);
	struct db_query named = DB_QUERY(
		SQL_BOOKING_SEARCH, authority, scope.offices, scope.persons, h->q,
		h->q && reference_letters(reference, h->q) ? reference : NULL,
		h->q && phone_digits(phone, sizeof phone, h->q) ? phone : NULL, first, end, limit);

	request_ask(rq, h->q ? &named : &between, 1, search_found);
}

/*
 * The page
 */

static json_t *date_input(const struct hunt *h, struct date date, const char *field)
{
	json_t *typed = json_object_get(fields_values(h->f), field);

	return date.year ? word_date(&h->w, DATE_SHORT, date)
	       : typed   ? json_incref(typed)
			 : json_null();
}

/* The results, of which the last one only says that there are more. */
static json_t *search_document(const struct hunt *h, json_t *results)
{
	size_t n = json_array_size(results);
	bool more = n > RESULTS_MAX;
	json_t *document = json_object(), *ins = json_array();

	if (more)
		json_array_remove(results, --n);
	json_array_append_new(
		ins, option_json("", word_of(&h->w, h->office->texts, "name"), !h->everywhere));
	json_array_append_new(ins, option_json(ALL, word_text(&h->w, "staff.whom.authority", NULL),
					       h->everywhere));
	json_object_set_new(document, "q", word_or_null(h->q));
	json_object_set_new(document, "from_input", date_input(h, h->from, "from"));
	json_object_set_new(document, "until_input", date_input(h, h->until, "until"));
	json_object_set_new(document, "ins", ins);
	json_object_set_new(document, "searched",
			    json_boolean(is_searched(h) && fields_right(h->f)));
	json_object_set_new(document, "results_text",
			    word_count(&h->w, "staff.count.results", (long)n));
	json_object_set_new(document, "more", json_boolean(more));
	json_object_set_new(document, "has_results", json_boolean(n > 0));
	json_object_set_new(document, "results", results);
	return document;
}

static void search(struct request *rq, json_t *input)
{
	struct hunt *h = request_state(rq, sizeof *h);

	h->office = staff_office(rq);
	h->f = pick_fields(rq, input);
	hunt_read(h);
	if (fields_right(h->f) && is_searched(h)) {
		search_ask(rq, h);
		return;
	}
	staff_scope(rq);
	if (fields_right(h->f))
		reply_document(rq, 200, "staff.search", search_document(h, json_array()));
	else
		reply_invalid(rq, "staff.search", search_document(h, json_array()),
			      fields_errors(h->f));
}

void search_show(struct request *rq)
{
	struct hunt *h = request_state(rq, sizeof *h);

	if (request_wording(rq, &h->w))
		search(rq, request_params(rq));
}

void search_run(struct request *rq)
{
	struct hunt *h = request_state(rq, sizeof *h);
	struct problem why;
	json_t *body;

	if (!request_wording(rq, &h->w))
		return;
	if ((body = request_body(rq, &why)))
		search(rq, body);
	else
		reply_problem(rq, &why);
}

static json_t *result_json(const struct hunt *h, const PGresult *rows, int row)
{
	const struct wording *w = &h->w;
	const struct office *o =
		authority_office_by_id(w->authority, row_integer(rows, row, "office_id"));
	struct appointment a;
	json_t *result;

	if (!appointment_read(&a, w, o, rows, row)) {
		appointment_done(&a);
		return NULL;
	}
	result = appointment_row(w, &a);
	json_object_set_new(result, "when_text", word_short(w, a.b.starts_at));
	json_object_set_new(
		result, "office",
		json_pack("{s:s, s:o}", "slug", o->slug, "name", word_of(w, o->texts, "name")));
	appointment_done(&a);
	return result;
}

static void search_found(struct request *rq, const struct db_result *res)
{
	const struct hunt *h = request_state(rq, sizeof *h);
	json_t *results;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "booking_search", res);
		return;
	}
	results = json_array();
	for (int row = 0; row < PQntuples(res->rows[0]); row++)
		json_array_append_new(results, result_json(h, res->rows[0], row));
	reply_document(rq, 200, "staff.search", search_document(h, results));
}
