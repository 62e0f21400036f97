/* texts.h - mails and parts of pages in an office's own words: what their page works with. */
#pragma once

#include <libpq-fe.h>

#include "lib/field.h"
#include "lib/own_text.h"
#include "server/config.h"
#include "server/wording.h"

struct texts {
	struct wording w; /* of who asks */
	const struct config *config;
	const struct office *office;
	const struct own_text *t;
	const struct language *language; /* of the text */
	struct fields *f;                /* what was typed; NULL: show what holds */
	const char *shown;               /* the version to show, or NULL */
	bool outdated;                   /* typed over an old version */
	const PGresult *said;            /* rows of own_text_list */
	const PGresult *versions;        /* rows of own_text_versions */
	char office_id[KEY_TEXT_SIZE], version[KEY_TEXT_SIZE];
};

/* The i-th language the office offers, that there are texts in; NULL behind the last. */
const struct language *texts_language_at(const struct texts *v, size_t i);

/* The row of own_text_list that holds for the office in that language; -1: the product's text. */
int texts_said(const struct texts *v, const struct own_text *t, const char *language);

/* The row of own_text_versions of that key; -1 when there is none. */
int texts_version(const struct texts *v, const char *key);

json_t *texts_document(const struct texts *v);

/* `preview` of a page: {subject: paragraphs, paragraphs, end: paragraphs} of these words, NULL for
 * the product's, and in *values what the variables stand for there. */
json_t *texts_preview(const struct texts *v, const json_t *own, json_t **values);

/* `overview` and `missing`: what is said where, and what of the catalogue is not translated. */
void texts_overview(json_t *document, const struct texts *v);
