/* offices.c - the start page with its search, an office, a service. */
#include <stdlib.h>
#include <string.h>

#include "server/citizen/asked.h"
#include "server/citizen/endpoints.h"
#include "server/net/reply.h"
#include "server/next.h"
#include "server/own_words.h"
#include "server/rehearsal.h"

enum { RESULTS_MAX = 20 };

static const struct problem NO_OFFICE = {404, "no_such_office", "there is no such office"};

/* Names its services' channels and the next time of any of them. */
static json_t *office_row(const struct wording *w, const struct calendars *calendars,
			  const struct office *o)
{
	json_t *row = shape_office_name(w, o);
	unsigned channels = 0;
	long n = 0;
	time_t next = 0;
	const struct service *s;

	for (size_t i = 0; (s = office_service_at(o, i)); i++, n++) {
		channels |= s->channels;
		next_of_service(&next, s, calendars);
	}
	shape_text(row, w, o->texts, "summary");
	json_object_set_new(row, "channels", shape_channels(channels));
	json_object_set_new(row, "channels_text", word_channels(w, channels));
	json_object_set_new(row, "services_count", json_integer(n));
	json_object_set_new(row, "services_text", word_count(w, "count.services", n));
	shape_next(row, w, next);
	json_object_set_new(row, "url", json_sprintf("/offices/%s%s", o->slug, w->lang_query));
	return row;
}

static json_t *service_row(const struct wording *w, const struct calendars *calendars,
			   const struct service *s)
{
	json_t *row = shape_service(w, s), *asks = json_array();
	time_t next = 0;

	next_of_service(&next, s, calendars);
	shape_next(row, w, next);
	if (s->asks.surname)
		json_array_append_new(asks, json_string("surname"));
	if (s->asks.municipality)
		json_array_append_new(asks, json_string("municipality"));
	json_object_set_new(row, "asks", asks);
	json_object_set_new(
		row, "url",
		json_sprintf("/offices/%s/services/%s%s", s->office->slug, s->slug, w->lang_query));
	return row;
}

/*
 * GET /  and  /offices
 */

/* The same rows by the office above them, in the order in which those come first. */
static json_t *grouped(const struct wording *w, const json_t *rows)
{
	json_t *groups = json_array(), *row;
	size_t i;

	json_array_foreach (rows, i, row) {
		const struct office *o = authority_office(
			w->authority, json_string_value(json_object_get(row, "slug")));
		json_t *own = json_pack("{s:[]}", "offices"), *group = NULL, *other;
		size_t k;

		shape_text(own, w, o->parent ? o->parent->texts : NULL, "name");
		json_array_foreach (groups, k, other)
			if (json_equal(json_object_get(other, "name"),
				       json_object_get(own, "name")))
				group = other;
		if (!group) {
			group = own;
			json_array_append(groups, group);
		}
		json_array_append(json_object_get(group, "offices"), row);
		json_decref(own);
	}
	return groups;
}

static json_t *found(const struct wording *w, const struct calendars *calendars, const char *q)
{
	struct search_hit hits[RESULTS_MAX];
	size_t n = search_find(w->authority->search, q, hits, RESULTS_MAX);
	json_t *results = json_array();

	for (size_t i = 0; i < n; i++) {
		const struct service *s = authority_service_by_id(w->authority, hits[i].id);
		json_t *row = service_row(w, calendars, s);

		json_object_set_new(row, "office", shape_office_name(w, s->office));
		json_array_append_new(results, row);
	}
	return results;
}

void offices_list(struct request *rq)
{
	const struct calendars *calendars = world_calendars(request_tenancy(rq)->world);
	const char *q = request_param(rq, "q");
	json_t *offices, *results, *document;
	struct wording w;

	if (!request_wording(rq, &w))
		return;
	if (q && !*q)
		q = NULL;
	offices = json_array();
	for (size_t i = 0; i < w.authority->noffices; i++)
		if (w.authority->offices[i].live && office_service_at(&w.authority->offices[i], 0))
			json_array_append_new(offices,
					      office_row(&w, calendars, &w.authority->offices[i]));
	results = q ? found(&w, calendars, q) : json_array();
	document = json_pack("{s:o, s:o, s:b, s:o}", "offices", offices, "q", word_or_null(q),
			     "searched", q != NULL, "results", results);
	if (request_format(rq) == FORMAT_HTML) {
		json_object_set_new(document, "groups", grouped(&w, offices));
		json_object_set_new(
			document, "results_text",
			word_count(&w, "count.results", (long)json_array_size(results)));
	}
	reply_document(rq, 200, "citizen.start", document);
}

/*
 * GET /offices/:office
 */

/* Only what is public: a successor that is being prepared is nobody's business yet. */
static json_t *successor_json(const struct wording *w, const struct office *o)
{
	const struct office *next =
		o->successor ? authority_office(o->authority, o->successor->slug) : NULL;
	json_t *successor;

	if (!next)
		return json_null();
	successor = shape_office_name(w, next);
	json_object_set_new(successor, "url",
			    json_sprintf("/offices/%s%s", next->slug, w->lang_query));
	return successor;
}

