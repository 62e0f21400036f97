/* office_new.c - POST /staff/:office/offices: a new office, empty or as a copy of another one. */
#include <stdlib.h>
#include <string.h>

#include "lib/slug.h"
#include "lib/xalloc.h"
#include "server/admin/endpoints.h"
#include "server/admin/tree.h"
#include "server/net/reply.h"
#include "server/picks.h"
#include "server/session.h"
#include "server/text.h"

static const char *const WHATS[] = {"services", "texts", "rules", "hours", NULL};

/* Text of the request, kept until the reply. */
static char *kept(struct request *rq, char *text)
{
	request_keep(rq, text, free);
	return text;
}

/* Typed, or made of the name. */
static const char *slug_read(struct request *rq, struct fields *f, const char *name)
{
	const char *slug = fields_text(f, "slug", FIELD_OPTIONAL, SLUG_MAX_CHARACTERS);
	char made[SLUG_SIZE] = "";

	if (!slug && name) {
		slug_of(made, name);
		slug = kept(rq, xstrdup(made));
	}
	if (name && slug && !slug_valid(slug))
		fields_wrong(f, "slug", FIELD_INVALID_SLUG);
	else if (name && slug && staff_office_named(rq, slug))
		fields_wrong(f, "slug", FIELD_TAKEN);
	return slug;
}

/* An office one answers for, of a list of them. */
static const char *office_read(struct request *rq, struct fields *f, const char *name)
{
	const char *slug = fields_text(f, name, FIELD_OPTIONAL, SLUG_MAX_CHARACTERS);
	const struct office *o = slug ? staff_office_named(rq, slug) : NULL;

	if (slug && (!o || !session_may(staff_session(rq), RIGHT_OFFICE, o, 0)))
		fields_wrong(f, name, FIELD_NOT_A_CHOICE);
	return slug;
}

static unsigned what_read(struct fields *f)
{
	const json_t *chosen = fields_choices(f, "copy", FIELD_OPTIONAL, WHATS);
	unsigned what = 0;
	size_t i;
	json_t *one;

	json_array_foreach (chosen, i, one)
		for (int k = 0; WHATS[k]; k++)
			if (strcmp(WHATS[k], json_string_value(one)) == 0)
				what |= 1U << k; /* as COPY_SERVICES and so on */
	return what;
}

static void form_read(struct request *rq, struct tree *t, struct fields *f)
{
	struct office_change *change = &t->file.change;
	json_t *place = word_text(&t->file.w, "staff.offices.place", NULL);

	change->make = true;
	change->copy.name = fields_name(f, "name", FIELD_REQUIRED);
	change->copy.slug = slug_read(rq, f, change->copy.name);
	change->copy.parent = office_read(rq, f, "parent");
	if (!change->copy.parent && fields_right(f) &&
	    !session_may(staff_session(rq), RIGHT_AUTHORITY, NULL, 0))
		fields_wrong(f, "parent", FIELD_EMPTY);
	change->original = office_read(rq, f, "original");
	change->copy.what = what_read(f);
	change->copy.place_name = kept(rq, xstrdup(json_string_value(place)));
	json_decref(place);
}

void office_new(struct request *rq)
{
	struct tree *t = request_state(rq, sizeof *t);
	struct problem why;
	struct fields *f;
	json_t *body;

	if (!file_begin(rq, &t->file))
		return;
	body = request_body(rq, &why);
	if (!body) {
		reply_problem(rq, &why);
		return;
	}
	f = pick_fields(rq, body);
	form_read(rq, t, f);
	if (fields_end(f)) {
		file_try(rq, &t->file);
	} else {
		t->typed = f;
		tree_ask(rq, t);
	}
}
