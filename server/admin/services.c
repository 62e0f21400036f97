/* services.c - GET and POST /staff/:office/services: what citizens can come for. */
#include "server/admin/services.h"

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

enum {
	VERSION_MAX = 2000000000,
	MINUTES_MIN = 5,
	MINUTES_MAX = 480,
	BUFFER_MAX = 240,
	LEIKA_DIGITS = 14,
	LINE_MAX_CHARACTERS = 300,
	LINES_MAX_CHARACTERS = 4000,
	ONLINE_URL_MAX_CHARACTERS = 500, /* as pick_https() takes */
};

static const char PAGE[] = "admin.services";
static const struct problem NO_SERVICE = {404, "no_such_service", "there is no such service"};
static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};

const char *const SERVICE_CHANNELS[] = {"in_person", "phone", "video", NULL};

/* Lengths as in lib/office_shape.c. */
const struct service_text SERVICE_TEXTS[] = {
	{"name", false, FIELD_NAME_MAX_CHARACTERS},
	{"summary", false, LINE_MAX_CHARACTERS},
	{"text", false, LINES_MAX_CHARACTERS},
	{"documents", true, LINES_MAX_CHARACTERS},
	{"documents_note", false, LINE_MAX_CHARACTERS},
	{"keywords", true, LINES_MAX_CHARACTERS},
	{"online_url", false, ONLINE_URL_MAX_CHARACTERS},
	{0},
};

static continuation_fn services_shown, service_saved;

/* False, and replied, when the path names none. */
static bool services_begin(struct request *rq, struct services *s)
{
	if (!request_wording(rq, &s->w))
		return false;
	s->office = staff_office(rq);
	snprintf(s->office_id, sizeof s->office_id, "%" PRId64, s->office->id);
	s->id = request_arg_named(rq, "service");
	if (s->id && !text_is_key(s->id)) {
		reply_problem(rq, &NO_SERVICE);
		return false;
	}
	return true;
}

static void services_ask(struct request *rq, const struct services *s)
{
	const char *authority = s->w.authority->id_text;
	struct db_query batch[] = {
		DB_QUERY(SQL_SERVICE_LIST, authority, s->office_id),
		DB_QUERY(SQL_AUDIT_OF, authority, "service", s->id ? s->id : "", HISTORY_MAX_TEXT),
	};

	request_ask(rq, batch, 2, services_shown);
}

void services_list(struct request *rq)
{
	struct services *s = request_state(rq, sizeof *s);

	if (services_begin(rq, s))
		services_ask(rq, s);
}

static void services_shown(struct request *rq, const struct db_result *res)
{
	struct services *s = request_state(rq, sizeof *s);

	if (res->status != DB_OK) {
		reply_sql_error(rq, "service_list", res);
		return;
	}
	s->rows = res->rows[0];
	s->audit = res->rows[1];
	if (s->id && services_row(s) < 0)
		reply_problem(rq, &NO_SERVICE);
	else if (s->outdated)
		reply_problem_page(rq, &CHANGED, PAGE, services_document(s));
	else if (s->f)
		reply_invalid(rq, PAGE, services_document(s), fields_errors(s->f));
	else
		reply_document(rq, 200, PAGE, services_document(s));
}

/*
 * POST
 */

/* One entry per line that holds something; each as long as one line of a file may be. */
static json_t *lines_read(struct fields *f, const char *name, const char *text)
{
	json_t *lines = json_array();

	while (text && *text) {
		size_t len = strcspn(text, "\n");
		json_t *line = json_stringn(text, len);

		if (len > LINE_MAX_CHARACTERS)
			fields_wrong(f, name, FIELD_TOO_LONG);
		if (line && strspn(json_string_value(line), " \t") < len)
			json_array_append(lines, line);
		json_decref(line);
		text += len + (text[len] == '\n');
	}
	return lines;
}

static json_t *text_read(struct fields *f, const struct service_text *t, const char *name,
			 enum field_need need)
{
	const char *text;

	if (t->list) {
		text = fields_lines(f, name, need, t->max_characters);
		return text ? lines_read(f, name, text) : NULL;
	}
	text = strcmp(t->name, "online_url") == 0 ? pick_https(f, name, need)
						  : fields_text(f, name, need, t->max_characters);
	return text ? json_string(text) : NULL;
}

/* The authority's first language needs a name. */
static json_t *texts_read(struct services *s)
{
	json_t *texts = json_object();

	for (size_t i = 0; i < s->w.authority->nlanguages; i++) {
		const char *code = s->w.authority->languages[i];
		json_t *own = json_object();

		for (const struct service_text *t = SERVICE_TEXTS; t->name; t++) {
			bool needed = i == 0 && t == SERVICE_TEXTS;
			char name[SERVICE_FIELD_NAME_SIZE];
			json_t *text;

			snprintf(name, sizeof name, "%s.%s", t->name, code);
			text = text_read(s->f, t, name, needed ? FIELD_REQUIRED : FIELD_OPTIONAL);
			if (text)
				json_object_set_new(own, t->name, text);
		}
		if (json_object_size(own) > 0 && !json_object_get(own, "name")) {
			char name[SERVICE_FIELD_NAME_SIZE];

			snprintf(name, sizeof name, "name.%s", code);
			fields_wrong(s->f, name, FIELD_EMPTY);
		}
		json_object_set_new(texts, code, own);
	}
	return texts;
}

