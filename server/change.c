/*
 * change.c - try a change that may take time away; carry it out with what staff decided.
 *
 * Asking goes like this: the change is tried (change_tried).  When it hits bookings, these
 * and the holds proposed for them are read (hits_read), missing proposals are held
 * (proposals.c), and the page is shown (conflicts.c).  Confirming reads the same first, since
 * what people are to be told names the new times, and then tries again, now with the decisions.
 */
#include "server/change.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/channel.h"
#include "lib/xalloc.h"
#include "server/change_run.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/session.h"

static continuation_fn change_tried, hits_read, decisions_ready;

static const char *const DECISIONS[] = {"move", "cancel", "keep", NULL};
static const char *const STEPS[] = {"all", "recount", "confirm", NULL};

static void run_free(void *arg)
{
	struct change_run *run = arg;

	for (size_t i = 0; i < run->nhits; i++)
		json_decref(run->hits[i].row);
	fields_free(run->f);
	json_decref(run->refusal);
	json_decref(run->decisions);
	free(run->ids);
	free(run->hashes);
	free(run->decisions_text);
	free(run);
}

const char *decision_sent(const struct change_run *run, int64_t id)
{
	char name[NAME_OF_DECISION_SIZE];

	snprintf(name, sizeof name, "decision.%" PRId64, id);
	return fields_choice(run->f, name, FIELD_OPTIONAL, DECISIONS);
}

/* A program may send decisions without saying what to do with them. */
static bool brings_decisions(json_t *body)
{
	const char *name;
	json_t *value;

	if (json_is_object(json_object_get(body, "decision")))
		return true;
	json_object_foreach (body, name, value)
		if (strncmp(name, "decision.", strlen("decision.")) == 0)
			return true;
	return false;
}

static bool run_begin(struct request *rq, struct change *c)
{
	struct problem why;
	struct change_run *run;
	json_t *body = request_body(rq, &why);

	if (!body) {
		reply_problem(rq, &why);
		return false;
	}
	c->run = run = xcalloc(1, sizeof *run);
	request_keep(rq, run, run_free);
	run->body = body;
	run->f = fields_new(body);
	run->text = fields_lines(run->f, "text", FIELD_OPTIONAL, DECISION_TEXT_MAX);
	run->text_refused = !fields_right(run->f);
	run->step = fields_choice(run->f, "do", FIELD_OPTIONAL, STEPS);
	if (!run->step && brings_decisions(body))
		run->step = "confirm";
	run->decided = run->step && strcmp(run->step, "confirm") == 0 && !run->text_refused;
	proposals_read(run);
	return true;
}

/*
 * Trying
 */

static void change_try(struct request *rq, struct change *c)
{
	const struct change_run *run = c->run;
	const struct wording *w = c->w;
	const char *account = staff_session(rq)->account_id;
	bool only_look = c->preview || (run->step && !run->decided);
	char office[KEY_TEXT_SIZE];
	struct db_query batch[DB_MAX_BATCH];
	size_t n = 0;

	snprintf(office, sizeof office, "%" PRId64, c->office->id);
	batch[n++] = (struct db_query)DB_QUERY(SQL_CHANGE_BEGIN, w->authority->id_text,
					       c->everywhere ? NULL : office, c->persons);
	for (size_t i = 0; i < c->nqueries; i++)
		batch[n++] = c->queries[i];
	if (run->decisions_text)
		batch[n++] = (struct db_query)DB_QUERY(SQL_CHANGE_DECIDE, w->authority->id_text,
						       account, run->decisions_text, run->text);
	batch[n++] = (struct db_query)DB_QUERY(SQL_CHANGE_END, w->authority->id_text,
					       only_look ? "true" : "false");
	request_ask(rq, batch, n, change_tried);
}

static size_t count_true(const PGresult *rows, const char *column)
{
	size_t n = 0;

	for (int row = 0; row < PQntuples(rows); row++)
		n += row_bool(rows, row, column);
	return n;
}

/* Without the batch's own frame. */
static void change_done(struct request *rq, struct change *c, const struct db_result *res)
{
	struct db_result own = *res;

	memset(own.rows, 0, sizeof own.rows);
	own.nrows = c->nqueries;
	memcpy(own.rows, res->rows + 1, c->nqueries * sizeof own.rows[0]);
	if (c->run->decisions_text)
		c->calls = count_true(res->rows[1 + c->nqueries], "to_call");
	c->made(rq, &own);
}

static char *ids_text(const json_t *ids)
{
	struct buffer text = {0};
	json_t *id;
	size_t i;

	buffer_puts(&text, "{");
	json_array_foreach (ids, i, id)
		buffer_printf(&text, "%s%" JSON_INTEGER_FORMAT, i ? "," : "",
			      json_integer_value(id));
	buffer_puts(&text, "}");
	return buffer_steal(&text);
}

static void hits_ask(struct request *rq, struct change *c, const char *ids, continuation_fn *next)
{
	const char *authority = c->w->authority->id_text;
	struct db_query batch[] = {
		DB_QUERY(SQL_CHANGE_BOOKINGS, authority, ids),
		DB_QUERY(SQL_HOLDS_OF, authority, c->run->hashes),
	};

	request_ask(rq, batch, 2, next);
}

