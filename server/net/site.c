/* site.c - the pages, mails and languages of web/, compiled at start. */
#include "server/net/site.h"

#include <stdlib.h>
#include <string.h>

#include "lib/cleanup.h"
#include "lib/mustache.h"
#include "lib/xalloc.h"
#include "server/log.h"
#include "server/net/folder.h"
#include "server/text.h"

static const char TEXT[] = "text.";

enum { TEXT_PREFIX_BYTES = sizeof TEXT - 1 };

struct template
{
	char *name;
	struct mustache *mustache;
};

/* By name, once sorted. */
struct templates {
	struct template *all;
	size_t count, size;
};

struct tongue {
	struct language *language;
	json_t *written; /* as read, by key */
	struct templates texts;
	bool full; /* it has every text there is */
};

struct site {
	struct templates pages;  /* .html */
	struct templates plains; /* .txt */
	struct tongue *tongues;  /* by code */
	size_t ntongues;
	const struct tongue *complete; /* SITE_LANGUAGE */
	const char *prefix;            /* of the names now being read */
};

/*
 * Templates
 */

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct template *)a)->name, ((const struct template *)b)->name);
}

static const struct mustache *templates_find(const struct templates *t, const char *name)
{
	size_t low = 0, high = t->count;

	while (low < high) {
		size_t middle = (low + high) / 2;
		int order = strcmp(name, t->all[middle].name);

		if (order == 0)
			return t->all[middle].mustache;
		if (order < 0)
			high = middle;
		else
			low = middle + 1;
	}
	return NULL;
}

/* Takes name. */
static bool templates_add(struct templates *t, char *name, const char *text, size_t len)
{
	struct problem why;
	struct mustache *mustache = mustache_new(text, len, &why);

	if (!mustache) {
		log_error("template wrong name=%s reason=\"%s\"", name, why.detail);
		free(name);
		return false;
	}
	if (t->count == t->size) {
		t->size = t->size ? 2 * t->size : 64;
		t->all = xrealloc(t->all, t->size * sizeof *t->all);
	}
	t->all[t->count++] = (struct template){name, mustache};
	return true;
}

static void templates_sort(struct templates *t)
{
	if (t->count)
		qsort(t->all, t->count, sizeof *t->all, compare);
}

static void templates_done(struct templates *t)
{
	for (size_t i = 0; i < t->count; i++) {
		free(t->all[i].name);
		mustache_free(t->all[i].mustache);
	}
	free(t->all);
}

/*
 * Reading web/
 */

/* "citizen/times.html" is "citizen.times". */
static bool on_template(void *ctx, const char *file, char *data, size_t len)
{
	struct site *s = ctx;
	bool html = name_ends(file, ".html");
	char *name;
	bool ok = true;

	if (html || name_ends(file, ".txt")) {
		name = text_format("%s%s", s->prefix, file);
		*strrchr(name, '.') = '\0';
		for (char *at = name; *at; at++) {
			if (*at == '/')
				*at = '.';
		}
		ok = templates_add(html ? &s->pages : &s->plains, name, data, len);
	}
	free(data);
	return ok;
}

static bool texts_compile(struct templates *texts, json_t *all)
{
	const char *key;
	json_t *text;

	json_object_foreach (all, key, text) {
		if (json_is_string(text) &&
		    !templates_add(texts, xstrdup(key), json_string_value(text),
				   json_string_length(text)))
			return false;
	}
	templates_sort(texts);
	return true;
}

static bool tongue_read(struct site *s, const char *code, json_t *texts)
{
	struct tongue *tongue;
	struct problem why;

	s->tongues = xrealloc(s->tongues, (s->ntongues + 1) * sizeof *s->tongues);
	tongue = &s->tongues[s->ntongues];
	*tongue = (struct tongue){.language = language_new(code, texts, &why)};
	if (!tongue->language) {
		log_error("language wrong code=%s reason=\"%s\"", code, why.detail);
		return false;
	}
	tongue->written = json_incref(texts);
	s->ntongues++;
	return texts_compile(&tongue->texts, texts);
}

