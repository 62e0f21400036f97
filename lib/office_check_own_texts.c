/* office_check_own_texts.c - the texts an office file says in its own words. */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/office_check.h"
#include "lib/own_text.h"
#include "lib/utf8.h"

struct unknown {
	struct findings *f;
	const char *pointer;
};

static void on_unknown(void *ctx, const char *typed, const char *meant)
{
	const struct unknown *u = ctx;

	finding_mistake(u->f, u->pointer, "unknown_variable",
			json_pack("{s:o, s:o}", "variable", json_sprintf("{{%s}}", typed), "meant",
				  meant ? json_sprintf("{{%s}}", meant) : json_null()));
}

/* Its lines as one text, for the caller to free. */
static char *body_text(const json_t *lines)
{
	struct buffer text = {0};
	size_t i;
	json_t *line;

	buffer_puts(&text, "");
	json_array_foreach (lines, i, line)
		buffer_printf(&text, "%s%s", i ? "\n" : "",
			      json_is_string(line) ? json_string_value(line) : "");
	return buffer_steal(&text);
}

static void body_check(const struct own_text *t, const json_t *lines, struct unknown *u)
{
	str_auto_t *body = body_text(lines);

	own_text_check(t, false, body, on_unknown, u);
	if (utf8_count(body, strlen(body)) > OWN_BODY_MAX_CHARACTERS)
		finding_mistake(u->f, u->pointer, "own_text_too_long",
				json_pack("{s:i}", "max", OWN_BODY_MAX_CHARACTERS));
	if (body[strspn(body, " \n")] == '\0')
		finding_mistake(u->f, u->pointer, "own_text_empty", NULL);
	else if (t->needed && !own_text_names(body, t->needed))
		finding_mistake(u->f, u->pointer, "variable_needed",
				json_pack("{s:o}", "variable", json_sprintf("{{%s}}", t->needed)));
}

static void text_check(const struct own_text *t, const char *language, const json_t *said,
		       struct findings *f)
{
	const char *subject = member_text(said, "subject");
	char where[POINTER_SIZE];
	struct unknown u = {f, where};

	snprintf(where, sizeof where, "/own_texts/%s/%.20s/subject", t->name, language);
	if (subject)
		own_text_check(t, true, subject, on_unknown, &u);
	snprintf(where, sizeof where, "/own_texts/%s/%.20s/body", t->name, language);
	if (json_is_array(json_object_get(said, "body")))
		body_check(t, json_object_get(said, "body"), &u);
}

static void tells_check(const json_t *office, const char *text, const char *pointer,
			struct findings *f)
{
	const char *name = own_text_tells(text, json_object_get(office, "texts"));
	json_t *service;
	size_t i;

	json_array_foreach (json_object_get(office, "services"), i, service)
		if (!name)
			name = own_text_tells(text, json_object_get(service, "texts"));
	if (name)
		finding_mistake(f, pointer, "names_service", json_pack("{s:s}", "name", name));
}

/* What stands in mails of an office that says of itself that it is discreet. */
static void discretion_check(const json_t *office, const struct own_text *t, const char *language,
			     const json_t *said, struct findings *f)
{
	const char *subject = member_text(said, "subject");
	str_auto_t *body = body_text(json_object_get(said, "body"));
	char where[POINTER_SIZE];

	if (!t->mail ||
	    !json_is_true(json_object_get(json_object_get(office, "rules"), "discreet")))
		return;
	snprintf(where, sizeof where, "/own_texts/%s/%.20s/subject", t->name, language);
	tells_check(office, subject ? subject : "", where, f);
	snprintf(where, sizeof where, "/own_texts/%s/%.20s/body", t->name, language);
	tells_check(office, body, where, f);
}

void office_own_texts_check(const json_t *office, struct findings *f)
{
	json_t *own = json_object_get(office, "own_texts"), *said;
	const char *language;

	for (const struct own_text *t = OWN_TEXTS; t->name; t++)
		json_object_foreach (json_object_get(own, t->name), language, said) {
			text_check(t, language, said, f);
			discretion_check(office, t, language, said, f);
		}
}
