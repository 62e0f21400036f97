/*
 * catalogue.h - authorities, offices, services, contact persons: what public
 * pages are made of, held in memory.
 *
 * One immutable snapshot, read at start and replaced as a whole when the change
 * feed reports a change of any of its rows.  Strings and JSON borrow from the
 * document it was read from and live as long as the catalogue.  A request that
 * waits for the database keeps the catalogue it began with (catalogue_keep()).
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "lib/channel.h"
#include "lib/horizon.h"
#include "lib/key_index.h"
#include "lib/language.h"
#include "lib/responsibility.h"
#include "lib/search.h"

enum {
	AUTHORITY_LANGUAGES_MAX = 20,
	OFFICE_DEPTH_MAX = 8, /* an office and those above it */
	KEY_TEXT_SIZE = sizeof "-9223372036854775808",
};

enum contact_by {
	CONTACT_BY_EMAIL,
	CONTACT_BY_PHONE,
	CONTACT_BY_EMAIL_OR_PHONE,
	CONTACT_BY_EMAIL_AND_PHONE,
};

/* An office's rules; what it does not set comes from its parent, then from RULES_DEFAULT. */
struct rules {
	int lead_minutes;
	struct horizon horizon;
	int kept_percent, kept_hours; /* lib/quota.h */
	int hold_minutes, change_deadline_minutes, reminder_hours, retention_days,
		bookings_per_email;
	enum contact_by contact_by;
	bool discreet;
};

extern const struct rules RULES_DEFAULT;

/* As the type office_state of the schema, in its order. */
enum office_state {
	OFFICE_DRAFT,
	OFFICE_REHEARSAL,
	OFFICE_LIVE,
	OFFICE_CLOSED,
	OFFICE_STATES,
};

const char *office_state_name(enum office_state state);
/* OFFICE_STATES when there is none of that name, or name is NULL. */
enum office_state office_state_parse(const char *name);

struct office {
	int64_t id;
	const char *slug;
	struct authority *authority;
	struct office *parent; /* NULL at the top */
	enum office_state state;
	bool live;                      /* the state is OFFICE_LIVE: citizens book */
	const struct office *successor; /* of a closed one; or NULL */
	struct rules rules;
	const char *rehearsal_hash; /* of the token of its secret address, or NULL */
	json_t *texts;              /* {LANG: {name, summary, ...}} */
	json_t *own_texts; /* {NAME: {LANG: {subject, body}}} that it says itself; or null */
	json_t *address;   /* effective: own or inherited; may be NULL */
	json_t *languages; /* effective; NULL: all the authority offers */
	const char *phone, *email;
	size_t depth;
	char path[(OFFICE_DEPTH_MAX + 1) * KEY_TEXT_SIZE]; /* "{id,parent,...}" for SQL */
};

struct contact_person {
	int64_t id;
	const char *slug, *name, *phone, *email;
	const char *video_url; /* or NULL */
	struct office *office;
	unsigned lanes;
	json_t *room; /* {LANG: {room, floor, ...}} */
};

/*
 * A responsibility's surname range as it was written: "A", "Kl"; NULL: everybody.  A substitute
 * has it instead of somebody who is away.
 */
struct range_text {
	const char *from, *to;
	const struct contact_person *instead_of; /* NULL: it is the person's own */
};

struct service {
	int64_t id;
	const char *slug;
	const char *leika; /* LeiKa key, or NULL */
	struct office *office;
	int minutes, buffer_minutes;
	unsigned channels;
	json_t *texts, *questions;
	struct responsibility
		*responsibilities; /* contact_person: index into the authority's list */
	struct range_text *ranges; /* of each responsibility */
	size_t nresponsibilities;
	bool dated; /* some of them hold from or until a day */
	struct responsibility_asks asks;
};

struct municipality {
	const char *key, *name;
};

struct authority {
	struct catalogue *catalogue; /* that it belongs to */
	int64_t id;
	char id_text[KEY_TEXT_SIZE];
	const char *slug, *phone, *email, *federal_state;
	json_t *document; /* as read: hosts, texts, address, links, theme */
	struct zone *zone;
	const char *languages[AUTHORITY_LANGUAGES_MAX]; /* the first is the default */
	size_t nlanguages;
	struct municipality *municipalities; /* by name */
	struct office *offices;              /* by position; all states */
	struct service *services;            /* by position */
	struct contact_person *persons;
	size_t nmunicipalities, noffices, nservices, npersons;
	struct key_index office_ids, office_slugs, service_ids, service_slugs, office_services,
		person_ids;
	struct search_index *search; /* services of live offices, by id */
};

struct catalogue {
	struct authority *authorities;
	size_t nauthorities;
	int references;
};

/* Rows of the statement catalogue: authority_id and document, as texts.  NULL and
 * a logged reason when a document cannot be understood. */
struct catalogue *catalogue_new(const char *const *documents, size_t count);

struct catalogue *catalogue_keep(struct catalogue *c);
void catalogue_drop(struct catalogue *c);

/* The authority of a host name, else the first; NULL when there is none. */
struct authority *catalogue_authority(const struct catalogue *c, const char *host);

/* By slug, only what the public sees: live, or closed, which explains itself; NULL otherwise. */
struct office *authority_office(const struct authority *a, const char *slug);
/* Whether it is among those the office, or one above it, narrowed its languages to. */
bool office_offers_language(const struct office *o, const char *code);
struct service *office_service(const struct office *o, const char *slug);

/* The i-th service of the office by position; NULL behind the last. */
struct service *office_service_at(const struct office *o, size_t i);

/* By key, whatever the state; NULL when it is no more. */
struct office *authority_office_by_id(const struct authority *a, int64_t id);
struct service *authority_service_by_id(const struct authority *a, int64_t id);
struct contact_person *authority_person_by_id(const struct authority *a, int64_t id);

const struct municipality *authority_municipality(const struct authority *a, const char *key);

/*
 * A text in the language, else in the authority's default language, else in any;
 * NULL when there is none.  texts_member() gives any JSON, such as a list, and in `in`
 * (may be NULL) the language it was found in.
 */
json_t *texts_member(const struct authority *a, const json_t *texts, const char *language,
		     const char *name, const char **in);
const char *texts_text(const struct authority *a, const json_t *texts, const char *language,
		       const char *name);
