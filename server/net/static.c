/* static.c - the built files of the browser, from memory. */
#include "server/net/static.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "lib/xalloc.h"
#include "server/log.h"
#include "server/net/accept.h"
#include "server/net/etag.h"
#include "server/net/folder.h"
#include "server/net/net.h"
#include "server/net/reply.h"
#include "server/text.h"

enum encoding { BROTLI, GZIP, PLAIN, ENCODINGS };

/* In the order they are preferred. */
static const struct {
	const char *suffix, *name, *etag;
} ENCODING[ENCODINGS] = {
	[BROTLI] = {".br", "br", "-br"},
	[GZIP] = {".gz", "gzip", "-gz"},
	[PLAIN] = {"", "", ""},
};

// clang-format off
static const struct {
	const char *suffix, *type;
} TYPES[] = {
	{".css",         "text/css; charset=utf-8"},
	{".js",          "text/javascript; charset=utf-8"},
	{".json",        "application/json"},
	{".svg",         "image/svg+xml"},
	{".png",         "image/png"},
	{".ico",         "image/x-icon"},
	{".woff2",       "font/woff2"},
	{".html",        "text/html; charset=utf-8"},
	{".txt",         "text/plain; charset=utf-8"},
	{".map",         "application/json"},
	{".webmanifest", "application/manifest+json"},
	{"",             "application/octet-stream"},
};
// clang-format on

struct variant {
	char *data; /* NULL: there is none */
	size_t len;
	char etag[ETAG_BYTES];
};

struct static_file {
	char *name; /* without .br and .gz */
	const char *type;
	struct variant variants[ENCODINGS];
};

struct static_files {
	struct static_file *files; /* by name */
	size_t count;
	json_t *manifest;
};

static const char *type_of(const char *name)
{
	size_t i = 0;

	while (!name_ends(name, TYPES[i].suffix))
		i++;
	return TYPES[i].type;
}

static enum encoding encoding_of(const char *name)
{
	enum encoding e = BROTLI;

	while (!name_ends(name, ENCODING[e].suffix))
		e++;
	return e;
}

static int compare(const void *a, const void *b)
{
	return strcmp(((const struct static_file *)a)->name, ((const struct static_file *)b)->name);
}

static struct static_file *file_find(const struct static_files *s, const char *name)
{
	struct static_file key = {.name = xstrdup(name)};
	struct static_file *found = NULL;

	if (s->count)
		found = bsearch(&key, s->files, s->count, sizeof key, compare);
	free(key.name);
	return found;
}

static struct static_file *file_make(struct static_files *s, const char *name, size_t len)
{
	struct static_file *file;

	for (size_t i = 0; i < s->count; i++) {
		file = &s->files[i];
		if (strlen(file->name) == len && memcmp(file->name, name, len) == 0)
			return file;
	}
	s->files = xrealloc(s->files, (s->count + 1) * sizeof *s->files);
	file = &s->files[s->count++];
	*file = (struct static_file){.name = xstrndup(name, len)};
	file->type = type_of(file->name);
	return file;
}

static bool manifest_read(struct static_files *s, const char *data, size_t len)
{
	json_error_t err;
	const char *key;
	json_t *value;

	s->manifest = json_loadb(data, len, JSON_REJECT_DUPLICATES, &err);
	if (!json_is_object(s->manifest)) {
		log_error("manifest.json is not an object line=%d reason=\"%s\"", err.line,
			  err.text);
		return false;
	}
	json_object_foreach (s->manifest, key, value) {
		const char *name = json_string_value(value);

		if (name && *name != '/')
			json_object_set_new(s->manifest, key, json_sprintf("/static/%s", name));
	}
	return true;
}

static bool on_file(void *ctx, const char *name, char *data, size_t len)
{
	struct static_files *s = ctx;
	enum encoding e = encoding_of(name);
	struct static_file *file;
	bool ok;

	if (strcmp(name, "manifest.json") == 0) {
		ok = manifest_read(s, data, len);
		free(data);
		return ok;
	}
	file = file_make(s, name, strlen(name) - strlen(ENCODING[e].suffix));
	file->variants[e].data = data;
	file->variants[e].len = len;
	etag_make(file->variants[e].etag, data, len, ENCODING[e].etag);
	return true;
}

struct static_files *static_new(const char *folder)
{
	struct static_files *s = xcalloc(1, sizeof *s);

	if (access(folder, F_OK) == -1) {
		log_warn("no built styles and scripts folder=%s", folder);
	} else if (!folder_read(folder, on_file, s)) {
		static_free(s);
		return NULL;
	}
	if (s->count)
		qsort(s->files, s->count, sizeof *s->files, compare);
	if (!s->manifest)
		s->manifest = json_object();
	return s;
}

void static_free(struct static_files *s)
{
	if (!s)
		return;
	for (size_t i = 0; i < s->count; i++) {
		free(s->files[i].name);
		for (size_t e = 0; e < ENCODINGS; e++)
			free(s->files[i].variants[e].data);
	}
	free(s->files);
	json_decref(s->manifest);
	free(s);
}

const json_t *static_manifest(const struct static_files *s)
{
	return s->manifest;
}

static enum encoding choose(const struct static_file *file, const char *accepted)
{
	for (enum encoding e = BROTLI; e < PLAIN; e++) {
		if (file->variants[e].data && accept_names(accepted, ENCODING[e].name))
			return e;
	}
	return PLAIN;
}

bool static_reply(const struct static_files *s, struct request *rq, const char *name,
		  const char *caching)
{
	const struct static_file *file = file_find(s, name);
	const struct variant *v;
	enum encoding e;

	if (!file)
		return false;
	e = choose(file, request_header(rq, "Accept-Encoding"));
	v = &file->variants[e];
	if (!v->data)
		return false;
	reply_header(rq, "Cache-Control", caching);
	reply_header(rq, "Vary", "Accept-Encoding");
	reply_header(rq, "ETag", v->etag);
	reply_header(rq, "Access-Control-Allow-Origin",
		     "*"); /* for the embed element's host page */
	reply_header(rq, "Cross-Origin-Resource-Policy", "cross-origin");
	if (e != PLAIN)
		reply_header(rq, "Content-Encoding", ENCODING[e].name);
	if (etag_matches(request_header(rq, "If-None-Match"), v->etag))
		request_send(rq, 304, NULL, NULL, 0, NULL, NULL);
	else
		request_send(rq, 200, file->type, v->data, v->len, NULL, NULL);
	return true;
}
