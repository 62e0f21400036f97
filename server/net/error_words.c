/* error_words.c - what a refusal says, in the words of the client's language. */
#include "server/net/error_words.h"

#include <stdlib.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "server/net/net.h"
#include "server/net/site.h"
#include "server/text.h"

/*
 * Of the whole request
 */

json_t *error_words_plain(const struct problem *why)
{
	const char *title = status_title(why->status);
	json_t *detail = json_string(why->detail);

	if (!detail) /* it quotes the client and was cut within a letter */
		detail = json_string("the request is not UTF-8");
	return json_pack("{s:i, s:s*, s:s, s:o}", "status", why->status, "title", title, "code",
			 why->code, "detail", detail);
}

/* The text by the problem's code, else by its status, else in English. */
static json_t *error_text(struct request *rq, const struct problem *why, const char *part,
			  const char *otherwise)
{
	str_auto_t *by_code = text_format("error_page.%s.%s", why->code, part);
	str_auto_t *by_status = text_format("error_page.%d.%s", why->status, part);
	json_auto_t *document = error_words_plain(why);
	buffer_auto_t text = {0};

	if (!site_text(rq->net->site, rq->language, by_code, document, &text) &&
	    !site_text(rq->net->site, rq->language, by_status, document, &text))
		buffer_puts(&text, otherwise ? otherwise : "");
	return json_stringn(text.data ? text.data : "", text.len);
}

/* "in 30 Sekunden" */
static json_t *retry_text(struct request *rq, int seconds)
{
	enum { MINUTE = 60, SECONDS_MAX = 2 * MINUTE };
	const struct site *site = rq->net->site;
	bool minutes = seconds > SECONDS_MAX;
	json_auto_t *document = NULL;
	buffer_auto_t time = {0}, text = {0};

	if (!site_count(site, rq->language, minutes ? "count.minutes" : "count.seconds",
			minutes ? (seconds + MINUTE - 1) / MINUTE : seconds, &time))
		return json_null();
	document = json_pack("{s:s}", "time", time.data);
	if (!site_text(site, rq->language, "retry.in", document, &text))
		return json_null();
	return json_stringn(text.data, text.len);
}

json_t *error_words_page(struct request *rq, const struct problem *why)
{
	const char *retry =
		evhttp_find_header(evhttp_request_get_output_headers(rq->ev), "Retry-After");

	return json_pack("{s:i, s:s, s:o, s:o, s:o}", "status", why->status, "code", why->code,
			 "title_text", error_text(rq, why, "title", status_title(why->status)),
			 "detail_text", error_text(rq, why, "detail", ""), "retry_text",
			 retry ? retry_text(rq, atoi(retry)) : json_null());
}

/*
 * Of forms
 */

/* What a text about a mistake may name: the value typed, the question asked. */
static json_t *error_context(const json_t *document, json_t *error, const char *field)
{
	const json_t *questions = json_object_get(document, "questions");
	json_t *context = json_copy(error);

	json_object_set(context, "value",
			json_object_get(json_object_get(document, "values"), field));
	for (size_t i = 0; i < json_array_size(questions); i++) {
		const json_t *question = json_array_get(questions, i);
		const char *name = json_string_value(json_object_get(question, "name"));

		if (name && strcmp(name, field) == 0)
			json_object_set(context, "label", json_object_get(question, "label"));
	}
	return context;
}

/* "error.email.required", else "error.required"; all questions of a service share theirs, and so do
 * the languages of a text: "name" of "name.de". */
static json_t *mistake_text(struct request *rq, const json_t *document, json_t *error)
{
	const char *field = json_string_value(json_object_get(error, "field"));
	const char *code = json_string_value(json_object_get(error, "code"));
	bool question = strncmp(field, "answers.", sizeof "answers." - 1) == 0;
	str_auto_t *own =
		question ? text_format("error.question.%s", code)
			 : text_format("error.%.*s.%s", (int)strcspn(field, "."), field, code);
	str_auto_t *common = text_format("error.%s", code);
	json_auto_t *context = error_context(document, error, field);
	buffer_auto_t text = {0};

	if (!site_text(rq->net->site, rq->language, own, context, &text) &&
	    !site_text(rq->net->site, rq->language, common, context, &text))
		buffer_puts(&text, code);
	return json_stringn(text.data ? text.data : "", text.len);
}

static void add_question_errors(json_t *document, const json_t *by_field)
{
	json_t *questions = json_object_get(document, "questions");

	for (size_t i = 0; i < json_array_size(questions); i++) {
		json_t *question = json_array_get(questions, i);
		const char *name = json_string_value(json_object_get(question, "name"));
		json_t *error = name ? json_object_get(by_field, name) : NULL;

		if (error)
			json_object_set(question, "error", error);
	}
}

void error_words_form(struct request *rq, json_t *document, const json_t *errors)
{
	json_t *list = json_deep_copy(errors), *by_field = json_object();

	for (size_t i = 0; i < json_array_size(list); i++) {
		json_t *error = json_array_get(list, i);

		json_object_set_new(error, "text", mistake_text(rq, document, error));
		json_object_set(by_field, json_string_value(json_object_get(error, "field")),
				error);
	}
	add_question_errors(document, by_field);
	json_object_set_new(document, "errors", list);
	json_object_set_new(document, "error", by_field);
}
