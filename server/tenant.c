/* tenant.c - which authority a request is for, and what frames its pages. */
#include "server/tenant.h"

#include <stdio.h>
#include <string.h>

#include "lib/buffer.h"
#include "lib/negotiation.h"
#include "lib/theme.h"
#include "lib/web_origin.h"
#include "server/net/reply.h"
#include "server/rehearsal.h"
#include "server/session.h"
#include "server/staff_page.h"

static const char ENGLISH[] = "en";

struct tenancy *request_tenancy(const struct request *rq)
{
	return request_world(rq);
}

struct sso *request_sso(const struct request *rq)
{
	struct sso *sso = request_tenancy(rq)->sso;

	return sso_serves(sso, request_tenant(rq)) ? sso : NULL;
}

/*
 * What the authority offers, less what the office the path names does not, and on
 * the staff's pages less what has no texts of the staff; then English at least.
 */
static size_t languages_offered(struct request *rq, const struct authority *a,
				const char *offered[AUTHORITY_LANGUAGES_MAX])
{
	const struct site *site = request_site(rq);
	const char *slug = request_arg_named(rq, "office");
	bool staff = is_staff_path(rq);
	const struct office *o = slug && !staff ? request_office(rq, slug) : NULL;
	size_t n = 0;

	for (size_t i = 0; i < a->nlanguages; i++) {
		const struct language *language = site_language(site, a->languages[i]);

		if (language && (!o || office_offers_language(o, a->languages[i])) &&
		    (!staff || site_language_full(site, language)))
			offered[n++] = a->languages[i];
	}
	if (n == 0 && staff && site_language(site, ENGLISH))
		offered[n++] = ENGLISH;
	return n;
}

static const struct language *language_choose(struct request *rq, const struct authority *a)
{
	const char *offered[AUTHORITY_LANGUAGES_MAX];
	size_t n = languages_offered(rq, a, offered);

	if (n == 0)
		return NULL;
	return site_language(request_site(rq),
			     offered[negotiation_choose(offered, n, request_param(rq, "lang"),
							request_header(rq, "Accept-Language"), 0)]);
}

/* Only to sites of the authority's list: nobody is led elsewhere from a page of ours. */
static void return_choose(struct request *rq, const struct authority *a)
{
	const char *url = request_param(rq, "return");
	const json_t *origins = json_object_get(a->document, "return_origins");
	size_t i;
	json_t *origin;

	if (!url || strlen(url) > RETURN_MAX_BYTES || is_staff_path(rq))
		return;
	json_array_foreach (origins, i, origin)
		if (web_origin_has(json_string_value(origin), url))
			request_set_return(rq, url);
}

static void catalogue_release(void *catalogue)
{
	catalogue_drop(catalogue);
}

static void tenant_begin(struct request *rq)
{
	const struct tenancy *t = request_tenancy(rq);
	const struct catalogue *c = world_catalogue(t->world);
	struct authority *a = c ? catalogue_authority(c, request_header(rq, "Host")) : NULL;
	const struct language *standard, *chosen;

	if (!a)
		return;
	request_keep(rq, catalogue_keep(a->catalogue), catalogue_release);
	request_set_tenant(rq, a);
	if (request_rehearsal(rq))
		request_set_private(rq);
	standard = site_language(request_site(rq), a->languages[0]);
	if (standard)
		request_set_default_language(rq, standard);
	chosen = language_choose(rq, a);
	if (chosen)
		request_set_language(rq, chosen);
	return_choose(rq, a);
}

static void lang_write(struct wording *w, struct request *rq)
{
	buffer_auto_t carried = {0};

	request_put_carried(rq, &carried, '?');
	snprintf(w->lang_query, sizeof w->lang_query, "%s", carried.data ? carried.data : "");
	snprintf(w->lang_amp, sizeof w->lang_amp, "%s", w->lang_query);
	if (*w->lang_amp)
		*w->lang_amp = '&';
}

static json_t *shape_languages(struct request *rq, const struct authority *a)
{
	const char *offered[AUTHORITY_LANGUAGES_MAX];
	size_t n = languages_offered(rq, a, offered);
	json_t *list = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(list, json_string(offered[i]));
	return list;
}

/* The office this browser rehearses, or null. */
static json_t *shape_rehearsal(struct request *rq, const struct wording *w)
{
	const struct office *o = request_rehearsal(rq);

	return o ? shape_office_name(w, o) : json_null();
}

/* {css, logo, name}, each of them only where the authority has its own. */
static json_t *look_json(const struct authority *a)
{
	const json_t *theme = json_object_get(a->document, "theme");
	const json_t *colours = json_object_get(theme, "colours");
	const char *logo = json_string_value(json_object_get(theme, "logo"));
	json_t *look = json_pack("{s:O*}", "name", json_object_get(theme, "name"));
	char code[THEME_CODE_SIZE];
	struct theme t;

	if (json_object_size(colours) > 0) {
		theme_read(&t, colours);
		theme_code(code, &t);
		json_object_set_new(look, "css", json_sprintf("/theme/%s.css", code));
	}
	if (logo)
		json_object_set_new(look, "logo", json_sprintf("/logo/%s", logo));
	return look;
}

static json_t *tenant_page(struct request *rq)
{
	struct wording w = {
		.authority = request_tenant(rq),
		.language = request_language(rq),
		.site = request_site(rq),
	};
	json_t *page;

	if (!w.authority)
		return json_pack("{s:n, s:n, s:n}", "authority", "theme_css", "rehearsal");
	page = json_pack("{s:o, s:n, s:o}", "languages", shape_languages(rq, w.authority),
			 "theme_css", "authority", shape_authority(&w));
	json_object_set_new(page, "look", look_json(w.authority));
	json_object_set_new(page, "rehearsal", shape_rehearsal(rq, &w));
	if (is_staff_path(rq)) {
		lang_write(&w, rq);
		staff_page(page, rq, &w);
	}
	return page;
}

static const char *tenant_error_page(struct request *rq)
{
	return is_staff_path(rq) ? "staff.error" : "citizen.error";
}

enum { SECONDS_PER_MINUTE = 60 };

static struct stamp tenant_stamp(struct request *rq)
{
	return (struct stamp){
		.version = world_version(request_tenancy(rq)->world),
		.minute = time(NULL) / SECONDS_PER_MINUTE,
	};
}

/* The pages made to stand in frames, in those of the authority's list. */
static const char *tenant_frames(struct request *rq)
{
	static const char EMBED[] = "/embed/";
	const struct authority *a = request_tenant(rq);
	const struct route *route = request_route(rq);

	if (!a || !route || strncmp(route->path, EMBED, sizeof EMBED - 1) != 0)
		return NULL;
	return json_string_value(json_object_get(a->document, "frame_origins"));
}

static void tenant_counted(struct request *rq, int64_t service_id)
{
	tally_add(request_tenancy(rq)->tallies, service_id, 1);
}

const struct site_hooks TENANT_HOOKS = {
	.begin = tenant_begin,
	.admit = session_admit,
	.page = tenant_page,
	.error_page = tenant_error_page,
	.frames = tenant_frames,
	.stamp = tenant_stamp,
	.counted = tenant_counted,
};

bool request_wording(struct request *rq, struct wording *w)
{
	struct problem why;

	w->authority = request_tenant(rq);
	if (!w->authority) {
		problem(&why, 503, "not_ready", "%s", world_reason(request_tenancy(rq)->world));
		reply_problem(rq, &why);
		return false;
	}
	w->language = request_language(rq);
	w->site = request_site(rq);
	lang_write(w, rq);
	return true;
}
