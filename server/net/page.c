/*
 * page.c - the `page` object beside every document: web/pages/README.md section 2.
 *
 * The hook gives what the tenant has to say; here is what follows from the request.
 */
#include <string.h>

#include "lib/buffer.h"
#include "lib/cleanup.h"
#include "lib/form.h"
#include "lib/xalloc.h"
#include "server/net/net.h"

static const char LANG[] = "lang=";

enum { LANG_BYTES = sizeof LANG - 1 };

/* Answering a POST, the page stands at a path nobody can GET; its links lead to the
 * nearest one above that can be. */
static char *path_to_get(const struct request *rq)
{
	char *path = xstrdup(request_resource(rq));
	struct route_found found;
	char *slash;

	if (request_is_get(rq))
		return path;
	for (;;) {
		router_find(rq->net->router, path, strlen(path), EVHTTP_REQ_GET, &found);
		slash = strrchr(path, '/');
		if (found.route || slash == path)
			break;
		*slash = '\0';
	}
	if (!found.route)
		path[1] = '\0';
	return path;
}

/* Append the query without the language; returns what comes before the next member. */
static char add_query(const struct request *rq, struct buffer *url)
{
	const char *at = rq->query ? rq->query : "";
	char joint = '?';

	if (!request_is_get(rq)) {
		if (!rq->back)
			return joint;
		buffer_puts(url, "?return=");
		form_encode(url, rq->back);
		return '&';
	}
	while (*at) {
		size_t len = strcspn(at, "&");

		if (len && strncmp(at, LANG, LANG_BYTES) != 0) {
			buffer_putc(url, joint);
			buffer_add(url, at, len);
			joint = '&';
		}
		at += len + (at[len] == '&');
	}
	return joint;
}

static json_t *language_json(struct request *rq, const struct language *lang, const char *path,
			     char joint)
{
	const char *code = language_code(lang);

	return json_pack("{s:s, s:s, s:s, s:b, s:o}", "code", code, "name", language_name(lang),
			 "dir", language_direction(lang), "current", lang == rq->language, "url",
			 json_sprintf("%s%c%s%s", path, joint, LANG, code));
}

/* codes: a list of them, or NULL for all languages there are. */
static json_t *languages_json(struct request *rq, const json_t *codes, const char *path, char joint)
{
	const struct site *site = rq->net->site;
	const struct language *lang;
	json_t *list = json_array();

	if (!json_is_array(codes)) {
		for (size_t i = 0; (lang = site_language_at(site, i)); i++)
			json_array_append_new(list, language_json(rq, lang, path, joint));
		return list;
	}
	for (size_t i = 0; i < json_array_size(codes); i++) {
		const char *code = json_string_value(json_array_get(codes, i));

		lang = code ? site_language(site, code) : NULL;
		if (lang)
			json_array_append_new(list, language_json(rq, lang, path, joint));
	}
	return list;
}

static json_t *carried_json(struct request *rq, char joint)
{
	buffer_auto_t text = {0};

	request_put_carried(rq, &text, joint);
	return json_stringn(text.data ? text.data : "", text.len);
}

/* {url, name}: the name is the host, as citizens know the site. */
static json_t *return_json(const struct request *rq)
{
	const char *host = rq->back ? strstr(rq->back, "//") : NULL;

	if (!host)
		return json_null();
	host += 2;
	return json_pack("{s:s, s:s%}", "url", rq->back, "name", host, strcspn(host, ":/?#"));
}

/* What links carry: the language, and where the citizen came from. */
static void add_carried(json_t *page, struct request *rq)
{
	const char *language = request_language_carried(rq);

	json_object_set_new(page, "lang", language ? json_string(language) : json_null());
	json_object_set_new(page, "lang_query", carried_json(rq, '?'));
	json_object_set_new(page, "lang_amp", carried_json(rq, '&'));
	json_object_set_new(page, "return", return_json(rq));
}

json_t *page_new(struct request *rq, int status)
{
	json_t *page = rq->net->hooks->page ? rq->net->hooks->page(rq) : NULL;
	str_auto_t *path = path_to_get(rq);
	buffer_auto_t url = {0};
	char joint;

	if (!page)
		page = json_object();
	buffer_puts(&url, path);
	joint = add_query(rq, &url);
	json_object_set_new(
		page, "languages",
		languages_json(rq, json_object_get(page, "languages"), url.data, joint));
	json_object_set_new(page, "path", json_string(url.data));
	json_object_set_new(page, "language", json_string(language_code(rq->language)));
	json_object_set_new(page, "language_name", json_string(language_name(rq->language)));
	json_object_set_new(page, "dir", json_string(language_direction(rq->language)));
	json_object_set_new(page, "one_language",
			    json_boolean(json_array_size(json_object_get(page, "languages")) == 1));
	json_object_set_new(page, "fresh_token", json_string(request_fresh_token(rq)));
	json_object_set_new(page, "title_error", json_boolean(status == 422));
	json_object_set_new(page, "script", json_true());
	json_object_set(page, "assets", rq->net->assets);
	if (!json_is_string(json_object_get(page, "theme_css")))
		json_object_set(page, "theme_css", json_object_get(rq->net->assets, "theme"));
	add_carried(page, rq);
	return page;
}
