/* people.c - GET and POST /staff/:office/people: who receives citizens in an office. */
#include "server/admin/people.h"

#include <inttypes.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/slug.h"
#include "server/admin/endpoints.h"
#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/session.h"
#include "server/tenant.h"
#include "server/text.h"

enum { VERSION_MAX = 2000000000, PLACES_MAX = 32, FIELD_NAME_SIZE = 64 };

static const char PAGE[] = "admin.people";
static const struct problem NO_PERSON = {404, "no_such_person", "there is no such contact person"};
static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};
static const struct problem BOOKED = {409, "person_booked",
				      "there are bookings ahead: move or cancel these first"};

const char *const PERSON_KINDS[] = {"person", "team", "counter", NULL};

static continuation_fn people_shown, person_saved;

/* False, and replied, when the path names nobody. */
static bool people_begin(struct request *rq, struct people *p)
{
	if (!request_wording(rq, &p->w))
		return false;
	p->office = staff_office(rq);
	snprintf(p->office_id, sizeof p->office_id, "%" PRId64, p->office->id);
	p->id = request_arg_named(rq, "person");
	if (p->id && !text_is_key(p->id)) {
		reply_problem(rq, &NO_PERSON);
		return false;
	}
	return true;
}

static void people_ask(struct request *rq, const struct people *p)
{
	const char *authority = p->w.authority->id_text;
	struct db_query batch[] = {
		DB_QUERY(SQL_PERSON_LIST, authority, p->office_id),
		DB_QUERY(SQL_AUDIT_OF, authority, "contact_person", p->id ? p->id : "",
			 HISTORY_MAX_TEXT),
	};

	request_ask(rq, batch, 2, people_shown);
}

void people_show(struct request *rq)
{
	struct people *p = request_state(rq, sizeof *p);

	if (people_begin(rq, p))
		people_ask(rq, p);
}

static void people_shown(struct request *rq, const struct db_result *res)
{
	struct people *p = request_state(rq, sizeof *p);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "person_list", res);
		return;
	}
	p->rows = res->rows[0];
	p->audit = res->rows[1];
	if (p->id && people_row(p) < 0)
		reply_problem(rq, &NO_PERSON);
	else if (p->outdated)
		reply_problem_page(rq, &CHANGED, PAGE, people_document(p));
	else if (p->kept)
		reply_problem_page(rq, &BOOKED, PAGE, people_document(p));
	else if (p->f)
		reply_invalid(rq, PAGE, people_document(p), fields_errors(p->f));
	else
		reply_document(rq, 200, PAGE, people_document(p));
}

/*
 * POST
 */

/* Text or "". */
static json_t *text_json(const char *text)
{
	return json_string(text ? text : "");
}

static json_t *room_read(const struct people *p)
{
	static const char *const PARTS[] = {"floor", "room"};
	json_t *rooms = json_object();

	for (size_t i = 0; i < p->w.authority->nlanguages; i++) {
		const char *code = p->w.authority->languages[i];
		json_t *room = json_object();

		for (size_t k = 0; k < 2; k++) {
			char name[FIELD_NAME_SIZE];
			const char *text;

			snprintf(name, sizeof name, "%s.%s", PARTS[k], code);
			text = fields_text(p->f, name, FIELD_OPTIONAL, FIELD_NAME_MAX_CHARACTERS);
			if (text)
				json_object_set_new(room, PARTS[k], json_string(text));
		}
		if (json_object_size(room) > 0)
			json_object_set(rooms, code, room);
		json_decref(room);
	}
	return rooms;
}

/* Typed, or of the name. */
static json_t *slug_read(const struct people *p, const char *name)
{
	const char *typed =
		p->id ? NULL : fields_text(p->f, "slug", FIELD_OPTIONAL, SLUG_MAX_CHARACTERS);
	char made[SLUG_SIZE] = "";

	if (!typed && name)
		slug_of(made, name);
	if (!p->id && name && !slug_valid(typed ? typed : made))
		fields_wrong(p->f, "slug", FIELD_INVALID_SLUG);
	return json_string(typed ? typed : made);
}

static void person_read(struct request *rq, struct people *p)
{
	struct fields *f = p->f;
	long long version = 1, lanes = 1;
	const char *name = fields_name(f, "name", FIELD_REQUIRED);
	json_t *slug = slug_read(p, name);
	const char *kind = fields_choice(f, "kind", FIELD_REQUIRED, PERSON_KINDS);
	bool active = true;
	json_t *wanted;

	fields_integer(f, "lanes", FIELD_OPTIONAL, 1, PLACES_MAX, &lanes);
	if (p->id) {
		fields_integer(f, "version", FIELD_REQUIRED, 1, VERSION_MAX, &version);
		active = fields_bool(f, "active", FIELD_OPTIONAL);
	}
	snprintf(p->version, sizeof p->version, "%lld", version);
	wanted = json_pack("{s:o, s:o, s:s, s:I, s:b, s:o}", "slug", slug, "name", text_json(name),
			   "kind", kind ? kind : PERSON_KINDS[0], "lanes", (json_int_t)lanes,
			   "active", active, "room", room_read(p));
	json_object_set_new(wanted, "phone", text_json(fields_phone(f, "phone", FIELD_OPTIONAL)));
	json_object_set_new(wanted, "email", text_json(fields_email(f, "email", FIELD_OPTIONAL)));
	json_object_set_new(wanted, "video_url",
			    word_or_null(pick_https(f, "video_url", FIELD_OPTIONAL)));
	p->wanted = json_dumps(wanted, JSON_COMPACT);
	json_decref(wanted);
	request_keep(rq, p->wanted, free);
}

void person_save(struct request *rq)
{
	struct people *p = request_state(rq, sizeof *p);
	struct problem why;
	json_t *body;

	if (!people_begin(rq, p))
		return;
	body = request_body(rq, &why);
	if (!body) {
		reply_problem(rq, &why);
		return;
	}
	p->f = pick_fields(rq, body);
	person_read(rq, p);
	if (!fields_end(p->f)) {
		people_ask(rq, p);
		return;
	}
	struct db_query save =
		DB_QUERY(SQL_PERSON_SAVE, p->w.authority->id_text, staff_session(rq)->account_id,
			 p->office_id, p->id, p->version, p->wanted);

	request_ask(rq, &save, 1, person_saved);
}

static void person_saved(struct request *rq, const struct db_result *res)
{
	struct people *p = request_state(rq, sizeof *p);
	str_auto_t *where = NULL;

	if (res->status == DB_REFUSED && strcmp(res->constraint, "contact_person_slug") == 0) {
		fields_wrong(p->f, "slug", FIELD_TAKEN);
		people_ask(rq, p);
	} else if (res->status != DB_OK) {
		reply_sql_error(rq, "person_save", res);
	} else if (PQntuples(res->rows[0]) == 0 || row_bool(res->rows[0], 0, "kept")) {
		p->outdated = PQntuples(res->rows[0]) == 0;
		p->kept = !p->outdated;
		people_ask(rq, p);
	} else {
		where = text_format("/staff/%s/people?done=saved", p->office->slug);
		reply_made(
			rq, p->id ? 200 : 201, where,
			json_pack("{s:s}", "id", row_text(res->rows[0], 0, "contact_person_id")));
	}
}
