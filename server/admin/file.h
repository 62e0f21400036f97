/* file.h - an office made or changed by its file, from a page: upload, look, do. */
#pragma once

#include "server/net/request.h"
#include "server/office_change.h"
#include "server/wording.h"

/* What the handlers of it keep by request_state(). */
struct file {
	struct office_change change; /* first: it is released with the request */
	struct wording w;
	const struct office *office; /* of the path */
	struct fields *f;
};

/* False, and replied, when the worker knows nothing yet. */
bool file_begin(struct request *rq, struct file *f);

/*
 * Whether who asks may make an office of that slug below that parent (NULL: at the top), or
 * change the office of the path so.
 */
bool file_may(struct request *rq, const struct file *f, const char *slug, const char *parent);

/* Try it, then lead to the page that shows what would change (JSON: 201 with it). */
void file_try(struct request *rq, struct file *f);

/* web/pages/admin/README.md; result NULL: nothing was uploaded yet. */
json_t *file_document(struct request *rq, const struct file *f, const char *id, const char *name,
		      json_t *result, bool whole);