static bool on_locale(void *ctx, const char *file, char *data, size_t len)
{
	str_auto_t *code = xstrndup(file, strcspn(file, "."));
	json_error_t err;
	json_auto_t *texts = NULL;
	bool ok = true;

	if (name_ends(file, ".json")) {
		texts = json_loadb(data, len, JSON_REJECT_DUPLICATES, &err);
		if (!texts)
			log_error("language wrong file=%s line=%d reason=\"%s\"", file, err.line,
				  err.text);
		ok = texts && tongue_read(ctx, code, texts);
	}
	free(data);
	return ok;
}

static bool read_folder(struct site *s, const char *web, const char *below, const char *prefix,
			folder_visit_fn *visit)
{
	str_auto_t *path = text_format("%s/%s", web, below);

	s->prefix = prefix;
	return folder_read(path, visit, s);
}

static const struct tongue *tongue_find(const struct site *s, const char *code)
{
	for (size_t i = 0; i < s->ntongues; i++) {
		if (strcmp(language_code(s->tongues[i].language), code) == 0)
			return &s->tongues[i];
	}
	return NULL;
}

static const struct mustache *partial_find(const struct site *s, const struct tongue *tongue,
					   const char *name, bool plain)
{
	const struct mustache *text;

	if (strncmp(name, TEXT, TEXT_PREFIX_BYTES) != 0)
		return templates_find(plain ? &s->plains : &s->pages, name);
	name += TEXT_PREFIX_BYTES;
	text = templates_find(&tongue->texts, name);
	return text || tongue == s->complete ? text : templates_find(&s->complete->texts, name);
}

struct check {
	const struct site *site;
	const char *lacking; /* a partial nobody wrote */
	bool plain;
};

static void on_partial(void *ctx, const char *name)
{
	struct check *check = ctx;

	if (!partial_find(check->site, check->site->complete, name, check->plain))
		check->lacking = name;
}

static bool partials_check(const struct site *s, const struct templates *templates)
{
	struct check check = {s, NULL, templates == &s->plains};

	for (size_t i = 0; i < templates->count; i++) {
		mustache_partials(templates->all[i].mustache, on_partial, &check);
		if (check.lacking) {
			log_error("template wrong name=%s reason=\"there is no partial %s\"",
				  templates->all[i].name, check.lacking);
			return false;
		}
	}
	return true;
}

/*
 * What citizens read is there in every language
 */

/* Names handlers put together, so that no template shows them. */
static const char *const LOOKED_UP[] = {"count.",    "channel.", "channels.",   "moment.",
					"language.", "retry.",   "responsible."};

static const char *const OF_STAFF[] = {"staff.", "admin.", "mail.account_", "mail.staff_"};

#define COUNT(list) (sizeof(list) / sizeof(list)[0])

static bool begins_with(const char *name, const char *const beginnings[], size_t n)
{
	for (size_t i = 0; i < n; i++)
		if (strncmp(name, beginnings[i], strlen(beginnings[i])) == 0)
			return true;
	return false;
}

struct search {
	const struct tongue *tongue;
	const char *lacking;
};

static void on_needed(void *ctx, const char *name)
{
	struct search *search = ctx;

	if (strncmp(name, TEXT, TEXT_PREFIX_BYTES) == 0 &&
	    !json_object_get(search->tongue->written, name + TEXT_PREFIX_BYTES))
		search->lacking = name + TEXT_PREFIX_BYTES;
}

static void templates_search(const struct templates *t, struct search *search)
{
	for (size_t i = 0; i < t->count; i++)
		if (!begins_with(t->all[i].name, OF_STAFF, COUNT(OF_STAFF)))
			mustache_partials(t->all[i].mustache, on_needed, search);
}

static const char *looked_up_lacking(const struct tongue *tongue, json_t *all)
{
	const char *key;
	json_t *text;

	json_object_foreach (all, key, text)
		if (begins_with(key, LOOKED_UP, COUNT(LOOKED_UP)) &&
		    !json_object_get(tongue->written, key))
			return key;
	return NULL;
}

static bool tongue_is_full(const struct tongue *tongue, json_t *all)
{
	const char *key;
	json_t *text;

	json_object_foreach (all, key, text)
		if (!json_object_get(tongue->written, key))
			return false;
	return true;
}

