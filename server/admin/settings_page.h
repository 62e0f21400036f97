/* settings_page.h - the document of an office's settings: web/pages/admin/README.md. */
#pragma once

#include <libpq-fe.h>

#include "lib/field.h"
#include "server/wording.h"

struct settings_view {
	struct wording w;
	const struct office *office;
	const PGresult *above;      /* rows of office_settings, the office's own first */
	const PGresult *audit;      /* rows of audit_of */
	const struct fields *typed; /* NULL: show what is set */
	bool outdated;              /* what was typed was sent with an old version */
};

json_t *settings_document(const struct settings_view *v);
