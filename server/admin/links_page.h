/* links_page.h - the document of the page admin.links: web/pages/admin/README.md. */
#pragma once

#include "lib/field.h"
#include "server/session.h"

/* All that the page is made of.  Borrowed. */
struct links_view {
	struct request *rq;
	const struct wording *w;
	const struct office *office;
	const json_t *return_origins, *frame_origins;
	const char *version;
	json_t *query;        /* what the two GET forms asked for */
	struct fields *typed; /* the lists as they were sent; NULL: as they are */
};

json_t *links_document(const struct links_view *v);

/* All links for the editors of portals, [{office, office_name, service, service_name, leika,
 * municipality_name, ags, language, url}]: of the office and those below it. */
json_t *links_list(const struct links_view *v);
