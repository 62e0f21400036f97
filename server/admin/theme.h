/* theme.h - private to theme.c and theme_page.c: how an authority's pages look, as saved or typed.
 */
#pragma once

#include <libpq-fe.h>

#include "lib/field.h"
#include "server/session.h"

enum { LOGO_HASH_SIZE = 65 };

struct look {
	struct wording w;
	const struct office *office;
	struct fields *f; /* of a POST, else NULL */
	json_t *theme, *links, *languages;
	const char *version; /* of the row */
	const PGresult *audit;
	bool typed, preview, outdated;
	char office_id[KEY_TEXT_SIZE];
};

extern const char *const LOOK_LINKS[]; /* ends in NULL */

/* web/pages/admin/README.md, admin.theme */
json_t *look_document(const struct look *l);

/* Add to the error of a colour where it cannot be read, and what can. */
void look_explain(const struct look *l, const char *name, json_t *error);
