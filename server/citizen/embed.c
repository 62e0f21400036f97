/*
 * embed.c - GET /embed/:office, /embed/:office/:service and /embed.js: next free times for other
 * sites.
 *
 * One document serves the frame, which is its page, and the element that /embed.js makes of a plain
 * link.  Nothing personal is in it.  Its links are paths: on whose page they stand is not known
 * here.
 */
#include <stdlib.h>

#include "server/citizen/asked.h"
#include "server/citizen/endpoints.h"
#include "server/net/reply.h"
#include "server/next.h"

enum { COUNT_DEFAULT = 3, COUNT_MAX = 10, ROWS_MAX = 200 };

static const struct problem NO_OFFICE = {404, "no_such_office", "there is no such office"};

/* One line: when, and of what. */
struct line {
	int32_t start;
	enum channel channel;
	const struct service *service;
};

static size_t count_asked(struct request *rq)
{
	const char *text = request_param(rq, "count");
	long count = text ? strtol(text, NULL, 10) : COUNT_DEFAULT;

	return (size_t)(count < 1 ? 1 : count > COUNT_MAX ? COUNT_MAX : count);
}

/*
 * What to show
 */

/* Those that do not overlap: of times every ten minutes, all three would be the same choice. */
static size_t lines_of_service(struct line *lines, size_t max, const struct service *s,
			       const struct calendars *calendars)
{
	int32_t from = INT32_MIN;
	size_t n = 0;

	while (n < max && next_start(&lines[n].start, &lines[n].channel, s, calendars, from)) {
		lines[n].service = s;
		from = lines[n++].start + s->minutes / TICK_MINUTES;
	}
	return n;
}

static int by_start(const void *a, const void *b)
{
	const struct line *x = a, *y = b;

	return (x->start > y->start) - (x->start < y->start);
}

/* The first time of each service, those that come first. */
static size_t lines_of_office(struct line *lines, size_t max, const struct office *o,
			      const struct calendars *calendars)
{
	struct line all[ROWS_MAX] = {0};
	const struct service *s;
	size_t n = 0;

	for (size_t i = 0; o->live && n < ROWS_MAX && (s = office_service_at(o, i)); i++)
		n += lines_of_service(&all[n], 1, s, calendars);
	qsort(all, n, sizeof all[0], by_start);
	if (n > max)
		n = max;
	for (size_t i = 0; i < n; i++)
		lines[i] = all[i];
	return n;
}

/* Where nothing is asked first, right to the times of that day. */
static json_t *line_url(const struct wording *w, const struct line *l)
{
	const struct service *s = l->service;
	struct local_time local = zone_local(w->authority->zone, tick_time(l->start));
	char date[DATE_TEXT_SIZE];

	if (s->asks.surname || s->asks.municipality)
		return json_sprintf("/offices/%s/services/%s%s", s->office->slug, s->slug,
				    w->lang_query);
	date_format(date, local.date);
	return json_sprintf("/offices/%s/services/%s/times?channel=%s&from=%s%s", s->office->slug,
			    s->slug, channel_name(l->channel), date, w->lang_amp);
}

static json_t *line_json(const struct wording *w, const struct line *l, bool named)
{
	json_t *row = json_object();

	shape_moment(row, w, tick_time(l->start), l->service->minutes);
	json_object_set_new(row, "service",
			    named ? shape_service_name(w, l->service) : json_null());
	json_object_set_new(row, "url", line_url(w, l));
	return row;
}

/*
 * The document
 */

static json_t *authority_text(const struct wording *w)
{
	json_t *texts = json_object_get(w->authority->document, "texts");
	json_t *vars = json_pack("{s:o, s:o}", "kind", word_of(w, texts, "kind"), "name",
				 word_of(w, texts, "name"));

	return word_text(w, "embed.by", vars);
}

/* Who is responsible decides which of the times are for oneself. */
static json_t *depends_text(const struct wording *w, const struct line *lines, size_t n)
{
	bool surname = false, municipality = false;

	for (size_t i = 0; i < n; i++) {
		surname |= lines[i].service->asks.surname;
		municipality |= lines[i].service->asks.municipality;
	}
	return surname        ? word_text(w, "embed.depends_surname", NULL)
	       : municipality ? word_text(w, "embed.depends_municipality", NULL)
			      : json_null();
}

/* s NULL: of the whole office. */
static json_t *embed_document(const struct wording *w, const struct office *o,
			      const struct service *s, const struct line *lines, size_t n)
{
	json_t *document = shape_office(w, o), *times = json_array();

	for (size_t i = 0; i < n; i++)
		json_array_append_new(times, line_json(w, &lines[i], s == NULL));
	json_object_set_new(document, "service", s ? shape_service(w, s) : json_null());
	json_object_set_new(document, "times", times);
	json_object_set_new(document, "has_times", json_boolean(n > 0));
	json_object_set_new(
		document, "url",
		s ? json_sprintf("/offices/%s/services/%s%s", o->slug, s->slug, w->lang_query)
		  : json_sprintf("/offices/%s%s", o->slug, w->lang_query));
	json_object_set_new(document, "language", json_string(language_code(w->language)));
	json_object_set_new(document, "dir", json_string(language_direction(w->language)));
	json_object_set_new(document, "title_text", word_text(w, "embed.title", NULL));
	json_object_set_new(document, "next_text",
			    word_text(w, n > 0 ? "embed.next" : "embed.none", NULL));
	json_object_set_new(document, "depends_text", depends_text(w, lines, n));
	json_object_set_new(document, "go_text", word_text(w, "embed.go", NULL));
	json_object_set_new(document, "by_text", authority_text(w));
	json_object_set_new(document, "phone_text", word_text(w, "embed.phone", NULL));
	return document;
}

void embed_office(struct request *rq)
{
	const struct calendars *calendars = world_calendars(request_tenancy(rq)->world);
	struct line lines[COUNT_MAX];
	const struct office *o;
	struct wording w;
	size_t n;

	if (!request_wording(rq, &w))
		return;
	o = authority_office(w.authority, request_arg(rq, 0));
	if (!o) {
		reply_problem(rq, &NO_OFFICE);
		return;
	}
	n = lines_of_office(lines, count_asked(rq), o, calendars);
	reply_document(rq, 200, "citizen.embed", embed_document(&w, o, NULL, lines, n));
}

void embed_service(struct request *rq)
{
	const struct calendars *calendars = world_calendars(request_tenancy(rq)->world);
	struct line lines[COUNT_MAX];
	struct wording w;
	struct asked a;
	size_t n;

	if (!request_wording(rq, &w) || !asked_path(&a, rq, &w))
		return;
	n = lines_of_service(lines, count_asked(rq), a.service, calendars);
	reply_document(rq, 200, "citizen.embed", embed_document(&w, a.office, a.service, lines, n));
}

void embed_script(struct request *rq)
{
	reply_asset(rq, "embed_js");
}
