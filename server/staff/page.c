/* page.c - what frames every page of the staff. */
#include "server/staff/page.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/net/reply.h"
#include "server/net/route.h"
#include "server/session.h"
#include "server/staff/endpoints.h"
#include "server/staff/words.h"
#include "server/text.h"

static const char STAFF[] = "/staff", OFFICE[] = ":office";

/* In the order they stand; a page that is not there yet is left out. */
static const struct area {
	const char *key, *path;
	bool end;
} AREAS[] = {
	{"day", "/staff/:office/day", false},
	{"week", "/staff/:office/week", false},
	{"hours", "/staff/:office/hours", false},
	{"closures", "/staff/:office/closures", false},
	{"responsibilities", "/staff/:office/responsibilities", false},
	{"search", "/staff/:office/search", false},
	{"new", "/staff/:office/bookings/new", false},
	{"admin", "/staff/:office/admin", true},
};

bool is_staff_path(const struct request *rq)
{
	const char *path = request_path(rq);

	return strncmp(path, STAFF, sizeof STAFF - 1) == 0 &&
	       (!path[sizeof STAFF - 1] || path[sizeof STAFF - 1] == '/');
}

static const struct route *page_route(const char *path)
{
	for (const struct route *r = ROUTES; r->path; r++)
		if (r->method == EVHTTP_REQ_GET && strcmp(r->path, path) == 0)
			return r;
	return NULL;
}

/* The path with the office in place of ":office". */
static char *area_path(const struct area *area, const struct office *o)
{
	const char *at = strstr(area->path, OFFICE);

	return text_format("%.*s%s%s", (int)(at - area->path), area->path, o->slug,
			   at + sizeof OFFICE - 1);
}

static const struct office *first_office(const struct authority *a, const struct session *s)
{
	for (size_t i = 0; i < a->noffices; i++)
		if (session_has(s, RIGHT_BOOKINGS, &a->offices[i]))
			return &a->offices[i];
	return NULL;
}

/*
 * GET /staff: the day of an office, or, where there is no such page, one's own account
 */

void staff_home(struct request *rq)
{
	const struct area *day = &AREAS[0];
	const struct office *o;
	str_auto_t *path = NULL;
	const char *slug;
	struct wording w;

	if (!request_wording(rq, &w))
		return;
	slug = request_param(rq, "office");
	o = slug ? staff_office_named(rq, slug) : NULL;
	if (!o)
		o = first_office(w.authority, staff_session(rq));
	if (o && page_route(day->path))
		path = area_path(day, o);
	reply_see_other(rq, path ? path : "/staff/account");
}

/*
 * The members of `page`
 */

static json_t *account_json(const struct wording *w, const struct session *s)
{
	json_t *roles = json_array();
	bool seen[ROLES_COUNT] = {false};
	str_auto_t *all = NULL;

	for (size_t i = 0; i < s->ngrants; i++)
		seen[s->grants[i].role] = true;
	for (int role = ROLES_COUNT - 1; role >= 0; role--) {
		json_auto_t *text = seen[role] ? word_role(w, (enum role)role) : NULL;
		char *longer;

		if (!text)
			continue;
		json_array_append_new(roles, json_string(role_name((enum role)role)));
		longer = text_format("%s%s%s", all ? all : "", all ? ", " : "",
				     json_string_value(text));
		free(all);
		all = longer;
	}
	return json_pack("{s:s, s:o, s:s}", "name", s->name, "roles", roles, "roles_text",
			 all ? all : "");
}

static json_t *office_json(const struct wording *w, const struct office *o)
{
	return json_pack("{s:s, s:o}", "slug", o->slug, "name", word_of(w, o->texts, "name"));
}

static json_t *group_new(const struct wording *w, const struct office *parent)
{
	return json_pack("{s:o, s:[]}", "group",
			 parent ? word_of(w, parent->texts, "name") : json_null(), "offices");
}