static void change_refused(struct request *rq, struct change *c)
{
	static const struct problem TOO_MANY_HIT = {
		409, "too_many_hit", "this hits too many bookings at once: take a shorter time"};
	struct change_run *run = c->run;
	const json_t *hits = json_object_get(run->refusal, "hits");

	c->hits = json_array_size(hits);
	if (c->preview) {
		c->made(rq, &(struct db_result){.status = DB_OK});
	} else if (c->hits > HITS_MAX) {
		reply_problem(rq, &TOO_MANY_HIT);
	} else {
		free(run->ids);
		run->ids = ids_text(hits);
		hits_ask(rq, c, run->ids, hits_read);
	}
}

/* Which it hits in all must be seen without those that were decided about. */
static void change_look_again(struct request *rq, struct change *c)
{
	struct change_run *run = c->run;

	free(run->decisions_text);
	run->decisions_text = NULL;
	run->decided = false;
	run->again = true;
	change_try(rq, c);
}

static void change_tried(struct request *rq, const struct db_result *res)
{
	struct change *c = request_state(rq, sizeof *c);
	struct change_run *run = c->run;

	bool hit = res->status == DB_REFUSED && strcmp(res->sqlstate, "AM001") == 0;

	if (hit && run->decided) {
		change_look_again(rq, c);
	} else if (hit) {
		json_decref(run->refusal);
		run->refusal = json_loads(res->detail, 0, NULL);
		change_refused(rq, c);
	} else if (res->status == DB_OK) {
		change_done(rq, c, res);
	} else {
		c->made(rq, res);
	}
}

/*
 * The bookings
 */

static void hit_read(struct hit *h, const struct wording *w, const PGresult *rows, int row)
{
	const struct authority *a = w->authority;

	*h = (struct hit){
		.row = row_json(rows, row),
		.id = row_integer(rows, row, "booking_id"),
		.office = authority_office_by_id(a, row_integer(rows, row, "office_id")),
		.service = authority_service_by_id(a, row_integer(rows, row, "service_id")),
		.person = authority_person_by_id(a, row_integer(rows, row, "contact_person_id")),
		.channel = (enum channel)channel_parse(row_text(rows, row, "channel")),
		.starts_at = row_integer(rows, row, "from_at"),
		.minutes = (int)row_integer(rows, row, "minutes"),
		.mail = row_text(rows, row, "email") != NULL,
	};
}

static void run_hits(struct change *c, const struct db_result *res)
{
	struct change_run *run = c->run;

	for (size_t i = 0; i < run->nhits; i++)
		json_decref(run->hits[i].row);
	run->nhits = 0;
	for (int row = 0; row < PQntuples(res->rows[0]) && run->nhits < HITS_MAX; row++)
		hit_read(&run->hits[run->nhits++], c->w, res->rows[0], row);
	proposals_match(c, res->rows[1]);
	for (size_t i = 0; i < run->nhits; i++)
		run->hits[i].decision = decision_sent(run, run->hits[i].id);
}

static void hits_read(struct request *rq, const struct db_result *res)
{
	struct change *c = request_state(rq, sizeof *c);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "change_bookings", res);
		return;
	}
	run_hits(c, res);
	proposals_make(rq, c);
}

/*
 * Carrying out
 */

/* Every booking something was decided about. */
static json_t *decided_ids(const struct change_run *run)
{
	static const char PREFIX[] = "decision.";
	json_t *ids = json_array(), *value;
	const char *name;

	json_object_foreach (json_object_get(run->body, "decision"), name, value)
		json_array_append_new(ids, json_integer(strtoll(name, NULL, 10)));
	json_object_foreach (run->body, name, value)
		if (strncmp(name, PREFIX, sizeof PREFIX - 1) == 0)
			json_array_append_new(
				ids, json_integer(strtoll(name + sizeof PREFIX - 1, NULL, 10)));
	return ids;
}

/* Each gets a link of its own: of the one the citizen has only the hash is known. */
static json_t *decision_json(const struct change *c, const struct hit *h)
{
	struct token token;
	char text[TOKEN_TEXT_SIZE], hash[TOKEN_HASH_SIZE];

	token_draw(&token);
	token_format(text, &token);
	token_hash(hash, &token);
	return json_pack("{s:I, s:s, s:o, s:s, s:s, s:o}", "id", (json_int_t)h->id, "decision",
			 h->decision, "hold", word_or_null(h->held ? h->hash : NULL), "link", hash,
			 "token", text, "tell", conflict_tell(c, h));
}

static void decisions_ready(struct request *rq, const struct db_result *res)
{
	struct change *c = request_state(rq, sizeof *c);
	struct change_run *run = c->run;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "change_bookings", res);
		return;
	}
	run_hits(c, res);
	run->decisions = json_array();
	for (size_t i = 0; i < run->nhits; i++)
		if (run->hits[i].decision)
			json_array_append_new(run->decisions, decision_json(c, &run->hits[i]));
	run->decisions_text = json_dumps(run->decisions, JSON_COMPACT);
	change_try(rq, c);
}

json_t *change_location(const struct change *c, json_t *usual)
{
	if (c->calls == 0)
		return usual;
	json_decref(usual);
	if (c->everywhere)
		return json_sprintf("/staff/%s/calls?all=1%s", c->office->slug, c->w->lang_amp);
	return json_sprintf("/staff/%s/calls%s", c->office->slug, c->w->lang_query);
}

void change_make(struct request *rq, struct change *c)
{
	json_t *ids;

	if (!run_begin(rq, c))
		return;
	if (!c->run->decided) {
		change_try(rq, c);
		return;
	}
	ids = decided_ids(c->run);
	c->run->ids = ids_text(ids);
	json_decref(ids);
	hits_ask(rq, c, c->run->ids, decisions_ready);
}
