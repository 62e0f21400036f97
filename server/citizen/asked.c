/* asked.c - office and service of the path, and what decides who is responsible. */
#include "server/citizen/asked.h"

#include <string.h>

#include "lib/form.h"
#include "server/net/reply.h"
#include "server/rehearsal.h"

bool asked_path(struct asked *a, struct request *rq, const struct wording *w)
{
	static const struct problem NO_OFFICE = {404, "no_such_office", "there is no such office"};
	static const struct problem NO_SERVICE = {404, "no_such_service",
						  "there is no such service"};

	*a = (struct asked){.office = request_office(rq, request_arg(rq, 0))};
	if (!a->office) {
		reply_problem(rq, &NO_OFFICE);
		return false;
	}
	if (!request_books_at(rq, a->office)) {
		office_reply_closed(rq, w, a->office);
		return false;
	}
	a->service = office_service(a->office, request_arg(rq, 1));
	if (!a->service) {
		reply_problem(rq, &NO_SERVICE);
		return false;
	}
	a->query.service = a->service;
	a->query.now = time(NULL);
	return true;
}

/* The service's channels by name; the first is meant when none is named. */
static enum channel channel_read(const struct service *s, struct fields *f)
{
	const char *names[CHANNELS + 1] = {NULL}, *name;
	size_t n = 0;

	for (int i = 0; i < CHANNELS; i++)
		if (s->channels & CHANNEL_LIST[i])
			names[n++] = channel_name(CHANNEL_LIST[i]);
	name = fields_choice(f, "channel", FIELD_OPTIONAL, names);
	return (enum channel)channel_parse(name ? name : names[0]);
}

static void municipality_read(struct asked *a, struct fields *f)
{
	const char *key =
		fields_text(f, "municipality", FIELD_OPTIONAL, FIELD_LETTERS_MAX_CHARACTERS);

	if (!key)
		return;
	a->municipality = authority_municipality(a->office->authority, key);
	if (!a->municipality && a->service->asks.municipality)
		fields_wrong(f, "municipality", FIELD_NOT_A_CHOICE);
}

static enum asked_answer responsible_find(struct asked *a, struct fields *f)
{
	enum responsibility_answer answer =
		times_responsible(&a->query, a->surname, a->whole_surname, a->municipality);

	if (answer == RESPONSIBLE_NEED_SURNAME)
		fields_wrong(f, "surname", FIELD_EMPTY);
	else if (answer == RESPONSIBLE_NEED_MORE_LETTERS)
		fields_wrong(f, "surname", FIELD_MORE_LETTERS);
	else if (answer == RESPONSIBLE_NEED_MUNICIPALITY)
		fields_wrong(f, "municipality", FIELD_EMPTY);
	a->more_letters = answer == RESPONSIBLE_NEED_MORE_LETTERS;
	return answer == RESPONSIBLE          ? ASKED_OK
	       : answer == RESPONSIBLE_NOBODY ? ASKED_NOBODY
					      : ASKED_WRONG;
}

static void person_read(struct asked *a, struct fields *f)
{
	const char *slug =
		fields_text(f, "contact_person", FIELD_OPTIONAL, FIELD_NAME_MAX_CHARACTERS);
	const struct authority *authority = a->office->authority;

	for (size_t i = 0; slug && i < a->query.npersons; i++)
		if (strcmp(authority->persons[a->query.persons[i]].slug, slug) == 0)
			a->query.only = &authority->persons[a->query.persons[i]];
	if (slug && !a->query.only)
		fields_wrong(f, "contact_person", FIELD_NOT_A_CHOICE);
}

enum asked_answer asked_read(struct asked *a, struct fields *f)
{
	enum asked_answer answer;

	a->query.channel = channel_read(a->service, f);
	a->surname = fields_letters(f, "surname", FIELD_OPTIONAL);
	a->whole_surname = fields_bool(f, "whole_surname", FIELD_OPTIONAL);
	municipality_read(a, f);
	if (!fields_right(f))
		return ASKED_WRONG;
	answer = responsible_find(a, f);
	if (answer == ASKED_OK)
		person_read(a, f);
	return fields_right(f) ? answer : ASKED_WRONG;
}

json_t *asked_json(const struct asked *a)
{
	return json_pack("{s:o, s:b, s:o, s:o, s:s}", "surname", word_or_null(a->surname),
			 "whole_surname", a->surname && a->whole_surname, "municipality",
			 word_or_null(a->municipality ? a->municipality->key : NULL),
			 "municipality_text",
			 word_or_null(a->municipality ? a->municipality->name : NULL), "channel",
			 channel_name(a->query.channel));
}

void asked_query(const struct asked *a, struct buffer *out)
{
	if (a->surname) {
		buffer_puts(out, "surname=");
		form_encode(out, a->surname);
		buffer_puts(out, a->whole_surname ? "&whole_surname=1&" : "&");
	}
	if (a->municipality)
		buffer_printf(out, "municipality=%s&", a->municipality->key);
	buffer_printf(out, "channel=%s", channel_name(a->query.channel));
}

void asked_put_path(const struct asked *a, struct buffer *out, const char *rest)
{
	buffer_printf(out, "/offices/%s/services/%s%s", a->office->slug, a->service->slug, rest);
}
