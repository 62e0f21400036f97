/* session.c - who of the staff asks, and what they may do. */
#include "server/session.h"

#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/xalloc.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/text.h"

enum { NUMBER_SIZE = 16, NEXT_MAX_BYTES = 1000 };

static const char COOKIE[] = "__Host-staff"; /* RFC 6265bis section 4.1.3.2 */
static const char LOCAL_COOKIE[] = "staff";  /* that one needs https */
static const char *const STAGES[] = {"code", "set_up", "full"};

static const struct problem SIGN_IN = {401, "sign_in", "sign in first"};
static const struct problem SECOND_FACTOR = {401, "second_factor", "the second factor is missing"};
static const struct problem NOT_ALLOWED = {403, "not_allowed", "your role does not allow this"};
static const struct problem NO_OFFICE = {404, "no_such_office", "there is no such office"};

const char *stage_name(enum stage stage)
{
	return STAGES[stage];
}

const struct session *staff_session(const struct request *rq)
{
	return request_session(rq);
}

/*
 * The cookie
 */

static bool is_https(struct request *rq)
{
	return strncmp(request_origin(rq), "https:", 6) == 0;
}

static bool is_local(struct request *rq)
{
	static const char *const LOCAL[] = {"http://localhost", "http://127.0.0.1", "http://[::1]"};
	const char *origin = request_origin(rq);

	for (size_t i = 0; i < sizeof LOCAL / sizeof *LOCAL; i++) {
		size_t len = strlen(LOCAL[i]);

		if (strncmp(origin, LOCAL[i], len) == 0 && (!origin[len] || origin[len] == ':'))
			return true;
	}
	return false;
}

bool session_possible(struct request *rq)
{
	static const struct problem NEEDS_HTTPS = {400, "needs_https",
						   "staff sign in by https, or on localhost"};

	if (is_https(rq) || is_local(rq))
		return true;
	reply_problem(rq, &NEEDS_HTTPS);
	return false;
}

void session_cookie(struct request *rq, const char *key)
{
	bool https = is_https(rq);
	str_auto_t *cookie = text_format("%s=%s; Path=/; HttpOnly; SameSite=Lax%s%s",
					 https ? COOKIE : LOCAL_COOKIE, key ? key : "",
					 https ? "; Secure" : "", key ? "" : "; Max-Age=0");

	reply_cookie(rq, cookie);
}

static bool session_key(struct request *rq, char out[SECRET_TEXT_SIZE])
{
	return request_cookie(rq, is_https(rq) ? COOKIE : LOCAL_COOKIE, out, SECRET_TEXT_SIZE) &&
	       *out;
}

bool session_key_hash(struct request *rq, char out[TOKEN_HASH_SIZE])
{
	char key[SECRET_TEXT_SIZE];

	if (!session_key(rq, key))
		return false;
	secret_hash(out, key);
	return true;
}

void session_secret(struct request *rq, const char *purpose, unsigned char out[TOTP_SECRET_BYTES])
{
	char key[SECRET_TEXT_SIZE] = "";

	if (session_key(rq, key))
		totp_secret_derive(out, key, purpose);
	else
		totp_secret_draw(out);
}

/*
 * Reading it
 */

static bool grant_read(struct grant *g, const struct authority *a, const json_t *row)
{
	const json_t *office = json_object_get(row, "office_id");

	g->person_id = json_integer_value(json_object_get(row, "contact_person_id"));
	g->office = json_is_integer(office) ? authority_office_by_id(a, json_integer_value(office))
					    : NULL;
	return role_parse(&g->role, json_string_value(json_object_get(row, "role"))) &&
	       (g->office || g->role == ROLE_ADMINISTRATOR);
}

static void session_release(void *arg)
{
	struct session *s = arg;

	json_decref(s->row);
	free(s);
}

static void session_read(struct request *rq, const PGresult *rows)
{
	struct session *s = xcalloc(1, sizeof *s);
	const json_t *grants;

	request_keep(rq, s, session_release);
	s->row = row_json(rows, 0);
	snprintf(s->id, sizeof s->id, "%s", row_text(rows, 0, "session_id"));
	snprintf(s->account_id, sizeof s->account_id, "%s", row_text(rows, 0, "account_id"));
	session_key_hash(rq, s->key_hash);
	s->name = json_string_value(json_object_get(s->row, "name"));
	s->email = json_string_value(json_object_get(s->row, "email"));
	while (strcmp(STAGES[s->stage], row_text(rows, 0, "stage")) != 0)
		s->stage++;
	grants = json_object_get(s->row, "grants");
	for (size_t i = 0; i < json_array_size(grants) && s->ngrants < GRANTS_MAX; i++)
		if (grant_read(&s->grants[s->ngrants], request_tenant(rq),
			       json_array_get(grants, i)))
			s->ngrants++;
	request_set_session(rq, s);
}

/*
 * What it may
 */

static bool grant_covers(const struct grant *g, const struct office *office)
{
	if (!g->office)
		return true;
	for (; office; office = office->parent)
		if (office == g->office)
			return true;
	return false;
}

bool session_may(const struct session *s, enum right right, const struct office *office,
		 int64_t person_id)
{
	for (size_t i = 0; s && i < s->ngrants; i++) {
		const struct grant *g = &s->grants[i];

		if (role_has(g->role, right) && grant_covers(g, office) &&
		    (g->role != ROLE_CONTACT_PERSON || g->person_id == person_id))
			return s->stage == STAGE_FULL;
	}
	return false;
}

