/* links.c - GET /l/:key and /l/:office/:service: what other sites link to leads on to the service.
 */
#include <string.h>

#include "lib/cleanup.h"
#include "server/citizen/asked.h"
#include "server/citizen/endpoints.h"
#include "server/deep_link.h"
#include "server/net/reply.h"
#include "server/tenant.h"
#include "server/text.h"

/* Why there is no single service to lead on to, as the template asks. */
struct unclear {
	const char *why; /* "several", "elsewhere", "not_here", "nothing" */
	const struct municipality *municipality;
};

static char *service_path(const struct service *s, const struct municipality *m)
{
	return m && s->asks.municipality
		       ? text_format("/offices/%s/services/%s?municipality=%s", s->office->slug,
				     s->slug, m->key)
		       : text_format("/offices/%s/services/%s", s->office->slug, s->slug);
}

static json_t *row_json(const struct wording *w, const struct service *s,
			const struct municipality *m)
{
	str_auto_t *path = service_path(s, m);
	json_t *row = shape_service(w, s);

	json_object_set_new(row, "office", shape_office_name(w, s->office));
	json_object_set_new(
		row, "url",
		json_sprintf("%s%s", path, strchr(path, '?') ? w->lang_amp : w->lang_query));
	return row;
}

static json_t *link_document(const struct wording *w, const struct service *const *list, size_t n,
			     const struct unclear *u)
{
	json_t *rows = json_array(), *why;

	for (size_t i = 0; i < n; i++)
		json_array_append_new(rows, row_json(w, list[i], u->municipality));
	why = json_pack("{s:b, s:b, s:b, s:b}", "several", strcmp(u->why, "several") == 0,
			"elsewhere", strcmp(u->why, "elsewhere") == 0, "not_here",
			strcmp(u->why, "not_here") == 0, "nothing", strcmp(u->why, "nothing") == 0);
	return json_pack("{s:o, s:b, s:o, s:o}", "services", rows, "has_services", n > 0,
			 "municipality_text",
			 word_or_null(u->municipality ? u->municipality->name : NULL), "why", why);
}

/* One: on to its page; the API says which it is.  None: the page names others. */
static void link_reply(struct request *rq, const struct wording *w,
		       const struct service *const *list, size_t n, const struct unclear *u)
{
	static const struct problem NO_SERVICE = {404, "no_such_service",
						  "no service of ours belongs to this link"};
	str_auto_t *path = NULL;

	if (strcmp(u->why, "several") != 0) {
		reply_problem_page(rq, &NO_SERVICE, "citizen.link", link_document(w, list, n, u));
	} else if (n == 1 && request_format(rq) == FORMAT_HTML) {
		path = service_path(list[0], u->municipality);
		reply_see_other(rq, path);
	} else {
		reply_document(rq, 200, "citizen.link", link_document(w, list, n, u));
	}
}

static struct deep_link_place place_asked(struct request *rq, const struct authority *a)
{
	const char *ars = request_param(rq, "ars");

	return deep_link_place(a, ars ? ars : request_param(rq, "ags"));
}

/* All services of the office, for want of the one that was meant. */
static size_t office_services(const struct service **out, const struct office *o)
{
	size_t n = 0;

	for (const struct service *s; n < DEEP_LINK_MATCHES_MAX && (s = office_service_at(o, n));)
		out[n++] = s;
	return n;
}

/*
 * GET /l/:key
 */

static void follow_leika(struct request *rq, const struct wording *w, const char *leika)
{
	const struct service *list[DEEP_LINK_MATCHES_MAX];
	struct deep_link_place place = place_asked(rq, w->authority);
	struct unclear u = {"several", place.municipality};
	size_t n = deep_link_find(list, DEEP_LINK_MATCHES_MAX, w->authority, leika,
				  place.municipality);

	if (place.elsewhere)
		u.why = "elsewhere";
	else if (n == 0) {
		n = deep_link_find(list, DEEP_LINK_MATCHES_MAX, w->authority, leika, NULL);
		u.why = n > 0 ? "not_here" : "nothing";
	}
	link_reply(rq, w, list, n, &u);
}

void link_by_key(struct request *rq)
{
	const char *key = request_arg(rq, 0);
	const struct office *o;
	str_auto_t *path = NULL;
	struct wording w;

	if (!request_wording(rq, &w))
		return;
	o = authority_office(w.authority, key);
	if (!o) {
		follow_leika(rq, &w, key);
		return;
	}
	path = text_format("/offices/%s", o->slug);
	if (!o->live && request_format(rq) != FORMAT_HTML)
		office_reply_closed(rq, &w, o);
	else if (request_format(rq) == FORMAT_HTML) {
		reply_see_other(rq, path);
	} else {
		const struct service *list[DEEP_LINK_MATCHES_MAX];
		size_t n = office_services(list, o);

		link_reply(rq, &w, list, n, &(struct unclear){"several", NULL});
	}
}

/*
 * GET /l/:office/:service
 */

void link_by_slug(struct request *rq)
{
	const struct service *list[DEEP_LINK_MATCHES_MAX];
	struct deep_link_place place;
	struct unclear u = {"several", NULL};
	struct wording w;
	const struct office *o;
	size_t n = 0;

	if (!request_wording(rq, &w))
		return;
	place = place_asked(rq, w.authority);
	u.municipality = place.municipality;
	o = authority_office(w.authority, request_arg(rq, 0));
	if (o && !o->live) {
		office_reply_closed(rq, &w, o);
		return;
	}
	list[0] = o ? office_service(o, request_arg(rq, 1)) : NULL;
	if (place.elsewhere && list[0]) {
		u.why = "elsewhere";
		n = 1;
	} else if (list[0]) {
		u.why = deep_link_serves(list[0], u.municipality) ? "several" : "not_here";
		n = 1;
	} else {
		u.why = "nothing";
		n = o ? office_services(list, o) : 0;
	}
	link_reply(rq, &w, list, n, &u);
}
