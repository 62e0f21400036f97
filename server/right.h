/*
 * right.h - what staff may do: the rights a route can need, and the roles that have them.
 *
 * The table of DESIGN: who may do what.  A role holds on an office and all below it.
 */
#pragma once

#include <stdbool.h>

/* struct route, need.  From RIGHT_BOOKINGS on it is a right to things of an office. */
enum right {
	RIGHT_NONE,      /* no account: citizens */
	RIGHT_ANYBODY,   /* of staff, before anybody is signed in */
	RIGHT_STEP,      /* between password and second factor, and after it */
	RIGHT_SIGNED_IN, /* whatever belongs to one's own account */
	RIGHT_BOOKINGS,  /* find, book, move, cancel for a caller, mark arrived */
	RIGHT_HOURS,     /* weekly hours, slots, closures */
	RIGHT_OFFICE,    /* services, responsibilities, texts, rules, rehearse, go live */
	RIGHT_AUTHORITY, /* offices, accounts, grants, holidays, theme, languages, audit log */
};

enum role {
	ROLE_FRONT_DESK,
	ROLE_CONTACT_PERSON, /* of its rights, only where the one person is concerned */
	ROLE_OFFICE_MANAGER,
	ROLE_ADMINISTRATOR,
	ROLES_COUNT
};

bool role_has(enum role role, enum right right);

/* "front_desk"; false when there is no such role. */
const char *role_name(enum role role);
bool role_parse(enum role *out, const char *name);