static json_t *leika_read(struct fields *f)
{
	const char *key = fields_text(f, "leika", FIELD_OPTIONAL, LEIKA_DIGITS);

	if (key && (strlen(key) != LEIKA_DIGITS || strncmp(key, "99", 2) != 0 ||
		    strspn(key, "0123456789") != LEIKA_DIGITS))
		fields_wrong(f, "leika", FIELD_INVALID);
	return word_or_null(key);
}

static long long minutes_read(struct fields *f, const char *name, enum field_need need,
			      long long min, long long max)
{
	long long minutes = 0;

	if (fields_integer(f, name, need, min, max, &minutes) && minutes % TICK_MINUTES != 0)
		fields_wrong(f, name, FIELD_OFF_STEP);
	return minutes;
}

/* Typed, or of the name in the first language. */
static json_t *slug_read(const struct services *s, const json_t *texts)
{
	const json_t *first = json_object_get(texts, s->w.authority->languages[0]);
	const char *name = json_string_value(json_object_get(first, "name"));
	const char *typed =
		s->id ? NULL : fields_text(s->f, "slug", FIELD_OPTIONAL, SLUG_MAX_CHARACTERS);
	char made[SLUG_SIZE] = "";

	if (!typed && name)
		slug_of(made, name);
	if (!s->id && name && !slug_valid(typed ? typed : made))
		fields_wrong(s->f, "slug", FIELD_INVALID_SLUG);
	return json_string(typed ? typed : made);
}

static void service_read(struct request *rq, struct services *s)
{
	struct fields *f = s->f;
	long long version = 1;
	json_t *texts = texts_read(s), *slug = slug_read(s, texts), *wanted;
	const json_t *channels = fields_choices(f, "channels", FIELD_REQUIRED, SERVICE_CHANNELS);
	bool active = true;

	if (s->id) {
		fields_integer(f, "version", FIELD_REQUIRED, 1, VERSION_MAX, &version);
		active = fields_bool(f, "active", FIELD_OPTIONAL);
	}
	snprintf(s->version, sizeof s->version, "%lld", version);
	wanted = json_pack("{s:o, s:o, s:b, s:O?}", "slug", slug, "texts", texts, "active", active,
			   "channel_list", channels);
	json_object_set_new(
		wanted, "minutes",
		json_integer(minutes_read(f, "minutes", FIELD_REQUIRED, MINUTES_MIN, MINUTES_MAX)));
	json_object_set_new(
		wanted, "buffer_minutes",
		json_integer(minutes_read(f, "buffer_minutes", FIELD_OPTIONAL, 0, BUFFER_MAX)));
	json_object_set_new(wanted, "leika", leika_read(f));
	s->wanted = json_dumps(wanted, JSON_COMPACT);
	json_decref(wanted);
	request_keep(rq, s->wanted, free);
}

void service_save(struct request *rq)
{
	struct services *s = request_state(rq, sizeof *s);
	struct problem why;
	json_t *body;

	if (!services_begin(rq, s))
		return;
	body = request_body(rq, &why);
	if (!body) {
		reply_problem(rq, &why);
		return;
	}
	s->f = pick_fields(rq, body);
	service_read(rq, s);
	if (!fields_end(s->f)) {
		services_ask(rq, s);
		return;
	}
	struct db_query save =
		DB_QUERY(SQL_SERVICE_SAVE, s->w.authority->id_text, staff_session(rq)->account_id,
			 s->office_id, s->id, s->version, s->wanted);

	request_ask(rq, &save, 1, service_saved);
}

static void service_saved(struct request *rq, const struct db_result *res)
{
	struct services *s = request_state(rq, sizeof *s);
	str_auto_t *where = NULL;

	if (res->status == DB_REFUSED && strcmp(res->constraint, "service_slug") == 0) {
		fields_wrong(s->f, "slug", FIELD_TAKEN);
		services_ask(rq, s);
	} else if (res->status != DB_OK) {
		reply_sql_error(rq, "service_save", res);
	} else if (PQntuples(res->rows[0]) == 0) {
		s->outdated = true;
		services_ask(rq, s);
	} else {
		where = text_format("/staff/%s/services?done=saved", s->office->slug);
		reply_made(rq, s->id ? 200 : 201, where,
			   json_pack("{s:s}", "id", row_text(res->rows[0], 0, "service_id")));
	}
}
