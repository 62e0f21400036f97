/*
 * sso_groups.h - which groups at the provider of the single sign-on bring which grants.
 *
 * The option sso_groups names a JSON file:
 *
 *	{"LRA-Wohngeld-Leitung": [{"role": "office_manager", "office": "wohngeld"}],
 *	 "LRA-Wohngeld":         [{"role": "contact_person", "office": "wohngeld"}],
 *	 "LRA-Schalter":         [{"role": "contact_person", "office": "wohngeld", "person":
 *"schalter"}], "LRA-IT":               [{"role": "administrator"}]}
 *
 * A contact person that is not named is the one with the e-mail address of who signs in, in that
 * office or below it.
 */
#pragma once

#include <jansson.h>

#include "lib/problem.h"

/* A new reference; NULL and a sentence that says what is wrong with the file. */
json_t *sso_groups_read(const char *path, struct problem *why);

/* What these groups bring, [{group, role, office, person}], as a new reference. */
json_t *sso_groups_grants(const json_t *mapping, const json_t *groups);
