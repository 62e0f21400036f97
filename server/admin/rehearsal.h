/* rehearsal.h - the rehearsal of an office as its managers see it. */
#pragma once

#include "server/wording.h"

/*
 * The member `rehearsal` of a document, for web/pages/admin/part/rehearsal.html: null unless the
 * office rehearses; {on: bool, url?, post_path}.  `url` is the address while it is new, or NULL:
 * only its hash is stored.
 */
json_t *rehearsal_json(const struct office *o, const char *url);
