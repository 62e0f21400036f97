/*
 * questions.h - a service's own questions: asked, checked, and the answers in words.
 *
 * The same for citizens and at the desk.  As form fields and in JSON they are answers.KEY.
 */
#pragma once

#include "lib/field.h"
#include "server/wording.h"

/* What the names of their fields begin with. */
#define QUESTIONS_PREFIX "answers."

/* {KEY: value} of what was answered right; what is wrong is noted in f.  Owned. */
json_t *questions_read(struct fields *f, const struct service *s);

/* questions and has_questions, filled from what was typed (NULL: nothing yet); s NULL: none. */
void questions_shape(json_t *document, const struct wording *w, const struct service *s,
		     const json_t *values);

/* A booking's answers in words: [{label, value_text}]; s NULL: none. */
json_t *questions_answers(const struct wording *w, const struct service *s, const json_t *answers);

/* The same in one line, or null. */
json_t *questions_answers_text(const json_t *answers);