static bool tongues_check(const struct site *s)
{
	for (size_t i = 0; i < s->ntongues; i++) {
		struct tongue *tongue = &s->tongues[i];
		struct search search = {tongue, looked_up_lacking(tongue, s->complete->written)};

		tongue->full = tongue_is_full(tongue, s->complete->written);
		templates_search(&s->pages, &search);
		templates_search(&s->plains, &search);
		templates_search(&tongue->texts, &search);
		if (search.lacking) {
			log_error("language wrong code=%s reason=\"there is no text %s\"",
				  language_code(tongue->language), search.lacking);
			return false;
		}
	}
	return true;
}

static bool site_load(struct site *s, const char *web)
{
	if (!read_folder(s, web, "locales", "", on_locale) ||
	    !read_folder(s, web, "pages", "", on_template) ||
	    !read_folder(s, web, "mail", "mail.", on_template))
		return false;
	templates_sort(&s->pages);
	templates_sort(&s->plains);
	s->complete = tongue_find(s, SITE_LANGUAGE);
	if (!s->complete)
		log_error("language missing code=%s folder=%s/locales", SITE_LANGUAGE, web);
	return s->complete && partials_check(s, &s->pages) && partials_check(s, &s->plains) &&
	       tongues_check(s);
}

struct site *site_new(const char *web_folder)
{
	struct site *s = xcalloc(1, sizeof *s);

	if (site_load(s, web_folder))
		return s;
	site_free(s);
	return NULL;
}

void site_free(struct site *s)
{
	if (!s)
		return;
	templates_done(&s->pages);
	templates_done(&s->plains);
	for (size_t i = 0; i < s->ntongues; i++) {
		templates_done(&s->tongues[i].texts);
		language_free(s->tongues[i].language);
		json_decref(s->tongues[i].written);
	}
	free(s->tongues);
	free(s);
}

const struct language *site_language(const struct site *s, const char *code)
{
	const struct tongue *tongue = tongue_find(s, code);

	return tongue ? tongue->language : NULL;
}

const struct language *site_language_at(const struct site *s, size_t i)
{
	return i < s->ntongues ? s->tongues[i].language : NULL;
}

bool site_language_full(const struct site *s, const struct language *lang)
{
	const struct tongue *tongue = tongue_find(s, language_code(lang));

	return tongue && tongue->full;
}

/*
 * Rendering
 */

struct rendering {
	const struct site *site;
	const struct tongue *tongue;
	bool plain;
};

static const struct mustache *on_lookup(void *ctx, const char *name)
{
	const struct rendering *r = ctx;

	return partial_find(r->site, r->tongue, name, r->plain);
}

static bool render(const struct site *s, const struct mustache *m, const struct language *lang,
		   const json_t *document, json_t *page, bool plain, struct buffer *out)
{
	struct rendering r = {s, tongue_find(s, language_code(lang)), plain};
	json_auto_t *shared = page ? json_pack("{s:O}", "page", page) : NULL;
	struct mustache_view view = {
		.document = document,
		.page = shared,
		.partial = on_lookup,
		.ctx = &r,
		.plain = plain,
	};

	if (!r.tongue)
		r.tongue = s->complete;
	return m && mustache_render(m, &view, out);
}

bool site_render(const struct site *s, const char *template, const struct language *lang,
		 const json_t *document, json_t *page, bool plain, struct buffer *out)
{
	return render(s, templates_find(plain ? &s->plains : &s->pages, template), lang, document,
		      page, plain, out);
}

bool site_text(const struct site *s, const struct language *lang, const char *key,
	       const json_t *document, struct buffer *out)
{
	str_auto_t *name = text_format("%s%s", TEXT, key);
	const struct tongue *tongue = tongue_find(s, language_code(lang));

	return render(s, partial_find(s, tongue ? tongue : s->complete, name, true), lang, document,
		      NULL, true, out);
}

bool site_count(const struct site *s, const struct language *lang, const char *key, long n,
		struct buffer *out)
{
	const char *text = language_plural(lang, key, n);
	json_auto_t *document = json_pack("{s:I}", "count", (json_int_t)n);
	struct problem why;
	struct mustache *m = text ? mustache_new(text, strlen(text), &why) : NULL;
	bool ok = render(s, m, lang, document, NULL, true, out);

	mustache_free(m);
	return ok;
}
