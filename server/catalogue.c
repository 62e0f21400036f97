/* catalogue.c - authorities, offices, services, contact persons, held in memory. */
#include "server/catalogue.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "lib/xalloc.h"
#include "server/catalogue_read.h"

/*
 * Life
 */

struct catalogue *catalogue_new(const char *const *documents, size_t count)
{
	struct catalogue *c = xcalloc(1, sizeof *c);

	c->references = 1;
	c->nauthorities = count;
	c->authorities = xcalloc(count, sizeof c->authorities[0]);
	for (size_t i = 0; i < count; i++) {
		c->authorities[i].catalogue = c;
		if (!authority_read(&c->authorities[i], documents[i])) {
			catalogue_drop(c);
			return NULL;
		}
	}
	return c;
}

struct catalogue *catalogue_keep(struct catalogue *c)
{
	c->references++;
	return c;
}

void catalogue_drop(struct catalogue *c)
{
	if (!c || --c->references > 0)
		return;
	for (size_t i = 0; i < c->nauthorities; i++)
		authority_done(&c->authorities[i]);
	free(c->authorities);
	free(c);
}

/*
 * States
 */

static const char *const STATE_NAMES[OFFICE_STATES] = {"draft", "rehearsal", "live", "closed"};

const char *office_state_name(enum office_state state)
{
	return STATE_NAMES[state];
}

enum office_state office_state_parse(const char *name)
{
	int state = 0;

	while (state < OFFICE_STATES && (!name || strcmp(STATE_NAMES[state], name) != 0))
		state++;
	return (enum office_state)state;
}

/*
 * Looking up
 */

static bool office_is_public(const struct office *o)
{
	return o->live || o->state == OFFICE_CLOSED;
}

static bool place_of(const struct key_index *index, int64_t id, size_t *place)
{
	size_t n;
	const struct key_place *found = key_index_find(index, (uint64_t)id, &n);

	if (found)
		*place = found->place;
	return found != NULL;
}

static bool authority_answers_to(const struct authority *a, const char *host, size_t len)
{
	size_t i;
	json_t *item;

	json_array_foreach (json_object_get(a->document, "hosts"), i, item)
		if (json_string_length(item) == len &&
		    strncasecmp(json_string_value(item), host, len) == 0)
			return true;
	return false;
}

struct authority *catalogue_authority(const struct catalogue *c, const char *host)
{
	size_t len = host ? strcspn(host, ":") : 0;

	for (size_t i = 0; host && i < c->nauthorities; i++)
		if (authority_answers_to(&c->authorities[i], host, len))
			return &c->authorities[i];
	return c->nauthorities > 0 ? &c->authorities[0] : NULL;
}

struct office *authority_office(const struct authority *a, const char *slug)
{
	size_t n;
	const struct key_place *p = key_index_find(&a->office_slugs, key_of_text(0, slug), &n);

	for (; n > 0; n--, p++)
		if (office_is_public(&a->offices[p->place]) &&
		    strcmp(a->offices[p->place].slug, slug) == 0)
			return &a->offices[p->place];
	return NULL;
}

struct service *office_service(const struct office *o, const char *slug)
{
	const struct authority *a = o->authority;
	size_t n;
	const struct key_place *p = key_index_find(&a->service_slugs, key_of_text(o->id, slug), &n);

	for (; n > 0; n--, p++)
		if (a->services[p->place].office == o &&
		    strcmp(a->services[p->place].slug, slug) == 0)
			return &a->services[p->place];
	return NULL;
}

struct service *office_service_at(const struct office *o, size_t i)
{
	size_t n;
	const struct key_place *p =
		key_index_find(&o->authority->office_services, (uint64_t)o->id, &n);

	return i < n ? &o->authority->services[p[i].place] : NULL;
}

struct office *authority_office_by_id(const struct authority *a, int64_t id)
{
	size_t place;

	return place_of(&a->office_ids, id, &place) ? &a->offices[place] : NULL;
}

struct service *authority_service_by_id(const struct authority *a, int64_t id)
{
	size_t place;

	return place_of(&a->service_ids, id, &place) ? &a->services[place] : NULL;
}

struct contact_person *authority_person_by_id(const struct authority *a, int64_t id)
{
	size_t place;

	return place_of(&a->person_ids, id, &place) ? &a->persons[place] : NULL;
}

const struct municipality *authority_municipality(const struct authority *a, const char *key)
{
	for (size_t i = 0; i < a->nmunicipalities; i++)
		if (strcmp(a->municipalities[i].key, key) == 0)
			return &a->municipalities[i];
	return NULL;
}

bool office_offers_language(const struct office *o, const char *code)
{
	size_t i;
	json_t *item;

	json_array_foreach (o->languages, i, item)
		if (strcmp(json_string_value(item), code) == 0)
			return true;
	return !o->languages;
}

static json_t *member_in(const json_t *texts, const char *language, const char *name,
			 const char **in)
{
	json_t *found = json_object_get(json_object_get(texts, language), name);

	if (found && in)
		*in = language;
	return found;
}

json_t *texts_member(const struct authority *a, const json_t *texts, const char *language,
		     const char *name, const char **in)
{
	json_t *found = member_in(texts, language, name, in), *other;
	const char *code;

	if (!found)
		found = member_in(texts, a->languages[0], name, in);
	if (found)
		return found;
	json_object_foreach ((json_t *)(uintptr_t)texts, code, other) {
		found = member_in(texts, code, name, in);
		if (found)
			return found;
	}
	return NULL;
}

const char *texts_text(const struct authority *a, const json_t *texts, const char *language,
		       const char *name)
{
	return json_string_value(texts_member(a, texts, language, name, NULL));
}
