/* rehearsal.c - GET and POST /staff/:office/rehearsal: the secret address under which staff play
 * the citizens' way. */
#include "server/admin/rehearsal.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/token.h"
#include "server/admin/endpoints.h"
#include "server/net/reply.h"
#include "server/session.h"
#include "server/tenant.h"
#include "server/text.h"

struct making {
	struct wording w;
	const struct office *office;
	struct number office_id;
	char hash[TOKEN_HASH_SIZE], token[TOKEN_TEXT_SIZE]; /* "": none any more */
};

static continuation_fn rehearsal_made;

json_t *rehearsal_json(const struct office *o, const char *url)
{
	if (o->state != OFFICE_REHEARSAL && !url)
		return json_null();
	return json_pack("{s:b, s:o, s:o}", "on", o->rehearsal_hash || url, "url",
			 word_or_null(url), "post_path",
			 json_sprintf("/staff/%s/rehearsal", o->slug));
}

static json_t *document_of(const struct making *m, const char *url)
{
	return json_pack("{s:o, s:o}", "office", shape_office(&m->w, m->office), "rehearsal",
			 rehearsal_json(m->office, url));
}

static bool making_begin(struct request *rq, struct making *m)
{
	if (!request_wording(rq, &m->w))
		return false;
	m->office = staff_office(rq);
	m->office_id = number_of(m->office->id);
	return true;
}

void rehearsal_show(struct request *rq)
{
	struct making *m = request_state(rq, sizeof *m);

	if (making_begin(rq, m))
		reply_document(rq, 200, "admin.rehearsal", document_of(m, NULL));
}

void rehearsal_make(struct request *rq)
{
	struct making *m = request_state(rq, sizeof *m);
	const char *what = request_input(rq, "do");
	bool end = what && strcmp(what, "end") == 0;
	struct token token;

	if (!making_begin(rq, m))
		return;
	if (!end) {
		token_draw(&token);
		token_format(m->token, &token);
		token_hash(m->hash, &token);
	}
	struct db_query make =
		DB_QUERY(SQL_REHEARSAL_MAKE, m->w.authority->id_text, staff_session(rq)->account_id,
			 m->office_id.text, end ? NULL : m->hash);

	request_ask(rq, &make, 1, rehearsal_made);
}

/* The address is shown once, in the answer itself. */
static void rehearsal_made(struct request *rq, const struct db_result *res)
{
	static const struct problem NOT_REHEARSING = {409, "not_rehearsing",
						      "this office does not rehearse"};
	struct making *m = request_state(rq, sizeof *m);
	str_auto_t *url = NULL, *back = NULL;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "rehearsal_make", res);
	} else if (PQntuples(res->rows[0]) == 0) {
		reply_problem_page(rq, &NOT_REHEARSING, "admin.rehearsal", document_of(m, NULL));
	} else if (!*m->token) {
		back = text_format("/staff/%s/rehearsal?done=saved", m->office->slug);
		reply_see_other(rq, back);
	} else {
		url = text_format("%s/rehearsal/%s", request_origin(rq), m->token);
		reply_document(rq, 201, "admin.rehearsal", document_of(m, url));
	}
}
