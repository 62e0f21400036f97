/* details.c - who comes, how to reach them, and the service's own questions. */
#include "server/details.h"

#include <string.h>

#include "server/questions.h"

struct contact_needs {
	enum field_need email, phone;
	bool one_of_them;
};

static struct contact_needs contact_needs(const struct rules *rules, enum channel channel)
{
	struct contact_needs needs = {FIELD_OPTIONAL, FIELD_OPTIONAL, false};

	switch (rules->contact_by) {
	case CONTACT_BY_EMAIL:
		needs.email = FIELD_REQUIRED;
		break;
	case CONTACT_BY_PHONE:
		needs.phone = FIELD_REQUIRED;
		break;
	case CONTACT_BY_EMAIL_AND_PHONE:
		needs.email = needs.phone = FIELD_REQUIRED;
		break;
	case CONTACT_BY_EMAIL_OR_PHONE:
		needs.one_of_them = true;
		break;
	}
	if (channel == CHANNEL_PHONE)
		needs.phone = FIELD_REQUIRED;
	return needs;
}

bool details_read(struct details *d, struct fields *f, const struct service *s,
		  enum channel channel)
{
	struct contact_needs needs = contact_needs(&s->office->rules, channel);

	*d = (struct details){0};
	d->given_name = fields_name(f, "given_name", FIELD_REQUIRED);
	d->family_name = fields_name(f, "family_name", FIELD_REQUIRED);
	d->email = fields_email(f, "email", needs.email);
	d->phone = fields_phone(f, "phone", needs.phone);
	if (needs.one_of_them && !d->email && !d->phone && fields_right(f))
		fields_wrong(f, "email", FIELD_CONTACT_NEEDED);
	d->answers = questions_read(f, s);
	return fields_right(f);
}

void details_shape(json_t *document, const struct wording *w, const struct service *s,
		   enum channel channel, const json_t *values)
{
	static const char *const NAMES[] = {"given_name", "family_name", "email", "phone"};
	struct contact_needs needs = contact_needs(&s->office->rules, channel);
	json_t *own = json_object();

	for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
		json_object_set_new(
			own, NAMES[i],
			word_or_null(json_string_value(json_object_get(values, NAMES[i]))));
	json_object_set_new(document, "values", own);
	questions_shape(document, w, s, values);
	json_object_set_new(document, "email_asked", json_true());
	json_object_set_new(document, "email_required",
			    json_boolean(needs.email == FIELD_REQUIRED));
	json_object_set_new(document, "phone_asked", json_true());
	json_object_set_new(document, "phone_required",
			    json_boolean(needs.phone == FIELD_REQUIRED));
	json_object_set_new(document, "errors", json_array());
	json_object_set_new(
		document, "error",
		json_pack("{s:n, s:n, s:n, s:n}", NAMES[0], NAMES[1], NAMES[2], NAMES[3]));
}

json_t *details_typed(const json_t *body)
{
	static const char *const NAMES[] = {"given_name", "family_name", "email", "phone"};
	json_t *typed = NULL, *value;
	const char *name;

	json_object_foreach ((json_t *)(uintptr_t)body, name, value) {
		bool ours = strncmp(name, QUESTIONS_PREFIX, sizeof QUESTIONS_PREFIX - 1) == 0;

		for (size_t i = 0; i < sizeof NAMES / sizeof NAMES[0]; i++)
			ours = ours || strcmp(name, NAMES[i]) == 0;
		if (!ours || !json_is_string(value) || json_string_length(value) == 0)
			continue;
		if (!typed)
			typed = json_object();
		json_object_set(typed, name, value);
	}
	return typed;
}
