/* picks.c - what the forms of staff pages share. */
#include "server/picks.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/net/reply.h"
#include "server/text.h"

enum { URL_MAX_CHARACTERS = 500, CLOCK_MAX_CHARACTERS = 10, HOURS = 24, MINUTES = 60 };

static void fields_release(void *f)
{
	fields_free(f);
}

struct fields *pick_fields(struct request *rq, json_t *input)
{
	struct fields *f = fields_new(input);

	request_keep(rq, f, fields_release);
	return f;
}

json_t *field_error(const struct wording *w, const struct fields *f, const char *name)
{
	json_t *error;
	size_t i;

	json_array_foreach (fields_errors(f), i, error) {
		const char *code = json_string_value(json_object_get(error, "code"));
		str_auto_t *common = text_format("error.%s", code);
		str_auto_t *own = text_format("error.%.*s.%s", (int)strcspn(name, "."), name, code);
		const char *key = language_text(w->language, own) ? own : common;

		if (strcmp(json_string_value(json_object_get(error, "field")), name) == 0)
			return json_pack("{s:s, s:o}", "code", code, "text",
					 word_text(w, key, json_incref(error)));
	}
	return json_null();
}

const char *pick_https(struct fields *f, const char *name, enum field_need need)
{
	const char *url = fields_text(f, name, need, URL_MAX_CHARACTERS);

	if (url && (strncmp(url, "https://", 8) != 0 || strpbrk(url, " \"<>\\^`{|}")))
		fields_wrong(f, name, FIELD_INVALID);
	return url;
}

/* One or two digits; -1 when there are none or more. */
static int number_read(const char **at)
{
	int n = 0, digits = 0;

	for (; isdigit((unsigned char)**at) && digits <= 2; ++*at, digits++)
		n = n * 10 + (**at - '0');
	return digits == 1 || digits == 2 ? n : -1;
}

bool pick_clock(struct fields *f, const char *name, enum field_need need, int *minute)
{
	const char *at = fields_text(f, name, need, CLOCK_MAX_CHARACTERS);
	int hour, rest = 0;

	if (!at)
		return false;
	hour = number_read(&at);
	if (*at == ':' || *at == '.') {
		at++;
		rest = number_read(&at);
	}
	if (hour < 0 || hour >= HOURS || rest < 0 || rest >= MINUTES || *at) {
		fields_wrong(f, name, FIELD_INVALID_TIME);
		return false;
	}
	*minute = hour * MINUTES + rest;
	return true;
}

json_t *option_json(const char *value, json_t *label, bool selected)
{
	return json_pack("{s:s, s:o, s:b}", "value", value, "label", label, "selected", selected);
}

json_t *choice_json(const char *value, json_t *label, bool checked, bool first)
{
	return json_pack("{s:s, s:o, s:b, s:b}", "value", value, "label", label, "checked", checked,
			 "first", first);
}

static bool is_offered(struct request *rq, const struct office *office, enum right right,
		       const struct contact_person *p)
{
	return p->office == office && session_may(staff_session(rq), right, office, p->id);
}

const struct contact_person *person_first(struct request *rq, const struct office *office,
					  enum right right)
{
	const struct authority *a = office->authority;

	for (size_t i = 0; i < a->npersons; i++)
		if (is_offered(rq, office, right, &a->persons[i]))
			return &a->persons[i];
	return NULL;
}

const struct contact_person *pick_person(struct request *rq, const struct office *office,
					 enum right right, const char *slug)
{
	static const struct problem NO_PERSON = {404, "no_such_contact_person",
						 "this office has no such contact person"},
				    NOT_ALLOWED = {403, "not_allowed",
						   "your role does not allow this"};
	const struct authority *a = office->authority;
	bool foreign = false;

	for (size_t i = 0; i < a->npersons; i++) {
		const struct contact_person *p = &a->persons[i];

		if (p->office != office || (slug && strcmp(p->slug, slug) != 0))
			continue;
		if (is_offered(rq, office, right, p))
			return p;
		foreign = slug;
	}
	reply_problem(rq, foreign ? &NOT_ALLOWED : &NO_PERSON);
	return NULL;
}

json_t *person_choices(struct request *rq, const struct office *office, enum right right,
		       const struct contact_person *selected)
{
	const struct authority *a = office->authority;
	json_t *list = json_array();

	for (size_t i = 0; i < a->npersons; i++) {
		const struct contact_person *p = &a->persons[i];

		if (is_offered(rq, office, right, p))
			json_array_append_new(list,
					      json_pack("{s:s, s:s, s:b}", "slug", p->slug, "name",
							p->name, "selected", p == selected));
	}
	return list;
}
