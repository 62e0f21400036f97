/* step.c - what the steps of signing in share. */
#include "server/staff/step.h"

#include <ctype.h>
#include <inttypes.h>
#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"
#include "server/db/rows.h"
#include "server/net/reply.h"
#include "server/text.h"

enum { USER_AGENT_MAX_BYTES = 200 };

static void fields_release(void *f)
{
	fields_free(f);
}

/* Only to pages of the staff side: nobody may be led elsewhere by a link to the sign-in. */
void step_next(struct step *s, const char *next)
{
	if (next && strncmp(next, "/staff", 6) == 0 && strlen(next) < sizeof s->next &&
	    !strpbrk(next, "\\?#\r\n"))
		snprintf(s->next, sizeof s->next, "%s", next);
}

bool step_begin(struct request *rq, struct step *s)
{
	struct problem why;
	int retry_after;
	json_t *body;

	if (!request_wording(rq, &s->w) || !session_possible(rq))
		return false;
	body = request_body(rq, &why);
	if (!body) {
		reply_problem(rq, &why);
		return false;
	}
	if (!limits_take(request_tenancy(rq)->limits, LIMIT_SIGN_IN, request_client(rq), time(NULL),
			 &retry_after)) {
		reply_too_many(rq, retry_after);
		return false;
	}
	s->f = fields_new(body);
	request_keep(rq, s->f, fields_release);
	step_next(s, request_input(rq, "next"));
	return true;
}

/* The client's number is a hash under a key of the running server, so this is one too. */
void step_attempt(struct request *rq, struct step *s, const char *email)
{
	buffer_auto_t text = {0};

	buffer_printf(&text, "%016" PRIx64 " ", request_client(rq));
	for (; *email; email++)
		buffer_putc(&text, (char)tolower((unsigned char)*email));
	secret_hash(s->attempt, text.data);
}

struct db_query step_count(const struct step *s)
{
	static char free_failures[16], first[16], longest[16];

	snprintf(free_failures, sizeof free_failures, "%d", FREE_FAILURES);
	snprintf(first, sizeof first, "%d", FIRST_WAIT_SECONDS);
	snprintf(longest, sizeof longest, "%d", LONGEST_WAIT_SECONDS);
	struct db_query count = DB_QUERY(SQL_SIGN_IN_BEGIN, s->w.authority->id_text, s->attempt,
					 free_failures, first, longest);
	return count;
}

static void json_release(void *json)
{
	json_decref(json);
}

/* "Zu viele Versuche. Bitte warten Sie 5 Minuten." */
static void wait_note(struct request *rq, struct step *s, const char *field, int seconds)
{
	enum { MINUTE = 60 };

	s->wait = json_pack("[{s:s, s:s, s:o}]", "field", field, "code",
			    field_code_text(FIELD_WAIT), "limit",
			    word_count(&s->w, "count.minutes", (seconds + MINUTE - 1) / MINUTE));
	request_keep(rq, s->wait, json_release);
}

bool step_allowed(struct request *rq, struct step *s, const PGresult *rows, const char *field)
{
	int seconds = (int)row_integer(rows, 0, "retry_after");

	if (row_bool(rows, 0, "allowed"))
		return true;
	if (request_format(rq) == FORMAT_JSON) {
		reply_too_many(rq, seconds);
		return false;
	}
	wait_note(rq, s, field, seconds);
	s->refuse(rq);
	return false;
}

json_t *step_errors(const struct step *s)
{
	return s->wait ? s->wait : fields_errors(s->f);
}

/* What the browser says of itself, so that its owner knows it again; in plain letters. */
static void user_agent_read(struct request *rq, char out[USER_AGENT_MAX_BYTES + 1])
{
	const char *text = request_header(rq, "User-Agent");
	size_t n = 0;

	for (; text && *text && n < USER_AGENT_MAX_BYTES; text++)
		if (*text >= ' ' && *text <= '~')
			out[n++] = *text;
	out[n] = '\0';
}

/* By the single sign-on it is shorter: what a withdrawn group allowed ends with it. */
static int life_seconds(struct request *rq, const struct step *s)
{
	enum { MINUTE = 60 };

	if (s->id_token)
		return MINUTE * request_tenancy(rq)->config->sso_session_minutes;
	return s->stage == STAGE_FULL ? SESSION_LIFE_SECONDS : STEP_LIFE_SECONDS;
}

void step_session(struct request *rq, struct step *s, continuation_fn *done)
{
	char hash[TOKEN_HASH_SIZE], old[TOKEN_HASH_SIZE], agent[USER_AGENT_MAX_BYTES + 1];
	struct number life = number_of(life_seconds(rq, s));
	bool rotates = session_key_hash(rq, old);

	secret_draw(s->key);
	secret_hash(hash, s->key);
	user_agent_read(rq, agent);
	struct db_query start = DB_QUERY(SQL_SIGN_IN_DONE, s->w.authority->id_text, s->account_id,
					 hash, stage_name(s->stage), agent, life.text, s->attempt,
					 rotates ? old : NULL, s->id_token);
	request_ask(rq, &start, 1, done);
}

void step_reply(struct request *rq, const struct step *s)
{
	static const char *const PAGES[] = {"/staff/sign-in/totp", "/staff/account/totp", "/staff"};
	const char *page = s->stage == STAGE_FULL && *s->next ? s->next : PAGES[s->stage];
	char location[2 * sizeof s->next];

	if (s->stage != STAGE_FULL && *s->next)
		snprintf(location, sizeof location, "%s?next=%s", page, s->next);
	else
		snprintf(location, sizeof location, "%s", page);
	session_cookie(rq, s->key);
	reply_made(rq, 200, location,
		   json_pack("{s:s, s:s}", "stage", stage_name(s->stage), "next_url", location));
}
