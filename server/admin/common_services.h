/* common_services.h - services described once for the authority: web/pages/admin/README.md. */
#pragma once

#include <libpq-fe.h>

#include "lib/field.h"
#include "server/catalogue.h"
#include "server/net/request.h"
#include "server/wording.h"

/* What the handlers keep by request_state(). */
struct common_services {
	struct wording w;
	const struct office *office; /* on whose page this is */
	char office_id[KEY_TEXT_SIZE];
	const char *id;   /* which is shown or changed; NULL: a new one */
	struct fields *f; /* of the POST */
	char version[KEY_TEXT_SIZE];
	char *wanted;                 /* JSON for common_service_save */
	bool outdated;                /* the form was sent with an old version */
	bool refused;                 /* was not removed */
	const PGresult *rows, *audit; /* of common_service_list, of audit_of */
};

/* The row of that key among the list; -1 when there is none. */
int common_services_row(const struct common_services *c);
json_t *common_services_document(const struct common_services *c);
