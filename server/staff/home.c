/* home.c - where staff land: GET /staff, and the switcher of offices with ?office=SLUG. */
#include "lib/cleanup.h"
#include "server/net/reply.h"
#include "server/staff/endpoints.h"
#include "server/staff_page.h"
#include "server/tenant.h"

/* The day of an office, or one's own account when one has none. */
void staff_home(struct request *rq)
{
	str_auto_t *path = NULL;
	struct wording w;

	if (!request_wording(rq, &w))
		return;
	path = staff_home_path(rq, &w, request_param(rq, "office"));
	reply_see_other(rq, path ? path : "/staff/account");
}
