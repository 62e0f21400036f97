/* booking.c - a booking as the database knows it, and as a document. */
#include "server/booking.h"

#include <stdio.h>
#include <string.h>

#include "server/db/rows.h"
#include "server/questions.h"

enum { SECONDS_PER_MINUTE = 60 };

static json_t *row_object(const PGresult *rows, int row, const char *column)
{
	const char *text = row_text(rows, row, column);
	json_t *object = text ? json_loads(text, 0, NULL) : NULL;

	return object ? object : json_object();
}

void booking_uid(char out[BOOKING_UID_SIZE], const struct authority *a)
{
	const char *host = strchr(a->email, '@');
	struct token random;
	size_t len = 0;

	token_draw(&random);
	for (int i = 0; i < TOKEN_BYTES; i++)
		len += (size_t)snprintf(out + len, BOOKING_UID_SIZE - len, "%02x", random.bytes[i]);
	snprintf(out + len, BOOKING_UID_SIZE - len, "%s", host ? host : "");
}

bool booking_move_lost(const struct db_result *res)
{
	return res->status == DB_REFUSED && (strcmp(res->constraint, "reservation_id") == 0 ||
					     strcmp(res->sqlstate, "40P01") == 0);
}

bool booking_read(struct booking *b, const struct wording *w, const PGresult *rows, int row,
		  const char *token)
{
	const struct authority *a = w->authority;

	*b = (struct booking){
		.token = token,
		.reference = row_text(rows, row, "reference"),
		.uid = row_text(rows, row, "uid"),
		.family_name = row_text(rows, row, "family_name"),
		.given_name = row_text(rows, row, "given_name"),
		.email = row_text(rows, row, "email"),
		.phone = row_text(rows, row, "phone"),
		.language = row_text(rows, row, "language"),
		.room = row_text(rows, row, "room"),
		.sequence = (int)row_integer(rows, row, "sequence"),
		.minutes = (int)row_integer(rows, row, "minutes"),
		.cancelled = strcmp(row_text(rows, row, "state"), "cancelled") == 0,
		.office = authority_office_by_id(a, row_integer(rows, row, "office_id")),
		.service = authority_service_by_id(a, row_integer(rows, row, "service_id")),
		.person = authority_person_by_id(a, row_integer(rows, row, "contact_person_id")),
		.channel = (enum channel)channel_parse(row_text(rows, row, "channel")),
		.starts_at = row_integer(rows, row, "from_at"),
		.created_at = row_integer(rows, row, "created_at"),
		.changed_at = row_integer(rows, row, "changed_at"),
		.answers = row_object(rows, row, "answers"),
		.asked = row_object(rows, row, "asked"),
	};
	return b->office != NULL;
}

void booking_done(struct booking *b)
{
	json_decref(b->answers);
	json_decref(b->asked);
}

static time_t change_until(const struct booking *b)
{
	return b->starts_at - (time_t)b->office->rules.change_deadline_minutes * SECONDS_PER_MINUTE;
}

bool booking_can_change(const struct booking *b)
{
	return !b->cancelled && time(NULL) < change_until(b);
}

static json_t *change_until_text(const struct wording *w, const struct booking *b)
{
	if (b->office->rules.change_deadline_minutes == 0)
		return json_null();
	return word_text(w, "moment.until",
			 json_pack("{s:o, s:o}", "day", word_day_of(w, DATE_DAY, change_until(b)),
				   "time", word_clock_sentence(w, change_until(b))));
}

static void shape_citizen(json_t *document, const struct wording *w, const struct booking *b)
{
	json_object_set_new(document, "family_name", word_or_null(b->family_name));
	json_object_set_new(document, "given_name", word_or_null(b->given_name));
	json_object_set_new(document, "email", word_or_null(b->email));
	json_object_set_new(document, "phone", word_or_null(b->phone));
	json_object_set_new(document, "answers", questions_answers(w, b->service, b->answers));
}

json_t *booking_document(const struct wording *w, const struct booking *b)
{
	bool video = b->channel == CHANNEL_VIDEO && b->person && !b->cancelled;
	json_t *document = json_object();

	json_object_set_new(document, "token", json_string(b->token));
	json_object_set_new(document, "reference", json_string(b->reference));
	json_object_set_new(document, "state",
			    json_string(b->cancelled ? "cancelled" : "confirmed"));
	json_object_set_new(document, "sequence", json_integer(b->sequence));
	shape_moment(document, w, b->starts_at, b->minutes);
	shape_channel(document, w, b->channel);
	json_object_set_new(document, "office", shape_office(w, b->office));
	json_object_set_new(document, "service",
			    b->service ? shape_service(w, b->service) : json_null());
	json_object_set_new(document, "contact_person",
			    b->person ? shape_person(b->person) : json_null());
	json_object_set_new(document, "place",
			    shape_place(w, b->office, b->person, b->room, b->channel));
	json_object_set_new(document, "video_url",
			    word_or_null(video ? b->person->video_url : NULL));
	shape_citizen(document, w, b);
	json_object_set_new(document, "can_change", json_boolean(booking_can_change(b)));
	json_object_set_new(document, "change_until_at", word_rfc3339(w, change_until(b)));
	json_object_set_new(document, "change_until_text", change_until_text(w, b));
	json_object_set_new(document, "past", json_boolean(b->starts_at <= time(NULL)));
	json_object_set_new(document, "keep_text",
			    word_count(w, "count.days", b->office->rules.retention_days));
	json_object_set_new(document, "moved", json_false());
	return document;
}
