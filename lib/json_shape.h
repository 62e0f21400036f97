/*
 * json_shape.h - which JSON a file may hold, as tables.
 *
 * One table says what is allowed (json_shape_check()) and how it is written out:
 * members in the table's order, defaults spelled out, what is empty left out
 * (json_shape_canonical()).
 */
#pragma once

#include <jansson.h>
#include <stdbool.h>

#include "lib/finding.h"

enum shape_kind {
	SHAPE_TEXT,
	SHAPE_INTEGER,
	SHAPE_NUMBER,
	SHAPE_BOOLEAN,
	SHAPE_CHOICE,
	SHAPE_LIST,   /* in an order that means something */
	SHAPE_SET,    /* of texts or choices; sorted when written out */
	SHAPE_OBJECT, /* of named members */
	SHAPE_MAP,    /* of items under keys of the writer's own */
};

enum shape_need { SHAPE_OPTIONAL, SHAPE_REQUIRED, SHAPE_NULLABLE /* null: left out */ };

enum { SHAPE_MEMBERS_MAX = 40 };

struct shape;

/* A table of these ends in {0}. */
struct shape_member {
	const char *name;
	const struct shape *shape;
	enum shape_need need;
	const char *otherwise; /* JSON of the default, or NULL */
};

struct shape {
	enum shape_kind kind;
	const char *wanted;              /* name of what completes "write ..." */
	long min, max;                   /* characters, value, items or members */
	long step;                       /* an integer is a multiple of it */
	bool (*valid)(const char *text); /* of a text, or of a map's keys */
	const char *const *choices;      /* ends in NULL */
	const struct shape_member *members;
	const struct shape *item;
};

/* Note every mistake of `value`, which stands at `pointer`. */
void json_shape_check(const struct shape *shape, const json_t *value, struct buffer *pointer,
		      struct findings *f);

/* A new value; `value` must have passed the check, but may also hold nulls. */
json_t *json_shape_canonical(const struct shape *shape, const json_t *value);