static json_t *office_document(const struct wording *w, const struct calendars *calendars,
			       const struct office *o, bool books)
{
	json_t *document = shape_office(w, o), *services = json_array();
	const struct service *s;

	for (size_t i = 0; books && (s = office_service_at(o, i)); i++)
		json_array_append_new(services, service_row(w, calendars, s));
	json_object_set_new(document, "services", services);
	json_object_set_new(document, "greeting", own_words_page(w, o, "page.greeting"));
	json_object_set_new(document, "closed", json_boolean(o->state == OFFICE_CLOSED));
	json_object_set_new(document, "successor", successor_json(w, o));
	return document;
}

void office_reply_closed(struct request *rq, const struct wording *w, const struct office *o)
{
	static const struct problem CLOSED = {410, "office_closed",
					      "this office takes no appointments any more"};
	json_t *document = office_document(w, NULL, o, false);

	if (request_is_get(rq) && request_format(rq) == FORMAT_HTML)
		reply_document(rq, 200, "citizen.office", document);
	else
		reply_problem_page(rq, &CLOSED, "citizen.office", document);
}

void office_show(struct request *rq)
{
	const struct calendars *calendars = world_calendars(request_tenancy(rq)->world);
	const struct office *o;
	struct wording w;

	if (!request_wording(rq, &w))
		return;
	o = request_office(rq, request_arg(rq, 0));
	if (!o) {
		reply_problem(rq, &NO_OFFICE);
		return;
	}
	reply_document(rq, 200, "citizen.office",
		       office_document(&w, calendars, o, request_books_at(rq, o)));
}

/*
 * GET /offices/:office/services/:service
 */

static json_t *channel_choices(const struct wording *w, const struct asked *a)
{
	json_t *choices = json_array();

	for (int i = 0; i < CHANNELS; i++) {
		char key[sizeof "channel.in_person.choice"];

		if (!(a->service->channels & CHANNEL_LIST[i]))
			continue;
		snprintf(key, sizeof key, "channel.%s.choice", channel_name(CHANNEL_LIST[i]));
		json_array_append_new(choices, json_pack("{s:s, s:o, s:b, s:b}", "value",
							 channel_name(CHANNEL_LIST[i]), "label",
							 word_text(w, key, NULL), "checked",
							 CHANNEL_LIST[i] == a->query.channel,
							 "first", json_array_size(choices) == 0));
	}
	return choices;
}

static json_t *municipality_choices(const struct asked *a, const char *chosen)
{
	const struct authority *authority = a->office->authority;
	json_t *choices = json_array();

	for (size_t i = 0; a->service->asks.municipality && i < authority->nmunicipalities; i++) {
		const struct municipality *m = &authority->municipalities[i];

		json_array_append_new(choices, json_pack("{s:s, s:s, s:b}", "value", m->key,
							 "label", m->name, "selected",
							 chosen && strcmp(chosen, m->key) == 0));
	}
	return choices;
}

json_t *service_document(const struct wording *w, const struct calendars *calendars,
			 const struct asked *a, const json_t *values)
{
	json_t *document = service_row(w, calendars, a->service);
	const char *municipality = json_string_value(json_object_get(values, "municipality"));
	const char *surname = json_string_value(json_object_get(values, "surname"));
	unsigned channels = a->service->channels;

	json_object_set_new(document, "office", shape_office(w, a->office));
	json_object_set_new(document, "asks_surname", json_boolean(a->service->asks.surname));
	json_object_set_new(document, "asks_whole_surname",
			    json_boolean(a->more_letters || a->whole_surname));
	json_object_set_new(document, "asks_municipality",
			    json_boolean(a->service->asks.municipality));
	json_object_set_new(document, "place",
			    channels & CHANNEL_IN_PERSON
				    ? shape_place(w, a->office, NULL, NULL, CHANNEL_IN_PERSON)
				    : json_null());
	json_object_set_new(document, "one_channel",
			    json_boolean((channels & (channels - 1)) == 0));
	json_object_set_new(document, "channel_choices", channel_choices(w, a));
	json_object_set_new(document, "municipalities", municipality_choices(a, municipality));
	json_object_set_new(document, "values",
			    json_pack("{s:o, s:b, s:o}", "surname", word_or_null(surname),
				      "whole_surname", a->whole_surname, "municipality",
				      word_or_null(municipality)));
	json_object_set_new(document, "errors", json_array());
	json_object_set_new(document, "error",
			    json_pack("{s:n, s:n, s:n}", "surname", "municipality", "channel"));
	return document;
}

void service_show(struct request *rq)
{
	const struct calendars *calendars = world_calendars(request_tenancy(rq)->world);
	struct wording w;
	struct asked a;

	if (!request_wording(rq, &w) || !asked_path(&a, rq, &w))
		return;
	a.query.channel = (enum channel)channel_parse(request_param(rq, "channel"));
	if (!(a.query.channel & a.service->channels))
		a.query.channel = (enum channel)(a.service->channels & -a.service->channels);
	a.whole_surname = request_param(rq, "whole_surname") != NULL;
	reply_document(rq, 200, "citizen.service",
		       service_document(&w, calendars, &a, request_params(rq)));
}
