/*
 * lost_link.c - GET and POST /lost-link: reference and e-mail address bring a new link.
 *
 * The answer is the same whether there is such a booking or not.
 */
#include "lib/reference.h"
#include "lib/token.h"
#include "server/citizen/endpoints.h"
#include "server/citizen/form.h"
#include "server/net/reply.h"
#include "server/tenant.h"

static continuation_fn lost_link_sent;

static json_t *document_of(const json_t *values, bool sent)
{
	return json_pack("{s:b, s:{s:o, s:o}, s:[], s:{s:n, s:n}}", "sent", sent, "values",
			 "reference",
			 word_or_null(json_string_value(json_object_get(values, "reference"))),
			 "email", word_or_null(json_string_value(json_object_get(values, "email"))),
			 "errors", "error", "reference", "email");
}

void lost_link_show(struct request *rq)
{
	struct wording w;

	if (request_wording(rq, &w))
		reply_document(rq, 200, "citizen.lost_link",
			       document_of(NULL, request_param(rq, "sent") != NULL));
}

void lost_link_send(struct request *rq)
{
	char reference[REFERENCE_SIZE], text[TOKEN_TEXT_SIZE], hash[TOKEN_HASH_SIZE];
	const char *typed, *email;
	struct token token;
	struct problem why;
	struct fields *f;
	struct wording w;
	int retry_after;
	json_t *body;

	if (!request_wording(rq, &w))
		return;
	if (!(body = request_body(rq, &why))) {
		reply_problem(rq, &why);
		return;
	}
	f = form_fields(rq, body);
	typed = fields_text(f, "reference", FIELD_REQUIRED, REFERENCE_TYPED_MAX_BYTES);
	email = fields_email(f, "email", FIELD_REQUIRED);
	if (typed && !reference_parse(reference, typed))
		fields_wrong(f, "reference", FIELD_INVALID);
	if (!fields_right(f)) {
		reply_invalid(rq, "citizen.lost_link", document_of(fields_values(f), false),
			      fields_errors(f));
		return;
	}
	if (!limits_take(request_tenancy(rq)->limits, LIMIT_LOST_LINK, request_client(rq),
			 time(NULL), &retry_after)) {
		reply_too_many(rq, retry_after);
		return;
	}
	token_draw(&token);
	token_format(text, &token);
	token_hash(hash, &token);

	struct db_query query =
		DB_QUERY(SQL_LOST_LINK, w.authority->id_text, reference, email, hash, text);
	request_ask(rq, &query, 1, lost_link_sent);
}

static void lost_link_sent(struct request *rq, const struct db_result *res)
{
	if (res->status != DB_OK)
		reply_sql_error(rq, "lost_link", res);
	else
		reply_made(rq, 202, "/lost-link?sent=1", json_pack("{s:b}", "sent", 1));
}
