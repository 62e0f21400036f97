/*
 * letter.c - GET and POST /staff/:office/bookings/:booking/letter: the appointment on paper.
 *
 * Of a manage link only the hash is stored, so an old one cannot be printed again.  The POST
 * makes one more and leads to the letter with it; so does the booking at the desk.
 */
#include <stdlib.h>

#include "lib/cleanup.h"
#include "lib/token.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/staff/appointment.h"
#include "server/staff/endpoints.h"
#include "server/tenant.h"
#include "server/text.h"

static const struct problem OVER = {409, "too_late", "it is too late to change this"};

static continuation_fn letter_shown, letter_linked;

/* Lives from the request to its answer. */
struct letter {
	struct wording w;
	struct scope scope;
	const char *id;
	char token[TOKEN_TEXT_SIZE], hash[TOKEN_HASH_SIZE];
};

static bool letter_new(struct request *rq, struct letter *l)
{
	if (!request_wording(rq, &l->w))
		return false;
	l->scope = staff_scope(rq);
	l->id = appointment_key(rq);
	return l->id != NULL;
}

static void letter_token(struct letter *l, const struct token *token)
{
	token_format(l->token, token);
	token_hash(l->hash, token);
}

/*
 * The letter
 */

static void line_add(json_t *lines, json_t *line)
{
	if (json_is_string(line))
		json_array_append_new(lines, line);
	else
		json_decref(line);
}

static json_t *sender_json(const struct wording *w, const struct office *o)
{
	json_t *lines = json_array(), *line;
	json_auto_t *authority = shape_authority(w);
	size_t i;

	line_add(lines, json_incref(json_object_get(authority, "name")));
	line_add(lines, word_of(w, o->texts, "name"));
	json_array_foreach (json_object_get(o->address, "lines"), i, line)
		line_add(lines, json_incref(line));
	return lines;
}

static json_t *documents_json(const struct wording *w, const struct service *s)
{
	json_t *list = s ? texts_member(w->authority, s->texts, language_code(w->language),
					"documents", NULL)
			 : NULL;

	return list ? json_incref(list) : json_array();
}

static json_t *letter_document(struct request *rq, const struct letter *l,
			       const struct appointment *a, const struct db_result *res,
			       size_t first)
{
	const struct wording *w = &l->w;
	json_t *document = json_object(), *documents = documents_json(w, a->b.service);
	json_auto_t *booking = booking_document(w, &a->b), *title = appointment_title(w, a);
	bool can_link = !*l->token && appointment_can_change(a);

	json_object_set_new(document, "booking", appointment_document(w, a, res, first));
	json_object_set_new(document, "sender", sender_json(w, a->b.office));
	json_object_set_new(document, "recipient", json_pack("[O]", title));
	json_object_set_new(document, "letter_date_text", word_day_of(w, DATE_SHORT, time(NULL)));
	json_object_set(document, "place", json_object_get(booking, "place"));
	json_object_set(document, "change_until_text",
			json_object_get(booking, "change_until_text"));
	json_object_set_new(document, "manage_url",
			    *l->token ? json_sprintf("%s/bookings/%s", request_origin(rq), l->token)
				      : json_null());
	json_object_set_new(document, "link_path",
			    can_link ? appointment_url(w, a, "/letter") : json_null());
	json_object_set_new(document, "has_documents",
			    json_boolean(json_array_size(documents) > 0));
	json_object_set_new(document, "documents", documents);
	return document;
}

/*
 * GET: with the link whose token is brought along, if it is one of this booking
 */

void letter_show(struct request *rq)
{
	struct letter *l = request_state(rq, sizeof *l);
	struct db_query batch[APPOINTMENT_QUERIES + 1];
	const char *brought = request_param(rq, "token");
	struct token token;
	size_t n = APPOINTMENT_QUERIES;

	if (!letter_new(rq, l))
		return;
	appointment_ask(batch, &l->w, &l->scope, l->id);
	if (brought && token_parse(&token, brought)) {
		letter_token(l, &token);
		batch[n++] = (struct db_query)DB_QUERY(SQL_BOOKING_SHOW, l->w.authority->id_text,
						       l->hash);
	}
	request_ask(rq, batch, n, letter_shown);
}

static bool opens(const struct db_result *res, size_t nth, int64_t id)
{
	return res->nrows > nth && PQntuples(res->rows[nth]) > 0 &&
	       row_integer(res->rows[nth], 0, "booking_id") == id;
}

static void letter_shown(struct request *rq, const struct db_result *res)
{
	struct letter *l = request_state(rq, sizeof *l);
	struct appointment a;
	json_t *document;

	if (!appointment_found(rq, &a, &l->w, res, 0))
		return;
	if (!opens(res, APPOINTMENT_QUERIES, row_integer(res->rows[0], 0, "booking_id")))
		l->token[0] = '\0';
	document = letter_document(rq, l, &a, res, 0);
	appointment_done(&a);
	reply_document(rq, 200, "staff.letter", document);
}

/*
 * POST: one more link
 */

void letter_link(struct request *rq)
{
	struct letter *l = request_state(rq, sizeof *l);
	struct token token;

	if (!letter_new(rq, l))
		return;
	token_draw(&token);
	letter_token(l, &token);

	struct db_query batch[1 + APPOINTMENT_QUERIES] = {
		DB_QUERY(SQL_MANAGE_LINK_ADD, l->w.authority->id_text, l->id, l->scope.offices,
			 l->scope.persons, NULL, l->hash, staff_session(rq)->account_id),
	};
	appointment_ask(batch + 1, &l->w, &l->scope, l->id);
	request_ask(rq, batch, 1 + APPOINTMENT_QUERIES, letter_linked);
}

static void letter_linked(struct request *rq, const struct db_result *res)
{
	struct letter *l = request_state(rq, sizeof *l);
	str_auto_t *location = NULL;
	struct appointment a;
	json_t *document;

	if (!appointment_found(rq, &a, &l->w, res, 1))
		return;
	if (PQntuples(res->rows[0]) == 0) {
		appointment_done(&a);
		reply_problem(rq, &OVER);
		return;
	}
	location =
		text_format("/staff/%s/bookings/%s/letter?token=%s", a.at->slug, l->id, l->token);
	document = letter_document(rq, l, &a, res, 1);
	appointment_done(&a);
	reply_made(rq, 201, location, document);
}
