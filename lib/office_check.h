/* office_check.h - what the tables of office_shape.c cannot say about a file. */
#pragma once

#include <jansson.h>

#include "lib/finding.h"

enum { POINTER_SIZE = 160 }; /* of pointers made of the format's names and indexes */

/* These accept documents of any shape. */
void authority_check(json_t *document, struct findings *f);

/* authority: document of its authority, or NULL. */
void office_check(json_t *document, const json_t *authority, struct findings *f);

/*
 * Parts of them
 */

/* Texts per language: all of `languages`, no others, and the same members in each. */
void languages_check(json_t *document, const json_t *languages, struct findings *f);

/* Items of the list whose `member` an item before had already. */
void twice_named_check(const json_t *list, const char *path, const char *member,
		       struct findings *f);

/* from before to, none twice. */
void closures_check(const json_t *closures, struct findings *f);

/* The authority's services that offices make theirs of. */
void common_services_check(const json_t *authority, struct findings *f);

/* Services that name a common one: there is such a one; those that name none say all themselves. */
void office_commons_check(const json_t *office, const json_t *authority, struct findings *f);

/* A copy in which they have the texts that hold. */
json_t *office_with_commons(const json_t *office, const json_t *authority);

/* Contact persons' hours: rules, windows, references, what fits into them. */
void office_hours_check(const json_t *office, struct findings *f);

/* Texts in its own words: what they name, and what they must. */
void office_own_texts_check(const json_t *office, struct findings *f);

/* Who is responsible for what, and for whom nobody is. */
void office_responsibilities_check(const json_t *office, const json_t *municipalities,
				   struct findings *f);

/* Members of a misshapen document read as missing. */
const char *member_text(const json_t *object, const char *name);
long long member_number(const json_t *object, const char *name);

/* The item of a list whose slug this is, or NULL. */
const json_t *slug_find(const json_t *list, const char *slug);

/* Note an unknown slug ("unknown_service"), with the one that was probably meant. */
void unknown_slug(const json_t *list, const char *code, const char *slug, const char *pointer,
		  struct findings *f);

/* Whether the list of texts holds it. */
bool texts_hold(const json_t *list, const char *text);
