/*
 * wording.h - an authority's facts in the words of one language.
 *
 * What several kinds of user see of the same thing is shaped here once: the
 * members that web/pages/README.md section 3 names.  Everything returned is a
 * new reference; what is not there is null.
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>
#include <time.h>

#include "lib/language.h"
#include "lib/zone.h"
#include "server/catalogue.h"
#include "server/net/site.h"

enum {
	RETURN_MAX_BYTES = 500,                      /* of an address to come back to */
	LANG_QUERY_SIZE = 3 * RETURN_MAX_BYTES + 64, /* percent-encoded, with the language */
};

/* For whom to word.  All borrowed. */
struct wording {
	const struct authority *authority;
	const struct language *language;
	const struct site *site;
	char lang_query[LANG_QUERY_SIZE],
		lang_amp[LANG_QUERY_SIZE]; /* what links carry: "?lang=en" and "&lang=en",
					       the return address too; or "" */
};

/* Texts of the locale; vars is taken, may be NULL. */
json_t *word_text(const struct wording *w, const char *key, json_t *vars);
json_t *word_count(const struct wording *w, const char *key, long n);

/* A text of the catalogue's {LANG: {name, summary, ...}}, or null. */
json_t *word_of(const struct wording *w, const json_t *texts, const char *name);

/*
 * The same as a member of the object, and what pages must say of it: "written_in" gets a member
 * of that name, {language, dir}, where it is in another language for want of a text.
 */
void shape_text(json_t *object, const struct wording *w, const json_t *texts, const char *name);
/* A list such as "documents"; empty where there is none. */
void shape_texts(json_t *object, const struct wording *w, const json_t *texts, const char *name);
/* A text under another name than its own. */
void shape_text_as(json_t *object, const char *member, const struct wording *w, const json_t *texts,
		   const char *name);

/* What a language calls itself; its code where the server has no texts in it. */
json_t *word_language(const struct wording *w, const char *code);

/* A text or null. */
json_t *word_or_null(const char *text);

json_t *word_date(const struct wording *w, enum date_style style, struct date date);
json_t *word_day_of(const struct wording *w, enum date_style style, time_t t);
json_t *word_clock(const struct wording *w, time_t t);          /* 9:20 */
json_t *word_clock_sentence(const struct wording *w, time_t t); /* 9:20 Uhr */
json_t *word_at(const struct wording *w, time_t t);             /* 23.11.2026, 7:58 */
json_t *word_rfc3339(const struct wording *w, time_t t);

/* Flat members of an object: starts_at, ends_at, date_text, day_text, time_text, hours_text. */
void shape_moment(json_t *object, const struct wording *w, time_t starts_at, int minutes);

/* Flat: channel, channel_is, channel_text. */
void shape_channel(json_t *object, const struct wording *w, enum channel channel);

json_t *shape_channels(unsigned channels);
json_t *word_channels(const struct wording *w, unsigned channels);

/* {kind, name, address, phone, phone_tel, phone_hours, official_label, links} */
json_t *shape_authority(const struct wording *w);

/* {slug, name}, and the whole. */
json_t *shape_office_name(const struct wording *w, const struct office *o);
json_t *shape_office(const struct wording *w, const struct office *o);
json_t *shape_service_name(const struct wording *w, const struct service *s);
json_t *shape_service(const struct wording *w, const struct service *s);
json_t *shape_person(const struct contact_person *p);

/* The room of a time, as somebody typed it, goes before that of the person (either may be NULL). */
json_t *word_room(const struct wording *w, const struct contact_person *p, const char *room);

/* Where the person (NULL: anybody) of the office receives, at a time in that room (NULL: the
 * person's own); null for phone and video. */
json_t *shape_place(const struct wording *w, const struct office *o, const struct contact_person *p,
		    const char *room, enum channel channel);

/* "07721 0000-115" as "+4977210000115"; null when there is none. */
json_t *shape_phone_link(const char *phone);
