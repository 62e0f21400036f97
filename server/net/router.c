/*
 * router.c - which handler a path belongs to.
 *
 * Patterns are kept by number of segments, the most literal first, so a path
 * is cut once and held against the few patterns of its own length.
 */
#include "server/net/router.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#include "lib/xalloc.h"

struct segment {
	const char *text; /* the literal, or what must follow the argument */
	size_t len;
	bool arg;
};

struct pattern {
	const struct route *route;
	struct segment segments[ROUTER_SEGMENTS_MAX];
	size_t count;
};

struct router {
	struct pattern *patterns; /* by count, then the most literal first */
	size_t first[ROUTER_SEGMENTS_MAX + 2];
};

/* Cut the next segment off a path that stands at its slash. */
static struct path_arg next_segment(const char **at, const char *end)
{
	const char *from = *at + 1;
	const char *slash = memchr(from, '/', (size_t)(end - from));

	*at = slash ? slash : end;
	return (struct path_arg){from, (size_t)(*at - from)};
}

static struct segment segment_parse(struct path_arg text)
{
	const char *suffix;

	if (text.len == 0 || text.text[0] != ':')
		return (struct segment){text.text, text.len, false};
	suffix = memchr(text.text, '.', text.len);
	if (!suffix)
		suffix = text.text + text.len;
	return (struct segment){suffix, text.len - (size_t)(suffix - text.text), true};
}

static void pattern_parse(struct pattern *p, const struct route *route)
{
	const char *at = route->path, *end = at + strlen(at);
	size_t args = 0;

	assert(*at == '/');
	p->route = route;
	while (at < end) {
		assert(p->count < ROUTER_SEGMENTS_MAX);
		p->segments[p->count] = segment_parse(next_segment(&at, end));
		args += p->segments[p->count++].arg;
	}
	assert(args <= MAX_PATH_ARGS);
}

/* A literal comes before an argument with a suffix, that before any argument. */
static int looseness(const struct segment *s)
{
	return !s->arg ? 0 : s->len ? 1 : 2;
}

static int compare(const void *va, const void *vb)
{
	const struct pattern *a = va, *b = vb;

	if (a->count != b->count)
		return a->count < b->count ? -1 : 1;
	for (size_t i = 0; i < a->count; i++) {
		int difference = looseness(&a->segments[i]) - looseness(&b->segments[i]);

		if (difference)
			return difference;
	}
	return a->route < b->route ? -1 : a->route > b->route;
}

struct router *router_new(const struct route *routes)
{
	struct router *r = xcalloc(1, sizeof *r);
	size_t count = 0, at = 0;

	while (routes[count].path)
		count++;
	r->patterns = xcalloc(count, sizeof *r->patterns);
	for (size_t i = 0; i < count; i++)
		pattern_parse(&r->patterns[i], &routes[i]);
	if (count)
		qsort(r->patterns, count, sizeof *r->patterns, compare);
	for (size_t n = 0; n <= ROUTER_SEGMENTS_MAX + 1; n++) {
		while (at < count && r->patterns[at].count < n)
			at++;
		r->first[n] = at;
	}
	return r;
}

void router_free(struct router *r)
{
	if (!r)
		return;
	free(r->patterns);
	free(r);
}

static bool segment_matches(const struct segment *s, struct path_arg *text)
{
	if (!s->arg)
		return text->len == s->len && memcmp(text->text, s->text, s->len) == 0;
	if (text->len <= s->len || memcmp(text->text + text->len - s->len, s->text, s->len) != 0)
		return false;
	text->len -= s->len;
	return true;
}

static bool pattern_matches(const struct pattern *p, const struct path_arg *segments,
			    struct path_arg *args, size_t *nargs)
{
	size_t n = 0;

	for (size_t i = 0; i < p->count; i++) {
		struct path_arg text = segments[i];

		if (!segment_matches(&p->segments[i], &text))
			return false;
		if (p->segments[i].arg)
			args[n++] = text;
	}
	*nargs = n;
	return true;
}

void router_find(const struct router *r, const char *path, size_t len, enum evhttp_cmd_type method,
		 struct route_found *found)
{
	struct path_arg segments[ROUTER_SEGMENTS_MAX];
	const char *at = path, *end = path + len;
	size_t count = 0;

	found->route = NULL;
	found->methods = 0;
	found->nargs = 0;
	if (len == 0 || *path != '/')
		return;
	while (at < end && count < ROUTER_SEGMENTS_MAX)
		segments[count++] = next_segment(&at, end);
	if (at < end)
		return;
	if (method == EVHTTP_REQ_HEAD)
		method = EVHTTP_REQ_GET;
	for (size_t i = r->first[count]; i < r->first[count + 1]; i++) {
		const struct pattern *p = &r->patterns[i];

		if (!pattern_matches(p, segments, found->args, &found->nargs))
			continue;
		found->methods |= p->route->method;
		if (p->route->method == method) {
			found->route = p->route;
			return;
		}
	}
}
