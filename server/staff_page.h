/* staff_page.h - what frames every page of the staff: web/pages/staff/README.md section 1. */
#pragma once

#include "server/net/request.h"
#include "server/wording.h"

/* Whether the request's path is one of the staff side. */
bool is_staff_path(const struct request *rq);

/* Add account, offices, office, nav, admin_nav and notice_text to the page. */
void staff_page(json_t *page, struct request *rq, const struct wording *w);

/* The office's page of that key in the navigation ("closures"), at that fragment ("#sick" or "");
 * null when who asks may not go there. */
json_t *staff_area_url(struct request *rq, const struct wording *w, const char *key,
		       const char *fragment);

/* The day of the office of that slug, or of the first there is; NULL when there is none.  Owned by
 * the caller. */
char *staff_home_path(struct request *rq, const struct wording *w, const char *slug);