bool staff_may(struct request *rq, enum right right, const struct office *office, int64_t person_id)
{
	if (!session_may(staff_session(rq), right, office, person_id))
		return false;
	request_lift(rq);
	return true;
}

bool session_has(const struct session *s, enum right right, const struct office *office)
{
	for (size_t i = 0; s && i < s->ngrants; i++)
		if (role_has(s->grants[i].role, right) &&
		    (!office || grant_covers(&s->grants[i], office)))
			return true;
	return false;
}

static const struct office *office_by_slug(const struct authority *a, const char *slug)
{
	for (size_t i = 0; slug && i < a->noffices; i++)
		if (strcmp(a->offices[i].slug, slug) == 0)
			return &a->offices[i];
	return NULL;
}

const struct office *staff_office(const struct request *rq)
{
	return office_by_slug(request_tenant(rq), request_arg_named(rq, "office"));
}

const struct office *staff_office_named(const struct request *rq, const char *slug)
{
	return office_by_slug(request_tenant(rq), slug);
}

static void array_add(struct buffer *array, int64_t id)
{
	buffer_printf(array, "%c%" PRId64, array->len ? ',' : '{', id);
}

static const char *array_end(struct request *rq, struct buffer *array)
{
	char *text;

	buffer_puts(array, array->len ? "}" : "{}");
	text = buffer_steal(array);
	request_keep(rq, text, free);
	return text;
}

/* asked NULL: anywhere. */
static struct scope scope_within(struct request *rq, const struct office *asked)
{
	const struct authority *a = request_tenant(rq);
	const struct session *s = staff_session(rq);
	enum right right = (enum right)request_route(rq)->need;
	struct buffer offices = {0}, persons = {0};

	for (size_t i = 0; i < a->noffices; i++)
		if ((!asked || asked == &a->offices[i]) && session_may(s, right, &a->offices[i], 0))
			array_add(&offices, a->offices[i].id);
	for (size_t i = 0; i < s->ngrants; i++)
		if (s->grants[i].person_id && role_has(s->grants[i].role, right) &&
		    (!asked || grant_covers(&s->grants[i], asked)))
			array_add(&persons, s->grants[i].person_id);
	request_lift(rq);
	return (struct scope){array_end(rq, &offices), array_end(rq, &persons)};
}

struct scope staff_scope(struct request *rq)
{
	return scope_within(rq, staff_office(rq));
}

struct scope staff_scope_everywhere(struct request *rq)
{
	return scope_within(rq, NULL);
}

/*
 * Letting in
 */

static void lead_to(struct request *rq, const struct problem *why, const char *page)
{
	const char *path = request_path(rq);
	str_auto_t *location = NULL;

	if (request_format(rq) == FORMAT_JSON) {
		reply_problem(rq, why);
		return;
	}
	if (request_is_get(rq) && why == &SIGN_IN && strlen(path) < NEXT_MAX_BYTES)
		location = text_format("%s?next=%s", page, path);
	reply_see_other(rq, location ? location : page);
}

/* A right to an office's things: does it hold here, and is there more to look up? */
static void admit_by_role(struct request *rq, const struct session *s, enum right right)
{
	const char *slug = request_arg_named(rq, "office");
	const struct office *office = staff_office(rq);

	if (slug && !office) {
		reply_problem(rq, &NO_OFFICE);
	} else if (!session_has(s, right, office)) {
		reply_problem(rq, &NOT_ALLOWED);
	} else {
		if (!session_may(s, right, office, 0))
			request_bar(rq);
		request_admit(rq);
	}
}

static void admit(struct request *rq)
{
	const struct session *s = staff_session(rq);
	enum right right = (enum right)request_route(rq)->need;

	if (right == RIGHT_ANYBODY)
		request_admit(rq);
	else if (!s)
		lead_to(rq, &SIGN_IN, "/staff/sign-in");
	else if (right == RIGHT_STEP || (right == RIGHT_SIGNED_IN && s->stage == STAGE_FULL))
		request_admit(rq);
	else if (s->stage != STAGE_FULL)
		lead_to(rq, &SECOND_FACTOR,
			s->stage == STAGE_CODE ? "/staff/sign-in/totp" : "/staff/account/totp");
	else
		admit_by_role(rq, s, right);
}

static void session_shown(struct request *rq, const struct db_result *res)
{
	if (res->status != DB_OK) {
		reply_sql_error(rq, "session_show", res);
		return;
	}
	if (PQntuples(res->rows[0]) > 0)
		session_read(rq, res->rows[0]);
	admit(rq);
}

void session_admit(struct request *rq)
{
	char hash[TOKEN_HASH_SIZE], idle[NUMBER_SIZE];
	struct wording w;

	if (!request_wording(rq, &w))
		return;
	if (!session_key_hash(rq, hash)) {
		admit(rq);
		return;
	}
	snprintf(idle, sizeof idle, "%d", SESSION_IDLE_SECONDS);
	struct db_query show = DB_QUERY(SQL_SESSION_SHOW, w.authority->id_text, hash, idle,
					request_tenancy(rq)->config->demo ? "true" : "false");

	request_ask(rq, &show, 1, session_shown);
}
