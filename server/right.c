/* right.c - the roles and their rights, as one table. */
#include "server/right.h"

#include <string.h>

#define ONE(right) (1U << (right))

static const struct {
	const char *name;
	unsigned rights;
} ROLES[ROLES_COUNT] = {
	[ROLE_FRONT_DESK] = {"front_desk", ONE(RIGHT_BOOKINGS)},
	[ROLE_CONTACT_PERSON] = {"contact_person", ONE(RIGHT_BOOKINGS) | ONE(RIGHT_HOURS)},
	[ROLE_OFFICE_MANAGER] = {"office_manager",
				 ONE(RIGHT_BOOKINGS) | ONE(RIGHT_HOURS) | ONE(RIGHT_OFFICE)},
	[ROLE_ADMINISTRATOR] = {"administrator", ONE(RIGHT_BOOKINGS) | ONE(RIGHT_HOURS) |
							 ONE(RIGHT_OFFICE) | ONE(RIGHT_AUTHORITY)},
};

bool role_has(enum role role, enum right right)
{
	return ROLES[role].rights & ONE(right);
}

const char *role_name(enum role role)
{
	return ROLES[role].name;
}

bool role_parse(enum role *out, const char *name)
{
	for (int i = 0; i < ROLES_COUNT; i++) {
		if (strcmp(ROLES[i].name, name) == 0) {
			*out = (enum role)i;
			return true;
		}
	}
	return false;
}
