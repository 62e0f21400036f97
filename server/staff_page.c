/* staff_page.c - what frames every page of the staff. */
#include "server/staff_page.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "server/net/reply.h"
#include "server/net/route.h"
#include "server/session.h"
#include "server/staff_words.h"
#include "server/text.h"

static const char STAFF[] = "/staff", OFFICE[] = ":office";

/* also: a page beside it that belongs to it. */
struct area {
	const char *key, *path, *also;
};

/* In the order they stand; a page that is not there yet is left out. */
static const struct area AREAS[] = {
	{"day", "/staff/:office/day"},
	{"week", "/staff/:office/week", "/staff/:office/slots"},
	{"hours", "/staff/:office/hours"},
	{"closures", "/staff/:office/closures", "/staff/:office/calls"},
	{"responsibilities", "/staff/:office/responsibilities", "/staff/:office/why"},
	{"search", "/staff/:office/search"},
	{"new", "/staff/:office/bookings/new"},
	{0},
};

/* The second row.  The first of them that somebody may see is their way into it. */
static const struct area ADMIN_AREAS[] = {
	{"offices", "/staff/:office/offices"},
	{"checklist", "/staff/:office/checklist", "/staff/:office/rehearsal"},
	{"settings", "/staff/:office/settings"},
	{"services", "/staff/:office/services", "/staff/:office/common-services"},
	{"people", "/staff/:office/people"},
	{"texts", "/staff/:office/texts"},
	{"import", "/staff/:office/import"},
	{"accounts", "/staff/:office/accounts"},
	{"theme", "/staff/:office/theme"},
	{"holidays", "/staff/:office/holidays"},
	{"figures", "/staff/:office/figures", "/staff/:office/deletions"},
	{"links", "/staff/:office/links"},
	{0},
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

/* Whether there is that page and who asks may see it. */
static bool area_open(const struct area *area, const struct session *s, const struct office *o)
{
	const struct route *r = page_route(area->path);

	return r && session_has(s, (enum right)r->need, o);
}

static const struct office *first_office(const struct authority *a, const struct session *s)
{
	for (size_t i = 0; i < a->noffices; i++)
		if (session_has(s, RIGHT_BOOKINGS, &a->offices[i]))
			return &a->offices[i];
	return NULL;
}

char *staff_home_path(struct request *rq, const struct wording *w, const char *slug)
{
	const struct office *o = slug ? staff_office_named(rq, slug) : NULL;

	if (!o)
		o = first_office(w->authority, staff_session(rq));
	return o && page_route(AREAS[0].path) ? area_path(&AREAS[0], o) : NULL;
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

static const struct area *area_named(const struct area *areas, const char *key)
{
	while (areas->key && strcmp(areas->key, key) != 0)
		areas++;
	return areas->key ? areas : NULL;
}

json_t *staff_area_url(struct request *rq, const struct wording *w, const char *key,
		       const char *fragment)
{
	const struct office *o = staff_office(rq);

	const struct area *area = area_named(AREAS, key);
	str_auto_t *path = NULL;

	if (!area)
		area = area_named(ADMIN_AREAS, key);
	if (!area || !area_open(area, staff_session(rq), o))
		return json_null();
	path = area_path(area, o);
	return json_sprintf("%s%s%s", path, w->lang_query, fragment);
}

static bool path_is_below(const char *here, const char *path)
{
	size_t length = path ? strlen(path) : 0;

	return path && strncmp(here, path, length) == 0 && (!here[length] || here[length] == '/');
}

/* Whether the page asked for is the area's, or one below it. */
static bool area_is_here(const struct request *rq, const struct area *area)
{
	const char *here = request_route(rq) ? request_route(rq)->path : "";

	return path_is_below(here, area->path) || path_is_below(here, area->also);
}

static json_t *area_json(struct request *rq, const struct wording *w, const struct area *area,
			 const struct office *o)
{
	str_auto_t *key = text_format("staff.nav.%s", area->key);
	str_auto_t *path = area_path(area, o);

	return json_pack("{s:s, s:o, s:o, s:b, s:b}", "key", area->key, "label",
			 word_text(w, key, NULL), "url", json_sprintf("%s%s", path, w->lang_query),
			 "current", area_is_here(rq, area), "end", false);
}

static json_t *areas_json(struct request *rq, const struct wording *w, const struct session *s,
			  const struct area *areas, const struct office *o)
{
	json_t *nav = json_array();

	for (const struct area *area = areas; o && area->key; area++)
		if (area_open(area, s, o))
			json_array_append_new(nav, area_json(rq, w, area, o));
	return nav;
}

/* The way into the second row stands at the end of the first. */
static void admin_way(json_t *nav, json_t *admin_nav, const struct wording *w)
{
	json_t *entry, *way = NULL;
	size_t i;

	json_array_foreach (admin_nav, i, entry) {
		if (!way)
			way = json_copy(entry);
		if (json_is_true(json_object_get(entry, "current")))
			json_object_set_new(way, "current", json_true());
	}
	if (!way)
		return;
	json_object_set_new(way, "key", json_string("admin"));
	json_object_set_new(way, "label", word_text(w, "staff.nav.admin_link", NULL));
	json_object_set_new(way, "end", json_true());
	json_array_append(nav, way);
	if (!json_is_true(json_object_get(way, "current")))
		json_array_clear(admin_nav);
	json_decref(way);
}

/* Both rows, for the office of the path or the first there is. */
static void navigation(json_t *page, struct request *rq, const struct wording *w,
		       const struct session *s, const struct office *o)
{
	json_t *nav = areas_json(rq, w, s, AREAS, o);
	json_t *admin_nav = areas_json(rq, w, s, ADMIN_AREAS, o);

	admin_way(nav, admin_nav, w);
	json_object_set_new(page, "has_nav", json_boolean(json_array_size(nav) > 0));
	json_object_set_new(page, "nav", nav);
	json_object_set_new(page, "has_admin_nav", json_boolean(json_array_size(admin_nav) > 0));
	json_object_set_new(page, "admin_nav", admin_nav);
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
	json_t *offices;

	if (s && s->stage != STAGE_FULL)
		s = NULL;
	if (here && !session_has(s, RIGHT_BOOKINGS, here))
		here = NULL;
	offices = s ? offices_json(w, s, here) : json_array();
	json_object_set_new(page, "has_offices", json_boolean(json_array_size(offices) > 0));
	json_object_set_new(page, "offices", offices);
	json_object_set_new(page, "account", s ? account_json(w, s) : json_null());
	json_object_set_new(page, "office", here ? office_json(w, here) : json_null());
	navigation(page, rq, w, s, here ? here : first_office(w->authority, s));
	json_object_set_new(page, "notice_text", notice_json(rq, w));
}
