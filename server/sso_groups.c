/* sso_groups.c - which groups at the provider bring which grants. */
#include "server/sso_groups.h"

#include <string.h>

#include "server/right.h"

static bool wrong(struct problem *why, const char *group, const char *what)
{
	return problem(why, 500, "sso_groups", "\"%.60s\": %s", group, what);
}

static bool grant_check(const char *group, const json_t *grant, struct problem *why)
{
	const char *role_text = json_string_value(json_object_get(grant, "role"));
	const json_t *office = json_object_get(grant, "office");
	const json_t *person = json_object_get(grant, "person");
	size_t members = 1 + (office != NULL) + (person != NULL);
	enum role role;

	if (!role_text || !role_parse(&role, role_text))
		return wrong(why, group,
			     "role is front_desk, contact_person, office_manager or administrator");
	if (json_object_size(grant) != members)
		return wrong(why, group, "a grant has role, office and person, and nothing else");
	if ((role == ROLE_ADMINISTRATOR) != !office || (office && !json_is_string(office)))
		return wrong(why, group,
			     "every role but administrator needs an office, by its slug");
	if (person && (role != ROLE_CONTACT_PERSON || !json_is_string(person)))
		return wrong(why, group, "only a contact_person names a person, by its slug");
	return true;
}

static bool mapping_check(json_t *mapping, struct problem *why)
{
	const char *group;
	json_t *grants;

	json_object_foreach (mapping, group, grants) {
		if (!*group || !json_is_array(grants) || json_array_size(grants) == 0)
			return wrong(why, group, "a group has a name and a list of grants");
		for (size_t i = 0; i < json_array_size(grants); i++)
			if (!grant_check(group, json_array_get(grants, i), why))
				return false;
	}
	return true;
}

json_t *sso_groups_read(const char *path, struct problem *why)
{
	json_error_t error;
	json_t *mapping = json_load_file(path, JSON_REJECT_DUPLICATES, &error);

	if (!mapping)
		problem(why, 500, "sso_groups", "line %d: %.120s", error.line, error.text);
	else if (!json_is_object(mapping))
		problem(why, 500, "sso_groups", "it is {\"group\": [{\"role\": ...}, ...], ...}");
	else if (mapping_check(mapping, why))
		return mapping;
	json_decref(mapping);
	return NULL;
}

json_t *sso_groups_grants(const json_t *mapping, const json_t *groups)
{
	json_t *all = json_array();

	for (size_t i = 0; i < json_array_size(groups); i++) {
		json_t *group = json_array_get(groups, i);
		const json_t *grants = json_object_get(mapping, json_string_value(group));

		for (size_t k = 0; k < json_array_size(grants); k++) {
			json_t *grant = json_copy(json_array_get(grants, k));

			json_object_set(grant, "group", group);
			json_array_append_new(all, grant);
		}
	}
	return all;
}
