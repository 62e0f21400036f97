/*
 * office_store.h - authorities and offices in the database, as the documents of
 * their files.
 *
 * Everything blocks (server/db/connection.h) and takes part in the transaction
 * that the caller has begun.  Documents are canonical (lib/office_file.h).
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "server/db/connection.h"

/* The slugs of all authorities, or of those in the comma-separated list. */
json_t *authorities_list(struct connection *c, const char *slugs, struct problem *why);

/* Wait until no other import of that authority is under way; until the transaction ends. */
bool authority_lock(struct connection *c, const char *slug, struct problem *why);

/*
 * The document for the caller to release, JSON null when there is none of that
 * slug; NULL and a problem when the database fails.  *id: its authority_id.
 */
json_t *authority_export(struct connection *c, const char *slug, int64_t *id, struct problem *why);
json_t *office_export(struct connection *c, int64_t authority, const char *slug,
		      struct problem *why);

/*
 * Make the database say what the document says.  Rows that say it already are
 * not written.  Refuses (422) what would leave something without what it needs.
 */
bool authority_import(struct connection *c, const json_t *document, struct problem *why);
bool office_import(struct connection *c, int64_t authority, const json_t *document,
		   struct problem *why);
