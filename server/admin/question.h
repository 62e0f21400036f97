/* question.h - one of a service's own questions on a page: web/pages/admin/README.md. */
#pragma once

#include <libpq-fe.h>

#include "server/catalogue.h"
#include "server/net/request.h"
#include "server/wording.h"

enum { QUESTION_FIELD_NAME_SIZE = 64, QUESTION_LINES_MAX_CHARACTERS = 4000 };

extern const char *const QUESTION_TYPES[]; /* NULL at the end */

/* What the handlers keep by request_state(). */
struct question {
	struct wording w;
	const struct office *office;
	char office_id[KEY_TEXT_SIZE];
	const char *service_id, *key; /* of the path; key NULL: a new one */
	struct fields *f;             /* of the POST */
	const char *does;             /* save, remove, up */
	char version[KEY_TEXT_SIZE];
	json_t *questions, *old; /* of the service; the one of the path, lent, or NULL */
	json_t *service_texts;
	const char *now;       /* the service's version */
	const PGresult *audit; /* of the service */
	char *wanted;          /* JSON for questions_save */
	bool outdated;         /* the form was sent with an old version */
};

/* The question that the form says; what is wrong is noted. */
json_t *question_read(struct question *q);

/* A choice a line, as the form shows them. */
char *question_choice_lines(const json_t *question, const char *language);

/* What became of the questions, as a history_word_fn of the service's history. */
json_t *question_said(const struct wording *w, const char *action, const json_t *before,
		      const json_t *after);

json_t *question_document(const struct question *q);
