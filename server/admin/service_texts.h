/*
 * service_texts.h - the texts of a service per language, as a form shows them and gives them back.
 *
 * The form of an office's service that is a common one holds only what the office says in its own
 * words; beside each field stands what holds without.
 */
#pragma once

#include <jansson.h>

#include "lib/field.h"
#include "server/wording.h"

struct service_texts {
	const struct wording *w;
	struct fields *f;     /* what was typed; NULL: nothing */
	const json_t *common; /* of the common service below them; NULL: there is none */
};

/* {LANG: {name, summary, ...}}; the authority's first language needs a name, and every language
 * that has texts. */
json_t *service_texts_read(const struct service_texts *t);

/* `languages` of web/pages/admin/README.md section 2; own: {LANG: {...}} that are stored, or
 * NULL. */
json_t *service_texts_shown(const struct service_texts *t, const json_t *own);

/* The field `leika`, as a text or null. */
json_t *leika_read(struct fields *f);

/* The field `slug` when it is to be `wanted`, else made of the name in the first language. */
json_t *service_slug_read(const struct service_texts *t, const json_t *texts, bool wanted);
