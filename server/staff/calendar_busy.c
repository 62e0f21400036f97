/*
 * calendar_busy.c - POST /staff/:office/calendar/busy: a contact person's external calendar,
 * whose busy times are closed.
 */
#include <stdlib.h>
#include <string.h>

#include "server/db/rows.h"
#include "server/history.h"
#include "server/net/reply.h"
#include "server/staff/calendar.h"
#include "server/staff/endpoints.h"
#include "server/tenant.h"
#include "server/text.h"
#include "server/vault.h"

enum {
	URL_CHARACTERS = 1000,
	USER_CHARACTERS = 200,
	PASSWORD_CHARACTERS = 200,
	VERSION_CHARACTERS = 10,
};

static const struct problem CHANGED = {409, "changed", "somebody else has changed this meanwhile"};

static continuation_fn busy_done;

/* What calendars write on their buttons: webcal is https for them. */
static const char *url_read(struct request *rq, struct fields *f)
{
	static const char WEBCAL[] = "webcal://";
	const char *url = fields_text(f, "url", FIELD_REQUIRED, URL_CHARACTERS);
	char *https;

	if (!url)
		return NULL;
	if (strncmp(url, WEBCAL, sizeof WEBCAL - 1) == 0) {
		https = text_format("https://%s", url + sizeof WEBCAL - 1);
		request_keep(rq, https, free);
		url = https;
	}
	if ((strncmp(url, "https://", 8) != 0 && strncmp(url, "http://", 7) != 0) ||
	    strpbrk(url, " \\\"<>") || strcspn(strstr(url, "://") + 3, "/?#:@") == 0 ||
	    memchr(url, '@', 8 + strcspn(strstr(url, "://") + 3, "/?#"))) {
		fields_wrong(f, "url", FIELD_INVALID);
		return NULL;
	}
	return url;
}

static void calendar_save(struct request *rq, struct calendar_request *c)
{
	const char *password = fields_text(c->f, "password", FIELD_OPTIONAL, PASSWORD_CHARACTERS);
	char *sealed = NULL;

	if (password) {
		sealed = vault_seal(request_tenancy(rq)->config->data, password);
		if (!sealed) {
			static const struct problem NO_VAULT = {500, "internal",
								"the password cannot be kept"};

			reply_problem(rq, &NO_VAULT);
			return;
		}
		request_keep(rq, sealed, free);
	}
	c->done = "saved";
	struct db_query queries[] = {
		DB_QUERY(SQL_BUSY_CALENDAR_SAVE, c->w.authority->id_text,
			 staff_session(rq)->account_id, c->office_id.text, c->person_id.text,
			 c->version, c->kind, c->url, c->user, sealed),
		calendar_query(c),
		DB_QUERY(SQL_AUDIT_OF, c->w.authority->id_text, "busy_calendar", c->person_id.text,
			 "1"),
	};
	request_ask(rq, queries, 3, busy_done);
}

static void calendar_remove(struct request *rq, struct calendar_request *c)
{
	c->done = "removed";
	struct db_query queries[] = {
		DB_QUERY(SQL_BUSY_CALENDAR_REMOVE, c->w.authority->id_text,
			 staff_session(rq)->account_id, c->office_id.text, c->person_id.text,
			 c->version),
		calendar_query(c),
		DB_QUERY(SQL_AUDIT_OF, c->w.authority->id_text, "busy_calendar", c->person_id.text,
			 "1"),
	};
	request_ask(rq, queries, 3, busy_done);
}

static void calendar_hurry(struct request *rq, struct calendar_request *c)
{
	c->done = "reading";
	struct db_query queries[] = {
		DB_QUERY(SQL_BUSY_CALENDAR_HURRY, c->w.authority->id_text, c->person_id.text),
		calendar_query(c),
		DB_QUERY(SQL_AUDIT_OF, c->w.authority->id_text, "busy_calendar", c->person_id.text,
			 "1"),
	};
	request_ask(rq, queries, 3, busy_done);
}

static void busy_fields_read(struct request *rq, struct calendar_request *c)
{
	static const char *const WHAT[] = {"save", "remove", "read", NULL};
	const char *version;

	c->what = fields_choice(c->f, "do", FIELD_REQUIRED, WHAT);
	version = fields_text(c->f, "version", FIELD_OPTIONAL, VERSION_CHARACTERS);
	c->version = version ? version : "";
	if (c->what != WHAT[0])
		return;
	c->kind = fields_choice(c->f, "kind", FIELD_REQUIRED, CALENDAR_KINDS);
	c->url = url_read(rq, c->f);
	c->user = fields_text(c->f, "user", FIELD_OPTIONAL, USER_CHARACTERS);
	c->user = c->user ? c->user : "";
	fields_text(c->f, "password", FIELD_OPTIONAL, PASSWORD_CHARACTERS);
}

void calendar_busy_change(struct request *rq)
{
	struct calendar_request *c = request_state(rq, sizeof *c);

	if (!calendar_begin(rq, c))
		return;
	busy_fields_read(rq, c);
	if (!fields_right(c->f)) {
		calendar_refuse(rq, c);
	} else if (strcmp(c->what, "save") == 0) {
		calendar_save(rq, c);
	} else if (strcmp(c->what, "remove") == 0) {
		calendar_remove(rq, c);
	} else {
		calendar_hurry(rq, c);
	}
}

static json_t *change_word(const struct wording *w, const char *action, const json_t *before,
			   const json_t *after)
{
	(void)before, (void)after;
	return word_text(w,
			 strcmp(action, "remove") == 0 ? "staff.audit.calendar.remove"
						       : "staff.audit.calendar.save",
			 NULL);
}

static void busy_done(struct request *rq, const struct db_result *res)
{
	const struct calendar_request *c = request_state(rq, sizeof *c);
	json_t *document, *history;

	if (!calendar_answered(rq, res, "busy_calendar"))
		return;
	if (PQntuples(res->rows[0]) > 0) {
		calendar_reply_back(rq, c, c->done);
		return;
	}
	document = calendar_document(rq, c, res->rows[1], fields_values(c->f));
	history = history_of(&c->w, res->rows[2], change_word);
	json_object_set_new(document, "changed", history_changed(history, &c->w, 1));
	json_decref(history);
	reply_problem_page(rq, &CHANGED, CALENDAR_PAGE, document);
}
