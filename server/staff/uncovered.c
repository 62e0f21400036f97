/*
 * uncovered.c - POST /staff/:office/closures/uncovered: decide about bookings that lost their time
 * when nobody could be asked, such as to a new appointment in the person's own calendar.
 *
 * It is a struct change that changes nothing, but asks about these too.
 */
#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>

#include "lib/cleanup.h"
#include "server/net/reply.h"
#include "server/staff/closing.h"
#include "server/staff/endpoints.h"
#include "server/text.h"

static continuation_fn uncovered_decided;

void closure_uncovered(struct request *rq)
{
	struct closing *c = request_state(rq, sizeof *c);
	json_auto_t *title = NULL;

	if (!closing_begin(rq, c) || !closing_whose(rq, c, FIELD_REQUIRED))
		return;
	if (!fields_right(c->f)) {
		closing_refuse(rq, c);
		return;
	}
	title = word_text(&c->w, "staff.conflicts.uncovered",
			  json_pack("{s:s}", "name", c->person->name));
	c->title = text_format("%s", json_string_value(title));
	c->back = text_format("/staff/%s/closures%s", c->office->slug, c->w.lang_query);
	request_keep(rq, c->title, free);
	request_keep(rq, c->back, free);
	snprintf(c->persons, sizeof c->persons, "{%" PRId64 "}", c->person->id);
	c->change = (struct change){
		.w = &c->w,
		.office = c->office,
		.queries = {DB_QUERY(SQL_CHANGE_UNCOVERED, c->w.authority->id_text)},
		.nqueries = 1,
		.persons = c->persons,
		.title_text = c->title,
		.back_url = c->back,
		.made = uncovered_decided,
	};
	change_make(rq, &c->change);
}

static void uncovered_decided(struct request *rq, const struct db_result *res)
{
	const struct closing *c = request_state(rq, sizeof *c);
	json_auto_t *where = NULL;

	if (res->status != DB_OK) {
		reply_sql_error(rq, "change_uncovered", res);
		return;
	}
	where = change_location(&c->change,
				json_sprintf("/staff/%s/closures?done=decided", c->office->slug));
	reply_made(rq, 200, json_string_value(where),
		   json_pack("{s:I}", "calls", (json_int_t)c->change.calls));
}
