/* services.h - the catalogue of an office on a page: web/pages/admin/README.md. */
#pragma once

#include <libpq-fe.h>

#include "server/catalogue.h"
#include "server/net/request.h"
#include "server/wording.h"

/* What the handlers keep by request_state(). */
struct services {
	struct wording w;
	const struct office *office;
	char office_id[KEY_TEXT_SIZE];
	bool may_common;  /* who asks may change the common ones */
	const char *id;   /* which is shown or changed; NULL: a new one */
	struct fields *f; /* of the POST */
	char version[KEY_TEXT_SIZE];
	char *wanted;                 /* JSON for service_save */
	bool outdated;                /* the form was sent with an old version */
	const PGresult *rows, *audit; /* of service_list, of audit_of */
	const PGresult *commons;      /* of common_service_list */
	int common;                   /* its row that the service is made of; -1: none */
	json_t *common_texts;         /* of that row, else NULL */
};

extern const char *const SERVICE_CHANNELS[];

/* The row of that key among the list; -1 when there is none. */
int services_row(const struct services *s);

json_t *services_document(const struct services *s);
