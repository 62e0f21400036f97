/* closure_page.h - the page staff.closures. */
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
	const PGresult *list;      /* closures_list */
	const PGresult *one;       /* closure_show, or NULL: a new one */
	const PGresult *uncovered; /* uncovered_list, or NULL */
	struct fields *typed;      /* NULL: nothing was */
	json_t *changed;           /* taken; NULL: nobody was quicker */
};

json_t *closures_document(const struct closure_view *v);

/* closure_form.c: {id, new, ..., whoms, reasons, repeats, substitutes}, what stands in its fields,
 * and for each that nothing is wrong with it. */
json_t *closure_edit(const struct closure_view *v);
json_t *closure_values(const struct closure_view *v);
json_t *closure_no_errors(void);

/* Whether who asks may take time of that person (0: of the whole office) away. */
bool closure_may(const struct closure_view *v, int64_t person_id);

/* /staff/OFFICE/closures/ID and what follows. */
json_t *closure_path(const struct closure_view *v, const char *id, const char *rest,
		     const char *query);

/* The contact person of that slug in the office; NULL when there is none. */
const struct contact_person *closure_person(const struct office *o, const char *slug);
