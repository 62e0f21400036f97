/* closure_page.h - closures as the pages staff.closures and staff.calls show them. */
#pragma once

#include <libpq-fe.h>

#include "lib/field.h"
#include "server/net/request.h"
#include "server/wording.h"

/* In the order they are offered; "" is once, without a repeat. */
extern const char *const CLOSURE_KINDS[], *const CLOSURE_REPEATS[], *const SICK_LENGTHS[];

/* Whom the staff may take time away from here. */
struct closure_view {
	const struct wording *w;
	const struct office *office;
	struct request *rq;
	const PGresult *list; /* closures_list */
	const PGresult *one;  /* closure_show, or NULL: a new one */
	struct fields *typed; /* NULL: nothing was */
	json_t *changed;      /* taken; NULL: nobody was quicker */
};

json_t *closures_document(const struct closure_view *v);

/* {closure, calls, back_url, path} of rows of closure_show and closure_calls. */
json_t *calls_document(const struct closure_view *v, const PGresult *calls);

/* S. Keller, Urlaub: 23.11.2026–27.11.2026 */
json_t *closure_title(const struct closure_view *v);

/* The contact person of that slug in the office; NULL when there is none. */
const struct contact_person *closure_person(const struct office *o, const char *slug);
