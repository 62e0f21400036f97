/* error_words.h - what a refusal says, in the words of the client's language. */
#pragma once

#include "server/net/request.h"

/* For programs, in English: status, title, code, detail (RFC 9457). */
json_t *error_words_plain(const struct problem *why);

/* For the page of that problem: texts by its code, else by its status. */
json_t *error_words_page(struct request *rq, const struct problem *why);

/*
 * For a form: `errors` with a text each, and `error` to find them by field, are added to its
 * document.  errors is the list of lib/field.h.
 */
void error_words_form(struct request *rq, json_t *document, const json_t *errors);