/* Where there is something to switch to, by the office above. */
static json_t *offices_json(const struct wording *w, const struct session *s,
			    const struct office *current)
{
	const struct authority *a = w->authority;
	const struct office *parent = NULL;
	json_t *groups = json_array(), *group = NULL, *entry;

	if (!page_route(AREAS[0].path))
		return groups;
	for (size_t i = 0; i < a->noffices; i++) {
		const struct office *o = &a->offices[i];

		if (!session_has(s, RIGHT_BOOKINGS, o))
			continue;
		if (!group || o->parent != parent) {
			parent = o->parent;
			group = group_new(w, parent);
			json_array_append_new(groups, group);
		}
		entry = office_json(w, o);
		json_object_set_new(entry, "current", json_boolean(o == current));
		json_array_append_new(json_object_get(group, "offices"), entry);
	}
	return groups;
}

json_t *staff_area_url(struct request *rq, const struct wording *w, const char *key,
		       const char *fragment)
{
	const struct office *o = staff_office(rq);

	for (size_t i = 0; i < sizeof AREAS / sizeof *AREAS; i++) {
		const struct route *r = page_route(AREAS[i].path);
		str_auto_t *path = NULL;

		if (strcmp(AREAS[i].key, key) != 0 || !r ||
		    !session_has(staff_session(rq), (enum right)r->need, o))
			continue;
		path = area_path(&AREAS[i], o);
		return json_sprintf("%s%s%s", path, w->lang_query, fragment);
	}
	return json_null();
}

static json_t *area_json(struct request *rq, const struct wording *w, const struct area *area,
			 const struct office *o)
{
	str_auto_t *key = text_format("staff.nav.%s", area->key);
	str_auto_t *path = area_path(area, o);
	const char *here = request_route(rq) ? request_route(rq)->path : "";

	return json_pack("{s:s, s:o, s:o, s:b, s:b}", "key", area->key, "label",
			 word_text(w, key, NULL), "url", json_sprintf("%s%s", path, w->lang_query),
			 "current", strcmp(here, area->path) == 0, "end", area->end);
}

static json_t *nav_json(struct request *rq, const struct wording *w, const struct session *s,
			const struct office *o)
{
	json_t *nav = json_array();

	for (size_t i = 0; o && i < sizeof AREAS / sizeof *AREAS; i++) {
		const struct route *r = page_route(AREAS[i].path);

		if (r && session_has(s, (enum right)r->need, o))
			json_array_append_new(nav, area_json(rq, w, &AREAS[i], o));
	}
	return nav;
}

static bool is_word(const char *text)
{
	return text && *text && strspn(text, "abcdefghijklmnopqrstuvwxyz_") == strlen(text);
}

/* What was just done, as the redirect says it. */
static json_t *notice_json(struct request *rq, const struct wording *w)
{
	const char *done = request_is_get(rq) ? request_param(rq, "done") : NULL;
	str_auto_t *key = is_word(done) ? text_format("staff.done.%s", done) : NULL;

	return key ? word_text(w, key, NULL) : json_null();
}

void staff_page(json_t *page, struct request *rq, const struct wording *w)
{
	const struct session *s = staff_session(rq);
	const struct office *here = s ? staff_office(rq) : NULL;
	json_t *offices, *nav;

	if (s && s->stage != STAGE_FULL)
		s = NULL;
	if (here && !session_has(s, RIGHT_BOOKINGS, here))
		here = NULL;
	offices = s ? offices_json(w, s, here) : json_array();
	json_object_set_new(page, "has_offices", json_boolean(json_array_size(offices) > 0));
	json_object_set_new(page, "offices", offices);
	json_object_set_new(page, "account", s ? account_json(w, s) : json_null());
	json_object_set_new(page, "office", here ? office_json(w, here) : json_null());
	nav = nav_json(rq, w, s, here ? here : first_office(w->authority, s));
	json_object_set_new(page, "has_nav", json_boolean(json_array_size(nav) > 0));
	json_object_set_new(page, "nav", nav);
	json_object_set_new(page, "admin_nav", json_array());
	json_object_set_new(page, "has_admin_nav", json_false());
	json_object_set_new(page, "notice_text", notice_json(rq, w));
}
