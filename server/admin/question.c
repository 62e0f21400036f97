/* question.c - GET and POST /staff/:office/services/:service/questions/:question: what else is
 * asked of who books a service. */
#include "server/admin/question.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/admin/endpoints.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/session.h"
#include "server/text.h"

enum { VERSION_MAX = 2000000000, QUESTIONS_MAX = 20 };

static const char PAGE[] = "admin.question";
static const char NEW[] = "new-question"; /* keys have no hyphens */
static const char *const DOES[] = {"save", "remove", "up", NULL};
static const struct problem NO_QUESTION = {404, "no_such_question", "there is no such question"};
static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};
static const struct problem FULL = {409, "too_many_questions",
				    "a service has at most 20 questions"};

static continuation_fn question_found, question_saved;

static void question_release(void *state)
{
	struct question *q = state;

	json_decref(q->questions);
	json_decref(q->service_texts);
}

static void question_ask(struct request *rq, const struct question *q)
{
	const char *authority = q->w.authority->id_text;
	struct db_query batch[] = {
		DB_QUERY(SQL_SERVICE_LIST, authority, q->office_id),
		DB_QUERY(SQL_AUDIT_OF, authority, "service", q->service_id, HISTORY_MAX_TEXT),
	};

	request_ask(rq, batch, 2, question_found);
}

static void question_begin(struct request *rq, struct question *q)
{
	const char *key = request_arg_named(rq, "question");

	if (!request_wording(rq, &q->w))
		return;
	q->office = staff_office(rq);
	snprintf(q->office_id, sizeof q->office_id, "%" PRId64, q->office->id);
	q->service_id = request_arg_named(rq, "service");
	q->key = strcmp(key, NEW) == 0 ? NULL : key;
	request_keep(rq, q, question_release);
	question_ask(rq, q);
}

void question_show(struct request *rq)
{
	question_begin(rq, request_state(rq, sizeof(struct question)));
}

/* The service and the question of the path; false when there is no such thing.  What somebody
 * typed into a question that is gone meanwhile can be saved as a new one. */
static bool question_find(struct question *q, const struct db_result *res)
{
	const PGresult *rows = res->rows[0];
	int row = 0, n = PQntuples(rows);
	size_t i;
	json_t *one;

	question_release(q);
	q->questions = q->service_texts = q->old = NULL;
	q->audit = res->rows[1];
	while (row < n && strcmp(row_text(rows, row, "service_id"), q->service_id) != 0)
		row++;
	if (row == n)
		return false;
	q->questions = json_loads(row_text(rows, row, "questions"), 0, NULL);
	q->service_texts = json_loads(row_text(rows, row, "texts"), 0, NULL);
	q->now = row_text(rows, row, "version");
	json_array_foreach (q->questions, i, one)
		if (q->key && strcmp(json_string_value(json_object_get(one, "key")), q->key) == 0)
			q->old = one;
	if (q->f && !q->old && q->does != DOES[1] && q->does != DOES[2] &&
	    strcmp(q->version, q->now) != 0)
		q->key = NULL;
	return !q->key || q->old;
}

/*
 * POST
 */

void question_save(struct request *rq)
{
	struct question *q = request_state(rq, sizeof *q);
	struct problem why;
	json_t *body = request_body(rq, &why);
	long long version = 0;

	if (!body) {
		reply_problem(rq, &why);
		return;
	}
	q->f = pick_fields(rq, body);
	q->does = fields_choice(q->f, "do", FIELD_OPTIONAL, DOES);
	fields_integer(q->f, "version", FIELD_REQUIRED, 1, VERSION_MAX, &version);
	snprintf(q->version, sizeof q->version, "%lld", version);
	question_begin(rq, q);
}

static size_t place_of(const struct question *q)
{
	size_t i;
	json_t *one;

	json_array_foreach (q->questions, i, one)
		if (one == q->old)
			return i;
	return json_array_size(q->questions);
}

/* The list as it is to be; NULL, and noted, when something is wrong. */
static json_t *list_wanted(struct question *q)
{
	json_t *list = json_copy(q->questions), *question;
	size_t place = place_of(q);

	if (q->does == DOES[1]) {
		json_array_remove(list, place);
		return list;
	}
	if (q->does == DOES[2]) {
		if (place > 0 && place < json_array_size(list)) {
			json_array_remove(list, place);
			json_array_insert(list, place - 1, q->old);
		}
		return list;
	}
	question = question_read(q);
	if (fields_right(q->f) && q->old)
		json_array_set(list, place, question);
	else if (fields_right(q->f))
		json_array_append(list, question);
	json_decref(question);
	if (fields_right(q->f))
		return list;
	json_decref(list);
	return NULL;
}

static void question_change(struct request *rq, struct question *q)
{
	json_auto_t *list = NULL;

	q->outdated = fields_right(q->f) && strcmp(q->version, q->now) != 0;
	if (q->outdated || (!q->old && json_array_size(q->questions) >= QUESTIONS_MAX)) {
		json_decref(question_read(q)); /* what was typed stands there again */
		reply_problem_page(rq, q->outdated ? &CHANGED : &FULL, PAGE, question_document(q));
		return;
	}
	list = list_wanted(q);
	if (!list) {
		reply_invalid(rq, PAGE, question_document(q), fields_errors(q->f));
		return;
	}
	q->wanted = json_dumps(list, JSON_COMPACT);
	request_keep(rq, q->wanted, free);
	struct db_query save =
		DB_QUERY(SQL_QUESTIONS_SAVE, q->w.authority->id_text, staff_session(rq)->account_id,
			 q->office_id, q->service_id, q->version, q->wanted);

	request_ask(rq, &save, 1, question_saved);
}

static void question_found(struct request *rq, const struct db_result *res)
{
	struct question *q = request_state(rq, sizeof *q);

	if (res->status != DB_OK)
		reply_sql_error(rq, "service_list", res);
	else if (!question_find(q, res))
		reply_problem(rq, &NO_QUESTION);
	else if (q->f)
		question_change(rq, q);
	else
		reply_document(rq, 200, PAGE, question_document(q));
}

static void question_saved(struct request *rq, const struct db_result *res)
{
	struct question *q = request_state(rq, sizeof *q);
	str_auto_t *where = NULL;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "questions_save", res);
		return;
	}
	if (PQntuples(res->rows[0]) == 0) {
		question_ask(rq, q); /* changed just now: finds another version */
		return;
	}
	where = text_format("/staff/%s/services/%s?done=saved", q->office->slug, q->service_id);
	reply_see_other(rq, where);
}
