/*
 * invite_table.c - GET and POST /staff/:office/accounts/table: many people are given roles at once.
 *
 * The first POST only looks; the page it answers with holds the table and what each line would come
 * to, and sends both to do it.  All lines, or none.
 */
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/csv_table.h"
#include "lib/multipart.h"
#include "server/admin/endpoints.h"
#include "server/admin/invite_lines.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/picks.h"

enum { EXPECTED_MAX_CHARACTERS = 16 * INVITE_LINES_MAX };

static const char PAGE[] = "admin.invite_table";
static const char *const DOES[] = {"look", "invite", NULL};
static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};

static continuation_fn table_judged;

struct table {
	struct accounts a;
	const char *text, *expected;
	bool invite; /* and not only look */
	json_t *lines, *mistake;
};

static void table_release(void *state)
{
	struct table *t = state;

	json_decref(t->lines);
	json_decref(t->mistake);
}

/*
 * The document
 */

static size_t wrong_count(const struct table *t)
{
	size_t n = 0, i;
	json_t *line;

	json_array_foreach (t->lines, i, line)
		n += json_array_size(json_object_get(line, "errors")) > 0;
	return n;
}

/* What each line came to, for the POST that does it. */
static json_t *expected_json(const struct table *t)
{
	buffer_auto_t text = {0};
	json_t *line;
	size_t i;

	json_array_foreach (t->lines, i, line)
		buffer_printf(&text, "%s%s", i ? " " : "",
			      json_string_value(json_object_get(line, "outcome")));
	return json_string(text.data ? text.data : "");
}

static json_t *table_document(const struct table *t, bool changed)
{
	size_t wrong = wrong_count(t), n = json_array_size(t->lines);
	bool ready = n > 0 && wrong == 0;
	json_t *document =
		json_pack("{s:O?, s:b, s:O?, s:b, s:b, s:b, s:{s:s}, s:[], s:{}}", "lines",
			  t->lines, "has_lines", n > 0, "mistake", t->mistake, "can_invite", ready,
			  "some_wrong", wrong > 0, "changed", changed, "values", "lines",
			  t->text ? t->text : "", "errors", "error");
	struct wording w = t->a.w;

	json_object_set_new(document, "wrong_text",
			    wrong ? word_count(&w, "staff.count.wrong_lines", (long)wrong)
				  : json_null());
	json_object_set_new(document, "right_text",
			    word_count(&w, "staff.count.right_lines", (long)(n - wrong)));
	json_object_set_new(document, "expected", ready ? expected_json(t) : json_null());
	json_object_set_new(document, "limit", json_integer(INVITE_LINES_MAX));
	return document;
}

void invite_table_show(struct request *rq)
{
	struct table *t = request_state(rq, sizeof *t);

	if (accounts_begin(rq, &t->a))
		reply_document(rq, 200, PAGE, table_document(t, false));
}

/*
 * POST
 */

static void refuse(struct request *rq, struct table *t, enum field_code code)
{
	fields_wrong(t->a.f, "lines", code);
	reply_invalid(rq, PAGE, table_document(t, false), fields_errors(t->a.f));
}

static json_t *fault_text(const struct table *t, struct csv_mistake why)
{
	static const char *const KEYS[] = {
		[CSV_NO_TEXT] = "staff.account_word.fault.no_text",
		[CSV_OPEN_QUOTE] = "staff.account_word.fault.open_quote",
		[CSV_AFTER_QUOTE] = "staff.account_word.fault.after_quote",
		[CSV_TOO_MANY] = "staff.account_word.fault.too_many",
		[CSV_TOO_WIDE] = "staff.account_word.fault.too_wide",
	};

	return word_text(&t->a.w, KEYS[why.fault],
			 json_pack("{s:i, s:i}", "line", (int)why.line, "limit", INVITE_LINES_MAX));
}

/* A file goes before what was pasted. */
static const char *text_read(struct fields *f, json_t *body)
{
	const char *file = json_string_value(json_object_get(body, "file"));
	const char *pasted = fields_lines(f, "lines", FIELD_OPTIONAL, MULTIPART_VALUE_MAX_BYTES);

	return file && *file ? file : pasted;
}

/* The lines into t, those that are right into *asked. */
static bool lines_read(struct request *rq, struct table *t, json_t **asked)
{
	struct csv_mistake why;
	json_auto_t *rows = csv_table_read(t->text, strlen(t->text), INVITE_LINES_MAX + 1, &why);

	if (!rows) {
		t->mistake = fault_text(t, why);
		return false;
	}
	t->lines = invite_lines_read(rq, &t->a, rows, t->invite ? t->expected : NULL, asked,
				     &t->mistake);
	return t->lines != NULL;
}

void invite_table(struct request *rq)
{
	struct table *t = request_state(rq, sizeof *t);
	json_auto_t *asked = NULL;
	struct problem why;
	const char *does;

	if (!accounts_begin(rq, &t->a))
		return;
	request_keep(rq, t, table_release);
	t->text = text_read(t->a.f, request_body(rq, &why));
	t->expected = fields_text(t->a.f, "expected", FIELD_OPTIONAL, EXPECTED_MAX_CHARACTERS);
	does = fields_choice(t->a.f, "do", FIELD_OPTIONAL, DOES);
	t->invite = does == DOES[1];
	if (!fields_right(t->a.f)) {
		reply_invalid(rq, PAGE, table_document(t, false), fields_errors(t->a.f));
		return;
	}
	if (!t->text) {
		refuse(rq, t, FIELD_EMPTY);
		return;
	}
	if (!lines_read(rq, t, &asked)) {
		refuse(rq, t, FIELD_INVALID);
		return;
	}
	struct db_query invite = invite_query(rq, &t->a, asked, !t->invite || wrong_count(t) > 0);

	request_ask(rq, &invite, 1, table_judged);
}

static void outcome_note(const struct table *t, const PGresult *rows, int row)
{
	json_t *line = json_array_get(t->lines, (size_t)row_integer(rows, row, "nr") - 1);
	const char *outcome = row_text(rows, row, "outcome");
	str_auto_t *key = text_format("staff.account_word.outcome.%s", outcome);

	json_object_set_new(line, "outcome", json_string(outcome));
	if (strcmp(outcome, "there") == 0)
		invite_line_wrong(&t->a, line, "email", FIELD_HAS_ROLE);
	else if (strcmp(outcome, "blocked") == 0)
		invite_line_wrong(&t->a, line, "email", FIELD_BLOCKED);
	else
		json_object_set_new(line, "outcome_text", word_text(&t->a.w, key, NULL));
}

static void table_judged(struct request *rq, const struct db_result *res)
{
	struct table *t = request_state(rq, sizeof *t);
	const PGresult *rows = res->rows[0];

	if (!invite_replied(rq, res))
		return;
	if (PQntuples(rows) > 0 && row_bool(rows, 0, "done")) {
		accounts_reply(rq, &t->a, "", "invited_many");
		return;
	}
	for (int row = 0; row < PQntuples(rows); row++)
		outcome_note(t, rows, row);
	if (t->invite && wrong_count(t) > 0)
		refuse(rq, t, FIELD_INVALID);
	else if (t->invite)
		reply_problem_page(rq, &CHANGED, PAGE, table_document(t, true));
	else
		reply_document(rq, 200, PAGE, table_document(t, false));
}
